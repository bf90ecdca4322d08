"""Few at once: who finds all places taken waits a while, and then hears to try again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from service.errors import Busy

# Shorter than a client's usual patience; long enough for fifty decisions on one place in a row.
TURN_TIMEOUT_SECONDS = 15


@asynccontextmanager
async def turn_in(turns: asyncio.Semaphore, said: str) -> AsyncIterator[None]:
    """A turn for as long as the block lasts; raises Busy with these words when none comes."""
    try:
        async with asyncio.timeout(TURN_TIMEOUT_SECONDS):
            await turns.acquire()
    except TimeoutError as error:
        raise Busy(said) from error
    try:
        yield
    finally:
        turns.release()
