"""Rounds over HTTP."""

from base64 import b64encode
from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from service import reading
from service.conditional import located, tagged
from service.db import Db
from service.models import Round
from service.registry.endpoints import page_of
from service.registry.readable import Readable, add_reading
from service.rounds import scope_repository, service, snapshot_repository, unplaced_repository
from service.rounds.advising import as_heard_by
from service.rounds.following import follow, may_follow
from service.rounds.policy_trial_schemas import PolicyTrialIn, PolicyTrialOut
from service.rounds.repair_schemas import RepairIn, RepairOut
from service.rounds.scarcity import ScarcityOut, scarcity_of
from service.rounds.schemas import (
    RoundIn,
    RoundListing,
    RoundOut,
    UnplacedListing,
    UnplacedOut,
)
from service.rounds.trial_kinds import PAIR, POLICY, REPAIR
from service.rounds.trial_schemas import TrialIn, TrialOut
from service.rounds.tried import trial_turn
from service.routing import Once, domain_router
from service.security import Caller
from service.wire import Body

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
    located(response, request.url.path, round)
    return round


add_reading(
    router,
    Readable(
        Round,
        path="rounds",
        name="Round",
        noun="round",
        out=RoundOut,
        listing=RoundListing,
        one="One round (ronde): how far it is, what came of it and how good that is proven to be.",
        each="The rounds (rondes) of your municipality, by pages. A care provider has none: why a "
        "request of its own got no proposal stands with the request (`/requests/{id}/reasons`).",
    ),
)


@router.post(
    "/{id}/cancellations",
    status_code=202,
    dependencies=[Once],
    response_model=RoundOut,
    operation_id="cancelRound",
    summary="Cancel a round",
)
def cancel(id: UUID, response: Response, db: Db) -> Round:
    """Stops a round (ronde) that waits or runs; nothing of it is stored."""
    round = service.cancel(db, id)
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
    """Why requests got no proposal in this round (waarom niet), and what would have helped: a
    municipality sees all of its round, a care provider its own requests."""
    found = unplaced_repository.unplaced(db, id, query)
    rows = [as_heard_by(actor, row) for row in found.rows]
    return {"unplaced": rows, "next_cursor": found.next_cursor}


@router.get(
    "/{id}/scarcity",
    response_model=ScarcityOut,
    operation_id="readRoundScarcity",
    summary="Read what is scarce in a round",
)
def scarcity(id: UUID, db: Db) -> ScarcityOut:
    """What one more of each would have brought the round (schaarste): a place by municipality,
    contract form and size, somebody a care provider supports, a lease; and how many could have a
    second place to choose from. What would bring most comes first."""
    round = reading.one(db, Round, id)
    return scarcity_of(
        round, scope_repository.policy_of(db, round), snapshot_repository.advice(db, id)
    )


@router.post(
    "/{id}/trials",
    dependencies=[Depends(trial_turn), Once],
    response_model=TrialOut,
    operation_id="tryInRound",
    summary="Try a pin, a veto or a hold",
)
def try_in_round(id: UUID, body: Body[TrialIn], db: Db) -> TrialOut:
    """What it would bring and cost, and whom, to pin a request to a place, to veto that, or to hold
    the place (uitproberen aan tafel). It is worked out on the round's own snapshot and plan;
    nothing is decided. Of a pair that cannot be it is not told why; who tried which pair is written
    down (logboek)."""
    return PAIR.at_once(db, id, body)


@router.post(
    "/{id}/policy-trials",
    dependencies=[Depends(trial_turn), Once],
    response_model=PolicyTrialOut,
    operation_id="tryPolicyInRound",
    summary="Try a policy",
)
def try_policy_in_round(id: UUID, body: Body[PolicyTrialIn], db: Db) -> PolicyTrialOut:
    """What the round (ronde) would have been under another policy (beleid uitproberen), before that
    goes live: its own snapshot is solved again, and the plan is told beside the round's, with whom
    it concerns. After ten seconds it is the best plan so far, with its gap. Nothing is decided and
    nothing of the round changes; that it was tried, and of whom is told, is written down
    (logboek)."""
    return POLICY.at_once(db, id, body)


@router.post(
    "/{id}/repairs",
    dependencies=[Depends(trial_turn), Once],
    response_model=RepairOut,
    operation_id="repairRound",
    summary="Work out what comes after a no",
)
def repair_round(id: UUID, body: Body[RepairIn], db: Db) -> RepairOut:
    """For each proposal of the round that was rejected or declined, or whose place is gone: the
    next offer for the household, who keeps its turn, and for whom the place is next (volgend
    aanbod). Or a new plan (nieuw plan) that moves as few others as it can. What was decided stays
    as it is. It is worked out on the round's own snapshot; nothing is decided or proposed by it."""
    return REPAIR.at_once(db, id, body)


@router.get(
    "/{id}/snapshot",
    response_class=Response,
    responses={200: {"content": {NPZ: {"schema": {"type": "string", "format": "binary"}}}}},
    operation_id="readRoundSnapshot",
    summary="Read the snapshot of a round",
)
def snapshot(id: UUID, db: Db) -> Response:
    """What the engine saw, as the file (npz, with the policy in it) that `python -m matching`
    solves again to the same result. `Repr-Digest` is the digest of the file (RFC 9530);
    `snapshotHash` of the round is that of its content. It names the places that each request could
    not have from the start, and why: danger or somebody to live apart from, or an earlier no; the
    areas themselves are not in it. Who takes it is written down (logboek)."""
    data = service.take_snapshot(db, id)
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
def reasons(id: UUID, db: Db, actor: Caller) -> UnplacedOut:
    """Why a request (aanvraag) got no proposal in the last round that had none for it, and what
    would have helped. `/rounds/{roundId}/unplaced` has all of that round that you may read."""
    return as_heard_by(actor, unplaced_repository.last_unplaced(db, id))
