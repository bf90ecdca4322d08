"""The operands that rules compare: the problem's own columns, and those worked out from them.

"request.x" has a value for each request, "place.x" for each place, "pair.x" for both together,
"forbidden.REASON" is 1 where the pair is forbidden for that reason. "same_complex.EVENT" is the
last day on which something happened there before, "same_owner.EVENT" in another complex of the
owner.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching import tenure
from matching.codes.care import CareType, ShelterAccess
from matching.codes.contracts import TemporaryGround, TenureTitle
from matching.codes.households import AgeBand, IncomeBand
from matching.codes.places import PlaceKind
from matching.codes.rounds import EarlierEvent, PairReason
from matching.legal import LegalAmounts
from matching.pairs.kinds import kinds
from matching.pairs.money import UNDER_21, AllowanceTerms, allowance_terms, amounts_on, by_period
from matching.pairs.support import Support, support_of
from matching.policy import Policy
from matching.problem import Problem
from matching.rules.comparators import Values
from matching.table import MOST

ALL_ANCHORS, MUSTS, WISHES = "ALL", "MUSTS", "WISHES"
ENDS_WITH_PERMIT = [title.position for title in tenure.WITH_PERMIT]
CARE_MASKS = np.array([0, *(kind.bit for kind in list(CareType)[1:])], dtype=np.int32)
NO_RENT_TITLE = [title.position for title in tenure.WITHOUT_RENT_LAW]


@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """Rows of a table by request: those of request r are order[first[r]:first[r + 1]]."""

    first: NDArray[np.int64]
    order: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """All operands of one problem under one policy.

    `net_rent` is the rent after the least allowance, in cents, by kind of request and of place.
    """

    problem: Problem
    policy: Policy
    support: Support
    request: dict[str, Values]
    place: dict[str, Values]
    net_rent: Values
    anchors: dict[str, Listed]
    forbidden: dict[str, NDArray[np.int64]]
    earlier: dict[str, Listed]


def sheet_of(problem: Problem, policy: Policy) -> Sheet:
    """Works out every operand once."""
    support = support_of(problem)
    request, place = _request_columns(problem, policy), _place_columns(problem, policy)
    terms = allowance_terms(problem.requests, policy.legal)
    rows, request["allowance_kind"] = kinds(terms.columns(), len(problem.requests))
    paid = [place["paid_rent_cents"], place["allowance_granted"]]
    cols, place["rent_kind"] = kinds(paid, len(problem.places))
    request["support_class"], place["support_class"] = support.request_class, support.place_class
    near, past = problem.anchors, problem.earlier
    many = len(problem.requests)
    return Sheet(
        problem=problem,
        policy=policy,
        support=support,
        request=request,
        place=place,
        net_rent=_net_rents(terms, rows, *(column[cols] for column in paid)),
        anchors={
            ALL_ANCHORS: _listed(many, near.request, np.ones_like(near.must)),
            MUSTS: _listed(many, near.request, near.must),
            WISHES: _listed(many, near.request, ~near.must),
        },
        forbidden={str(reason): _pair_keys(problem, reason) for reason in PairReason},
        earlier={
            str(event): _listed(many, past.request, past.event == event.position)
            for event in EarlierEvent
        },
    )


def _net_rents(terms: AllowanceTerms, rows: Values, rent: Values, granted: Values) -> Values:
    """Rent after the least allowance the band allows for: cautious on purpose."""
    least, _ = terms.at(rows[:, None], rent[None, :].astype(np.int64))
    net: Values = rent - np.where(granted, least, 0)
    return net


def _listed(requests: int, request: NDArray[Any], meant: NDArray[np.bool_]) -> Listed:
    rows = np.nonzero(meant)[0]
    counts = np.bincount(request[rows], minlength=requests)
    first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return Listed(first, rows[np.argsort(request[rows], kind="stable")])


def _pair_keys(problem: Problem, reason: PairReason) -> NDArray[np.int64]:
    pairs = problem.forbidden
    chosen = pairs.reason == reason.position
    keys = pairs.request[chosen].astype(np.int64) * len(problem.places) + pairs.place[chosen]
    return np.unique(keys)


def _request_columns(problem: Problem, policy: Policy) -> dict[str, Values]:
    rows, legal = problem.requests, policy.legal
    periods = amounts_on(legal, rows.start_day)
    grounds = np.array([amounts.grounds for amounts in legal], dtype=np.int32)
    poor = rows.income_band <= IncomeBand.ALLOCATION.position
    under_21 = (rows.adult_ages & ~UNDER_21) == 0
    return {
        **rows.columns(),
        "latest_start_day": rows.start_day + policy.wait_days,
        "care_mask": CARE_MASKS[rows.care_type],
        "required_region": np.where(rows.region_is_must, rows.preferred_region, -1),
        "lawful_grounds": rows.temporary_grounds & grounds[periods],
        "vacancy_term_days": by_period(legal, periods, "vacancy_term_days"),
        "guest_term_days": by_period(legal, periods, "guest_term_days"),
        "may_get_allowance": poor,
        "net_rent_limit_cents": _or_most(rows.max_net_rent_cents),
        "suitable_rent_cents": np.where(poor, _suitable_rent(problem, legal), MOST),
        "youth_rent_cents": np.where(
            under_21 & poor, by_period(legal, periods, "counted_rent_under_21"), MOST
        ),
        "cooled_down_day": np.full(len(rows), problem.day - policy.cooling_days),
        "shares_costs": rows.adult_ages & AgeBand.AGE_27_PLUS.bit != 0,
        "shelter_is_open": rows.shelter_access != ShelterAccess.CLOSED.position,
        "shelter_is_settled": rows.shelter_access != ShelterAccess.UNDER_INVESTIGATION.position,
    }


def _suitable_rent(problem: Problem, legal: tuple[LegalAmounts, ...]) -> Values:
    periods = amounts_on(legal, problem.requests.start_day)
    small = by_period(legal, periods, "suitable_rent_small")
    return np.where(
        problem.requests.persons <= 2, small, by_period(legal, periods, "suitable_rent_large")
    )


def _place_columns(problem: Problem, policy: Policy) -> dict[str, Values]:
    rows = problem.places
    longest = _title_terms(policy.legal, problem.day)
    vacancy = rows.tenure_title == TenureTitle.VACANCY_ACT.position
    permit_binds = np.isin(rows.tenure_title, ENDS_WITH_PERMIT) & (rows.permit_end_day >= 0)
    ends = _or_most(rows.available_until_day)
    shelter = rows.kind == PlaceKind.SHELTER_SINGLE.position
    temporary = rows.tenure_title == TenureTitle.TEMP_2Y.position
    social = rows.social_rent & ~shelter
    paid = np.where(shelter, 0, rows.bare_rent_cents)
    granted = rows.allowance_possible & ~np.isin(rows.tenure_title, NO_RENT_TITLE)
    return {
        **rows.columns(),
        "end_day": np.where(permit_binds, np.minimum(ends, rows.permit_end_day), ends),
        "grounds_asked": np.where(temporary, TemporaryGround.all_bits(), 0),
        "permit_limit_day": np.where(vacancy, rows.permit_end_day, MOST).astype(np.int64),
        "title_term_days": longest[rows.tenure_title],
        "is_hospita": rows.tenure_title == TenureTitle.HOSPITA.position,
        "income_limit": np.where(social, IncomeBand.DAEB.position, IncomeBand.ABOVE.position),
        "social_rent_cents": np.where(social, paid, 0),
        "paid_rent_cents": paid,
        "rent_ceiling_cents": _or_most(rows.maximum_rent_cents),
        "allowance_granted": granted,
        "allowance_open": shelter | granted,
        "costs_stay_apart": ~rows.costs_are_shared,
    }


def _title_terms(legal: tuple[LegalAmounts, ...], day: int) -> Values:
    """The longest lease by the title's position, in days, by the law of the round's day."""
    amounts = legal[int(amounts_on(legal, np.array([day]))[0])]
    found = np.full(len(TenureTitle), MOST, dtype=np.int64)
    for term in amounts.title_terms:
        found[term.title.position] = term.days
    return found


def _or_most(column: NDArray[Any]) -> Values:
    """-1 means no limit."""
    return np.where(column < 0, MOST, column).astype(np.int64)
