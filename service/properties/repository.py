"""Queries on properties and what is in them."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from matching.codes.contracts import TenureTitle
from matching.codes.places import PlaceKind
from service.codelists.places import PlaceState
from service.models import Place, Property


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


def needs_the_landlord(db: Session, row: Property) -> bool:
    """Whether a place is let there that can only be let where the landlord lives."""
    found = exists().where(
        Place.property_id == row.id,
        Place.state != PlaceState.WITHDRAWN,
        (Place.tenure_title == TenureTitle.HOSPITA) | (Place.kind == PlaceKind.PRIVATE_ROOM),
    )
    return bool(db.scalar(select(found)))
