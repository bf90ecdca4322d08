"""Begins, finds and ends sessions. What a visitor holds is a secret; we keep its digest."""

import secrets
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy.orm import Session

from service.actor import Actor
from service.audit import service as audit
from service.audit.asking import REFUSED
from service.clock import now
from service.models import PageSession
from service.page_sessions import repository
from service.security import LEEWAY_SECONDS, SignedIn, ToldOut

IDLE = timedelta(hours=2)
"""Unused for so long, it is over (ASVS 7.3.1)."""
LONGEST = timedelta(hours=10)
"""A working day; then one signs in again (ASVS 7.3.2)."""
AT_ONCE = 5
"""Sessions of one person; the next one ends the one that was longest unused (ASVS 7.1.2)."""
SEEN_EVERY = timedelta(minutes=1)
"""More often it is not written down that it is used."""

SIGNED_IN, SIGNED_OUT = "sign_in", "sign_out"
"""In the audit, of the organisation for which somebody did, or was turned away; what fails to show
who it is is nobody yet, and stands in the log."""

LONGEST_RESULT = 60
"""Characters that a line of the audit has for it."""


@dataclass(frozen=True)
class Visit:
    """Somebody who is signed in, and the secret in their cookie."""

    actor: Actor
    assurance: str | None
    secret: str


@dataclass(frozen=True)
class GoingOn:
    """One of somebody's sessions; `here` is the one that asks."""

    key: str
    started_at: datetime
    seen_at: datetime
    here: bool


def key_of(secret: str) -> str:
    """What is kept of a secret."""
    return sha256(secret.encode()).hexdigest()


def begin(db: Session, signed_in: SignedIn) -> str:
    """A new session with a new secret, in a transaction on behalf of who signed in."""
    secret, at = secrets.token_urlsafe(32), now()
    repository.know(db, key_of(secret))
    session = PageSession(
        key=key_of(secret),
        organisation_id=signed_in.actor.organisation_id,
        kind=signed_in.actor.kind,
        user_name=signed_in.actor.user,
        assurance=signed_in.assurance,
        subject=signed_in.at_issuer.subject,
        sid=signed_in.at_issuer.sid,
        started_at=at,
        seen_at=at,
    )
    others = repository.going_on(db, signed_in.actor)
    repository.put_ended(db, [each.key for each in others[AT_ONCE - 1 :]], at)
    repository.add(db, session)
    _write_down(db, SIGNED_IN, signed_in.actor, signed_in.assurance)
    return secret


def turn_away(db: Session, signed_in: SignedIn) -> None:
    """Writes down who showed who they are, for an organisation that they may not act for."""
    audit.record(db, SIGNED_IN, "organisations", signed_in.actor.organisation_id, f"{REFUSED} 403")


def find(db: Session, secret: str) -> Visit | None:
    """Whose session this is, if it is not over; that it is used moves the end of its pause on."""
    repository.know(db, key_of(secret))
    session = repository.known(db, key_of(secret))
    if session is None or _is_over(session):
        return None
    if now() - session.seen_at > SEEN_EVERY:
        repository.put_seen(db, session.key, now())
    actor = Actor(session.user_name, session.organisation_id, session.kind)
    return Visit(actor, session.assurance, secret)


def going_on(db: Session, visit: Visit) -> list[GoingOn]:
    """Where the visitor is signed in, here and elsewhere, in a transaction on its behalf; the one
    last used first."""
    own = key_of(visit.secret)
    return [
        GoingOn(each.key, each.started_at, each.seen_at, each.key == own)
        for each in repository.going_on(db, visit.actor)
        if not _is_over(each)
    ]


def end(db: Session, visit: Visit, which: Callable[[GoingOn], bool]) -> None:
    """Those of the visitor's own sessions are over, in whatever browser, in a transaction on its
    behalf; others, and what is over already, stay as they are."""
    ended = [each.key for each in going_on(db, visit) if which(each)]
    repository.put_ended(db, ended, now())
    for _ in ended:
        _write_down(db, SIGNED_OUT, visit.actor)


def end_of(db: Session, organisation_id: UUID | None, person: str | None) -> Mapping[UUID, int]:
    """By organisation how many sessions ended, in a transaction on behalf of the platform: all of
    an organisation, of a person, or of a person there. Each organisation has its line."""
    ended = Counter(repository.put_all_ended(db, organisation_id, person, now()))
    whose = f"of {person}" if person else "of everybody"
    for each in ended:
        audit.record(db, "end_sessions", "organisations", each, whose[:LONGEST_RESULT])
    return ended


def end_told(db: Session, told: ToldOut) -> None:
    """Those that began before the issuer said that they are over, in a transaction on behalf of the
    platform; so nobody ends a later one by saying it again."""
    latest = datetime.fromtimestamp(told.told_at, UTC) + timedelta(seconds=LEEWAY_SECONDS)
    ended = Counter(repository.put_told_ended(db, told.at_issuer, latest, now()))
    for each in ended:
        audit.record(db, "end_sessions", "organisations", each, "by the issuer")


def _write_down(db: Session, action: str, actor: Actor, how: str | None = None) -> None:
    result = f"OK, {how}"[:LONGEST_RESULT] if how else "OK"
    audit.record(db, action, "organisations", actor.organisation_id, result)


def _is_over(session: PageSession) -> bool:
    at = now()
    too_long = at - session.started_at > LONGEST or at - session.seen_at > IDLE
    return session.ended_at is not None or too_long
