"""What the program says of itself and of commands that are not given as they should be."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from command_line import Run
from command_line import woonplek as woonplek
from conftest import Caller, World
from typer.main import get_command

from service.cli import checkout
from service.cli.interrupts import ending_at_once
from service.cli.program import app

EXAMPLE = Path(__file__).parents[2] / "docs" / "import-places-example.csv"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nonsense"], "No such command 'nonsense'. (help: woonplek --help)"),
        (["--nonsense"], "No such option: --nonsense (help: woonplek --help)"),
        (["round", "run"], "Missing option '--region'. (help: woonplek round run --help)"),
        (["round", "nonsense"], "No such command 'nonsense'. (help: woonplek round --help)"),
        (["import", "places", "/nowhere"], "(help: woonplek import places --help)"),
        (["import", "places", __file__, "--organisation", "x"], "for '--organisation'"),
        (["serve", "--port", "x"], "for '--port'"),
        (["geo", "boundaries"], "(help: woonplek geo boundaries --help)"),
    ],
)
def test_a_command_that_is_not_right_is_one_line(
    woonplek: Run, words: list[str], said: str
) -> None:
    ended = woonplek(*words)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("woonplek: ")
    assert said in ended.err
    assert len(ended.err.strip().splitlines()) == 1


@pytest.mark.parametrize("words", [[], ["round"], ["import"], ["geo"]])
def test_a_group_without_a_command_tells_what_there_is(woonplek: Run, words: list[str]) -> None:
    ended = woonplek(*words)
    assert f"Usage: {' '.join(['woonplek', *words])} " in ended.out
    assert ended.err == ""


def every_command() -> list[list[str]]:
    """The words of each command and each group."""

    def under(command: object, words: list[str]) -> list[list[str]]:
        inner = getattr(command, "commands", {})
        return [words, *(each for name in inner for each in under(inner[name], [*words, name]))]

    return under(get_command(app), [])


@pytest.mark.parametrize("words", every_command(), ids=" ".join)
def test_each_command_and_group_has_an_example_in_its_help(woonplek: Run, words: list[str]) -> None:
    ended = woonplek(*words, "--help")
    assert ended.code == 0
    assert "Example: " in ended.out


@pytest.mark.parametrize("words", [["test"], ["test", "tests/geo", "-k", "rules"], ["check"]])
def test_what_needs_the_source_says_so_where_there_is_none(
    woonplek: Run, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.setattr(checkout, "is_checkout", lambda: False)
    ended = woonplek(*words)
    assert ended.code == 1
    assert f"in a checkout of the source only, as ./woonplek {words[0]}" in ended.err
    assert len(ended.err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("cells", "nl", "en"), [(1, "1 fout.", "1 fault."), (2, "2 fouten.", "2 faults.")]
)
def test_faults_in_a_file_are_counted_in_words(
    woonplek: Run,
    world: World,
    corporation: Caller,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    cells: int,
    nl: str,
    en: str,
) -> None:
    file = tmp_path / "places.csv"
    file.write_text(
        EXAMPLE.read_text(encoding="utf-8-sig")
        .replace("2026-12-01", "ooit", 1)
        .replace("01-12-2026", "ooit", cells - 1)
    )
    monkeypatch.setenv("DATABASE_URL", world.database.dsn)
    ended = woonplek("import", "places", file, "--organisation", corporation.id)
    assert ended.code == 1
    assert f"Er is niets ingelezen: {nl}\n" in ended.out
    assert f"Nothing was taken in: {en}\n" in ended.out


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, ": No such file or directory"),
        ("folder", " is not a file"),
        (b"\xff\xfe\x00", ": This file is not text in UTF-8."),
        (b"<html>", ": This file cannot be read: Expecting value: line 1 column 1 (char 0)."),
        (b"[]", ": This is not a GeoJSON FeatureCollection of municipalities."),
    ],
)
def test_a_file_of_boundaries_is_refused_as_every_file_before_a_database_is_asked_for(
    woonplek: Run,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    content: bytes | str | None,
    says: str,
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    file = tmp_path / "boundaries.geojson"
    if isinstance(content, bytes):
        file.write_bytes(content)
    elif content is not None:
        file.mkdir()
    ended = woonplek("geo", "boundaries", file)
    assert (ended.code, ended.err) == (1, f"woonplek: {file}{says}")


@pytest.mark.parametrize("before", [signal.default_int_handler, signal.SIG_IGN])
def test_who_stops_the_program_while_it_starts_hears_nothing_of_its_insides(before: Any) -> None:
    mine = signal.signal(signal.SIGINT, before)
    try:
        with ending_at_once():
            meanwhile = signal.getsignal(signal.SIGINT)
        after = signal.getsignal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, mine)
    assert meanwhile is (before if before is signal.SIG_IGN else signal.SIG_DFL)
    assert after is before


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (psycopg.errors.DiskFull("could not write to file: No space left on device"), "could not"),
        (psycopg.OperationalError("connection failed: Connection refused"), "cannot be reached"),
    ],
)
def test_a_database_that_answers_was_reached(
    woonplek: Run, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    def failing() -> None:
        raise error

    monkeypatch.setattr("service.cli.cleaning.clean", failing)
    ended = woonplek("clean")
    assert ended.code == 1
    assert ended.err.startswith(f"woonplek: the database {said}")
