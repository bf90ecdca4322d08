"""Queries on trials."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.models import Trial


def add(db: Session, trial: Trial) -> Trial:
    """Writes it now, so that it has its id."""
    db.add(trial)
    db.flush()
    return trial


def locked(db: Session, trial_id: UUID) -> Trial | None:
    """The trial, which nobody else can change before this transaction ends; None where it was
    erased."""
    return db.scalars(select(Trial).where(Trial.id == trial_id).with_for_update()).one_or_none()
