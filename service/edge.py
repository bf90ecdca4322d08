"""What stands around the whole application: it sees what the framework answers by itself too."""

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.headers import StandardHeaders
from service.methods import ENDLESS
from service.problems import refusal


class Api(FastAPI):
    """FastAPI with our edge around all of it, its handler of unexpected errors included."""

    def build_middleware_stack(self) -> ASGIApp:
        """The stack of the framework inside our own."""
        return StandardHeaders(ProblemsAlone(HeadLikeGet(super().build_middleware_stack())))


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


def _in_plain_text(start: Message) -> bool:
    media = Headers(raw=start["headers"]).get("content-type", "")
    return bool(start["status"] >= 400 and media.startswith("text/plain"))
