"""Files are looked at by the operator's scanner, where there is one, before they are read."""

from __future__ import annotations

import logging
import socket
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Caller
from handed_in import Desk, rows_of, sheet
from isolated_databases import Database
from scanners import (
    Behaviour,
    drips,
    hangs,
    hangs_up,
    looks,
    never_ends,
    replies,
    scanner,
    takes_nothing,
)
from test_intake import on_record

from service.intake import scanning
from service.intake.scanning import CHUNK_BYTES, NotScanned, found_in

LARGE = b"a" * (5 * CHUNK_BYTES)


@pytest.fixture
def places(corporation: Caller, database: Database) -> Desk:
    return Desk(database, corporation, "places")


def with_malware() -> bytes:
    return sheet(rows_of("places")) + b"virus\r\n"


def test_a_file_in_which_the_scanner_finds_something_is_refused_and_thrown_away(
    places: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    with scanner(looks) as named:
        desk = replace(places, scanner=named)
        assert desk.faults(with_malware()) == [(None, None, "malware")]
        assert desk.counts(rows_of("places")) == (3, 0, 0)
    (line,) = [each for each in caplog.records if each.levelno == logging.WARNING]
    assert line.getMessage().endswith("holds malware: Test.Virus-1")
    kept = "select count(*) from intake where content <> ''"
    assert on_record(places.database, kept) == [(0,)]


def test_a_file_is_refused_where_the_scanner_is_set_and_gives_no_verdict(
    places: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    desk = replace(places, scanner=f"tcp://127.0.0.1:{port}")
    assert desk.faults(rows_of("places")) == [(None, None, "not_scanned")]
    assert desk.all() == []
    (line,) = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert "was not scanned: ConnectionRefusedError" in line.getMessage()


@pytest.mark.parametrize(
    "behaviour",
    [
        *(hangs, drips, never_ends, hangs_up, takes_nothing),
        *(
            replies(words)
            for words in (
                *(b"", b"\0", b"stream: OK", b"stream: OK\n\0", b"stream: okay\0"),
                *(b"OK\0", b"stream:  FOUND\0", b"stream: \x1b[2J FOUND\0", b"fd[7]: OK\0"),
                *(b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK\0stream: OK\0"),
                b"UNKNOWN COMMAND\0",
            )
        ),
    ],
)
def test_only_a_plain_verdict_is_one(behaviour: Behaviour, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "SECONDS", 0.3)
    with scanner(behaviour) as named, pytest.raises(NotScanned):
        found_in(named, 20 * LARGE if behaviour in (hangs_up, takes_nothing) else b"plek;huur\r\n")


def test_a_name_that_no_machine_can_have_is_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(name: str, *_: object, **__: object) -> list[object]:
        raise UnicodeError(name.encode("idna"))  # as the system's does for such a name

    monkeypatch.setattr(socket, "getaddrinfo", refused)
    with pytest.raises(NotScanned, match="label empty"):
        found_in("tcp://a..b:3310", b"plek;huur\r\n")


def test_a_name_that_is_looked_up_without_end_is_no_verdict(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    over, answered = threading.Event(), threading.Event()

    def never(*_: object, **__: object) -> list[object]:
        over.wait(5)
        answered.set()
        return []

    monkeypatch.setattr(scanning, "SECONDS", 0.3)
    monkeypatch.setattr(socket, "getaddrinfo", never)
    with pytest.raises(NotScanned, match="no verdict within"):
        found_in("tcp://scanner:3310", b"plek;huur\r\n")
    assert not answered.is_set()
    over.set()


def test_a_dead_address_leaves_time_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """A full queue answers nobody, as a machine that is off."""
    with (
        scanner(looks) as named,
        socket.create_server(("127.0.0.1", 0), backlog=0) as dead,
        socket.create_connection(dead.getsockname()),
    ):
        alive = ("127.0.0.1", int(named.rpartition(":")[2]))
        both = [
            (socket.AF_INET, socket.SOCK_STREAM, 0, "", each)
            for each in (dead.getsockname(), alive)
        ]
        monkeypatch.setattr(scanning, "SECONDS", 1.0)
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
        assert found_in("tcp://scanner:3310", b"virus") == "Test.Virus-1"


def test_a_scanner_sees_every_byte_also_through_a_socket_of_the_machine(tmp_path: Path) -> None:
    with scanner(looks, tmp_path / "clamd.sock") as named:
        for content in (b"", LARGE, LARGE[:-3] + b"vir"):
            assert found_in(named, content) is None
        for content in (b"virus", LARGE[:-5] + b"virus", LARGE[: CHUNK_BYTES - 2] + b"virus"):
            assert found_in(named, content) == "Test.Virus-1"


@pytest.mark.parametrize(
    ("named", "good"),
    [
        *((each, True) for each in ("", "tcp://a:1", "tcp://[::1]:3310", "unix:/run/clamd.sock")),
        *((each, False) for each in ("scanner", "tcp://a", "tcp://a:b", "tcp://u:p@a:1", "unix:a")),
        *((each, False) for each in ("http://a:1", "tcp://a:1/", "tcp://::1:3310", "unix:")),
    ],
)
def test_what_names_no_scanner_is_refused(named: str, good: bool) -> None:
    if good:
        assert scanning.checked(named) == named
    else:
        with pytest.raises(ValueError, match="no clamd such as"):
            scanning.checked(named)
