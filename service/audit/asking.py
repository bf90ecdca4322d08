"""What of an HTTP request belongs in the audit: its trace, and what it asked for in vain."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import Request
from fastapi.routing import APIRoute
from sqlalchemy.orm import Session

from service.audit.persons import PERSONAL
from service.audit.repository import Line
from service.audit.trace import Trace
from service.errors import Conflict, InvalidInput, NotAllowed, NotFound, WoonplekError

REFUSALS = (NotAllowed, NotFound, Conflict)
"""What may tell somebody of a person, or shows that somebody tried."""

REFUSED = "refused"
TRIED = "tried"
"""Under this name a session has what is tried in it."""


def trace_of(request: Request) -> Trace:
    """The operation that this request is in its caller's trace; the log names it too."""
    found: Trace = request.state.trace
    return found


def trying(db: Session, subject: str, subject_id: UUID) -> None:
    """Says what is tried in this transaction, where the address does not: whatever refuses it, that
    it was tried is a line."""
    db.info[TRIED] = subject, subject_id


def in_vain(request: Request, refusal: WoonplekError, told: Mapping[Any, Any]) -> Line | None:
    """The line of a request that was refused, where its address names a row about a person, or the
    transaction that was undone told what it tried; what it asked is told by the operation's id."""
    if TRIED not in told and not isinstance(refusal, REFUSALS):
        return None
    return _line(request, refusal, told)


def refused_below(
    request: Request, refusal: WoonplekError | None, told: Mapping[Any, Any]
) -> Line | None:
    """The same where the database refused: what it finds wrong may tell of a row too."""
    return _line(request, refusal, told) if isinstance(refusal, (*REFUSALS, InvalidInput)) else None


def _line(request: Request, refusal: WoonplekError, told: Mapping[Any, Any]) -> Line | None:
    route: APIRoute = request.scope["route"]
    kind = next((str(tag) for tag in route.tags if tag in PERSONAL), None)
    kind, named = told.get(TRIED, (kind, _id(request.path_params.get("id", ""))))
    if kind is None or named is None:
        return None
    return Line.of(route.operation_id or route.name, kind, named, f"{REFUSED} {refusal.status}")


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
