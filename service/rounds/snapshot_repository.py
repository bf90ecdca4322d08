"""Queries on what the engine saw in a round, and on its advice."""

import json
from typing import Any
from uuid import UUID

from sqlalchemy import (
    select,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from matching.advice import Advice
from service.errors import NotFound
from service.models import (
    Round,
    RoundSnapshot,
)


def held_hash(db: Session, round_id: UUID) -> str | None:
    """The digest of its snapshot now, which stays so before this transaction ends."""
    asked = select(Round.snapshot_hash).where(Round.id == round_id)
    return db.scalar(asked.with_for_update(key_share=True))


def snapshot_bytes(db: Session, round_id: UUID) -> bytes | None:
    """The snapshot of a round that the actor may see, as the engine's file, if it was made."""
    statement = (
        select(Round)
        .join(RoundSnapshot, RoundSnapshot.round_id == Round.id)
        .where(Round.id == round_id)
        .with_only_columns(RoundSnapshot.problem)
    )
    return db.scalar(statement)


def advice(db: Session, round_id: UUID) -> Advice:
    """What is scarce in a round that the actor may see, and who can choose."""
    statement = (
        select(Round)
        .join(RoundSnapshot, RoundSnapshot.round_id == Round.id)
        .where(Round.id == round_id)
        .with_only_columns(RoundSnapshot.advice)
    )
    kept: dict[str, Any] | None = db.scalar(statement)
    if kept is None:
        raise NotFound("There is no round with this id, or what is scarce in it is not worked out.")
    return Advice.from_json(json.dumps(kept))


def stay(db: Session) -> None:
    """Keeps the connection while something else is at work: a pause in a transaction is bounded."""
    db.execute(select(1))


def snapshot(db: Session, round_id: UUID) -> RoundSnapshot | None:
    """What the engine saw, if it was frozen already."""
    return db.get(RoundSnapshot, round_id)


def put_snapshot(db: Session, round: Round, problem: bytes, seals: dict[str, str]) -> RoundSnapshot:
    """Keeps the first snapshot of a round; a second worker gets that one."""
    statement = insert(RoundSnapshot).values(
        round_id=round.id,
        organisation_id=round.organisation_id,
        problem=problem,
        seals=seals,
    )
    db.execute(statement.on_conflict_do_nothing())
    return db.get_one(RoundSnapshot, round.id)
