"""The requests and places of a round, and what stands between them, as rows for the engine.

Requests and places are what the round's municipality may see. What happened to a household before
is read whoever decided then: a refusal counts in every later round.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    exists,
    func,
    select,
)
from sqlalchemy.orm import Session

from service.actor import Actor
from service.codelists.decisions import OfferState, PlacementState, ProposalState
from service.codelists.places import PlaceState
from service.codelists.requests import RequestState
from service.models import (
    Household,
    HouseholdMember,
    Offer,
    Organisation,
    Place,
    Placement,
    Property,
    Proposal,
    RegionMunicipality,
    Request,
    RequestAnchor,
    RequestAvoidArea,
)
from service.offers.workflow import TAKES_BACK
from service.places.standing_still import NOT_IN_THE_OFFER
from service.rounds.conditions import Rows, among, lasts_after
from service.rounds.group_repository import meant_for_a_group, waits_for_its_group
from service.scope import is_decided, is_near

NOT_ASKED_FOR = frozenset(
    {
        "provider_reference",
        "youth_coordinator",
        "parked_until_date",
        "urgency_refusal_effect",
        "equal_treatment_reason",
    }
)
BOOKKEEPING = frozenset({"state", "version", "created_at", "changed_at"})
REQUEST_COLUMNS = tuple(
    column for column in Request.__table__.columns if column.name not in BOOKKEEPING | NOT_ASKED_FOR
)
PLACE_COLUMNS = tuple(
    column
    for column in Place.__table__.columns
    if column.name not in BOOKKEEPING | NOT_IN_THE_OFFER
)
"""What a proposal rests on: a change of any of these makes it out of date, of others not."""


@dataclass(frozen=True)
class Area:
    """Where and when a round is held, and for whom."""

    actor: Actor
    region_id: UUID
    day: date

    def municipalities(self) -> Select[Any]:
        """The codes of the region's municipalities on the day."""
        return select(RegionMunicipality.municipality_code).where(
            RegionMunicipality.region_id == self.region_id,
            RegionMunicipality.period.contains(self.day),
        )


def _requests() -> tuple[Any, ...]:
    ages = (
        select(func.array_agg(HouseholdMember.age_band))
        .where(HouseholdMember.household_id == Request.household_id)
        .scalar_subquery()
    )
    return (
        *REQUEST_COLUMNS,
        Household.traits,
        Household.ages_recorded_date,
        ages.label("ages"),
    )


def _places() -> tuple[Any, ...]:
    return (
        *PLACE_COLUMNS,
        Property.landlord_lives_in,
        Property.gx,
        Property.gy,
        Property.municipality_code,
        Property.neighbourhood_code,
        Property.complex_reference,
    )


def requests_in(db: Session, area: Area) -> Rows:
    """Active requests in the region that the municipality decides on, of households that have no
    place; by id."""
    housed = exists().where(
        Placement.household_id == Request.household_id,
        Placement.state != PlacementState.CANCELLED,
        lasts_after(Placement.period, area.day),
    )
    statement = (
        select(Request)
        .join(Household, Household.id == Request.household_id)
        .where(
            Request.state == RequestState.ACTIVE,
            Household.withdrawn_at.is_(None),
            Request.municipality_code.in_(area.municipalities()),
            is_decided(Request.municipality_code),
            ~housed,
            ~waits_for_its_group(),
        )
    )
    return db.execute(statement.with_only_columns(*_requests()).order_by(Request.id)).all()


def places_in(db: Session, area: Area) -> Rows:
    """Places in the region that are free from the day on or later, not held, and in a municipality
    that can consent; by id."""
    statement = _free_places(area).where(_can_consent())
    return db.execute(statement.with_only_columns(*_places()).order_by(Place.id)).all()


def places_without_consent(db: Session, area: Area) -> int:
    """How many places are as free, but in a municipality that takes no part in Woonplek: nobody
    could approve a proposal for one."""
    statement = _free_places(area).where(~_can_consent())
    return db.scalar(statement.with_only_columns(func.count())) or 0


def _can_consent() -> ColumnElement[bool]:
    return exists().where(
        Organisation.municipality_code == Property.municipality_code,
        Organisation.withdrawn_at.is_(None),
    )


def _free_places(area: Area) -> Select[Any]:
    taken = exists().where(
        Placement.place_id == Place.id,
        Placement.state != PlacementState.CANCELLED,
        Placement.period.overlaps(Place.period),
        lasts_after(Placement.period, area.day),
    )
    return (
        select(Place)
        .join(Property, Property.id == Place.property_id)
        .where(
            Place.state == PlaceState.AVAILABLE,
            lasts_after(Place.period, area.day),
            Property.municipality_code.in_(area.municipalities()),
            is_near(Property.municipality_code),
            Property.withdrawn_at.is_(None),
            ~taken,
            ~meant_for_a_group(),
        )
    )


def these_requests(db: Session, ids: Collection[UUID]) -> Rows:
    """Requests in whatever state."""
    statement = select(*_requests()).join(Household, Household.id == Request.household_id)
    return db.execute(statement.where(among(Request.id, ids))).all()


def these_places(db: Session, ids: Collection[UUID]) -> Rows:
    """Places in whatever state."""
    statement = select(*_places()).join(Property, Property.id == Place.property_id)
    return db.execute(statement.where(among(Place.id, ids))).all()


def anchors_of(db: Session, request_ids: Collection[UUID]) -> Rows:
    """The points that requests want to live near (RD metres)."""
    return db.execute(
        select(
            RequestAnchor.request_id,
            func.ST_X(RequestAnchor.point).label("x"),
            func.ST_Y(RequestAnchor.point).label("y"),
            RequestAnchor.max_metres,
            RequestAnchor.must,
        )
        .where(among(RequestAnchor.request_id, request_ids))
        .order_by(RequestAnchor.request_id, RequestAnchor.ordinal)
    ).all()


def avoided(db: Session, request_ids: Collection[UUID], property_ids: Collection[UUID]) -> Rows:
    """Requests with the properties that lie in or on the edge of an area to avoid."""
    return db.execute(
        select(RequestAvoidArea.request_id, Property.id.label("property_id"))
        .join(Property, func.ST_Intersects(RequestAvoidArea.area, Property.point))
        .where(among(RequestAvoidArea.request_id, request_ids), among(Property.id, property_ids))
        .distinct()
    ).all()


def declined(db: Session, household_ids: Collection[UUID], place_ids: Collection[UUID]) -> Rows:
    """Households and places with the party that said no to an offer before, unless that was about
    the place alone."""
    return db.execute(
        select(Proposal.household_id, Proposal.place_id, Offer.party)
        .join(Offer, Offer.proposal_id == Proposal.id)
        .where(
            Offer.state == OfferState.DECLINED,
            Offer.reason_code.not_in(TAKES_BACK),
            among(Proposal.household_id, household_ids),
            among(Proposal.place_id, place_ids),
        )
        .distinct()
    ).all()


def rejected(db: Session, household_ids: Collection[UUID], place_ids: Collection[UUID]) -> Rows:
    """Households and places that a municipality did not want together before."""
    return db.execute(
        select(Proposal.household_id, Proposal.place_id)
        .where(
            Proposal.state == ProposalState.REJECTED,
            among(Proposal.household_id, household_ids),
            among(Proposal.place_id, place_ids),
        )
        .distinct()
    ).all()
