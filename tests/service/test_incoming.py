"""What comes in takes no memory of ours that it has no right to, and no longer than it may."""

from __future__ import annotations

import gzip
import logging
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
from conftest import Caller, World
from fastapi import FastAPI
from live_server import served

from service import incoming, turns
from service.codelists.organisations import OrganisationKind
from service.intake.service import MAX_FILE_BYTES

PATIENCE = 60.0


@pytest.fixture
def address(world: World) -> Iterator[tuple[str, int]]:
    """The API on a port of this machine."""
    app: Any = world.client.app
    assert isinstance(app, FastAPI)
    with served(app) as where:
        url = httpx.URL(where)
        assert url.port
        yield url.host, url.port


def head(path: str, length: int, *more: str) -> bytes:
    lines = [f"POST /v1{path} HTTP/1.1", "Host: x", f"Content-Length: {length}", *more]
    return "\r\n".join([*lines, "", ""]).encode()


def upload(token: str) -> bytes:
    return head(
        "/places/imports",
        MAX_FILE_BYTES,
        "Content-Type: text/csv",
        f"Authorization: Bearer {token}",
    )


def status_of(connection: socket.socket) -> int:
    """The status of the answer; waits for it."""
    connection.settimeout(PATIENCE)
    return int(connection.recv(65_536).split(b" ", 2)[1])


@pytest.mark.parametrize("path", ["/places/imports", "/agreements"])
def test_a_stranger_is_sent_away_before_a_byte_of_the_body(
    address: tuple[str, int], path: str
) -> None:
    with socket.create_connection(address) as connection:
        connection.sendall(head(path, 1_000_000, "Content-Type: text/csv"))
        assert status_of(connection) == 401


def test_a_few_files_come_in_at_once_and_the_next_one_waits_its_turn(
    address: tuple[str, int],
    world: World,
    corporation: Caller,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(turns, "TURN_TIMEOUT_SECONDS", 0.2)
    caplog.set_level(logging.INFO, logger="service")
    third = world.organisation(OrganisationKind.CORPORATION, "Woonstichting Thuis")
    client = httpx.Client(base_url=f"http://{address[0]}:{address[1]}")
    with ExitStack() as open_ones, client as c:

        def send_some(caller: Caller) -> None:
            sent = upload(caller.token) + b"x" * 99
            for _ in range(incoming.LARGE_EACH):
                open_ones.enter_context(socket.create_connection(address)).sendall(sent)

        send_some(corporation)
        c.headers["Authorization"] = f"Bearer {corporation.token}"
        answer = wait_for(c, 503)
        assert "Your organisation" in answer.json()["detail"]
        assert answer.headers["Retry-After"]
        assert c.get("/v1/places").status_code == 200
        c.headers["Authorization"] = f"Bearer {third.token}"
        wait_for(c, 202)
        send_some(world.organisation(OrganisationKind.CORPORATION, "Woonstichting De Haven"))
        assert "Others" in wait_for(c, 503).json()["detail"]
        open_ones.close()
        wait_for(c, 202)
    left = [r for r in caplog.records if "the client left" in r.getMessage()]
    assert len(left) == incoming.LARGE_AT_ONCE
    assert max(record.levelno for record in caplog.records) < logging.WARNING


def wait_for(client: httpx.Client, status: int) -> httpx.Response:
    """Hands in a file until it is answered like this."""
    deadline = time.monotonic() + PATIENCE
    while True:
        answer = client.post(
            "/v1/places/imports", content=b"x", headers={"Content-Type": "text/csv"}
        )
        if answer.status_code == status:
            return answer
        assert time.monotonic() < deadline, answer.text
        time.sleep(0.02)


def test_a_body_that_does_not_come_is_not_waited_for(
    address: tuple[str, int], corporation: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(incoming, "BODY_SECONDS", 0.2)
    with socket.create_connection(address) as connection:
        connection.sendall(upload(corporation.token) + b"x")
        connection.settimeout(PATIENCE)
        answer = b""
        while more := connection.recv(65_536):
            answer += more
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"application/problem+json" in answer


@pytest.mark.parametrize("name", ["Idempotency-Key", "If-Match", "Content-Type", "Authorization"])
def test_a_header_that_counts_once_is_not_sent_twice(corporation: Caller, name: str) -> None:
    twice = [
        ("Authorization", f"Bearer {corporation.token}"),
        ("Content-Type", "application/json"),
        (name, "application/json"),
        (name, "another"),
    ]
    answer = corporation.client.post("/v1/agreements", content=b"{}", headers=twice)
    assert answer.status_code == 400
    assert [fault["code"] for fault in answer.json()["errors"]] == ["duplicate_name"]


@pytest.mark.parametrize("path", ["/places/imports", "/agreements"])
def test_a_packed_body_is_not_read_as_it_stands(corporation: Caller, path: str) -> None:
    kind = "text/csv" if "imports" in path else "application/json"
    headers = {"Authorization": f"Bearer {corporation.token}", "Content-Type": kind}
    packed = headers | {"Content-Encoding": "gzip"}
    answer = corporation.client.post(f"/v1{path}", content=gzip.compress(b"{}"), headers=packed)
    assert answer.status_code == 415, answer.text
    plain = headers | {"Content-Encoding": "identity"}
    assert corporation.client.post(f"/v1{path}", content=b"{}", headers=plain).status_code != 415


def test_a_file_in_another_alphabet_is_refused(corporation: Caller) -> None:
    headers = {
        "Authorization": f"Bearer {corporation.token}",
        "Content-Type": "text/csv; charset=ISO-8859-1",
    }
    answer = corporation.client.post("/v1/places/imports", content=b"a;b", headers=headers)
    assert answer.status_code == 415
    assert "UTF-8" in answer.json()["detail"]
