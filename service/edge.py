"""What stands around the whole application: it sees what the framework answers by itself too."""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.errors import TooMany
from service.headers import API_PREFIX, OF_API, WithHeaders
from service.methods import ENDLESS
from service.pace import Paces, too_many
from service.problems import refusal, told
from service.telemetry.observed import Observed

CREDENTIALS = frozenset({"authorization", "cookie"})
NEVER_REFUSED = frozenset({"/v1/health/ready", "/metrics"})
"""Asked by the operator's own machines: a balancer that is refused would send nobody here."""
OURS = frozenset({API_PREFIX, "/metrics"})
NOWHERE = {"type": "http", "method": "GET", "path": "/-", "root_path": "", "headers": []}
"""An address that nothing stands at."""


class Api(FastAPI):
    """FastAPI with our edge around all of it, its handler of unexpected errors included. `beside`
    are the applications at addresses that are not the API's, by how those begin; the first counts.
    """

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.beside: dict[str, ASGIApp] = {}

    def build_middleware_stack(self) -> ASGIApp:
        """The stack of the framework inside our own."""
        counted = Observed(Paced(super().build_middleware_stack(), lambda _, error: told(error)))
        own = WithHeaders(ProblemsAlone(HeadLikeGet(counted)), OF_API)
        return ByAddress(own, self.beside)

    def put_together(self) -> None:
        """Every route, here and beside, before the first request comes. The framework waits with
        it until one looks for its own, and that one and all beside it would wait half a second."""
        for app in (self, *self.beside.values()):
            for route in app.routes if isinstance(app, FastAPI) else ():
                route.matches(NOWHERE)


class ByAddress:
    """Hands what is not asked of the API to what stands beside it."""

    def __init__(self, api: ASGIApp, beside: dict[str, ASGIApp]) -> None:
        self.api, self.beside = api, beside

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        await self._at(scope)(scope, receive, send)

    def _at(self, scope: Scope) -> ASGIApp:
        path = scope.get("path", "")
        if scope["type"] != "http" or path in OURS or path.startswith(f"{API_PREFIX}/"):
            return self.api
        found = (app for start, app in self.beside.items() if path.startswith(start))
        return next(found, self.api)


class HeadLikeGet:
    """Answers HEAD as GET without the body (RFC 9110, 9.3.2)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope.get("method") != "HEAD" or scope["path"].endswith(ENDLESS):
            await self.app(scope, receive, send)
            return

        async def send_without_body(message: Message) -> None:
            empty = {"body": b""} if message["type"] == "http.response.body" else {}
            await send({**message, **empty})

        await self.app({**scope, "method": "GET"}, receive, send_without_body)


class ProblemsAlone:
    """Says as problem+json what the framework says in plain text, such as 413."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        replaced = False

        async def send_problem(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start" and _in_plain_text(message):
                replaced = True
                await refusal(message["status"])(scope, receive, send)
            elif not replaced:
                await send(message)

        await self.app(scope, receive, send_problem)


class Paced:
    """Refuses an address that asks too often, before anything is read of its request; who says who
    it is has that looked at first, as others at its address may be strangers."""

    def __init__(self, app: ASGIApp, refuse: Callable[[Scope, TooMany], ASGIApp]) -> None:
        self.app, self.refuse = app, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] == "http":
            paces: Paces = scope["app"].state.paces
            wait = 0.0 if scope["path"] in NEVER_REFUSED else paces.come_in(scope)
            if wait and not CREDENTIALS & {*Headers(scope=scope)}:
                await self.refuse(scope, too_many(wait))(scope, receive, send)
                return
        await self.app(scope, receive, send)


def _in_plain_text(start: Message) -> bool:
    media = Headers(raw=start["headers"]).get("content-type", "")
    return bool(start["status"] >= 400 and media.startswith("text/plain"))
