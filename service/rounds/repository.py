"""Queries on rounds."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    func,
    select,
    update,
)
from sqlalchemy.orm import Session

from service.codelists.decisions import RoundState
from service.errors import NotFound
from service.models import (
    Organisation,
    Round,
)

CHANNEL = "woonplek_round"


def locked(db: Session, round_id: UUID) -> Round:
    """The round, which nobody else can change before this transaction ends."""
    statement = select(Round).where(Round.id == round_id).with_for_update()
    row = db.scalars(statement).one_or_none()
    if row is None:
        raise NotFound("There is no round with this id.")
    return row


def newest(db: Session, limit: int) -> Sequence[Round]:
    """The last rounds that the actor may see, the newest first."""
    return db.scalars(select(Round).order_by(Round.created_at.desc()).limit(limit)).all()


def newest_done(db: Session, limit: int) -> Sequence[Round]:
    """Those of them that are done."""
    done = select(Round).where(Round.state == RoundState.DONE)
    return db.scalars(done.order_by(Round.created_at.desc()).limit(limit)).all()


def before(db: Session, round: Round) -> Round | None:
    """The last round of the same municipality in the same region that was done before this one."""
    statement = select(Round).where(
        Round.organisation_id == round.organisation_id,
        Round.region_id == round.region_id,
        Round.state == RoundState.DONE,
        Round.created_at < round.created_at,
    )
    return db.scalars(statement.order_by(Round.created_at.desc()).limit(1)).one_or_none()


def put_progress(db: Session, round_id: UUID, progress: dict[str, Any]) -> bool:
    """Keeps how far a round is; whether somebody asked to cancel it."""
    statement = (
        update(Round)
        .where(Round.id == round_id, Round.state == RoundState.SOLVING)
        .values(progress=progress)
        .returning(Round.cancel_requested)
    )
    return bool(db.execute(statement).scalar_one_or_none())


def cancel_requested(db: Session, round_id: UUID) -> bool:
    """Whether somebody asked to cancel the round."""
    return bool(db.scalar(select(Round.cancel_requested).where(Round.id == round_id)))


def notify(db: Session, payload: str) -> None:
    """Tells every process that listens, once this transaction is committed."""
    db.execute(select(func.pg_notify(CHANNEL, payload)))


def holder(db: Session, round: Round) -> Organisation:
    """Whose round it is."""
    return db.get_one(Organisation, round.organisation_id)
