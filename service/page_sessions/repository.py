"""Queries on sessions; the policies show a row to who knows its key."""

from datetime import datetime

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from service.models import PageSession

KNOW = text("select set_config('app.page_session', :key, true)")


def know(db: Session, key: str) -> None:
    """Says for the rest of this transaction which session is known to it."""
    db.execute(KNOW, {"key": key})


def known(db: Session) -> PageSession | None:
    """The session whose key is known."""
    return db.scalars(select(PageSession)).one_or_none()


def add(db: Session, session: PageSession) -> None:
    """Writes it now, so that the database's own checks speak."""
    db.add(session)
    db.flush()


def put_seen(db: Session, key: str, at: datetime) -> None:
    """Keeps when it was last used."""
    db.execute(update(PageSession).where(PageSession.key == key).values(seen_at=at))


def put_ended(db: Session, key: str, at: datetime) -> None:
    """Keeps that it ended."""
    db.execute(update(PageSession).where(PageSession.key == key).values(ended_at=at))
