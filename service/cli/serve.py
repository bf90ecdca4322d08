"""The API as a server process."""

import socket
from contextlib import closing
from typing import Annotated

import typer
import uvicorn

from service.app import create_app
from service.db import make_engine
from service.settings import load
from service.startup.checks import database_url, refuse_unsafe

USUAL_PORT = 8000
GRACE_SECONDS = 5
"""How long open answers, such as event streams, may last once we are asked to stop."""


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="8000 if it is free, else another.")
    ] = None,
) -> None:
    """Serve the API.

    Example: woonplek serve --host 0.0.0.0 --port 8000
    """
    settings = load()
    engine = make_engine(database_url(settings), settings.pool_size)
    refuse_unsafe(settings, engine)
    app = create_app(settings, engine)
    with closing(bound(host, port)) as listening:
        address, number = listening.getsockname()[:2]
        typer.echo(f"Woonplek listens on http://{address}:{number}/v1")
        config = uvicorn.Config(app, log_level="info", timeout_graceful_shutdown=GRACE_SECONDS)
        uvicorn.Server(config).run(sockets=[listening])


def bound(host: str, port: int | None) -> socket.socket:
    """A socket on the port; without one, on the usual port or else on one from the kernel."""
    try:
        return _bound(host, USUAL_PORT if port is None else port)
    except OSError as error:
        if port is not None:
            raise typer.BadParameter(f"port {port} of {host} is not free: {error}") from error
        return _bound(host, 0)


def _bound(host: str, port: int) -> socket.socket:
    return socket.create_server((host, port), family=_family(host))


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
