"""Few at once: who finds all places taken waits a while, and then hears to try again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from service.errors import Busy

# Shorter than a client's usual patience; long enough for fifty decisions on one place in a row.
TURN_TIMEOUT_SECONDS = 15


@asynccontextmanager
async def turn_in(said: str, *turns: asyncio.Semaphore) -> AsyncIterator[None]:
    """A turn in each of them, in their order, for as long as the block lasts; raises Busy with
    these words when one does not come in time."""
    async with AsyncExitStack() as taken:
        try:
            async with asyncio.timeout(TURN_TIMEOUT_SECONDS):
                for each in turns:
                    await taken.enter_async_context(each)
        except TimeoutError as error:
            raise Busy(said) from error
        yield
