"""Queries on leases."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.models import Lease


def of_placement(db: Session, placement_id: UUID) -> Lease:
    """The lease of a placement that was confirmed."""
    return db.scalars(select(Lease).where(Lease.placement_id == placement_id)).one()


def add(db: Session, lease: Lease) -> None:
    """Writes it now, so that the database's own checks speak."""
    db.add(lease)
    db.flush()
