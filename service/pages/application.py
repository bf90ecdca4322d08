"""The pages as an application of their own: another edge than the API's, the same state."""

from fastapi import FastAPI
from starlette.datastructures import State
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp

from service.edge import HeadLikeGet, Paced
from service.pages import errors
from service.pages.front import router as front
from service.pages.headers import PageHeaders
from service.pages.offers.endpoints import router as offers
from service.pages.places.endpoints import router as places
from service.pages.proposals.endpoints import router as proposals
from service.pages.requests.endpoints import router as requests
from service.pages.rounds.endpoints import router as rounds
from service.pages.sign_in import router as sign_in
from service.telemetry.observed import Observed

MAX_FORM_BYTES = 64 * 1024
PACKED_FROM_BYTES = 1000
ROUTERS = (front, sign_in, rounds, proposals, offers, places, requests)


class Pages(FastAPI):
    """FastAPI with the edge of the pages around all of it, its unexpected errors included."""

    def build_middleware_stack(self) -> ASGIApp:
        """The stack of the framework inside our own."""
        packed = GZipMiddleware(super().build_middleware_stack(), PACKED_FROM_BYTES, 6)
        counted = Observed(Paced(packed, errors.refused))
        return PageHeaders(HeadLikeGet(counted))


def pages(state: State) -> FastAPI:
    """The pages; they find in the state what the API has in it."""
    app = Pages(
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        max_body_size=MAX_FORM_BYTES,
    )
    app.state = state
    for router in ROUTERS:
        app.include_router(router)
    errors.install(app)
    return app
