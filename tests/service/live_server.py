"""The API on a real socket, and a crowd of clients that call it at the same moment."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import httpx
from fastapi import FastAPI

from service.serving import ApiServer

Call = Callable[[httpx.Client], httpx.Response]


@contextmanager
def served(app: FastAPI, at: socket.socket | None = None) -> Iterator[str]:
    """The address of the app, served by uvicorn; unless named, on a port that the kernel chose."""
    listening = at or socket.create_server(("127.0.0.1", 0), backlog=256)
    server = ApiServer(app)
    thread = threading.Thread(
        target=lambda: asyncio.run(server.serve(sockets=[listening])), name="api", daemon=True
    )
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


def crowd(address: str, calls: Sequence[Call]) -> list[httpx.Response]:
    """Each call by a client of its own, all let go at once."""
    start = threading.Barrier(len(calls))

    def one(call: Call) -> httpx.Response:
        # Nothing is encrypted here, so that reading certificates fifty times would be for nothing.
        with httpx.Client(base_url=address, timeout=60, trust_env=False, verify=False) as client:
            client.get("/v1/health")
            start.wait()
            return call(client)

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


def counts(answers: Sequence[httpx.Response]) -> dict[int, int]:
    """How often each status was given."""
    return dict(sorted(Counter(answer.status_code for answer in answers).items()))


def posting(path: str, token: str, body: Any, more: dict[str, str] | None = None) -> Call:
    """A POST of JSON with a bearer token."""
    headers = {"Authorization": f"Bearer {token}"} | (more or {})
    return lambda client: client.post(f"/v1{path}", json=body, headers=headers)


def patching(path: str, token: str, body: Any) -> Call:
    """A change of a row in whatever version, with a bearer token."""
    headers = {"Authorization": f"Bearer {token}", "If-Match": "*"}
    return lambda client: client.patch(f"/v1{path}", json=body, headers=headers)


def deleting(path: str, token: str) -> Call:
    """A withdrawal of a row in whatever version, with a bearer token."""
    headers = {"Authorization": f"Bearer {token}", "If-Match": "*"}
    return lambda client: client.delete(f"/v1{path}", headers=headers)
