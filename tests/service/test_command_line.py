"""The whole program: whatever it is given, it ends with one line that says what is wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest
from command_line import Run
from command_line import woonplek as woonplek
from conftest import Caller, World

EXAMPLE = Path(__file__).parents[2] / "docs" / "import-places-example.csv"


def as_process(
    *arguments: object, out: IO[bytes] | int = subprocess.PIPE, **variables: str
) -> tuple[int, str]:
    """The exit code of a command, and what it says on standard error."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "service.cli", *map(os.fspath, map(_word, arguments))],
        stdout=out,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **variables},
    )
    return done.returncode, done.stderr.decode()


def _word(argument: object) -> str | Path:
    return argument if isinstance(argument, Path) else str(argument)


def test_what_never_ends_is_not_read(tmp_path: Path, woonplek: Run) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    for endless in (Path("/dev/zero"), pipe):
        done = woonplek("import", "places", endless, "--organisation", "0" * 32)
        assert (done.code, done.err) == (1, f"woonplek: {endless} is not a file.")


def test_a_file_that_is_too_large_is_refused(tmp_path: Path, woonplek: Run) -> None:
    large = tmp_path / "large.csv"
    with large.open("wb") as opened:
        opened.truncate(20 * 2**20 + 1)
    done = woonplek("import", "places", large, "--organisation", "0" * 32)
    assert (done.code, done.err) == (1, f"woonplek: {large} is larger than 20 MiB.")


def test_a_file_may_have_a_name_that_is_no_text(
    world: World, corporation: Caller, tmp_path: Path
) -> None:
    strange = tmp_path / os.fsdecode(b"week\xff.csv")
    strange.write_bytes(EXAMPLE.read_bytes())
    asked = ("import", "places", strange, "--organisation", corporation.id)
    code, said = as_process(*asked, DATABASE_URL=world.database.dsn)
    assert code == 0, said
    (listed,) = corporation.get("/imports").json()["imports"]
    assert listed["fileName"] == "week\ufffd.csv"


@pytest.mark.parametrize("host", ["::gg", "é" * 70])
def test_an_address_that_is_none_is_told_in_one_line(world: World, host: str) -> None:
    variables = {
        "DATABASE_URL": world.database.dsn,
        "WOONPLEK_TOKEN_ISSUER": "https://issuer.example",
        "WOONPLEK_TOKEN_KEYS": "nowhere",
    }
    code, said = as_process("serve", "--host", host, "--port", 0, **variables)
    assert code == 1
    assert said.startswith("woonplek: the API can't listen: ")
    assert said.count("\n") == 1


@pytest.mark.long
def test_output_that_cannot_be_written_is_told_in_one_line() -> None:
    with Path("/dev/full").open("wb") as full:
        code, said = as_process("openapi", out=full)
    assert (code, said) == (1, "woonplek: No space left on device\n")
