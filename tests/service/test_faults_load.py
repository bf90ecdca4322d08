"""Promises 10 and 21: one bad client starves nobody, and a stop breaks no answer."""

from __future__ import annotations

import signal
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx
import pytest
from conftest import Caller, World
from isolated_databases import Database
from programs import ApiProgram, api_program
from workers import until

from service.devissuer import DevIssuer

READERS = 4
SLOW = 300
READINGS = 40
TIMES_SLOWER = 3
PATIENT: dict[str, Any] = {"timeout": 60, "trust_env": False, "verify": False}


@pytest.fixture
def api(database: Database, issuer: DevIssuer, tmp_path: Path) -> Iterator[ApiProgram]:
    with api_program(database.dsn, issuer, tmp_path, WOONPLEK_MODE="test") as made:
        yield made


def reading(api: ApiProgram, token: str) -> httpx.Response:
    """On a connection of its own."""
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.get(f"{api.address}/v1/places", headers=headers, **PATIENT)


def is_ready(api: ApiProgram) -> bool:
    """What a balancer asks, again and again."""
    return httpx.get(f"{api.address}/v1/health/ready", **PATIENT).status_code == 200


def test_a_stop_under_load_breaks_no_answer(world: World, utrecht: Caller, api: ApiProgram) -> None:
    """Clients come by a balancer, which sends nobody to who is not ready."""
    heard: Counter[str] = Counter()
    ready = threading.Event()
    ready.set()

    def read() -> None:
        while ready.is_set():
            try:
                heard[str(reading(api, utrecht.token).status_code)] += 1
            except httpx.TransportError as error:
                heard[type(error).__name__] += 1

    with ThreadPoolExecutor(READERS) as pool:
        for _ in range(READERS):
            pool.submit(read)
        until(lambda: heard["200"] > READINGS)
        assert is_ready(api)
        before, moment = heard["200"], time.monotonic()
        api.running.terminate()
        until(lambda: not is_ready(api))
        ready.clear()
    code = api.running.wait(timeout=60)
    took = time.monotonic() - moment
    sys.stdout.write(f"asked to stop: {heard['200'] - before} more answers, {took:.1f} s\n")
    assert code in {0, -signal.SIGTERM}
    assert heard.keys() == {"200"}


@contextmanager
def slow_clients(api: ApiProgram) -> Iterator[None]:
    """Each has begun to ask, and goes on a byte at a time."""
    with ExitStack() as stack:
        sockets = []
        for _ in range(SLOW):
            made = stack.enter_context(socket.create_connection(("127.0.0.1", api.port)))
            made.sendall(b"POST /v1/places HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n")
            sockets.append(made)
        done = threading.Event()

        def drip() -> None:
            while not done.wait(0.5):
                for made in sockets:
                    try:
                        made.sendall(b"X-A: a\r\n")
                    except OSError:
                        continue

        thread = threading.Thread(target=drip)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()


def latencies(api: ApiProgram, token: str) -> list[float]:
    """Seconds of each of some readings, one after the other."""
    found = []
    for _ in range(READINGS):
        moment = time.perf_counter()
        assert reading(api, token).status_code == 200
        found.append(time.perf_counter() - moment)
    return found


def test_three_hundred_slow_clients_do_not_hold_up_the_others(
    world: World, utrecht: Caller, api: ApiProgram
) -> None:
    """A ratio in one run; the bound is the promise's."""
    latencies(api, utrecht.token)
    alone = quantiles(latencies(api, utrecht.token), n=20)[-1]
    with slow_clients(api):
        among = quantiles(latencies(api, utrecht.token), n=20)[-1]
    sys.stdout.write(f"p95 among {SLOW} slow clients: {among / alone:.2f} times that without\n")
    assert among <= TIMES_SLOWER * alone
