"""Queries on requests that are more than the registry's own."""

from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from service.actor import Actor
from service.models import RequestGroup


def has_group(db: Session, actor: Actor, group_id: UUID) -> bool:
    """Whether the actor has this group of requests, not withdrawn."""
    found = exists().where(
        RequestGroup.id == group_id,
        RequestGroup.organisation_id == actor.organisation_id,
        RequestGroup.withdrawn_at.is_(None),
    )
    return bool(db.scalar(select(found)))
