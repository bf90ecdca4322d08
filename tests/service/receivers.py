"""Receivers of webhooks on a real socket, and how they misbehave."""

from __future__ import annotations

import gzip
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

Behaviour = Callable[[socket.socket, threading.Event], None]


@dataclass(frozen=True)
class Received:
    """One request as it came in."""

    line: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        """What tells events apart."""
        return self.headers["webhook-id"]

    @property
    def event(self) -> dict[str, Any]:
        """The body."""
        found: dict[str, Any] = json.loads(self.body)
        return found


def says(status: int, *headers: str) -> Behaviour:
    """Answers with a status."""
    lines = [f"HTTP/1.1 {status} So", "Content-Length: 0", *headers, "", ""]
    return lambda talk, _: talk.sendall("\r\n".join(lines).encode())


def hangs(talk: socket.socket, closing: threading.Event) -> None:
    """Takes all and says nothing."""
    closing.wait()


def closes(talk: socket.socket, closing: threading.Event) -> None:
    """Hangs up."""


def talks_nonsense(talk: socket.socket, closing: threading.Event) -> None:
    """Is no web server."""
    talk.sendall(b"220 mail.example ESMTP\r\n")


def drips(talk: socket.socket, closing: threading.Event) -> None:
    """Is always just about to answer."""
    talk.sendall(b"HTTP/1.1 200 OK\r\n")
    while not closing.wait(0.02):
        talk.sendall(b"X")


def never_ends(talk: socket.socket, closing: threading.Event) -> None:
    """Has more headers than anybody can keep."""
    talk.sendall(b"HTTP/1.1 200 OK\r\n")
    while not closing.is_set():
        talk.sendall(b"X-More: " + b"x" * 2000 + b"\r\n")


def always_goes_on(talk: socket.socket, closing: threading.Event) -> None:
    """Says again and again that it is listening."""
    while not closing.is_set():
        talk.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)


def is_huge(talk: socket.socket, closing: threading.Event) -> None:
    """Takes it, and has a gigabyte to say about it."""
    talk.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
    while not closing.is_set():
        talk.sendall(b"x" * 65536)


def is_a_bomb(talk: socket.socket, closing: threading.Event) -> None:
    """Takes it, with a few bytes that unpack to twenty megabytes."""
    body = gzip.compress(bytes(20_000_000), 1)
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n"
    talk.sendall(head.encode() + body)


def switches(talk: socket.socket, closing: threading.Event) -> None:
    """Wants to speak of something else from now on."""
    talk.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n")
    closing.wait()


@dataclass
class Receiver:
    """Listens on loopback; `behaviour` may be changed at any time."""

    listening: socket.socket
    behaviour: Behaviour = field(default_factory=lambda: says(204))
    tls: ssl.SSLContext | None = None
    connections: int = 0
    received: list[Received] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.port: int = self.listening.getsockname()[1]

    @property
    def url(self) -> str:
        """Its address without TLS."""
        return f"http://127.0.0.1:{self.port}/hook?key=canary-of-the-receiver"

    def serve(self) -> None:
        """Takes each connection in a thread of its own, until it is closed."""
        with suppress(OSError):
            while True:
                talk, _ = self.listening.accept()
                self.connections += 1
                threading.Thread(target=self._answer, args=[talk], daemon=True).start()

    def _answer(self, talk: socket.socket) -> None:
        with suppress(OSError), talk, self._secured(talk) as open:
            open.settimeout(10)
            self.received.append(_read(open))
            self.behaviour(open, self.closing)

    def _secured(self, talk: socket.socket) -> socket.socket:
        return self.tls.wrap_socket(talk, server_side=True) if self.tls else talk


def _read(talk: socket.socket) -> Received:
    data = b""
    while b"\r\n\r\n" not in data:
        data += _more(talk)
    head, _, body = data.partition(b"\r\n\r\n")
    line, *fields = head.decode().split("\r\n")
    headers = {n.lower(): v for n, _, v in (each.partition(": ") for each in fields)}
    while len(body) < int(headers["content-length"]):
        body += _more(talk)
    return Received(line, headers, body)


def _more(talk: socket.socket) -> bytes:
    data = talk.recv(65536)
    if not data:
        raise ConnectionError("who called hung up")
    return data


@contextmanager
def receiver(
    behaviour: Behaviour | None = None, tls: ssl.SSLContext | None = None, port: int = 0
) -> Iterator[Receiver]:
    """A receiver for as long as the block lasts."""
    made = Receiver(socket.create_server(("127.0.0.1", port)), behaviour or says(204), tls)
    thread = threading.Thread(target=made.serve, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.closing.set()
        with suppress(OSError):
            made.listening.shutdown(socket.SHUT_RDWR)
        made.listening.close()
        thread.join(10)
