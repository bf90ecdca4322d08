"""Queries on sessions; the policies show a row to who knows its key, and to whom it is of."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from service.actor import Actor
from service.models import PageSession
from service.security import AtIssuer

KNOW = text("select set_config('app.page_session', :key, true)")


def know(db: Session, key: str) -> None:
    """Says for the rest of this transaction which session is known to it."""
    db.execute(KNOW, {"key": key})


def known(db: Session, key: str) -> PageSession | None:
    """The session whose key is known."""
    return db.get(PageSession, key)


def going_on(db: Session, actor: Actor) -> Sequence[PageSession]:
    """The actor's own sessions that nobody ended, the one last used first."""
    statement = select(PageSession).where(
        PageSession.organisation_id == actor.organisation_id,
        PageSession.user_name == actor.user,
        PageSession.ended_at.is_(None),
    )
    return db.scalars(statement.order_by(PageSession.seen_at.desc(), PageSession.key)).all()


def add(db: Session, session: PageSession) -> None:
    """Writes it now, so that the database's own checks speak."""
    db.add(session)
    db.flush()


def put_seen(db: Session, key: str, at: datetime) -> None:
    """Keeps when it was last used."""
    db.execute(update(PageSession).where(PageSession.key == key).values(seen_at=at))


def put_ended(db: Session, keys: Collection[str], at: datetime) -> None:
    """Keeps that they ended."""
    db.execute(update(PageSession).where(PageSession.key.in_(keys)).values(ended_at=at))


def put_all_ended(
    db: Session, organisation_id: UUID | None, person: str | None, at: datetime
) -> Sequence[UUID]:
    """Keeps that those which nobody ended did now; of each, the organisation."""
    statement = update(PageSession).where(PageSession.ended_at.is_(None)).values(ended_at=at)
    if organisation_id is not None:
        statement = statement.where(PageSession.organisation_id == organisation_id)
    if person is not None:
        statement = statement.where(PageSession.user_name == person)
    return db.scalars(statement.returning(PageSession.organisation_id)).all()


def put_told_ended(
    db: Session, at_issuer: AtIssuer, latest: datetime, at: datetime
) -> Sequence[UUID]:
    """Keeps that those ended which the issuer calls so, nobody ended and began by the latest
    moment; of each, the organisation."""
    statement = update(PageSession).where(
        PageSession.ended_at.is_(None), PageSession.started_at <= latest
    )
    if at_issuer.subject is not None:
        statement = statement.where(PageSession.subject == at_issuer.subject)
    if at_issuer.sid is not None:
        statement = statement.where(PageSession.sid == at_issuer.sid)
    ended = statement.values(ended_at=at).returning(PageSession.organisation_id)
    return db.scalars(ended).all()
