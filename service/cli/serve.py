"""The API as a server process."""

import socket
from contextlib import closing, suppress
from typing import Annotated

import typer

from service.cluster import SetupError
from service.serving import DRAIN_SECONDS, ApiServer, listening_socket
from service.settings import load
from service.startup.checks import safe_engine
from service.telemetry import json_lines

USUAL_PORT = 8000


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
    with safe_engine(settings) as engine, closing(bound(host, port)) as listening:
        from service.app import create_app  # large: who can't start is told so at once

        app = create_app(settings, engine)
        app.put_together()
        json_lines.begin()
        address, number = listening.getsockname()[:2]
        typer.echo(f"Woonplek listens on http://{address}:{number}/v1")
        ApiServer(app, drain=DRAIN_SECONDS).run(sockets=[listening])


def bound(host: str, port: int | None) -> socket.socket:
    """A socket on the port; without one, on the usual port or else on one from the kernel."""
    if not host:  # which the system takes for every address there is
        raise SetupError("the API can't listen: no address is given; 0.0.0.0 stands for all")
    try:
        if port is not None:
            return listening_socket(host, port)
        with suppress(OSError):
            return listening_socket(host, USUAL_PORT)
        return listening_socket(host, 0)
    except OSError as error:
        raise SetupError(f"the API can't listen: {error.strerror}") from error
    except TypeError as error:  # so Python says that no name of a host is like this
        raise SetupError(f"the API can't listen: {error}") from error
