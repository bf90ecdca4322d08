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


MOVES: dict[RequestState, dict[RequestState, Mover]] = {
    RequestState.DRAFT: {
        RequestState.ACTIVE: Mover.PROVIDER,
        RequestState.WITHDRAWN: Mover.PROVIDER,
    },
    RequestState.ACTIVE: {
        RequestState.PARKED: Mover.PROVIDER,
        RequestState.WITHDRAWN: Mover.PROVIDER,
        RequestState.OFFERED: Mover.DECISION,
    },
    RequestState.PARKED: {
        RequestState.ACTIVE: Mover.PROVIDER,
        RequestState.WITHDRAWN: Mover.PROVIDER,
    },
    RequestState.OFFERED: {
        RequestState.ACTIVE: Mover.DECISION,
        RequestState.HOUSED: Mover.DECISION,
    },
    RequestState.HOUSED: {RequestState.ACTIVE: Mover.DECISION},
    RequestState.WITHDRAWN: {},
}
"""From, to, and who may. While a place is offered the provider answers the offer first. A housed
household comes back with the waiting time it had: no move touches `waiting_since_date`."""

OPEN = frozenset(
    {RequestState.DRAFT, RequestState.ACTIVE, RequestState.OFFERED, RequestState.PARKED}
)
"""A household has one request in these states at most."""

CHANGEABLE = frozenset({RequestState.DRAFT, RequestState.ACTIVE, RequestState.PARKED})
"""While a place is offered, what was asked for stands still."""


def move(db: Session, request: Request, to: RequestState, by: Mover = Mover.DECISION) -> None:
    """Moves the request, or raises Conflict; the caller holds the request's row."""
    if MOVES[request.state].get(to) is not by:
        raise Conflict(
            f"This request is {request.state.en}: it cannot become {to.en} by {by.value}."
        )
    request.state = to
    if to is not RequestState.PARKED:
        request.parked_until_date = None
    audit.record(db, "move", "requests", request.id, to.value)
