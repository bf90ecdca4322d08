"""Rounds over HTTP."""

from base64 import b64encode
from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from service import reading
from service.conditional import tagged
from service.db import Db
from service.models import Round, RoundUnplaced
from service.registry.endpoints import located, page_of
from service.rounds import repository, service
from service.rounds.following import follow, may_follow
from service.rounds.schemas import (
    RoundIn,
    RoundListing,
    RoundOut,
    UnplacedListing,
    UnplacedOut,
)
from service.routing import Once, domain_router
from service.security import Caller
from service.wire import Body

RoundOutPage = page_of("rounds", RoundOut)
UnplacedPage = page_of("unplaced", UnplacedOut)
NPZ = "application/octet-stream"

router = domain_router("/rounds", tag="rounds")
of_requests = domain_router("/requests", tag="requests")


@router.post(
    "",
    status_code=202,
    dependencies=[Once],
    response_model=RoundOut,
    operation_id="startRound",
    summary="Start a round",
)
def start(
    body: Body[RoundIn], request: Request, response: Response, db: Db, actor: Caller
) -> Round:
    """Asks for a round (ronde) over a region: the engine proposes a place for as many of your
    active requests there as it can. The answer names the round, which runs on its own; read it
    until its state is DONE, FAILED or CANCELLED, or follow its events."""
    round = service.start(db, actor, body)
    located(request, response, round)
    return round


@router.get("", response_model=RoundOutPage, operation_id="listRounds", summary="List the rounds")
def listed(query: Annotated[RoundListing, Query()], db: Db, actor: Caller) -> object:
    """The rounds (rondes) of your municipality, by pages."""
    found = reading.many(db, actor, Round, query)
    return {"rounds": found.rows, "next_cursor": found.next_cursor}


@router.get("/{id}", response_model=RoundOut, operation_id="readRound", summary="Read a round")
def read(id: UUID, response: Response, db: Db, actor: Caller) -> Round:
    """One round (ronde): how far it is, what came of it and how good that is proven to be."""
    round = reading.one(db, actor, Round, id)
    tagged(response, round)
    return round


@router.post(
    "/{id}/cancellations",
    status_code=202,
    dependencies=[Once],
    response_model=RoundOut,
    operation_id="cancelRound",
    summary="Cancel a round",
)
def cancel(id: UUID, response: Response, db: Db, actor: Caller) -> Round:
    """Stops a round (ronde) that waits or runs; nothing of it is stored."""
    round = service.cancel(db, actor, id)
    tagged(response, round)
    return round


@router.get(
    "/{id}/events",
    response_class=EventSourceResponse,
    operation_id="followRound",
    summary="Follow a round",
)
async def events(
    request: Request, actor: Caller, id: Annotated[UUID, Depends(may_follow)]
) -> AsyncIterator[ServerSentEvent]:
    """Server-sent events named `round`: where the round (ronde) stands now, then every change. The
    stream ends with the state DONE, FAILED or CANCELLED."""
    async for event in follow(request, actor, id):
        yield event


@router.get(
    "/{id}/unplaced",
    response_model=UnplacedPage,
    operation_id="listUnplacedRequests",
    summary="List the requests without a proposal",
)
def unplaced(id: UUID, query: Annotated[UnplacedListing, Query()], db: Db, actor: Caller) -> object:
    """Why requests got no proposal in this round (waarom niet): a municipality sees all of its
    round, a care provider its own requests."""
    found = repository.unplaced(db, actor, id, query)
    return {"unplaced": found.rows, "next_cursor": found.next_cursor}


@router.get(
    "/{id}/snapshot",
    response_class=Response,
    responses={200: {"content": {NPZ: {"schema": {"type": "string", "format": "binary"}}}}},
    operation_id="readRoundSnapshot",
    summary="Read the snapshot of a round",
)
def snapshot(id: UUID, db: Db, actor: Caller) -> Response:
    """What the engine saw, as the file (npz, with the policy in it) that `python -m matching`
    solves again to the same result. `Repr-Digest` is the digest of the file (RFC 9530);
    `snapshotHash` of the round is that of its content."""
    data = repository.snapshot_bytes(db, actor, id)
    digest = b64encode(sha256(data).digest()).decode()
    return Response(
        data,
        media_type=NPZ,
        headers={
            "Repr-Digest": f"sha-256=:{digest}:",
            "Content-Disposition": f'attachment; filename="round-{id}.npz"',
        },
    )


@of_requests.get(
    "/{id}/reasons",
    response_model=UnplacedOut,
    operation_id="readRequestReasons",
    summary="Read why a request got no proposal",
)
def reasons(id: UUID, db: Db, actor: Caller) -> RoundUnplaced:
    """Why a request (aanvraag) got no proposal in the last round that had none for it."""
    return repository.last_unplaced(db, actor, id)
