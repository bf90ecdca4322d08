"""How a request reaches a page: not too large, no name twice, its form here before anything waits
for it.

Who sends a form slowly keeps no connection to the database from others meanwhile: a dozen such
would have them all. For a file one is first known: what a stranger sends is none of our memory."""

from collections.abc import Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.routing import APIRoute

from service.db import turn
from service.incoming import check_names, read_body, room
from service.pages.visitor import NotSignedIn, visit_of

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class PageRoute(APIRoute):
    """A route of a page; one that takes a larger body than others waits for room."""

    def get_route_handler(self) -> Handler:
        inner = super().get_route_handler()
        large = self.max_body_size is not None

        async def handle(request: Request) -> Response:
            check_names(request)
            async with room(request, await _sender(request) if large else None):
                if request.method != "GET":
                    await read_body(request)
                return await inner(request)

        return handle


async def _sender(request: Request) -> UUID:
    async with asynccontextmanager(turn)(request):
        visit = await run_in_threadpool(visit_of, request)
    if visit is None:
        raise NotSignedIn
    return visit.actor.organisation_id


def page_router(tag: str = "") -> APIRouter:
    """A router for the pages of one domain; the tag is that of the rows that they are about."""
    return APIRouter(route_class=PageRoute, tags=[tag] if tag else [], include_in_schema=False)
