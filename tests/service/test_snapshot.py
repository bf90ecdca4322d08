"""What a round sees: which requests and places, and what is left of every capacity."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from builders import (
    ALWAYS,
    DAY,
    make_agreement,
    make_anchor,
    make_avoid_area,
    make_household,
    make_housing_first_rule,
    make_lease_budget,
    make_mandate,
    make_municipality,
    make_neighbourhood_capacity,
    make_offer,
    make_organisation,
    make_place,
    make_placement,
    make_property,
    make_proposal,
    make_provider,
    make_quota,
    make_request,
    make_request_group,
    make_round,
    make_support_capacity,
    region_of,
)
from counted_queries import Queries
from isolated_databases import Database
from sqlalchemy.orm import Session

from matching.archive import digest
from matching.codes.care import CareLevel, CareType, ShelterAccess
from matching.codes.contracts import ContractForm
from matching.codes.households import AgeBand, GroupKind
from matching.codes.places import PlaceKind
from matching.codes.rounds import EarlierEvent, Level, PairReason
from matching.pairs.candidates import pairs_of
from matching.pairs.kernel import kernel_of
from matching.pairs.sheet import sheet_of
from matching.policy import Policy, RuleLevel
from matching.problem import Problem
from matching.reasons.explain import reasons
from matching.table import MOST
from service.actor import Actor
from service.clock import HERE
from service.codelists.decisions import (
    DeclineReason,
    EndingReason,
    OfferParty,
    OfferState,
    PlacementState,
    ProposalState,
)
from service.codelists.organisations import OrganisationKind
from service.codelists.places import PlaceState
from service.codelists.requests import (
    EqualTreatment,
    EthosLight,
    RequestState,
    UrgencyGround,
)
from service.db import act_as, make_sessions, seeing_one_moment, transaction
from service.models import Organisation, Place, Placement, Request
from service.period import Period
from service.rounds import snapshot as snapshots
from service.rounds.input_repository import Area, places_in, requests_in
from service.rounds.seals import seals_now
from service.rounds.snapshot import Snapshot, freeze, freeze_pair

NIEUWEGEIN, AMERSFOORT, AMSTERDAM = "0356", "0307", "0363"


@dataclass
class Town:
    """Utrecht, its region, and a session that acts on its behalf."""

    db: Session
    municipality: Organisation
    area: Area

    def freeze(self, policy: Policy | None = None) -> Snapshot:
        return freeze(self.db, self.area, policy or Policy())

    def problem(self) -> Problem:
        return self.freeze().problem

    def placed(self, request: Request, place: Place, **columns: Any) -> Placement:
        """The request got the place in an earlier round."""
        proposal = make_proposal(
            self.db,
            make_round(self.db, self.municipality),
            request,
            place,
            state=ProposalState.APPROVED,
            **{k: columns.pop(k) for k in ("contract_form", "support_provider_id") if k in columns},
        )
        request.state = RequestState.OFFERED
        place.state = PlaceState.OFFERED
        return make_placement(self.db, proposal, **columns)


@pytest.fixture
def utrecht(session: Session) -> Town:
    municipality = make_municipality(session)
    actor = Actor("official@test", municipality.id, OrganisationKind.MUNICIPALITY)
    act_as(session, actor)
    return Town(session, municipality, Area(actor, region_of(session).id, DAY))


def ids(column: Any) -> list[UUID]:
    return [UUID(bytes=row.tobytes()) for row in column]


def test_only_active_requests_that_the_municipality_decides_on_take_part(utrecht: Town) -> None:
    mine = make_request(utrecht.db)
    make_request(utrecht.db, state=RequestState.DRAFT)
    make_request(utrecht.db, state=RequestState.PARKED, parked_until_date=DAY)
    make_request(utrecht.db, municipality_code=NIEUWEGEIN)
    assert ids(utrecht.problem().requests.id) == [mine.id]


def test_a_mandate_brings_the_requests_of_the_giver_in_the_region(utrecht: Town) -> None:
    given = make_municipality(utrecht.db, NIEUWEGEIN)
    elsewhere = make_municipality(utrecht.db, AMSTERDAM)
    for giver in (given, elsewhere):
        make_mandate(utrecht.db, giver, utrecht.municipality)
    near = make_request(utrecht.db, municipality_code=NIEUWEGEIN)
    make_request(utrecht.db, municipality_code=AMSTERDAM)
    assert ids(utrecht.problem().requests.id) == [near.id]


def test_a_household_that_has_a_place_does_not_ask_for_another(utrecht: Town) -> None:
    request = make_request(utrecht.db)
    utrecht.placed(request, make_place(utrecht.db))
    request.state = RequestState.ACTIVE
    assert len(utrecht.problem().requests) == 0


def test_only_free_places_in_the_region_take_part(utrecht: Town) -> None:
    free = make_place(utrecht.db)
    soon = make_place(utrecht.db, period=Period.of(DAY + timedelta(days=90)))
    for state in (PlaceState.DRAFT, PlaceState.OFFERED, PlaceState.OCCUPIED, PlaceState.WITHDRAWN):
        make_place(utrecht.db, state=state)
    make_place(utrecht.db, period=Period.of(date(2020, 1, 1), DAY - timedelta(days=1)))
    make_place(utrecht.db, make_property(utrecht.db, municipality_code=AMSTERDAM))
    assert ids(utrecht.problem().units.id) == sorted([free.id, soon.id])


def test_a_place_that_somebody_holds_does_not_take_part(utrecht: Town) -> None:
    held, left = make_place(utrecht.db), make_place(utrecht.db)
    utrecht.placed(make_request(utrecht.db), held)
    utrecht.placed(make_request(utrecht.db), left, state=PlacementState.CANCELLED)
    held.state = left.state = PlaceState.AVAILABLE
    assert ids(utrecht.problem().units.id) == [left.id]


def test_a_place_that_comes_free_after_its_resident_left_takes_part(utrecht: Town) -> None:
    until = DAY + timedelta(days=30)
    place = make_place(utrecht.db, period=Period.of(until + timedelta(days=1)))
    period = Period.of(date(2025, 1, 1), until)
    utrecht.placed(make_request(utrecht.db), place, period=period)
    place.state = PlaceState.AVAILABLE
    assert ids(utrecht.problem().units.id) == [place.id]


def test_the_same_places_fold_into_one_with_a_unit_each(utrecht: Town) -> None:
    building = make_property(utrecht.db)
    same = [make_place(utrecht.db, building) for _ in range(3)]
    dearer = make_place(utrecht.db, building, rent_cents=60_001)
    other = make_place(utrecht.db)
    problem = utrecht.problem()
    assert sorted(problem.capacity().tolist()) == [1, 1, 3]
    row_of = dict(zip(ids(problem.units.id), problem.units.place.tolist(), strict=True))
    assert len({row_of[place.id] for place in same}) == 1
    assert len({row_of[place.id] for place in (same[0], dearer, other)}) == 3


@pytest.mark.parametrize(
    ("party", "reason"),
    [
        (OfferParty.HOUSEHOLD, PairReason.REFUSED_BEFORE),
        (OfferParty.OWNER, PairReason.OWNER_REFUSED),
        (OfferParty.RECEIVING_MUNICIPALITY, PairReason.REJECTED_BEFORE),
    ],
)
def test_a_no_forbids_that_place_and_not_its_twin(
    utrecht: Town, party: OfferParty, reason: PairReason
) -> None:
    building = make_property(utrecht.db)
    refused, twin = make_place(utrecht.db, building), make_place(utrecht.db, building)
    request = make_request(utrecht.db)
    before = make_proposal(
        utrecht.db,
        make_round(utrecht.db, utrecht.municipality),
        request,
        refused,
        state=ProposalState.DECLINED,
    )
    make_offer(
        utrecht.db,
        before,
        party,
        state=OfferState.DECLINED,
        reason_code=DeclineReason.SURROUNDINGS,
    )
    problem = utrecht.problem()
    row_of = dict(zip(ids(problem.units.id), problem.units.place.tolist(), strict=True))
    assert problem.forbidden.place.tolist() == [row_of[refused.id]] != [row_of[twin.id]]
    assert PairReason.at(int(problem.forbidden.reason[0])) is reason


def said_no(town: Town, request: Request, place: Place, party: OfferParty, **columns: Any) -> None:
    """Somebody did not want it in an earlier round."""
    round = make_round(town.db, town.municipality)
    before = make_proposal(town.db, round, request, place, state=ProposalState.DECLINED)
    said = {"reason_code": DeclineReason.CONTRACT_FORM, "answered_at": AT_NIGHT} | columns
    make_offer(town.db, before, party, state=OfferState.DECLINED, **said)


def lived(town: Town, request: Request, place: Place, until: date, why: EndingReason) -> None:
    """The household lived there until a day."""
    period = Period.of(date(2020, 1, 1), until)
    ended = {"state": PlacementState.ENDED, "period": period, "ending_reason": why}
    town.placed(request, place, **ended)
    request.state, place.state = RequestState.ACTIVE, PlaceState.AVAILABLE
    town.db.flush()


def told(problem: Problem) -> list[tuple[EarlierEvent, int, bool]]:
    """What happened before, how many days ago, and whether in a complex with a free place."""
    rows = problem.earlier
    return [
        (EarlierEvent.at(event), problem.day - day, where >= 0)
        for event, day, where in zip(
            rows.event.tolist(), rows.day.tolist(), rows.complex.tolist(), strict=True
        )
    ]


AT_NIGHT = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
"""Half past midnight in the Netherlands: ten days before the round."""


@pytest.mark.parametrize(
    ("party", "event"),
    [
        (OfferParty.HOUSEHOLD, EarlierEvent.REFUSED),
        (OfferParty.OWNER, EarlierEvent.OWNER_REFUSED),
    ],
)
def test_an_earlier_no_is_told_in_its_complex_and_at_its_owner(
    utrecht: Town, party: OfferParty, event: EarlierEvent
) -> None:
    owner = make_organisation(utrecht.db)
    flat, flat_too, hof = (
        make_property(utrecht.db, owner, complex_reference=name) for name in ("flat", "flat", "hof")
    )
    refused = make_place(utrecht.db, flat, state=PlaceState.OCCUPIED)
    near, far = make_place(utrecht.db, flat_too), make_place(utrecht.db, hof)
    strange = make_place(utrecht.db)
    request = make_request(utrecht.db)
    said_no(utrecht, request, refused, party)
    problem = utrecht.problem()
    assert told(problem) == [(event, 10, True)]
    sheet = sheet_of(problem, Policy())
    row_of = dict(zip(ids(problem.units.id), problem.units.place.tolist(), strict=True))
    warned = [
        {reason.rule for reason in reasons(sheet, 0, row_of[place.id]) if "E26" in reason.rule}
        for place in (near, far, strange)
    ]
    name = "E26_REFUSED" if party is OfferParty.HOUSEHOLD else "E26_OWNER"
    assert warned == [{f"{name}_COMPLEX"}, {f"{name}_ELSEWHERE"}, set()]


def test_only_a_no_of_the_household_or_the_owner_about_more_than_the_place_is_told(
    utrecht: Town,
) -> None:
    at = make_property(utrecht.db)
    make_place(utrecht.db, at)
    request = make_request(utrecht.db)
    refused = [make_place(utrecht.db, at, state=PlaceState.DRAFT) for _ in range(2)]
    gone = DeclineReason.PLACE_NO_LONGER_AVAILABLE
    said_no(utrecht, request, refused[0], OfferParty.OWNER, reason_code=gone)
    said_no(utrecht, request, refused[1], OfferParty.RECEIVING_MUNICIPALITY)
    drafted = make_request(utrecht.db, state=RequestState.DRAFT)
    said_no(utrecht, drafted, refused[0], OfferParty.OWNER)
    assert told(utrecht.problem()) == []


@pytest.mark.parametrize("why", EndingReason)
def test_a_placement_that_ended_is_told_unless_its_term_was_over(
    utrecht: Town, why: EndingReason
) -> None:
    place = make_place(utrecht.db)
    lived(utrecht, make_request(utrecht.db), place, DAY - timedelta(30), why)
    ended = [(EarlierEvent.ENDED, 30, True)]
    assert told(utrecht.problem()) == ([] if why is EndingReason.TERM_OVER else ended)


@pytest.mark.parametrize(("ago", "seen"), [(29, True), (30, False)])
def test_no_more_of_the_past_is_frozen_than_the_policy_looks_back(
    utrecht: Town, ago: int, seen: bool
) -> None:
    owner = make_organisation(utrecht.db)
    at, elsewhere = make_property(utrecht.db, owner), make_property(utrecht.db, owner)
    make_place(utrecht.db, at)
    request, last = make_request(utrecht.db), DAY - timedelta(ago)
    lived(utrecht, request, make_place(utrecht.db, elsewhere), last, EndingReason.COURT_ORDER)
    said_no(
        utrecht,
        request,
        make_place(utrecht.db, elsewhere),
        OfferParty.HOUSEHOLD,
        answered_at=datetime.combine(last, time(23, 59), HERE),
    )
    problem = utrecht.freeze(Policy(cooling_days=30)).problem
    assert {event for event, *_ in told(problem)} == (
        {EarlierEvent.ENDED, EarlierEvent.REFUSED} if seen else set()
    )
    assert {days for _, days, _ in told(problem)} == ({ago} if seen else set())
    assert told(utrecht.freeze(Policy(cooling_days=0)).problem) == []


def test_the_last_of_more_times_is_told_and_same_places_stay_folded(utrecht: Town) -> None:
    owner = make_organisation(utrecht.db)
    at = make_property(utrecht.db, owner, complex_reference="flat")
    same = [make_place(utrecht.db, at) for _ in range(3)]
    request = make_request(utrecht.db)
    for hours in (0, 48, 24):
        place = make_place(utrecht.db, at, state=PlaceState.OCCUPIED)
        when = AT_NIGHT - timedelta(hours=hours)
        said_no(utrecht, request, place, OfferParty.HOUSEHOLD, answered_at=when)
    problem = utrecht.problem()
    assert told(problem) == [(EarlierEvent.REFUSED, 10, True)]
    assert problem.capacity().tolist() == [len(same)]


def test_a_rejection_by_a_municipality_forbids_the_pair_for_a_later_request(utrecht: Town) -> None:
    household = make_household(utrecht.db)
    place = make_place(utrecht.db)
    earlier = make_request(utrecht.db, household, state=RequestState.WITHDRAWN)
    round = make_round(utrecht.db, utrecht.municipality)
    make_proposal(utrecht.db, round, earlier, place, state=ProposalState.REJECTED)
    make_request(utrecht.db, household)
    forbidden = utrecht.problem().forbidden
    assert [PairReason.at(int(row)) for row in forbidden.reason] == [PairReason.REJECTED_BEFORE]


def test_places_in_or_on_the_edge_of_an_area_to_avoid_are_forbidden(utrecht: Town) -> None:
    at = {
        x: make_place(utrecht.db, make_property(utrecht.db, point=f"SRID=28992;POINT({x} 455000)"))
        for x in (136_999, 137_000, 138_000, 138_001)
    }
    request = make_request(utrecht.db)
    make_avoid_area(utrecht.db, request, 137_000, 454_000, 138_000, 456_000)
    problem = utrecht.problem()
    units = ids(problem.units.id)
    found = {units[row] for row in problem.forbidden.place.tolist()}
    row_of = dict(zip(units, problem.units.place.tolist(), strict=True))
    assert {row_of[place] for place in found} == {row_of[at[x].id] for x in (137_000, 138_000)}


def test_who_must_live_apart_is_kept_from_the_complex_of_the_other(utrecht: Town) -> None:
    provider = make_provider(utrecht.db)
    group = make_request_group(utrecht.db, provider, GroupKind.APART)
    owner = make_organisation(utrecht.db)
    inside = [make_property(utrecht.db, owner, complex_reference="flat") for _ in range(2)]
    housed = make_request(utrecht.db, make_household(utrecht.db, provider), group_id=group.id)
    utrecht.placed(housed, make_place(utrecht.db, inside[0]))
    near, far = make_place(utrecht.db, inside[1]), make_place(utrecht.db)
    make_request(utrecht.db, make_household(utrecht.db, provider), group_id=group.id)
    problem = utrecht.problem()
    row_of = dict(zip(ids(problem.units.id), problem.units.place.tolist(), strict=True))
    assert problem.forbidden.place.tolist() == [row_of[near.id]] != [row_of[far.id]]


def test_who_must_live_together_is_kept_from_all_but_the_property_of_the_other(
    utrecht: Town,
) -> None:
    provider = make_provider(utrecht.db)
    group = make_request_group(utrecht.db, provider, GroupKind.TOGETHER)
    at = make_property(utrecht.db)
    housed = make_request(utrecht.db, make_household(utrecht.db, provider), group_id=group.id)
    utrecht.placed(housed, make_place(utrecht.db, at), state=PlacementState.CONFIRMED)
    housed.state = RequestState.HOUSED
    near, far = make_place(utrecht.db, at), make_place(utrecht.db)
    make_request(utrecht.db, make_household(utrecht.db, provider), group_id=group.id)
    problem = utrecht.problem()
    row_of = dict(zip(ids(problem.units.id), problem.units.place.tolist(), strict=True))
    assert problem.forbidden.place.tolist() == [row_of[far.id]] != [row_of[near.id]]
    housed.state = RequestState.WITHDRAWN
    utrecht.db.flush()
    assert len(utrecht.problem().forbidden) == 0


ABSENT: dict[str, dict[str, Any]] = {
    "asks elsewhere": {"municipality_code": AMSTERDAM},
    "is parked": {"state": RequestState.PARKED},
    "is a draft": {"state": RequestState.DRAFT},
}


@pytest.mark.parametrize("columns", ABSENT.values(), ids=ABSENT)
def test_who_must_live_together_gets_nothing_while_one_of_them_takes_no_part(
    utrecht: Town, columns: dict[str, Any]
) -> None:
    provider = make_provider(utrecht.db)
    group = make_request_group(utrecht.db, provider, GroupKind.TOGETHER)
    here, absent = (
        make_request(utrecht.db, make_household(utrecht.db, provider), group_id=group.id, **each)
        for each in ({}, columns)
    )
    alone = make_request(utrecht.db)
    for _ in range(2):
        make_place(utrecht.db)
    problem = utrecht.problem()
    asked = ids(problem.requests.id)
    assert sorted(asked) == sorted([here.id, alone.id])
    out = problem.forbidden
    assert set(zip(out.request.tolist(), out.place.tolist(), strict=True)) == {
        (asked.index(here.id), place) for place in (0, 1)
    }
    assert set(out.reason.tolist()) == {PairReason.GROUP_ABSENT.position}
    for holds_no_more in (
        lambda: setattr(group, "kind", GroupKind.APART),
        lambda: setattr(absent, "state", RequestState.WITHDRAWN),
    ):
        with utrecht.db.begin_nested() as savepoint:
            holds_no_more()
            utrecht.db.flush()
            assert len(utrecht.problem().forbidden) == 0
            savepoint.rollback()


def test_who_waits_for_its_group_takes_no_part_nor_does_what_is_meant_for_it(
    utrecht: Town,
) -> None:
    provider = make_provider(utrecht.db)
    group = make_request_group(utrecht.db, provider, GroupKind.TOGETHER)
    offered, waiting = (
        make_request(utrecht.db, make_household(utrecht.db, provider), group_id=group.id)
        for _ in range(2)
    )
    at = make_property(utrecht.db)
    utrecht.placed(offered, make_place(utrecht.db, at))
    meant, free = make_place(utrecht.db, at), make_place(utrecht.db)
    round = make_round(utrecht.db, utrecht.municipality)
    proposal = make_proposal(utrecht.db, round, waiting, meant)
    make_proposal(utrecht.db, make_round(utrecht.db, utrecht.municipality), waiting, free)
    problem = utrecht.problem()
    assert (len(problem.requests), ids(problem.units.id)) == (0, [free.id])
    proposal.state = ProposalState.REJECTED
    offered.state = RequestState.ACTIVE
    utrecht.db.flush()
    problem = utrecht.problem()
    assert waiting.id in ids(problem.requests.id)
    assert meant.id in ids(problem.units.id)


def test_slots_are_what_the_teams_have_less_whom_they_support_now(utrecht: Town) -> None:
    provider = make_provider(utrecht.db)
    region = region_of(utrecht.db)
    make_support_capacity(utrecht.db, provider, region, slots=3)
    make_support_capacity(utrecht.db, provider, region, slots=4)
    make_support_capacity(
        utrecht.db, provider, region, slots=9, period=Period.of(date(2020, 1, 1), date(2020, 2, 1))
    )
    make_support_capacity(utrecht.db, provider, region_of(utrecht.db, AMSTERDAM), slots=50)
    care = {"care_type": CareType.AMBULANT, "care_level": CareLevel.LIGHT}
    make_request(utrecht.db, support_provider_id=provider.id, **care)
    for state in (PlacementState.HELD, PlacementState.CONFIRMED, PlacementState.CANCELLED):
        other = make_request(utrecht.db, **care)
        utrecht.placed(other, make_place(utrecht.db), state=state, support_provider_id=provider.id)
    problem = utrecht.problem()
    assert problem.slots.free.tolist() == [5]
    assert [CareType.at(int(row)) for row in problem.slots.care_type] == [CareType.AMBULANT]
    assert ids(problem.providers.id)[problem.requests.provider[0]] == provider.id


def test_leases_are_the_budget_less_those_held(utrecht: Town) -> None:
    provider = make_provider(utrecht.db)
    make_lease_budget(utrecht.db, provider, 3)
    make_support_capacity(utrecht.db, provider, region_of(utrecht.db))
    for form in (ContractForm.OMKLAP, ContractForm.TRIPARTITE):
        utrecht.placed(
            make_request(utrecht.db),
            make_place(utrecht.db),
            contract_form=form,
            support_provider_id=provider.id,
        )
    assert utrecht.problem().providers.free_leases.tolist() == [2]


def test_agreements_count_while_they_hold(utrecht: Town) -> None:
    owner = make_organisation(utrecht.db)
    make_place(utrecht.db, make_property(utrecht.db, owner))
    held, over = make_provider(utrecht.db), make_provider(utrecht.db)
    make_agreement(utrecht.db, owner, held, contract_forms=[ContractForm.OMKLAP])
    make_agreement(utrecht.db, owner, over, period=Period.of(date(2020, 1, 1), DAY - timedelta(1)))
    problem = utrecht.problem()
    assert problem.agreements.contract_forms.tolist() == [ContractForm.OMKLAP.bit]
    assert ids(problem.providers.id) == [held.id]


def test_a_care_provider_is_the_landlord_of_its_own_places(utrecht: Town) -> None:
    provider = make_provider(utrecht.db)
    make_place(utrecht.db, make_property(utrecht.db, provider))
    make_place(utrecht.db)
    problem = utrecht.problem()
    assert ids(problem.providers.id) == [provider.id]
    assert ids(problem.landlords.id)[problem.providers.landlord[0]] == provider.id


def test_a_neighbourhood_takes_its_number_less_who_came_in_the_period(utrecht: Town) -> None:
    near = "BU03440101"
    at = make_property(utrecht.db, neighbourhood_code=near)
    make_place(utrecht.db, at)
    make_neighbourhood_capacity(utrecht.db, utrecht.municipality, near, 4)
    make_neighbourhood_capacity(utrecht.db, utrecht.municipality, "BU03440102", 4)
    utrecht.placed(make_request(utrecht.db), make_place(utrecht.db, at))
    utrecht.placed(
        make_request(utrecht.db),
        make_place(utrecht.db, at),
        period=Period.of(ALWAYS.start_date - timedelta(days=1)),
    )
    assert utrecht.problem().neighbourhood_caps.free.tolist() == [3]


@pytest.mark.parametrize(("units", "percent", "free"), [(10, 20, 1), (4, 20, 0), (14, 25, 2)])
def test_a_complex_takes_its_share_of_housing_first_and_at_least_one(
    utrecht: Town, units: int, percent: int, free: int
) -> None:
    owner = make_organisation(utrecht.db)
    at = make_property(utrecht.db, owner, complex_reference="flat", complex_units=units)
    make_place(utrecht.db, at)
    make_housing_first_rule(utrecht.db, utrecht.municipality, owner, "flat", max_percent=percent)
    utrecht.placed(make_request(utrecht.db, housing_first=True), make_place(utrecht.db, at))
    utrecht.placed(make_request(utrecht.db), make_place(utrecht.db, at))
    assert utrecht.problem().housing_first_caps.free.tolist() == [free]


def test_a_hard_share_binds_whatever_the_policy_says_and_puts_warnings_aside(
    utrecht: Town,
) -> None:
    owner = make_organisation(utrecht.db)
    for name, hard in (("must", True), ("advice", False)):
        make_place(utrecht.db, make_property(utrecht.db, owner, complex_reference=name))
        make_housing_first_rule(utrecht.db, utrecht.municipality, owner, name, hard=hard)
    frozen = utrecht.freeze()
    assert len(frozen.problem.housing_first_caps) == 1
    assert frozen.policy.level("E12_SHARE") is Level.HARD
    all_hard = replace(Policy(), levels=(RuleLevel("E12_SHARE", Level.HARD),))
    assert len(utrecht.freeze(all_hard).problem.housing_first_caps) == 2


def test_a_share_that_is_advice_only_warns(utrecht: Town) -> None:
    owner = make_organisation(utrecht.db)
    make_place(utrecht.db, make_property(utrecht.db, owner, complex_reference="flat"))
    make_housing_first_rule(utrecht.db, utrecht.municipality, owner, "flat", hard=False)
    frozen = utrecht.freeze()
    assert len(frozen.problem.housing_first_caps) == 1
    assert frozen.policy == Policy()


@pytest.mark.parametrize(
    ("found", "seen"),
    [
        (EqualTreatment.NOT_APPLICABLE, ShelterAccess.OPEN),
        (EqualTreatment.YES, ShelterAccess.OPEN),
        (EqualTreatment.UNDER_INVESTIGATION, ShelterAccess.UNDER_INVESTIGATION),
        (EqualTreatment.NO, ShelterAccess.CLOSED),
    ],
)
def test_of_equal_treatment_the_engine_sees_whether_shelter_is_open(
    utrecht: Town, found: EqualTreatment, seen: ShelterAccess
) -> None:
    make_request(utrecht.db, equal_treatment=found)
    assert utrecht.problem().requests.shelter_access.tolist() == [seen.position]


@pytest.mark.parametrize(
    ("kind", "said", "seen"),
    [
        (PlaceKind.SELF_CONTAINED, False, False),
        (PlaceKind.SUPPORTED, True, True),
        (PlaceKind.SHELTER_SINGLE, False, True),
    ],
)
def test_a_single_room_in_a_shelter_is_paid_as_shelter_and_what_its_owner_says_is_so(
    utrecht: Town, kind: PlaceKind, said: bool, seen: bool
) -> None:
    make_place(utrecht.db, kind=kind, wmo_shelter=said)
    assert utrecht.problem().places.wmo_shelter.tolist() == [seen]


@pytest.mark.parametrize(
    ("kind", "commercial", "shared"),
    [
        (PlaceKind.PRIVATE_ROOM, False, True),
        (PlaceKind.ROOM_SHARED, False, True),
        (PlaceKind.PRIVATE_ROOM, True, False),
        (PlaceKind.SELF_CONTAINED, False, False),
    ],
)
def test_costs_are_shared_in_rooms_without_a_commercial_rent(
    utrecht: Town, kind: PlaceKind, commercial: bool, shared: bool
) -> None:
    make_place(utrecht.db, kind=kind, commercial_rent=commercial)
    assert utrecht.problem().places.costs_are_shared.tolist() == [shared]


@pytest.mark.parametrize(
    ("ethos", "seen"),
    [
        (EthosLight.EMERGENCY_SHELTER, True),
        (EthosLight.TEMPORARY_ACCOMMODATION, True),
        (EthosLight.PUBLIC_SPACE, False),
    ],
)
def test_who_stays_in_a_shelter_now_comes_from_there(
    utrecht: Town, ethos: EthosLight, seen: bool
) -> None:
    make_request(utrecht.db, ethos=ethos)
    assert utrecht.problem().requests.from_shelter.tolist() == [seen]


def test_a_quota_leaves_its_maximum_less_what_was_placed(utrecht: Town) -> None:
    owner = make_organisation(utrecht.db)
    at = make_property(utrecht.db, owner)
    make_place(utrecht.db, at)
    young = make_household(utrecht.db, ages=(AgeBand.AGE_18_20,))
    utrecht.placed(make_request(utrecht.db, young), make_place(utrecht.db, at))
    utrecht.placed(make_request(utrecht.db), make_place(utrecht.db, at))
    utrecht.placed(make_request(utrecht.db), make_place(utrecht.db))
    left = {
        make_quota(utrecht.db, utrecht.municipality, maximum=10).id: 7,
        make_quota(utrecht.db, utrecht.municipality, maximum=10, owner_id=owner.id).id: 8,
        make_quota(utrecht.db, utrecht.municipality, maximum=10, youth_only=True).id: 9,
        make_quota(
            utrecht.db,
            utrecht.municipality,
            maximum=10,
            contract_form=ContractForm.OMKLAP,
            place_municipality_code="0344",
        ).id: 10,
    }
    make_quota(utrecht.db, utrecht.municipality, owner_id=make_organisation(utrecht.db).id)
    quotas = utrecht.problem().quotas
    assert dict(zip(ids(quotas.id), quotas.at_most.tolist(), strict=True)) == left
    row = ids(quotas.id).index(list(left)[3])
    assert (quotas.contract_forms[row], quotas.municipality[row]) == (ContractForm.OMKLAP.bit, 344)


def test_a_minimum_asks_what_is_missing_of_its_number(utrecht: Town) -> None:
    owner, other = make_organisation(utrecht.db), make_organisation(utrecht.db)
    at = make_property(utrecht.db, owner)
    make_place(utrecht.db, at)
    sheltered = make_request(utrecht.db, ethos=EthosLight.EMERGENCY_SHELTER)
    utrecht.placed(sheltered, make_place(utrecht.db, at))
    outside = make_request(utrecht.db, ethos=EthosLight.PUBLIC_SPACE)
    utrecht.placed(outside, make_place(utrecht.db, at))
    least = partial(make_quota, utrecht.db, utrecht.municipality, maximum=None)
    asked = {
        least(minimum=5).id: 3,
        least(minimum=1).id: 0,
        least(minimum=5, from_shelter_only=True).id: 4,
        least(minimum=5, owner_id=other.id).id: 5,
        least(minimum=9, maximum=10).id: 7,
    }
    quotas = utrecht.problem().quotas
    assert dict(zip(ids(quotas.id), quotas.at_least.tolist(), strict=True)) == asked
    assert sorted(quotas.at_most.tolist()) == [8, MOST, MOST, MOST, MOST]


def test_a_minimum_as_a_share_is_of_the_free_places_that_it_is_about(utrecht: Town) -> None:
    owner = make_organisation(utrecht.db)
    mine, others = make_property(utrecht.db, owner), make_property(utrecht.db)
    for _ in range(7):
        make_place(utrecht.db, mine)
    make_place(utrecht.db, mine, contract_forms=[ContractForm.OMKLAP])
    for _ in range(4):
        make_place(utrecht.db, others)
    share = partial(make_quota, utrecht.db, utrecht.municipality, minimum_percent=25)
    asked = {
        share(maximum=None, youth_only=True).id: 3,
        share(maximum=None, owner_id=owner.id).id: 2,
        share(maximum=None, owner_id=owner.id, contract_form=ContractForm.OMKLAP).id: 0,
        share(maximum=1).id: 1,
        share(maximum=None, place_municipality_code="0363").id: 0,
    }
    quotas = utrecht.problem().quotas
    assert dict(zip(ids(quotas.id), quotas.at_least.tolist(), strict=True)) == asked


def test_ages_of_long_ago_are_all_that_they_can_have_become(utrecht: Town) -> None:
    long_ago = DAY - timedelta(days=800)
    make_request(
        utrecht.db,
        make_household(utrecht.db, ages=(AgeBand.AGE_23_26,), ages_recorded_date=long_ago),
    )
    rows = utrecht.problem().requests
    assert rows.adult_ages.tolist() == [AgeBand.AGE_23_26.bit | AgeBand.AGE_27_PLUS.bit]
    assert rows.youth.tolist() == [False]


def test_ages_are_those_of_the_start_day_and_who_is_young_that_of_the_round(
    utrecht: Town,
) -> None:
    household = make_household(
        utrecht.db, ages=(AgeBand.AGE_23_26,), ages_recorded_date=DAY - timedelta(days=300)
    )
    make_request(utrecht.db, household, needed_from_date=DAY + timedelta(days=66))
    rows = utrecht.problem().requests
    assert rows.adult_ages.tolist() == [AgeBand.AGE_23_26.bit | AgeBand.AGE_27_PLUS.bit]
    assert rows.youth.tolist() == [True]


def test_a_place_that_is_over_on_the_first_day_is_no_place_even_for_the_shortest_stay(
    utrecht: Town,
) -> None:
    start = DAY + timedelta(days=30)
    make_request(utrecht.db, min_stay_days=0, needed_from_date=start)
    over = make_place(utrecht.db, period=Period.of(DAY, start - timedelta(days=1)))
    last = make_place(utrecht.db, period=Period.of(DAY, start))
    frozen = utrecht.freeze()
    pairs = pairs_of(kernel_of(sheet_of(frozen.problem, frozen.policy)))
    unit = ids(frozen.problem.units.id)
    row_of = dict(zip(unit, frozen.problem.units.place.tolist(), strict=True))
    assert pairs.place.tolist() == [row_of[last.id]] != [row_of[over.id]]


def test_ages_say_who_is_young_and_who_is_a_child(utrecht: Town) -> None:
    adult, young, minor = AgeBand.AGE_27_PLUS, AgeBand.AGE_21_22, AgeBand.UNDER_18
    expected = {
        (adult,): (1, False, False, adult.bit),
        (adult, minor, minor): (3, True, False, adult.bit),
        (young,): (1, False, True, young.bit),
        (young, adult): (2, False, False, young.bit | adult.bit),
        (minor,): (1, False, True, minor.bit),
        (minor, minor): (2, True, True, minor.bit),
    }
    made = {
        make_request(utrecht.db, make_household(utrecht.db, ages=ages)).id: seen
        for ages, seen in expected.items()
    }
    rows = utrecht.problem().requests
    seen = zip(
        rows.persons.tolist(),
        rows.minors.tolist(),
        rows.youth.tolist(),
        rows.adult_ages.tolist(),
        strict=True,
    )
    assert dict(zip(ids(rows.id), seen, strict=True)) == made


def test_terms_are_counted_up_to_the_day_of_the_round(utrecht: Town) -> None:
    ago = [DAY - timedelta(days=days) for days in (0, 1, 60)]
    made = [
        make_request(
            utrecht.db,
            homeless_since_date=day,
            waiting_since_date=day,
            needed_from_date=day,
            urgency_ground=UrgencyGround.MEDICAL,
            urgency_decision_number="U-1",
            urgency_until_date=day,
        )
        for day in ago
    ]
    late = make_request(
        utrecht.db, waiting_since_date=DAY + timedelta(1), needed_from_date=date(2027, 2, 1)
    )
    problem = utrecht.problem()
    rows = [ids(problem.requests.id).index(request.id) for request in (*made, late)]
    assert problem.requests.days_in_shelter[rows].tolist() == [0, 1, 60, 0]
    waited = problem.day - problem.requests.waiting_since_day[rows]
    assert waited.tolist() == [0, 1, 60, 0]
    assert problem.requests.urgent[rows].tolist() == [True, False, False, False]
    assert (problem.requests.start_day[rows] - problem.day).tolist() == [0, 0, 0, 62]


def test_the_last_day_of_a_place_can_be_lived_in(utrecht: Town) -> None:
    last = DAY + timedelta(days=9)
    make_place(utrecht.db, period=Period.of(DAY, last), permit_number="p", permit_until_date=last)
    places = utrecht.problem().places
    assert places.available_until_day - places.available_from_day == 10
    assert places.permit_end_day == places.available_until_day


def test_anchors_and_groups_point_at_their_requests(utrecht: Town) -> None:
    provider = make_provider(utrecht.db)
    group = make_request_group(utrecht.db, provider, GroupKind.TOGETHER)
    members = [
        make_request(utrecht.db, make_household(utrecht.db, provider), group_id=group.id)
        for _ in range(2)
    ]
    make_anchor(utrecht.db, members[1], max_metres=700, must=True)
    make_request(utrecht.db)
    problem = utrecht.problem()
    order = ids(problem.requests.id)
    in_group = [order[row] for row in range(3) if problem.requests.group[row] == 0]
    assert sorted(in_group) == sorted(member.id for member in members)
    assert order[problem.anchors.request[0]] == members[1].id
    assert (problem.anchors.max_metres[0], problem.anchors.x[0]) == (700, 136_500)


def test_the_problem_is_the_same_in_whatever_order_the_rows_come(utrecht: Town) -> None:
    building = make_property(utrecht.db)
    for _ in range(3):
        make_place(utrecht.db, building)
        make_place(utrecht.db)
        make_request(utrecht.db)
    db, area = utrecht.db, utrecht.area
    requests, places = requests_in(db, area), places_in(db, area)
    forwards, backwards = (
        snapshots._snapshot(db, area, Policy(), requests[::step], places[::step], {})
        for step in (1, -1)
    )
    assert digest(forwards.problem) == digest(backwards.problem)
    assert forwards.seals == backwards.seals


def test_more_rows_take_no_more_statements(utrecht: Town, queries: Queries) -> None:
    make_place(utrecht.db)
    make_request(utrecht.db)
    queries.clear()
    utrecht.freeze()
    few = len(queries)
    for _ in range(5):
        make_place(utrecht.db)
        make_anchor(utrecht.db, make_request(utrecht.db))
    queries.clear()
    utrecht.freeze()
    assert len(queries) == few


def test_nothing_to_match_is_a_problem_too(utrecht: Town) -> None:
    problem = utrecht.problem()
    assert (len(problem.requests), len(problem.units)) == (0, 0)


def test_a_pair_can_be_frozen_on_its_own_with_its_seals(utrecht: Town) -> None:
    request, place = make_request(utrecht.db), make_place(utrecht.db)
    make_request(utrecht.db)
    place.state = PlaceState.OFFERED
    utrecht.db.flush()
    seen = freeze_pair(utrecht.db, utrecht.area, Policy(), request.id, place.id)
    assert ids(seen.problem.requests.id) == [request.id]
    assert ids(seen.problem.units.id) == [place.id]
    assert seen.seals == seals_now(utrecht.db, [request.id], [place.id])
    assert seen.seals.keys() == {request.id, place.id}


def test_a_snapshot_sees_one_moment_whatever_others_commit_meanwhile(database: Database) -> None:
    sessions = make_sessions(database.seeds)
    with sessions.begin() as db:
        municipality = make_municipality(db)
        area = Area(
            Actor("official@test", municipality.id, OrganisationKind.MUNICIPALITY),
            region_of(db).id,
            DAY,
        )
        make_request(db)
    with transaction(seeing_one_moment(sessions), area.actor) as db:
        before = freeze(db, area, Policy())
        with sessions.begin() as other:
            make_request(other)
            make_place(other)
        after = freeze(db, area, Policy())
    assert digest(before.problem) == digest(after.problem)
    with transaction(sessions, area.actor) as db:
        assert len(freeze(db, area, Policy()).problem.requests) == 2
