"""What of an HTTP request belongs in the audit: its trace, and what it asked for in vain."""

from uuid import UUID

from fastapi import Request
from fastapi.routing import APIRoute

from service.audit.persons import PERSONAL
from service.audit.repository import Line
from service.audit.trace import Trace
from service.errors import Conflict, NotAllowed, NotFound, WoonplekError

REFUSALS = (NotAllowed, NotFound, Conflict)
"""What may tell somebody of a person, or shows that somebody tried."""

REFUSED = "refused"


def trace_of(request: Request) -> Trace:
    """The operation that this request is in its caller's trace; the log names it too."""
    found: Trace = request.state.trace
    return found


def in_vain(request: Request, refusal: WoonplekError) -> Line | None:
    """The line of a request that was refused, where its address names a row about a person; what it
    asked is told by the operation's id."""
    route: APIRoute = request.scope["route"]
    kind = next((str(tag) for tag in route.tags if tag in PERSONAL), None)
    named = _id(request.path_params.get("id", ""))
    if kind is None or named is None:
        return None
    return Line.of(route.operation_id or route.name, kind, named, f"{REFUSED} {refusal.status}")


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
