"""The API on a socket, and its orderly end."""

import asyncio
import signal
import socket
import time
from types import FrameType

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from service.headers import API_VERSION, SECURITY
from service.problems import refusal

GRACE_SECONDS = 5
"""How long open answers may last once we are asked to stop."""
DRAIN_SECONDS = 2.0
"""How long new requests are still answered then: a balancer sees within it that we are not ready
any more, and sends them elsewhere."""


class Protocol(HttpToolsProtocol):
    """Refuses what is no HTTP in the form of all our refusals; the server's own is plain text."""

    def send_400_response(self, msg: str) -> None:
        """What is sent when a request cannot be read; `msg` is the server's own sentence."""
        standard = {**SECURITY, "API-Version": API_VERSION, "Connection": "close"}
        answer = refusal(400, standard)
        fields = [name + b": " + value for name, value in answer.raw_headers]
        head = [b"HTTP/1.1 400 Bad Request", *fields, b"", b""]
        self.transport.write(b"\r\n".join(head) + bytes(answer.body))
        self.transport.close()

    def _unsupported_upgrade_warning(self) -> None:
        """A wish for another protocol may be passed over (RFC 9110, 7.8); anybody could fill our
        log with the server's advice to install one."""


class ApiServer(uvicorn.Server):
    """Lets those who follow a round go at once when it is asked to stop: their streams would
    hold it up, and they come back to another process by themselves. `drain` are the seconds in
    which others still come in."""

    def __init__(self, app: FastAPI, drain: float = 0) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=Protocol,
                ws="none",
                log_config=None,
                access_log=False,  # which names every id and query: telemetry has its own
                server_header=False,
                timeout_graceful_shutdown=GRACE_SECONDS,
            )
        )
        self._app = app
        self._drain = drain

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """A signal asks us to stop; who sits at a keyboard waits for no balancer."""
        self._app.state.stopping = True
        self._app.state.listener.close()
        if sig == signal.SIGINT:
            self._drain = 0
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """The end, when nobody comes any more."""
        until = time.monotonic() + self._drain
        while time.monotonic() < until and not self.force_exit:
            await asyncio.sleep(0.1)
        await super().shutdown(sockets)

    def stop(self) -> None:
        """The same, asked from within the process that serves."""
        self.handle_exit(signal.SIGTERM, None)


def listening_socket(host: str, port: int) -> socket.socket:
    """On port 0 the kernel chooses one; raises OSError when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)
