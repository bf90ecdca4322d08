"""Files that were handed in, and what is on record of their rows."""

from collections.abc import Collection, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, raiseload, undefer

from service.actor import Actor
from service.models import Household, Intake, Owned, Place, Property, Request
from service.rounds.conditions import among

M = TypeVar("M", bound=Owned)


def add(db: Session, intake: Intake) -> Intake:
    """Writes it now, so that it has its moment."""
    db.add(intake)
    db.flush()
    return intake


def locked(db: Session, intake_id: UUID) -> Intake:
    """The intake with its content; two workers with the same job take turns."""
    statement = select(Intake).where(Intake.id == intake_id).options(undefer(Intake.content))
    return db.scalars(statement.with_for_update()).one()


def last(db: Session, actor: Actor, subject: str, most: int) -> Sequence[Intake]:
    """The newest files of the actor's organisation about this."""
    mine = select(Intake).where(
        Intake.organisation_id == actor.organisation_id, Intake.subject == subject
    )
    return db.scalars(mine.order_by(Intake.created_at.desc()).limit(most)).all()


def properties(db: Session, actor: Actor, keys: Collection[str]) -> dict[str, Property]:
    """The actor's properties with these references."""
    return _by_key(db, actor, Property, "owner_reference", keys)


def places(db: Session, actor: Actor, keys: Collection[str]) -> dict[str, Place]:
    """The actor's places with these references, and the property of each."""
    with_property = joinedload(Place.property)
    return _by_key(db, actor, Place, "owner_reference", keys, with_property)


def versions_inside(db: Session, property_ids: Collection[UUID]) -> dict[UUID, int]:
    """The sum of the versions of the places in each property."""
    total = select(Place.property_id, func.sum(Place.version)).group_by(Place.property_id)
    rows = db.execute(total.where(among(Place.property_id, property_ids)))
    return {property_id: count for property_id, count in rows}


def households(db: Session, actor: Actor, keys: Collection[str]) -> dict[str, Household]:
    """The actor's households with these references, without their members."""
    alone = raiseload(Household.members)
    return _by_key(db, actor, Household, "provider_reference", keys, alone)


def requests(db: Session, actor: Actor, keys: Collection[str]) -> dict[str, Request]:
    """The actor's requests with these references, without anchors and areas."""
    alone = (raiseload(Request.anchors), raiseload(Request.avoid_areas))
    return _by_key(db, actor, Request, "provider_reference", keys, *alone)


def _by_key(
    db: Session, actor: Actor, model: type[M], key: str, keys: Collection[str], *options: Any
) -> dict[str, M]:
    column: Any = getattr(model, key)
    mine = model.organisation_id == actor.organisation_id
    statement = select(model).where(mine, column.in_(keys)).options(*options)
    return {getattr(row, key): row for row in db.scalars(statement)}
