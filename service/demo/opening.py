"""The demo's own database and server, there for as long as the block lasts."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from pydantic import SecretStr

from geo.boundary_sources import boundaries_from_file
from service import migrations
from service.actor import SYSTEM
from service.app import create_app
from service.cli.serve import bound
from service.cluster import Cluster, SetupError, open_cluster
from service.db import make_engine, make_sessions, transaction
from service.demo.key import ENCRYPTION, MATCHING, own_key
from service.devissuer import AUDIENCE, ISSUER, DevIssuer
from service.devissuer.pages import START, issuer_pages
from service.geography.boundaries import put
from service.reference import service as reference
from service.serving import ApiServer
from service.settings import Settings, load

HOST = "127.0.0.1"
START_SECONDS = 30.0


@dataclass(frozen=True)
class Demo:
    """A running demo; `fresh` is false when it goes on with the data of a story that was told."""

    address: str
    issuer: DevIssuer
    settings: Settings
    fresh: bool
    cluster: Cluster

    def story_is_told(self) -> None:
        """From now on the data are worth keeping."""
        self.cluster.complete(self.cluster.name())


@contextmanager
def opened(keep: bool) -> Iterator[Demo]:
    """The API with a worker beside it, on a database of its own; fresh unless kept."""
    with open_cluster("demo") as cluster, closing(bound(HOST, None)) as listening:
        address = f"http://{HOST}:{listening.getsockname()[1]}"
        name = cluster.name()
        fresh = _database(cluster, name, keep)
        settings = load().model_copy(
            update={
                "mode": "demo",
                "database_url": SecretStr(cluster.app_dsn(name)),
                "encryption_keys": (own_key(ENCRYPTION),),
                "matching_key": own_key(MATCHING),
                "embedded_worker": True,
                "public_url": f"{address}/v1",
                "token_issuer": ISSUER,
                "token_audience": AUDIENCE,
                "sign_in_url": f"{address}{START}/authorize",
                "sign_in_token_url": f"{address}{START}/token",
            }
        )
        _facts(cluster.app_dsn(name), settings)
        issuer = DevIssuer(settings)
        app = create_app(settings, tokens=issuer.reader())
        app.beside = {START: issuer_pages(issuer, address), **app.beside}
        app.put_together()
        with _serving(ApiServer(app), listening):
            cluster.slot.announce(address)
            yield Demo(address, issuer, settings, fresh, cluster)


def _database(cluster: Cluster, name: str, keep: bool) -> bool:
    kept = keep and cluster.is_complete(name)
    if not kept:
        cluster.drop(name)
        cluster.create(name)
    migrations.upgrade(cluster.owner_dsn(name))
    return not kept


def _facts(dsn: str, settings: Settings) -> None:
    boundaries = (
        list(boundaries_from_file(settings.boundaries).boundaries) if settings.boundaries else []
    )
    engine = make_engine(dsn)
    with transaction(make_sessions(engine, origin="demo"), SYSTEM) as db:
        reference.load(db)
        if boundaries:
            put(db, boundaries)
    engine.dispose()


@contextmanager
def _serving(server: ApiServer, listening: socket.socket) -> Iterator[None]:
    """Serves in a thread, so that the story is told in this one."""
    run = threading.Thread(
        target=lambda: asyncio.run(server.serve(sockets=[listening])),
        name="api",
    )
    run.start()
    try:
        _started(server, run)
        yield
    finally:
        server.stop()
        run.join()


def _started(server: ApiServer, run: threading.Thread) -> None:
    until = time.monotonic() + START_SECONDS
    while not server.started:
        if not run.is_alive() or time.monotonic() > until:
            raise SetupError("The demo's API did not start; see the lines above.")
        time.sleep(0.02)
