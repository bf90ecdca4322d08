"""Queries on leases."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.models import Lease, Placement


def of_placement(db: Session, placement_id: UUID) -> Lease:
    """The lease of a placement that was confirmed."""
    return db.scalars(select(Lease).where(Lease.placement_id == placement_id)).one()


def placements_of(db: Session, placement_ids: Collection[UUID]) -> Mapping[UUID, Placement]:
    """The placements that leases are of, by id."""
    found = db.scalars(select(Placement).where(Placement.id.in_(placement_ids)))
    return {placement.id: placement for placement in found}


def add(db: Session, lease: Lease) -> None:
    """Writes it now, so that the database's own checks speak."""
    db.add(lease)
    db.flush()
