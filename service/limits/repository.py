"""Queries on limits that are more than the registry's own."""

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from service.actor import Actor
from service.scope import decided_municipalities


def decides_for(db: Session, actor: Actor, municipality_code: str) -> bool:
    """Whether the actor decides for this municipality today, its own or by mandate."""
    return bool(db.scalar(select(literal(municipality_code).in_(decided_municipalities(actor)))))
