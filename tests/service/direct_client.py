"""The API called in this process, with one hop to its loop for a request."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI


@dataclass(frozen=True)
class DirectClient:
    """Calls the app that runs on the loop behind the portal; answers come whole."""

    app: FastAPI
    portal: BlockingPortal
    there: httpx.AsyncClient

    def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        """The answer; an error that the app raises is one with status 500."""
        return self.portal.call(partial(self.there.request, method, path, **more))

    def get(self, path: str, **more: Any) -> httpx.Response:
        """GET."""
        return self.request("GET", path, **more)

    def post(self, path: str, **more: Any) -> httpx.Response:
        """POST."""
        return self.request("POST", path, **more)


@contextmanager
def calling(app: FastAPI) -> Iterator[DirectClient]:
    """The app, started and in the end stopped, on a loop of its own."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    there = httpx.AsyncClient(transport=transport, base_url="http://testserver")
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(app.router.lifespan_context(app)),
    ):
        yield DirectClient(app, portal, there)
        portal.call(there.aclose)
