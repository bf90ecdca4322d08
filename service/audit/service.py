"""Gathers the lines of a transaction, and writes them at its end: they are there or nothing is."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy.orm import Session

from service.actor import Actor
from service.audit import repository
from service.audit.repository import READ, Line
from service.audit.trace import Trace
from service.codelists.audit import ProcessingActivity

ORIGIN = "api"

_LINES = "audit_lines"
TRACE = "trace"
"""Under this name a session has the operation that it is."""


def record(db: Session, action: str, subject: str, subject_id: UUID, result: str = "OK") -> None:
    """One line: the actor of this transaction did this to that (BIO2 8.15.01)."""
    gathered(db).append(Line.of(action, subject, subject_id, result))


def record_each(
    db: Session,
    action: str,
    subject: str,
    ids: Iterable[UUID],
    activity: ProcessingActivity | None = None,
) -> None:
    """A line for each row, as what is done to many people is done to each of them."""
    gathered(db).extend(Line.of(action, subject, each, activity=activity) for each in ids)


def read_each(
    db: Session, subject: str, ids: Iterable[UUID], activity: ProcessingActivity | None = None
) -> None:
    """A line for each row that was shown in a form that no model describes."""
    show(db, (Line.of(READ, subject, each, activity=activity) for each in ids))


def show(db: Session, seen: Iterable[Line]) -> None:
    """A line for each row about a person that an answer shows, but for those to which something
    was done: who does that is told of it."""
    lines = gathered(db)
    known = {(line.subject, line.subject_id) for line in lines}
    for line in seen:
        if (line.subject, line.subject_id) not in known:
            known.add((line.subject, line.subject_id))
            lines.append(line)


@contextmanager
def undone(db: Session) -> Iterator[None]:
    """What is done in the block is undone at its end, and so not written down."""
    lines = gathered(db)
    before = len(lines)
    yield
    del lines[before:]


def follow(db: Session, trace: Trace) -> None:
    """Says in which trace this transaction is an operation; without it, it begins one."""
    db.info[TRACE] = trace


def trace_of(db: Session) -> Trace:
    """The operation that this transaction is."""
    found: Trace = db.info.setdefault(TRACE, Trace.begun())
    return found


def write(db: Session) -> None:
    """Adds what was gathered, as the last thing that the transaction does: who else writes in the
    audit does not wait for it long."""
    lines: list[Line] = db.info.pop(_LINES, [])
    if lines:
        actor: Actor = db.info["actor"]
        repository.add(db, actor, db.info.get("origin", ORIGIN), trace_of(db), lines)


def gathered(db: Session) -> list[Line]:
    """The lines of this transaction so far."""
    found: list[Line] = db.info.setdefault(_LINES, [])
    return found
