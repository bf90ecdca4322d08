"""How soon what is too large is refused, over HTTP: promise 10 (docs/promises.md).

Run it as `.venv/bin/python tests/benchmarks/too_large.py [TIMES]`; 20 when left out. It starts a
PostgreSQL and the API as a program of its own, and prints for each kind what it was answered and
the median and the longest time until then, in milliseconds. What is sent in chunks is sent until
the answer is there, or the connection is closed; a file is refused by a worker, later, and is not
measured here.
"""

from __future__ import annotations

import http.client
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import repeat
from pathlib import Path
from select import select
from statistics import median
from urllib.parse import urlsplit

from own_keys import set_own_keys

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "service"))

from installations import installed

from service.cluster import open_cluster
from service.devissuer import DevIssuer
from service.settings import Settings

CHUNK = b" " * 65_536
MEGABYTES = 200


def area(vertices: int) -> bytes:
    """A request with one polygon."""
    ring = [[5 + n / 1e6, 52.0 + (n % 2) / 100] for n in range(vertices - 1)]
    polygon = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    return json.dumps({"avoidAreas": [polygon]}).encode()


KINDS: dict[str, tuple[str, bytes | None]] = {
    "200 MB in chunks": ("/v1/agreements", None),
    "a body of 2 MB": ("/v1/agreements", CHUNK * 32),
    "a polygon of 20,000 vertices": ("/v1/requests", area(20_000)),
    "a polygon of 100,000 vertices": ("/v1/requests", area(100_000)),
}
"""Where it is sent; without a body as many chunks as it takes."""


def refused(address: str, token: str, path: str, body: bytes | None) -> tuple[int, float]:
    """The status, and the milliseconds until it began to come."""
    where = urlsplit(address)
    connection = http.client.HTTPConnection(str(where.hostname), where.port, timeout=60)
    connection.connect()
    connection.putrequest("POST", path)
    connection.putheader("Authorization", f"Bearer {token}")
    connection.putheader("Content-Type", "application/json")
    length = ("Transfer-Encoding", "chunked") if body is None else ("Content-Length", len(body))
    connection.putheader(*length)
    begun = time.perf_counter()
    connection.endheaders()
    with suppress(BrokenPipeError, ConnectionResetError):  # answered before all was sent
        for piece in in_chunks() if body is None else [body]:
            connection.send(piece)
            if answered(connection, 0):
                break
    answered(connection, 60)
    took = (time.perf_counter() - begun) * 1000
    status = connection.getresponse().status
    connection.close()
    return status, took


def in_chunks() -> Iterator[bytes]:
    """A body of 200 MB whose length is not told beforehand."""
    yield from repeat(b"%x\r\n%b\r\n" % (len(CHUNK), CHUNK), MEGABYTES * 16)
    yield b"0\r\n\r\n"


def answered(connection: http.client.HTTPConnection, seconds: float) -> bool:
    """Whether an answer begins to come within this time."""
    return bool(select([connection.sock], [], [], seconds)[0])


def main(times: int) -> None:
    """Prints a line a kind."""
    issuer = DevIssuer(Settings(mode="test"))
    with (
        open_cluster("test") as cluster,
        tempfile.TemporaryDirectory() as folder,
        installed(cluster, issuer, Path(folder)) as installation,
    ):
        token, at = installation.table.provider.token, installation.api.address
        for kind, (path, body) in KINDS.items():
            seen = [refused(at, token, path, body) for _ in range(times)]
            took = [ms for _, ms in seen]
            sys.stdout.write(
                f"{kind}: {sorted({status for status, _ in seen})}, "
                f"median {median(took):.0f} ms, at most {max(took):.0f} ms\n"
            )


if __name__ == "__main__":
    set_own_keys()
    main(*map(int, [*sys.argv[1:2], *("20",)[len(sys.argv) - 1 :]]))
