"""How a request reaches an endpoint: its JSON unparsed, its command carried out once, and whom its
answer shows written down."""

import hashlib
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import get_dependant
from fastapi.params import Depends as DependsMark
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from service.actor import Actor
from service.audit import service as audit
from service.audit.shown import seen_in, shape_of
from service.commands import service as commands
from service.commands.unkept import unkept_in
from service.db import Db
from service.errors import NotAcceptable, UnsupportedMediaType
from service.incoming import RawRequest, check_encoding, check_names, read_body, room
from service.media_types import is_json, is_of, takes_any
from service.pace import refuse_strangers
from service.security import Caller, caller, sign_in
from service.wire import NothingAsked

JSON = "application/json"
TELLING_HEADERS = ("content-type", "content-crs")
"""What the same bytes mean: with another of these it is another command."""

Handler = Callable[[Request], Coroutine[Any, Any, Response]]

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        pattern=r"^[\x21-\x7e]+$",
        description="Send the same key again and the command is carried out once, with one answer.",
        examples=["d2f4c6aa-5b1e-4c0f-8a57-0f4f2c9b7e61"],
    ),
]


async def nothing_asked(query: Annotated[NothingAsked, Query()]) -> None:
    """Refuses every query parameter. Async, as it is too little work for a thread."""


def _asks(dependant: Dependant) -> bool:
    """Whether the endpoint, or what it depends on, reads the query."""
    return bool(dependant.query_params) or any(map(_asks, dependant.dependencies))


def _needs(dependant: Dependant, dependency: Callable[..., Any]) -> bool:
    """Whether the endpoint, or what it depends on, depends on this."""
    inner = dependant.dependencies
    return any(each.call is dependency or _needs(each, dependency) for each in inner)


class Route(APIRoute):
    """Signs the caller in, hands the body to the models unparsed, keeps the answer of a command
    with a key, and refuses what the operation does not know: query parameters, media types."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **more: Any) -> None:
        asks = _asks(get_dependant(path=path, call=endpoint))
        dependencies = [*(more.pop("dependencies", None) or ())]
        super().__init__(
            path,
            endpoint,
            dependencies=dependencies if asks else [*dependencies, Depends(nothing_asked)],
            **more,
        )
        self._for_callers = _needs(self.dependant, caller)
        self.shows = shape_of(self.response_model)
        self.unkept = unkept_in(self.response_model)

    def get_route_handler(self) -> Handler:
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            if request.app.state.addresses.lacks(request.scope["path"], request.method):
                raise HTTPException(405)
            raw = RawRequest(request.scope, request.receive)
            check_names(raw)
            if self.body_field is not None:
                check_encoding(raw)
            if self._for_callers:
                await sign_in(raw)
            else:
                refuse_strangers(raw)
            large = self.max_body_size is not None
            async with room(raw, raw.state.actor.organisation_id if large else None):
                return await self._carried_out(raw, inner)

        return handle

    async def _carried_out(self, request: RawRequest, inner: Handler) -> Response:
        body = b"" if request.method == "GET" else await read_body(request)
        self._check_media_types(request, body)
        if request.method == "POST" and self._for_callers:
            request.state.fingerprint = _fingerprint(request, body)
        try:
            response = await inner(request)
        except commands.Replayed as known:
            response = known.response
        has_key = getattr(request.state, "command_key", None) is not None
        if has_key or self.shows:
            await run_in_threadpool(self._write_down, request, response, has_key)
        return response

    def _write_down(self, request: Request, response: Response, has_key: bool) -> None:
        """Before the transaction ends: the answer beside its command's key, and whom it shows."""
        if has_key:
            commands.remember(request, response, self.unkept)
        if self.shows:
            audit.show(request.state.db, seen_in(bytes(response.body), self.shows))

    def _check_media_types(self, request: Request, body: bytes) -> None:
        if not takes_any(request.headers.get("accept", "*/*"), self._offered()):
            raise NotAcceptable(f"This is answered as {' or '.join(sorted(self._offered()))}.")
        sent = request.headers.get("content-type", "")
        if (sent or body) and not self._reads(sent):
            raise UnsupportedMediaType(f"Send {self._read_as()} and name it in Content-Type.")

    def _offered(self) -> set[str]:
        """The media types in which the operation answers; an error is always JSON."""
        declared = {media for each in self.responses.values() for media in each.get("content", ())}
        own = getattr(self.response_class, "media_type", None)
        return declared | {JSON} | ({own} if own else set())

    def _read_as(self) -> str:
        """The media type of the body that the operation reads."""
        return str(getattr(self.body_field and self.body_field.field_info, "media_type", JSON))

    def _reads(self, sent: str) -> bool:
        if self.body_field is None:
            return True
        return is_json(sent) if self._read_as() == JSON else is_of(sent, self._read_as())


def _fingerprint(request: Request, body: bytes) -> str:
    """What is asked, and by whom. A key is one for its organisation, so that nothing is done twice;
    but who repeats a colleague's command would take the answer for their own."""
    digest = hashlib.sha256()
    who: Actor = request.state.actor
    said = (request.headers.get(name, "") for name in TELLING_HEADERS)
    for part in (who.user, request.method, request.url.path, request.url.query, *said):
        digest.update(part.encode() + b"\0")
    digest.update(body)
    return digest.hexdigest()


async def once(
    request: Request, db: Db, actor: Caller, idempotency_key: IdempotencyKey = None
) -> None:
    """Makes a POST safe to repeat. Only what asks the database goes to a thread."""
    if idempotency_key is not None:
        await run_in_threadpool(commands.begin, request, db, actor, idempotency_key)


Once: DependsMark = Depends(once)
"""Put in the `dependencies` of every POST."""


def domain_router(path: str, tag: str) -> APIRouter:
    """A router for one domain under `/v1`."""
    return APIRouter(prefix=path, tags=[tag], route_class=Route)
