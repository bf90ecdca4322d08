"""One LISTEN connection for this process; each follower hears of its own round only."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from uuid import UUID

from psycopg import AsyncConnection
from psycopg import Error as PsycopgError
from psycopg.sql import SQL, Identifier

from service.rounds.repository import CHANNEL
from service.rounds.schemas import RoundEvent

log = logging.getLogger(__name__)

PAUSE_SECONDS = 1.0


class Mailbox:
    """Holds the newest event for one follower, so that a slow one costs no memory."""

    def __init__(self) -> None:
        self._newest: RoundEvent | None = None
        self._filled = asyncio.Event()

    def put(self, event: RoundEvent | None) -> None:
        """None says that something may have been missed."""
        self._newest = event
        self._filled.set()

    async def next(self, seconds: float) -> RoundEvent | None:
        """The newest event since the last call; None when the stored round must be read again."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._filled.wait(), seconds)
        self._filled.clear()
        newest, self._newest = self._newest, None
        return newest


class Listener:
    """Connects when the first follower comes and lets go when the last one leaves."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._followers: defaultdict[UUID, set[Mailbox]] = defaultdict(set)
        self._listening: asyncio.Task[None] | None = None
        self.closing = False

    def close(self) -> None:
        """The process stops: those who follow are let go, and come back to another."""
        self.closing = True
        self._tell_all()

    @asynccontextmanager
    async def following(self, round_id: UUID) -> AsyncIterator[Mailbox]:
        """A mailbox that gets the events of this round while the block lasts."""
        mailbox = Mailbox()
        self._followers[round_id].add(mailbox)
        if self._listening is None or self._listening.done():
            self._listening = asyncio.create_task(self._listen())
        try:
            yield mailbox
        finally:
            self._leave(round_id, mailbox)

    def _leave(self, round_id: UUID, mailbox: Mailbox) -> None:
        self._followers[round_id].discard(mailbox)
        if not self._followers[round_id]:
            del self._followers[round_id]
        if not self._followers and self._listening is not None:
            self._listening.cancel()
            self._listening = None

    async def _listen(self) -> None:
        while True:
            try:
                await self._listen_once()
            except (PsycopgError, OSError) as error:
                log.warning("lost the connection that listens for rounds: %s", error)
            await asyncio.sleep(PAUSE_SECONDS)

    async def _listen_once(self) -> None:
        async with await AsyncConnection.connect(self._dsn, autocommit=True) as connection:
            await connection.execute(SQL("listen {}").format(Identifier(CHANNEL)))
            self._tell_all()
            async for notice in connection.notifies():
                self._deliver(notice.payload)

    def _tell_all(self) -> None:
        for mailboxes in self._followers.values():
            for mailbox in mailboxes:
                mailbox.put(None)

    def _deliver(self, payload: str) -> None:
        round_id, _, told = payload.partition(" ")
        mailboxes = self._followers.get(UUID(round_id), ())
        if mailboxes:
            event = RoundEvent.model_validate_json(told)
            for mailbox in mailboxes:
                mailbox.put(event)
