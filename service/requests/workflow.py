"""The whole life of a request on one screen."""

from enum import Enum

from sqlalchemy.orm import Session

from service.audit import service as audit
from service.codelists.requests import RequestState
from service.errors import Conflict
from service.models import Request


class Mover(Enum):
    """Who makes a move."""

    PROVIDER = "the care provider that asks"
    DECISION = "the decision on a proposal and the answers to its offers"


_PROVIDER = frozenset({Mover.PROVIDER})
_DECISION = frozenset({Mover.DECISION})
MOVES: dict[RequestState, dict[RequestState, frozenset[Mover]]] = {
    RequestState.DRAFT: {
        RequestState.ACTIVE: _PROVIDER,
        RequestState.WITHDRAWN: _PROVIDER,
    },
    RequestState.ACTIVE: {
        RequestState.PARKED: _PROVIDER,
        RequestState.WITHDRAWN: _PROVIDER,
        RequestState.OFFERED: _DECISION,
    },
    RequestState.PARKED: {
        RequestState.ACTIVE: _PROVIDER,
        RequestState.WITHDRAWN: _PROVIDER,
    },
    RequestState.OFFERED: {
        RequestState.ACTIVE: _DECISION,
        RequestState.HOUSED: _DECISION,
    },
    RequestState.HOUSED: {RequestState.ACTIVE: frozenset(Mover)},
    RequestState.WITHDRAWN: {},
}
"""From, to, and who may. While a place is offered the provider answers the offer first. A housed
household comes back with the waiting time it had, when its placement ends or when its provider says
afterwards that it lost its home: no move touches `waiting_since_date`."""

OPEN = frozenset(
    {RequestState.DRAFT, RequestState.ACTIVE, RequestState.OFFERED, RequestState.PARKED}
)
"""A household has one request in these states at most."""

CHANGEABLE = frozenset({RequestState.DRAFT, RequestState.ACTIVE, RequestState.PARKED})
"""While a place is offered, what was asked for stands still."""


def move(db: Session, request: Request, to: RequestState, by: Mover = Mover.DECISION) -> None:
    """Moves the request, or raises Conflict; the caller holds the request's row."""
    if by not in MOVES[request.state].get(to, ()):
        raise Conflict(
            f"This request is {request.state.en}: it cannot become {to.en} by {by.value}.",
            nl=f"De aanvraag staat op '{request.state.nl}': zij kan nu niet naar '{to.nl}'.",
        )
    request.state = to
    if to is not RequestState.PARKED:
        request.parked_until_date = None
    audit.record(db, "move", "requests", request.id, to.value)
