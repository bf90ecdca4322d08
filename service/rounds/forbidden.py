"""Which household cannot have which place, whatever the rules say: danger, and earlier answers."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from itertools import chain, product
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from matching.codes.households import GroupKind
from matching.codes.rounds import PairReason
from service.codelists.decisions import OfferParty
from service.rounds import group_repository
from service.rounds import input_repository as repository
from service.rounds.conditions import Rows

Pairs = Iterator[tuple[UUID, UUID, PairReason]]
"""A request, a place, and why they are out."""
Reasons = dict[UUID, frozenset[tuple[UUID, PairReason]]]
"""By place: the requests that cannot have it, each with why."""

OF_DECLINE = {
    OfferParty.HOUSEHOLD: PairReason.REFUSED_BEFORE,
    OfferParty.OWNER: PairReason.OWNER_REFUSED,
    OfferParty.RECEIVING_MUNICIPALITY: PairReason.REJECTED_BEFORE,
}


def forbidden(db: Session, day: date, requests: Rows, places: Rows) -> Reasons:
    """All pairs of these requests and places that are out, by place."""
    return _by_place(_out(db, day, requests, places))


def forbidden_in_a_round(db: Session, day: date, requests: Rows, places: Rows) -> Reasons:
    """The same, where these are all who take part: who must live together with somebody else can
    have no place at all."""
    alone = _without_their_whole_group(db, day, requests, places)
    return _by_place(chain(_out(db, day, requests, places), alone))


def _by_place(pairs: Pairs) -> Reasons:
    found: dict[UUID, set[tuple[UUID, PairReason]]] = defaultdict(set)
    for request_id, place_id, reason in pairs:
        found[place_id].add((request_id, reason))
    return {place_id: frozenset(out) for place_id, out in found.items()}


def _out(db: Session, day: date, requests: Rows, places: Rows) -> Pairs:
    yield from _in_an_area_to_avoid(db, requests, places)
    yield from _with_regard_to_their_groups(db, day, requests, places)
    yield from _answered_before(db, requests, places)


def _without_their_whole_group(db: Session, day: date, requests: Rows, places: Rows) -> Pairs:
    members = _members(requests)
    ids = [request.id for request in requests]
    for group_id in group_repository.incomplete(db, list(members), ids, day):
        for request_id, place in product(members[group_id], places):
            yield request_id, place.id, PairReason.GROUP_ABSENT


def _in_an_area_to_avoid(db: Session, requests: Rows, places: Rows) -> Pairs:
    at = _by(places, lambda place: place.property_id)
    for row in repository.avoided(db, [request.id for request in requests], list(at)):
        for place_id in at[row.property_id]:
            yield row.request_id, place_id, PairReason.AREA_TO_AVOID


def _with_regard_to_their_groups(db: Session, day: date, requests: Rows, places: Rows) -> Pairs:
    """Complexes where somebody lives from whom a household must live apart, and all other
    properties than the one where somebody lives with whom it must live together."""
    members = _members(requests)
    if not members:
        return
    homes = group_repository.homes_of_groups(db, list(members), day)
    inside = _by(places, _complex)
    for row in homes:
        if row.kind is GroupKind.APART:
            for request_id, place_id in product(members[row.group_id], inside[_complex(row)]):
                yield request_id, place_id, PairReason.AREA_TO_AVOID
    together = {row.group_id for row in homes if row.kind is GroupKind.TOGETHER}
    for group_id in together:
        shared = {row.property_id for row in homes if row.group_id == group_id}
        elsewhere = [place.id for place in places if place.property_id not in shared]
        for request_id, place_id in product(members[group_id], elsewhere):
            yield request_id, place_id, PairReason.GROUP_ELSEWHERE


def _members(requests: Rows) -> defaultdict[Any, list[UUID]]:
    """The requests in each group."""
    return _by([row for row in requests if row.group_id is not None], lambda row: row.group_id)


def _by(rows: Rows, key: Callable[[Any], Any]) -> defaultdict[Any, list[UUID]]:
    found = defaultdict(list)
    for row in rows:
        found[key(row)].append(row.id)
    return found


def _complex(row: Any) -> tuple[UUID, str | UUID]:
    return row.organisation_id, row.complex_reference or row.property_id


def _answered_before(db: Session, requests: Rows, places: Rows) -> Pairs:
    request_of = {row.household_id: row.id for row in requests}
    place_ids = [row.id for row in places]
    for row in repository.declined(db, list(request_of), place_ids):
        yield request_of[row.household_id], row.place_id, OF_DECLINE[row.party]
    for row in repository.rejected(db, list(request_of), place_ids):
        yield request_of[row.household_id], row.place_id, PairReason.REJECTED_BEFORE
