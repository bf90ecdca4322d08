"""Sees every request that the API answers: a line in the log and a count, by the address' template
and never by what was asked."""

import logging
import time

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.audit.trace import Trace
from service.headers import API_PREFIX
from service.telemetry.figures import Figures
from service.telemetry.json_lines import FIELDS

log = logging.getLogger("woonplek.request")

METHODS = frozenset({"GET", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"})
"""HEAD has become a GET by then. What else somebody calls a method is their own text."""
OTHER = "other"
NO_ROUTE = "none"
NO_ANSWER = 499
"""As proxies say it: who asked left before there was a status."""


class Observed:
    """Counts and logs each answer when it has gone."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state["trace"] = Trace.received(Headers(scope=scope).getlist("traceparent"))
        figures: Figures = scope["app"].state.figures
        status, began = NO_ANSWER, time.perf_counter()

        async def send_seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        figures.open += 1
        try:
            await self.app(scope, receive, send_seen)
        finally:
            figures.open -= 1
            _tell(scope, figures, status, time.perf_counter() - began)


def _tell(scope: Scope, figures: Figures, status: int, seconds: float) -> None:
    method = scope["method"] if scope["method"] in METHODS else OTHER
    route, state = template_of(scope), scope["state"]
    figures.answered(method, route, status, seconds)
    actor = state.get("actor")
    fields = {
        "request": state["trace"].operation_id.hex(),
        "method": method,
        "route": route,
        "status": status,
        "ms": round(seconds * 1000, 1),
        "organisation": None if actor is None else str(actor.organisation_id),
    }
    log.info("answered", extra={FIELDS: fields})


def template_of(scope: Scope) -> str:
    """The address with names in place of ids, as far as there is one."""
    found: str | None = getattr(scope.get("route"), "path", None)
    if found is None:
        return NO_ROUTE
    under = scope["path"].startswith(f"{API_PREFIX}/") and not found.startswith(API_PREFIX)
    return f"{API_PREFIX}{found}" if under else found
