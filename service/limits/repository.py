"""Queries on limits that are more than the registry's own."""

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from service.scope import is_decided


def decides_for(db: Session, municipality_code: str) -> bool:
    """Whether the actor decides for this municipality today, its own or by mandate."""
    return bool(db.scalar(select(is_decided(literal(municipality_code)))))
