"""Asks the operator's own scanner for malware (ClamAV's clamd) what it thinks of a file.

docs/decisions/0021 says why no library does. What is no plain verdict is none: a file passes on
`OK` alone.
"""

import re
import socket
import time
from concurrent.futures import wait
from struct import pack
from typing import Any

from service import lookups

SCANNER = re.compile(
    r"tcp://(?:([^\s:/@\[\]]+)|\[([0-9a-fA-F:]+)\]):(\d{1,5})|unix:(/[^\0]{1,100})"
)
NO_SCANNER = "this is not empty, and no clamd such as tcp://scanner:3310 or unix:/run/clamd.sock"
SECONDS = 30.0
"""For all of it."""
CHUNK_BYTES = 1 << 16
LONGEST_REPLY = 1_000
CLEAN = b"stream: OK"
FOUND = re.compile(rb"stream: ([ -~]{1,200}) FOUND")


class NotScanned(Exception):
    """The scanner gave no verdict; says why."""


def checked(scanner: str) -> str:
    """The same words; raises ValueError where they name no scanner."""
    if scanner and not SCANNER.fullmatch(scanner):
        raise ValueError(NO_SCANNER)
    return scanner


def found_in(scanner: str, content: bytes) -> str | None:
    """What the scanner calls the malware in it; None where it finds none.

    Raises NotScanned where it is away, busy for too long, or says anything else."""
    try:
        return _verdict(_asked(scanner, content))
    except (OSError, UnicodeError) as error:  # a name that cannot be looked up
        raise NotScanned(f"{type(error).__name__}: {error}") from error


def _verdict(reply: bytes) -> str | None:
    if reply == CLEAN:
        return None
    if named := FOUND.fullmatch(reply):
        return named[1].decode("ascii")
    raise NotScanned(f"it said {reply[:100]!r}")


def _asked(scanner: str, content: bytes) -> bytes:
    """What it says to `INSTREAM`, without the NUL at the end (clamd(8))."""
    until = time.monotonic() + SECONDS
    with _connected(scanner, until) as talk:
        sent = [b"zINSTREAM\0", *_chunks(content), pack("!L", 0)]
        for part in sent:
            talk.settimeout(_left(until))
            talk.sendall(part)
        reply = b""
        while not reply.endswith(b"\0"):
            talk.settimeout(_left(until))
            more = talk.recv(LONGEST_REPLY)
            if not more or len(reply) > LONGEST_REPLY:
                raise NotScanned(f"it ended with {reply[:100]!r}")
            reply += more
    return reply[:-1]


def _connected(scanner: str, until: float) -> socket.socket:
    """To the first of its addresses that answers; each has its share of what is left."""
    named = SCANNER.fullmatch(scanner)
    assert named is not None
    name, address, port, path = named.groups()
    if path:
        return _opened(socket.AF_UNIX, path, _left(until))
    *others, last = _addresses(name or address, int(port), until)
    for tried, (family, *_, where) in enumerate(others):
        try:
            return _opened(family, where, _left(until) / (len(others) + 1 - tried))
        except OSError:
            continue
    family, *_, where = last
    return _opened(family, where, _left(until))


def _addresses(host: str, port: int, until: float) -> list[Any]:
    """At least one, as socket.getaddrinfo gives them."""
    answer = lookups.begun(lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    wait([answer], _left(until))
    if not answer.done():
        raise _too_slow()
    return answer.result()


def _opened(family: int, where: Any, seconds: float) -> socket.socket:
    talk = socket.socket(family)
    try:
        talk.settimeout(seconds)
        talk.connect(where)
    except OSError:
        talk.close()
        raise
    return talk


def _chunks(content: bytes) -> list[bytes]:
    starts = range(0, len(content), CHUNK_BYTES)
    parts = [content[start : start + CHUNK_BYTES] for start in starts]
    return [pack("!L", len(part)) + part for part in parts]


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise _too_slow()
    return left


def _too_slow() -> TimeoutError:
    return TimeoutError(f"no verdict within {SECONDS:.0f} seconds")
