"""Rows of the registry -> the engine's frozen problem.

A municipality's round is about the active requests it decides on in the region, and about the
places in the region that are free; the requests of others are left alone. Whatever order the
database answers in, the problem is the same.
"""

from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.orm import Session

from matching.codes.rounds import Level
from matching.policy import Policy, RuleLevel
from matching.problem import Anchors, Groups, Pairs, Problem
from service.database_roles import counting
from service.rounds import capacities, capacity_repository, group_repository
from service.rounds import input_repository as repository
from service.rounds.conditions import Rows
from service.rounds.earlier import earlier
from service.rounds.folding import fold
from service.rounds.forbidden import Reasons, forbidden, forbidden_in_a_round
from service.rounds.input_repository import Area
from service.rounds.numbering import Numbering, day_number
from service.rounds.request_rows import Numbers, request_table
from service.rounds.seals import Seals, seals_of

SHARE = "E12_SHARE"


@dataclass(frozen=True)
class Snapshot:
    """What the engine is given, the seals of the requests and places it was made from, and how many
    free places take no part because nobody could consent."""

    problem: Problem
    policy: Policy
    seals: Seals
    places_left_out: int = 0


def freeze(db: Session, area: Area, policy: Policy) -> Snapshot:
    """The round's input; the transaction must see one moment only (repeatable read)."""
    with counting(db):
        requests, places = repository.requests_in(db, area), repository.places_in(db, area)
        out = forbidden_in_a_round(db, area.day, requests, places)
        frozen = _snapshot(db, area, policy, requests, places, out)
        return replace(frozen, places_left_out=repository.places_without_consent(db, area))


def freeze_pair(
    db: Session, area: Area, policy: Policy, request_id: UUID, place_id: UUID
) -> Snapshot:
    """One request and one place as they are today, with what is left of every capacity."""
    with counting(db):
        requests = repository.these_requests(db, [request_id])
        places = repository.these_places(db, [place_id])
        out = forbidden(db, area.day, requests, places)
        return _snapshot(db, area, policy, requests, places, out)


def _snapshot(
    db: Session, area: Area, policy: Policy, requests: Rows, places: Rows, out: Reasons
) -> Snapshot:
    regions = Numbering([area.region_id, *_known(requests, "preferred_region_id")])
    region = regions[area.region_id]
    agreed = capacity_repository.quotas(db, area.actor, area.day)
    stock = fold(places, out, region, capacities.owners_of_minimums(agreed))
    support = capacities.support(db, area, requests, stock, region)
    shares = capacities.housing_first_shares(db, area, stock, policy.level(SHARE) is Level.HARD)
    of_groups = _known(requests, "group_id")
    grouped = group_repository.groups(db, of_groups) if of_groups else []
    numbers = Numbers(support.numbers, regions, Numbering(row.id for row in grouped))
    asked = Numbering(row.id for row in requests)
    anchors = repository.anchors_of(db, asked.ids)
    problem = Problem(
        day=day_number(area.day),
        requests=request_table(requests, area.day, numbers),
        anchors=_anchors(anchors, asked),
        places=stock.places,
        units=stock.units,
        providers=support.providers,
        slots=support.slots,
        agreements=support.agreements,
        neighbourhood_caps=capacities.neighbourhood_caps(db, area, stock),
        housing_first_caps=shares.caps,
        quotas=capacities.quotas(db, area, agreed, stock),
        groups=Groups.of({"id": row.id, "kind": row.kind} for row in grouped),
        fixed=Pairs.of(),
        forbidden=stock.pairs(asked),
        landlords=stock.landlords.table(),
        regions=regions.table(),
        properties=stock.properties.table(),
        complexes=stock.complexes.table(),
        neighbourhoods=stock.neighbourhoods.table(),
        earlier=earlier(db, area.day, policy.cooling_days, requests, stock),
    )
    return Snapshot(problem, _with_share(policy, shares.hard), seals_of(requests, places, anchors))


def requests_of(problem: Problem) -> list[UUID]:
    """The requests that a round is about, in the order of its rows."""
    return [UUID(bytes=row.tobytes()) for row in problem.requests.id]


def _known(rows: Rows, column: str) -> list[UUID]:
    return sorted({value for row in rows if (value := getattr(row, column)) is not None})


def _anchors(rows: Rows, asked: Numbering) -> Anchors:
    return Anchors.of(row._asdict() | {"request": asked[row.request_id]} for row in rows)


def _with_share(policy: Policy, hard: bool) -> Policy:
    """A municipality's must on a complex binds every round, whatever its policy says of it."""
    if not hard or policy.level(SHARE) is Level.HARD:
        return policy
    others = tuple(level for level in policy.levels if level.rule != SHARE)
    return replace(policy, levels=(*others, RuleLevel(SHARE, Level.HARD)))
