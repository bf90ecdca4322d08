"""Where keys and answers are kept."""

from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from service.actor import Actor
from service.models import AnsweredCommand


def claim(db: Session, actor: Actor, key: str, fingerprint: str) -> bool:
    """Whether the key is ours now; waits for another transaction that holds it."""
    statement = (
        insert(AnsweredCommand)
        .values(organisation_id=actor.organisation_id, key=key, fingerprint=fingerprint)
        .on_conflict_do_nothing()
        .returning(AnsweredCommand.key)
    )
    return db.execute(statement).scalar_one_or_none() is not None


def keep(db: Session, organisation_id: UUID, key: str, **answer: Any) -> None:
    """The answer (`status`, `headers`, `body`) beside its key, with all else that waits to be
    written."""
    statement = update(AnsweredCommand).where(
        AnsweredCommand.organisation_id == organisation_id, AnsweredCommand.key == key
    )
    db.execute(statement.values(**answer))


def get(db: Session, organisation_id: UUID, key: str) -> AnsweredCommand:
    """The command with this key, which is known to exist."""
    return db.get_one(AnsweredCommand, (organisation_id, key))
