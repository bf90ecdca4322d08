"""What is read of a request before it reaches its endpoint, so that nobody fills our memory."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from fastapi import Request

from service.errors import Fault, InvalidInput, TooSlow, UnsupportedMediaType
from service.turns import turn_in
from service.wire import Raw

BODY_SECONDS = 60.0
"""A file of 20 MiB comes in within this at 3 Mbit/s."""
LARGE_AT_ONCE, LARGE_EACH = 4, 2
"""A file lies in memory until it is stored: so many in all, and so many of one organisation."""
SENT_ONCE = ("authorization", "content-type", "idempotency-key", "if-match")


class RawRequest(Request):
    """Hands the body to the models unparsed."""

    async def json(self) -> Any:
        """The bytes of the body."""
        return Raw(await self.body())


def check_encoding(request: Request) -> None:
    """What is sent packed would be read as it stands."""
    packed = request.headers.get("content-encoding", "identity").strip().lower()
    if packed not in {"", "identity"}:
        raise UnsupportedMediaType("Send the body as it is, without a Content-Encoding.")


def check_names(request: Request) -> None:
    """One reader takes the first of two values, the next the last: refuses them."""
    query = Counter(name for name, _ in request.query_params.multi_items())
    if any(count > 1 for count in query.values()):
        raise _twice("query", "a parameter")
    if any(len(request.headers.getlist(name)) > 1 for name in SENT_ONCE):
        raise _twice("header", "a header")


def _twice(where: str, what: str) -> InvalidInput:
    fault = Fault(where, "duplicate_name", f"names {what} twice")
    return InvalidInput(f"{what.capitalize()} is named more than once.", [fault])


async def read_body(request: Request) -> bytes:
    """The body; raises TooSlow when it does not come."""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await request.body()
    except TimeoutError as error:
        raise TooSlow(f"The body was not here within {BODY_SECONDS:.0f} seconds.") from error


class Uploads:
    """Places for large bodies; who sends some slowly leaves places to others."""

    def __init__(self) -> None:
        self.all = asyncio.Semaphore(LARGE_AT_ONCE)
        self._own: dict[UUID, asyncio.Semaphore] = {}

    def of(self, organisation_id: UUID) -> asyncio.Semaphore:
        """Those of one organisation."""
        return self._own.setdefault(organisation_id, asyncio.Semaphore(LARGE_EACH))


@asynccontextmanager
async def room(request: Request, sender: UUID | None) -> AsyncIterator[None]:
    """Room for a large body of this organisation, for as long as the block lasts; where none is
    named the body is small and needs no room."""
    if sender is None:
        yield
        return
    uploads: Uploads = request.app.state.uploads
    own = turn_in("Your organisation is handing in other files; try again.", uploads.of(sender))
    async with own, turn_in("Others are handing in files; try again.", uploads.all):
        yield
