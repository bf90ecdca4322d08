"""A round as a stream of events: where it stands, and then every change until it ends."""

from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.sse import ServerSentEvent
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from service import reading
from service.actor import Actor
from service.db import caller_transaction
from service.errors import WoonplekError
from service.models import Round
from service.rounds.announcing import event_of
from service.rounds.listening import Listener
from service.rounds.schemas import RoundEvent
from service.rounds.workflow import ACTIVE
from service.routing import nothing_asked
from service.security import Caller

LOOK_AGAIN_SECONDS = 10.0


def stored(request: Request, actor: Actor, round_id: UUID) -> RoundEvent:
    """Where the round stands; in a transaction of its own, which ends before anything is sent."""
    with caller_transaction(request, actor) as db:
        return event_of(reading.one(db, Round, round_id))


def may_follow(
    request: Request, actor: Caller, id: UUID, _: Annotated[None, Depends(nothing_asked)]
) -> UUID:
    """The id of a round that the caller may see; looked up once the request is known to be good."""
    stored(request, actor, id)
    return id


async def follow(request: Request, actor: Actor, round_id: UUID) -> AsyncIterator[ServerSentEvent]:
    """The first event is from the stored row, read after listening began: nothing is missed. Ends
    with the round, with the process, or when the caller may no longer see the round."""
    listener: Listener = request.app.state.listener
    async with listener.following(round_id) as mailbox:
        event = await run_in_threadpool(stored, request, actor, round_id)
        yield _sent(event)
        while event.state in ACTIVE:
            told = await mailbox.next(LOOK_AGAIN_SECONDS)
            if listener.closing:
                return
            try:
                newest = told or await _looked_up(request, actor, round_id) or event
            except WoonplekError:
                return
            if newest != event:
                yield _sent(newest)
            event = newest


async def _looked_up(request: Request, actor: Actor, round_id: UUID) -> RoundEvent | None:
    """None while the database is away: the stream outlives its restart."""
    try:
        return await run_in_threadpool(stored, request, actor, round_id)
    except (DBAPIError, PoolTimeout):
        return None


def _sent(event: RoundEvent) -> ServerSentEvent:
    return ServerSentEvent(event="round", raw_data=event.model_dump_json(by_alias=True))
