"""Queries on properties and what is in them."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from matching.codes.contracts import TenureTitle
from matching.codes.places import PlaceKind
from service.clock import today
from service.codelists.decisions import PlacementState
from service.codelists.places import PlaceState
from service.database_roles import counting
from service.models import (
    HousingFirstRule,
    NeighbourhoodCapacity,
    Place,
    Placement,
    Property,
)
from service.placements.repository import lived_in
from service.rounds.conditions import lasts_after


def own(db: Session, organisation_id: UUID, property_id: UUID) -> Property | None:
    """A property of the organisation that is not withdrawn, kept as it is until the transaction
    ends."""
    statement = select(Property).where(
        Property.organisation_id == organisation_id,
        Property.id == property_id,
        Property.withdrawn_at.is_(None),
    )
    return db.scalar(statement.with_for_update(read=True))


def has_places(db: Session, row: Property, states: Collection[PlaceState]) -> bool:
    """Whether a place in one of these states is in the property."""
    found = exists().where(Place.property_id == row.id, Place.state.in_(states))
    return bool(db.scalar(select(found)))


def is_lived_in(db: Session, row: Property) -> bool:
    """Whether somebody lives in a place in the property."""
    there = select(Place.id).where(Place.property_id == row.id)
    return lived_in(db, Placement.place_id.in_(there))


def needs_the_landlord(db: Session, row: Property) -> bool:
    """Whether a place is let there that can only be let where the landlord lives."""
    found = exists().where(
        Place.property_id == row.id,
        Place.state != PlaceState.WITHDRAWN,
        (Place.tenure_title == TenureTitle.HOSPITA) | (Place.kind == PlaceKind.PRIVATE_ROOM),
    )
    return bool(db.scalar(select(found)))


def counts_in_its_neighbourhood(db: Session, row: Property) -> bool:
    """Whether a home given here takes of a limit of its neighbourhood that is not over yet."""
    limit = NeighbourhoodCapacity
    found = exists().where(
        Place.property_id == row.id,
        Placement.place_id == Place.id,
        Placement.state != PlacementState.CANCELLED,
        limit.neighbourhood_code == row.neighbourhood_code,
        limit.withdrawn_at.is_(None),
        limit.period.contains(func.lower(Placement.period)),
        lasts_after(limit.period, today()),
    )
    with counting(db):
        return bool(db.scalar(select(found)))


def counts_in_its_complex(db: Session, row: Property) -> bool:
    """Whether a Housing First household here takes of the share of its complex, by a rule that is
    not over yet."""
    rule = HousingFirstRule
    found = exists().where(
        Place.property_id == row.id,
        Placement.place_id == Place.id,
        Placement.state != PlacementState.CANCELLED,
        lasts_after(Placement.period, today()),
        Placement.housing_first,
        Property.id == Place.property_id,
        rule.owner_id == Property.organisation_id,
        rule.complex_reference == Property.complex_reference,
        rule.withdrawn_at.is_(None),
        lasts_after(rule.period, today()),
    )
    with counting(db):
        return bool(db.scalar(select(found)))
