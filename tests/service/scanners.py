"""Scanners for malware on a real socket, and how they misbehave; they speak as clamd does."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from struct import unpack

Behaviour = Callable[[socket.socket, threading.Event], None]
COMMAND = b"zINSTREAM\0"


def replies(words: bytes) -> Behaviour:
    """Takes the whole file and gives a verdict on it."""

    def behave(talk: socket.socket, _: threading.Event) -> None:
        _take(talk)
        talk.sendall(words)

    return behave


def looks(talk: socket.socket, _: threading.Event) -> None:
    """Finds the word virus."""
    said = b"stream: Test.Virus-1 FOUND\0" if b"virus" in _take(talk) else b"stream: OK\0"
    talk.sendall(said)


def hangs(talk: socket.socket, closing: threading.Event) -> None:
    """Takes all and gives no verdict."""
    _take(talk)
    closing.wait()


def drips(talk: socket.socket, closing: threading.Event) -> None:
    """Is always just about to give one."""
    _take(talk)
    while not closing.wait(0.02):
        talk.sendall(b" ")


def never_ends(talk: socket.socket, closing: threading.Event) -> None:
    """Has more to say than anybody can keep."""
    _take(talk)
    while not closing.is_set():
        talk.sendall(b"stream: " + b"x" * 65536)


def hangs_up(talk: socket.socket, _: threading.Event) -> None:
    """Goes away in the middle of the file."""
    talk.recv(20)


def takes_nothing(talk: socket.socket, closing: threading.Event) -> None:
    """Is connected to, and reads nothing."""
    closing.wait()


@contextmanager
def scanner(behaviour: Behaviour, path: Path | None = None) -> Iterator[str]:
    """The setting that names such a scanner, for as long as the block lasts."""
    closing = threading.Event()
    if path:
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(str(path))
        listening.listen()
    else:
        listening = socket.create_server(("127.0.0.1", 0))
    named = f"unix:{path}" if path else f"tcp://127.0.0.1:{listening.getsockname()[1]}"

    def serve() -> None:
        with suppress(OSError):
            while True:
                talk, _ = listening.accept()
                with suppress(OSError), talk:
                    talk.settimeout(10)
                    behaviour(talk, closing)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield named
    finally:
        closing.set()
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(10)


def _take(talk: socket.socket) -> bytes:
    assert _read(talk, len(COMMAND)) == COMMAND
    parts = []
    while length := unpack("!L", _read(talk, 4))[0]:
        parts.append(_read(talk, length))
    return b"".join(parts)


def _read(talk: socket.socket, length: int) -> bytes:
    data = b""
    while len(data) < length:
        more = talk.recv(length - len(data))
        if not more:
            raise ConnectionError("who asked hung up")
        data += more
    return data
