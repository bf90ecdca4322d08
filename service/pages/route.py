"""How a request reaches a page: not too large, no name twice."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute

from service.incoming import check_names, room

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class PageRoute(APIRoute):
    """A route of a page; one that takes a larger body than others waits for room."""

    def get_route_handler(self) -> Handler:
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            check_names(request)
            async with room(request, large=self.max_body_size is not None):
                return await inner(request)

        return handle


def page_router(tag: str = "") -> APIRouter:
    """A router for the pages of one domain; the tag is that of the rows that they are about."""
    return APIRouter(route_class=PageRoute, tags=[tag] if tag else [], include_in_schema=False)
