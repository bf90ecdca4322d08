"""Queries for the watch list: as many statements for many rows as for none."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased

from matching.codes.households import AgeBand
from service.codelists.decisions import MilestoneKind, PlacementState
from service.codelists.requests import RequestState
from service.database_roles import counting
from service.households.ages import FIRST_AGES, GOOD_FOR
from service.models import (
    Household,
    HouseholdMember,
    Lease,
    LeaseMilestone,
    Municipality,
    Organisation,
    Place,
    Placement,
    Property,
    Request,
)
from service.requests.workflow import OPEN
from service.rounds.conditions import Rows, among_given
from service.scope import is_decided
from service.watchlist.clock import FIRST_ALARM_DAYS, SECOND_ALARM_DAYS
from service.watchlist.schemas import Counted, Lives, Waits, Youth

WITHOUT_A_HOME = (RequestState.ACTIVE, RequestState.OFFERED, RequestState.PARKED)
LONG_WAITING = timedelta(weeks=26)
ENDS_WITHIN = timedelta(days=180)
"""Six months: finding a next place takes longer than giving notice."""
DUE_WITHIN, DUE_SINCE = timedelta(days=60), timedelta(days=30)
NOT_YOUNG = 27
COUNTED = 1_000
"""Of more nobody needs to know how many: who is first is what counts."""

ALARMS = (FIRST_ALARM_DAYS, SECOND_ALARM_DAYS)

_ONCE_A_DAY = lru_cache(maxsize=2)
"""To put a statement together takes longer than most of them take to answer."""
_ASKER = aliased(Organisation)
_ALL = func.count().over()
_ASKED = (
    select(
        Request.id.label("request_id"),
        Request.provider_reference.label("reference"),
        _ASKER.name.label("provider"),
        Municipality.name.label("municipality"),
        Request.state,
        Request.youth_coordinator.label("coordinator"),
    )
    .join(_ASKER, _ASKER.id == Request.organisation_id)
    .join(Municipality, Municipality.code == Request.municipality_code)
    .where(among_given(Request.id))
)


def without_a_home(db: Session, day: date, limit: int) -> tuple[Youth, Counted[Waits]]:
    """Households of which every adult is surely younger than 27, longest without a home first, and
    who waits for half a year or more, the longest first.

    Ages are looked up one by one, in that order, until enough are found: the ages of everybody
    would be looked at first if it were said as a join."""
    with counting(db):
        young = db.execute(_youth(day, limit)).all()
        long = db.execute(_long_waiting(day, limit)).all()
    asked = db.execute(_ASKED, {"ids": list({row.id for row in (*young, *long)})})
    known = {row.request_id: row._asdict() for row in asked}
    first, second = young[0][3:] if young else (0, 0)
    return (
        Youth(_waits(young, known, day), _everybody(young), first, second),
        Counted(_waits(long, known, day), _everybody(long)),
    )


def ending(db: Session, day: date, limit: int) -> Counted[Lives]:
    """Homes that end within half a year, whose people ask for no other and have none after it."""
    found = db.execute(_ending(day, limit)).all()
    return Counted([Lives.model_validate(row) for row in found], _everybody(found))


@_ONCE_A_DAY
def _ending(day: date, limit: int) -> Select[Any]:
    last = func.upper(Placement.period) - 1
    after = aliased(Placement)
    asks = exists().where(Request.household_id == Placement.household_id, Request.state.in_(OPEN))
    follows = exists().where(
        after.household_id == Placement.household_id,
        after.state.in_((PlacementState.HELD, PlacementState.CONFIRMED)),
        func.lower(after.period) >= func.upper(Placement.period),
    )
    return (
        _living(day, last, literal(None))
        .where(last.between(day, day + ENDS_WITHIN), ~asks, ~follows)
        .order_by(last, Placement.id)
        .limit(limit)
    )


def due(db: Session, day: date, limit: int) -> Counted[Lives]:
    """Reviews and decisions of leases that are due within two months or were in the last one."""
    found = db.execute(_due(day, limit)).all()
    return Counted([Lives.model_validate(row) for row in found], _everybody(found))


@_ONCE_A_DAY
def _due(day: date, limit: int) -> Select[Any]:
    on, kind = LeaseMilestone.due_date, LeaseMilestone.kind
    return (
        _living(day, on, kind)
        .join(Lease, Lease.placement_id == Placement.id)
        .join(LeaseMilestone, LeaseMilestone.lease_id == Lease.id)
        .where(on.between(day - DUE_SINCE, day + DUE_WITHIN), kind != MilestoneKind.END)
        .order_by(on, Placement.id, LeaseMilestone.ordinal)
        .limit(limit)
    )


@_ONCE_A_DAY
def _youth(day: date, limit: int) -> Select[Any]:
    since = Request.homeless_since_date
    young = _asking(since, since <= day, ~_has_older(day))
    gone = [func.count().filter(young.c.since <= day - timedelta(late)).over() for late in ALARMS]
    return _first(young, limit, *gone)


@_ONCE_A_DAY
def _long_waiting(day: date, limit: int) -> Select[Any]:
    since = Request.waiting_since_date
    return _first(_asking(since, since <= day - LONG_WAITING), limit)


def _asking(since: Any, *which: ColumnElement[bool]) -> Subquery:
    """The first of the requests without a home for which the actor decides, and since when; asked
    while counting, as the policies look at the household of each by itself."""
    return (
        select(Request.id, since.label("since"))
        .where(Request.state.in_(WITHOUT_A_HOME), is_decided(Request.municipality_code), *which)
        .order_by(since, Request.id)
        .limit(COUNTED)
        .subquery()
    )


def _first(asking: Subquery, limit: int, *counts: Any) -> Select[Any]:
    """So many of them, each with how many there are in all."""
    statement = select(asking.c.id, asking.c.since, _ALL.label("everybody"), *counts)
    return statement.order_by(asking.c.since, asking.c.id).limit(limit)


def _waits(found: Rows, known: Mapping[UUID, Mapping[str, Any]], day: date) -> list[Waits]:
    """What the actor may see of them, in their order."""
    return [
        Waits.model_validate({**known[row.id], "since_date": row.since, "day_date": day})
        for row in found
        if row.id in known
    ]


def _living(day: date, due_date: Any, kind: Any) -> Select[Any]:
    number = func.concat(Property.house_number, Property.house_number_suffix)
    address = func.coalesce(
        func.nullif(func.concat_ws(" ", Property.street, number), ""), Property.town
    )
    return (
        select(
            Placement.id.label("placement_id"),
            Placement.proposal_id,
            Household.provider_reference.label("reference"),
            _ASKER.name.label("provider"),
            address.label("address"),
            Property.town,
            due_date.label("due_date"),
            kind.label("kind"),
            literal(day).label("day_date"),
            _ALL.label("everybody"),
        )
        .select_from(Placement)
        .join(Household, Household.id == Placement.household_id)
        .join(Place, Place.id == Placement.place_id)
        .join(Property, Property.id == Place.property_id)
        .join(_ASKER, _ASKER.id == Placement.provider_id)
        .where(Placement.state == PlacementState.CONFIRMED)
    )


def _has_older(day: date) -> ColumnElement[bool]:
    """Whether one of the request's household may be 27: nobody where `households.ages.is_youth`
    holds. Children need no exception: who was an adult when it was recorded is 27 before them.

    The OFFSET has it asked for each request by itself."""
    return exists(
        select(HouseholdMember.ordinal)
        .join(Household, Household.id == HouseholdMember.household_id)
        .where(HouseholdMember.household_id == Request.household_id, _may_be_older(day))
        .correlate(Request)
        .offset(0)
    )


def _may_be_older(day: date) -> ColumnElement[bool]:
    """Whether somebody of this band may be 27 by now: years since, and a birthday just missed."""
    recorded = Household.ages_recorded_date
    years = func.date_part("year", func.age(day, recorded + 1)) + 1
    ends = {band.value: _end(band) for band in AgeBand if band is not AgeBand.AGE_27_PLUS}
    oldest = case(ends, value=HouseholdMember.age_band, else_=NOT_YOUNG) + years
    return or_(
        HouseholdMember.age_band == AgeBand.AGE_27_PLUS,
        and_(recorded < day - GOOD_FOR, oldest > NOT_YOUNG),
    )


def _end(band: AgeBand) -> float:
    return min(first for first in FIRST_AGES.values() if first > FIRST_AGES[band])


def _everybody(found: Any) -> int:
    return found[0].everybody if found else 0
