"""The application: settings in, ASGI out."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from sqlalchemy import Engine

from service import openapi, problems, worker
from service.database_urls import libpq_url
from service.db import make_engine, make_sessions
from service.domains import ROUTERS
from service.edge import Api
from service.geography.geocoding import make_geocoder
from service.headers import API_PREFIX, API_VERSION
from service.incoming import Uploads
from service.methods import Addresses
from service.pace import Pace, Paces
from service.pages.application import pages
from service.rounds.listening import Listener
from service.rounds.tried import TRIALS_AT_ONCE
from service.security import TokenReader
from service.settings import Settings
from service.signing_in.provider import Provider
from service.telemetry.endpoints import router as metrics
from service.telemetry.figures import Figures
from service.tokens import token_reader
from service.webhooks.message import sent
from service.webhooks.sending import make_sender

MAX_BODY_BYTES = 1024 * 1024
"""A JSON body; an import may be larger and says so itself."""

DESCRIPTION = """
Matches homeless people in the Netherlands to homes (woonplekken).

Corporations, hosts and vacancy managers register places; care providers request them for households
under a pseudonym; the engine proposes; a municipality decides; owner and household answer.
Each description names the Dutch term; `/v1/code-lists` gives every code with its Dutch and English
label and its VERA code.
"""


def create_app(
    settings: Settings, engine: Engine | None = None, tokens: TokenReader | None = None
) -> Api:
    """The API on a database; who hands in an engine, with its connections, ends it as well."""
    database = engine or make_engine(settings.database_url.get_secret_value(), settings.pool_size)
    app = routed(settings)
    connect(app, settings, database, tokens or token_reader(settings))
    app.state.owns_database = engine is None
    return app


def connect(app: FastAPI, settings: Settings, database: Engine, tokens: TokenReader) -> None:
    """Gives the app, before it starts, its database and what belongs to one process on it."""
    app.state.settings = settings
    app.state.database = database
    app.state.owns_database = False
    app.state.sessions = make_sessions(
        database,
        geocoder=make_geocoder(settings),
        sender=make_sender(settings),
        keys=settings.keys(),
        marker=settings.marker(),
        identity_pace=Pace(settings.identity_rate),
    )
    app.state.tokens = tokens
    app.state.provider = Provider(settings, tokens)
    app.state.turns = asyncio.Semaphore(settings.pool_size)
    app.state.commands = asyncio.Semaphore(max(1, settings.pool_size // 2))
    app.state.uploads = Uploads()
    app.state.trials = asyncio.Semaphore(TRIALS_AT_ONCE)
    app.state.paces = Paces(settings)
    app.state.figures = Figures()
    app.state.stopping = False
    app.state.listener = Listener(libpq_url(database.url))


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings, database = app.state.settings, app.state.database
    dsn = libpq_url(database.url)
    async with worker.beside(settings, dsn) if settings.embedded_worker else nullcontext():
        yield
    if app.state.owns_database:
        database.dispose()


def routed(settings: Settings) -> Api:
    """The API without a database: every route, and what stands around them."""
    app = Api(
        title="Woonplek",
        version=API_VERSION,
        description=DESCRIPTION,
        servers=[{"url": settings.public_url, "description": "This installation"}],
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        max_body_size=MAX_BODY_BYTES,
        exception_handlers=problems.HANDLERS,
        lifespan=_lifespan,
    )
    app.state.addresses = Addresses()
    for router in ROUTERS:
        app.include_router(router, prefix=API_PREFIX)
        app.state.addresses.add(router.routes, API_PREFIX)
    app.include_router(metrics)
    app.webhooks.include_router(sent)
    openapi.install(app)
    app.state.addresses.add(app.routes)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=list(settings.allowed_origins),
        allow_methods=["GET", "POST", "PATCH", "DELETE"],
        allow_headers=[
            "Authorization",
            "Content-Crs",
            "Content-Type",
            "If-Match",
            "Idempotency-Key",
            "traceparent",
        ],
        expose_headers=["API-Version", "ETag", "Location", "Content-Crs", "Link", "Retry-After"],
    )
    app.beside["/"] = pages(app.state)
    return app
