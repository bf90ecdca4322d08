"""Queries on hand-overs."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from service.models import HandOver

HANDED_OVER = text("select * from handed_over(:hand_over_id)")


def add(db: Session, row: HandOver) -> None:
    """Writes it now, so that the policies speak."""
    db.add(row)
    db.flush()


def persons(db: Session, hand_over_id: UUID) -> Sequence[Any]:
    """What a landlord opened, sealed; none where it is another's, over, or not every yes stands."""
    return db.execute(HANDED_OVER, {"hand_over_id": hand_over_id}).all()
