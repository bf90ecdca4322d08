"""Queries on policies that are more than the registry's own."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.actor import Actor
from service.models import MatchingPolicy, Organisation


def next_edition(db: Session, actor: Actor, name: str) -> int:
    """The number after the last; until the end of this transaction nobody else in the
    organisation gets one."""
    mine = select(Organisation.id).where(Organisation.id == actor.organisation_id)
    db.execute(mine.with_for_update(key_share=True))
    last = db.scalar(
        select(func.max(MatchingPolicy.edition)).where(
            MatchingPolicy.organisation_id == actor.organisation_id, MatchingPolicy.name == name
        )
    )
    return (last or 0) + 1


def with_content(db: Session, actor: Actor, name: str, content_hash: str, day: date) -> UUID | None:
    """The actor's newest edition of this name with this content that is valid on the day."""
    return db.scalar(
        select(MatchingPolicy.id)
        .where(
            MatchingPolicy.organisation_id == actor.organisation_id,
            MatchingPolicy.name == name,
            MatchingPolicy.content_hash == content_hash,
            MatchingPolicy.withdrawn_at.is_(None),
            MatchingPolicy.period.contains(day),
        )
        .order_by(MatchingPolicy.edition.desc())
        .limit(1)
    )


def registered(db: Session) -> Sequence[MatchingPolicy]:
    """The actor's policies whenever they are valid, by name, the newest edition first."""
    statement = select(MatchingPolicy).where(MatchingPolicy.withdrawn_at.is_(None))
    ordered = statement.order_by(MatchingPolicy.name, MatchingPolicy.edition.desc())
    return db.scalars(ordered).all()


def one_registered(db: Session, policy_id: UUID) -> MatchingPolicy | None:
    """The same one by one."""
    statement = select(MatchingPolicy).where(
        MatchingPolicy.id == policy_id, MatchingPolicy.withdrawn_at.is_(None)
    )
    return db.scalars(statement).one_or_none()
