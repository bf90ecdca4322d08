"""What is sent to a page never breaks it: empty words, what no database keeps, forms that nobody
wrote with a browser."""

from __future__ import annotations

import socket
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest
from conftest import Caller, World
from fastapi import FastAPI
from fastapi.routing import APIRoute
from household_visitor import PAGE, HouseholdVisitor
from live_server import served
from page_visitor import OWN, PageVisitor
from psycopg import DataError
from sqlalchemy.exc import DBAPIError

from service.app import connect
from service.database_errors import as_error
from service.errors import InvalidInput
from service.pages.application import ROUTERS
from service.pages.forms import FORM, MOST_BYTES
from service.settings import Settings

WORDS = ("", "\0")
FIRST = '--b\r\nContent-Disposition: form-data; name="code"'
LAST = "\r\n\r\nx\r\n--b--\r\n"
KIND = "multipart/form-data; boundary=b"
FORMS = {
    "a comment in a comment": (KIND, f"{FIRST}{'(' * 2_000}{LAST}"),
    "a parameter in parts": (KIND, f"{FIRST}{'; a*0*=x' * 600}{LAST}"),
    "a long head": (KIND, f"{FIRST}\r\nX: {'x' * 3_000}{LAST}"),
    "a kind in comments": (f"{KIND}{'(' * 2_000}", f"{FIRST}{LAST}"),
    "no boundary": ("multipart/form-data", f"{FIRST}{LAST}"),
    "an empty boundary": ("multipart/form-data; boundary=", f"{FIRST}{LAST}"),
    "a head without an end": (KIND, f"{FIRST}\r\n--b--\r\n"),
    "no name": (KIND, f"--b\r\nContent-Type: text/csv{LAST}"),
    "more parts than any form": (KIND, f"{FIRST}\r\n\r\nx\r\n" * 201 + "--b--\r\n"),
}


def asked_of_pages() -> Iterator[tuple[str, str]]:
    """The address of each page, and each word that it can be asked with."""
    for router in ROUTERS:
        for route in router.routes:
            if isinstance(route, APIRoute) and "GET" in route.methods:
                for name in _names(route.dependant):
                    yield route.path.replace("{id}", str(uuid4())), name


def _names(dependant: Any) -> Iterator[str]:
    for each in dependant.query_params:
        fields = getattr(each.field_info.annotation, "model_fields", None)
        if fields is None:
            yield each.alias
        else:
            yield from (field.alias or name for name, field in fields.items())
    for inner in dependant.dependencies:
        yield from _names(inner)


def test_no_word_that_a_page_is_asked_with_breaks_it(utrecht: Caller) -> None:
    visitor = PageVisitor.of(utrecht)
    asked = {*asked_of_pages()}
    assert len(asked) > 30
    for path, name in sorted(asked):
        for word in WORDS:
            answer = visitor.client.request(
                "GET", path, params={name: word}, headers={"Cookie": visitor._cookies()}
            )
            assert answer.status_code < 500, (path, name, word)


@pytest.mark.parametrize("name", FORMS)
def test_no_form_in_parts_that_no_browser_sends_is_worked_at(utrecht: Caller, name: str) -> None:
    """Anybody can send one to the page with the code, and all others would wait for it."""
    stranger = HouseholdVisitor(utrecht.client)
    kind, body = FORMS[name]
    more = {"Content-Type": kind, "Origin": OWN}
    sent = stranger._asked("POST", f"{PAGE}/code", more, content=body)
    assert sent.status_code == 400, sent.text
    assert "Deze code werkt niet" not in sent.text, "it was read"


def test_a_form_without_a_file_is_small_also_where_a_file_may_be_sent(corporation: Caller) -> None:
    owner = PageVisitor.of(corporation)
    more = {"Content-Type": FORM, "Origin": OWN}
    body = "token=" + "%41" * (MOST_BYTES // 3 + 1)
    assert owner._asked("POST", "/imports/places", more, content=body).status_code == 413


@pytest.mark.parametrize("path", [f"{PAGE}/code", "/rounds", "/imports/places"])
def test_who_sends_a_form_slowly_keeps_no_connection_from_anybody(
    world: World, corporation: Caller, second_app: FastAPI, path: str
) -> None:
    settings = Settings(mode="test", pool_size=1)
    connect(second_app, settings, world.database.engine, world.issuer.reader())
    cookie = f"woonplek={PageVisitor.of(corporation).secret}"
    with served(second_app) as address, httpx.Client(base_url=address, trust_env=False) as others:
        place = urlsplit(address)
        head = {"Host": place.netloc, "Origin": address, "Cookie": cookie, "Content-Type": FORM}
        told = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        with socket.create_connection((place.hostname, place.port)) as slow:
            slow.sendall(f"POST {path} HTTP/1.1\r\n{told}Content-Length: 9\r\n\r\ncode".encode())
            while not second_app.state.figures.open:
                time.sleep(0.01)
            time.sleep(0.1)
            token = {"Authorization": f"Bearer {corporation.token}"}
            assert others.get("/v1/municipalities", headers=token).status_code == 200


def test_of_a_stranger_no_file_is_read(utrecht: Caller) -> None:
    """Nor does it take the room of others for the time that it takes to send it."""

    async def never() -> AsyncIterator[bytes]:
        pytest.fail("it was read")
        yield b""

    kind = {"Content-Type": KIND, "Origin": OWN, "Cookie": "woonplek=x"}
    sent = utrecht.client.request("POST", "/imports/places", headers=kind, content=never())
    assert sent.status_code == 401


def test_what_the_driver_cannot_send_is_the_senders_to_mend() -> None:
    nul = DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes")
    assert isinstance(as_error(DBAPIError("select", None, nul)), InvalidInput)
