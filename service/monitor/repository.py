"""Counts of what the reader may see; the policies say what that is."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, case, func, select
from sqlalchemy.orm import Session

from matching.codes.households import AgeBand
from service.actor import Actor
from service.clock import today
from service.codelists.places import PlaceState
from service.codelists.requests import RequestState
from service.database_roles import counting
from service.models import HouseholdMember, Place, Request
from service.scope import request_seen

WAITS = (RequestState.ACTIVE, RequestState.OFFERED, RequestState.PARKED)
"""Who has no home yet."""
FROM_WEEKS = (0, 4, 13, 26, 52)
"""Each group of waiting times begins with so many weeks; thirteen are the three months that nobody
under 27 should wait."""
_RANKS = {band.value: band.position for band in AgeBand}


def waiting(db: Session, actor: Actor) -> Mapping[tuple[int, int], int]:
    """How many requests wait, by the age of the oldest who would live there (its position among the
    bands) and the first week of the group of waiting times."""
    rank = func.max(case(_RANKS, value=HouseholdMember.age_band)).label("oldest")
    oldest = (
        select(HouseholdMember.household_id, rank).group_by(HouseholdMember.household_id).subquery()
    )
    day = today()
    begun = [(Request.waiting_since_date <= day - timedelta(weeks=n), n) for n in FROM_WEEKS]
    since = case(*reversed(begun), else_=0).label("since")
    statement = (
        select(oldest.c.oldest, since, func.count())
        .join(oldest, oldest.c.household_id == Request.household_id)
        .where(Request.state.in_(WAITS), request_seen(actor))
        .group_by(oldest.c.oldest, since)
    )
    with counting(db):
        return {(age, first): count for age, first, count in db.execute(statement)}


def requests(db: Session, actor: Actor) -> Mapping[tuple[RequestState, str], int]:
    """How many requests are how far, by the municipality that decides."""
    by = (Request.state, Request.municipality_code)
    statement = select(*by, func.count()).where(request_seen(actor)).group_by(*by)
    with counting(db):
        return {(state, code): count for state, code, count in db.execute(statement)}


def places_by_state(db: Session) -> Mapping[PlaceState, int]:
    """How far places are."""
    statement = select(Place.state, func.count()).group_by(Place.state)
    return {state: count for state, count in db.execute(statement)}


def free_places(db: Session) -> Sequence[Row[*tuple[Any, ...]]]:
    """How many places are free, by kind and contract form; one that can be let in two forms counts
    for each."""
    form = func.unnest(Place.contract_forms).label("form")
    free = select(Place.kind, form).where(Place.state == PlaceState.AVAILABLE).subquery()
    statement = select(free.c.kind, free.c.form, func.count().label("places"))
    return db.execute(statement.group_by(free.c.kind, free.c.form)).all()
