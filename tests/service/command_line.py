"""The program `woonplek` as it is started, without the seconds that a new Python takes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from service.cli import main


@dataclass(frozen=True)
class Ended:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def woonplek(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The program with these words."""

    def started(*words: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["woonplek", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        code = ended.value.code
        said = capsys.readouterr()
        if isinstance(code, str):  # Python prints it and ends with 1
            return Ended(1, said.out, said.err + code)
        return Ended(int(code or 0), said.out, said.err)

    return started
