"""`woonplek shadow`: a file of decisions beside the engine's plan, or what is wrong with it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from matching.archive import save
from matching.generate import country
from matching.policy import Policy, Tier, TierCode
from matching.solve import solve
from service.cli import main

PROBLEM = country(80, 2)
DAY = date(1970, 1, 1) + timedelta(days=PROBLEM.day)
PLAN = solve(PROBLEM).assignments
Started = Callable[..., object]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Started:
    """The program with these words; what it ends with: 0, a number, or what it says is wrong."""
    monkeypatch.setenv("COLUMNS", "400")

    def program(*words: object) -> object:
        monkeypatch.setattr(sys, "argv", ["woonplek", "shadow", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code or 0

    return program


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    path = tmp_path / "problem.npz"
    save(path, PROBLEM)
    return path


def decisions(folder: Path, *rows: str, header: str = "request,place,date") -> Path:
    path = folder / "decisions.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def line(number: int) -> str:
    """The engine's own choice as a row of the file."""
    return f"{PLAN[number].request},{PLAN[number].place},{DAY}"


def test_the_engines_own_choices_differ_in_nothing(
    started: Started, snapshot: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = decisions(tmp_path, *map(line, range(len(PLAN)))), tmp_path / "report.json"
    assert started(snapshot, file, "--out", out) == 0
    told = json.loads(out.read_text())
    assert (len(told["same"]), told["differences"]) == (len(PLAN), [])
    assert f"{len(PLAN)}, 0 (0), 0, 0." in capsys.readouterr().out


def test_dutch_names_semicolons_and_dutch_days_are_read_as_well(
    started: Started, snapshot: Path, tmp_path: Path
) -> None:
    first = PLAN[0]
    row = f"{DAY:%d-%m-%Y};{first.request};{first.place}"
    file = decisions(tmp_path, row, header="datum;aanvraag;woonplek")
    out = tmp_path / "report.json"
    assert started(snapshot, file, "--out", out) == 0
    lost = [
        each["request"]
        for difference in json.loads(out.read_text())["differences"]
        for each in difference["lines"]
    ]
    assert sorted(lost) == sorted(str(each.request) for each in PLAN[1:])
    text = out.with_suffix(".md").read_text()
    assert all(name in text for name in lost)
    assert "alleen van het programma een plek · a place from the program only" in text


def test_a_broken_rule_is_told_as_a_sentence(
    started: Started, snapshot: Path, tmp_path: Path
) -> None:
    fitting = {each.place for each in PLAN}
    odd = next(
        str(UUID(bytes=row.tobytes()))
        for row in PROBLEM.units.id
        if UUID(bytes=row.tobytes()) not in fitting
    )
    file, out = decisions(tmp_path, f"{PLAN[0].request},{odd},{DAY}"), tmp_path / "report.json"
    assert started(snapshot, file, "--out", out) == 0
    lines = [
        each
        for difference in json.loads(out.read_text())["differences"]
        for each in difference["lines"]
        if each["people_place"]
    ]
    assert lines[0]["broken"]
    assert lines[0]["broken"][0]["nl"] in out.with_suffix(".md").read_text()


def test_every_fault_is_named_by_row_and_column_and_nothing_is_written(
    started: Started, snapshot: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = UUID(int=7)
    file = decisions(
        tmp_path,
        line(0),
        f"{other},{PLAN[1].place},{DAY}",
        f"{PLAN[2].request},geen,{DAY}",
        f"{PLAN[3].request},{PLAN[3].place},31-02-2026",
        f"{PLAN[4].request},{PLAN[4].place}",
        f"{PLAN[5].request},,{DAY + timedelta(days=1)}",
        line(0),
    )
    out = tmp_path / "report.json"
    assert started(snapshot, file, "--out", out) == 1
    said = capsys.readouterr().out
    cells = [tuple(cell.strip() for cell in row.split("│")) for row in said.splitlines()]
    found = [cell[1:3] for cell in cells if len(cell) > 3]
    assert found == [
        ("3", "request"),
        ("4", "place"),
        ("5", "date"),
        ("6", ""),
        ("7", "place"),
        ("8", "request"),
        ("8", "place"),
    ]
    assert "Er is niets vergeleken: 7 fouten." in said
    assert not out.exists()


@pytest.mark.parametrize(
    ("header", "column"),
    [("request,place", "date"), ("request,place,date,name", "name"), ("date,place,date", "date")],
)
def test_columns_that_are_not_right_are_named(
    started: Started,
    snapshot: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    header: str,
    column: str,
) -> None:
    file = decisions(tmp_path, line(0), header=header)
    assert started(snapshot, file, "--out", tmp_path / "report.json") == 1
    rows = [row for row in capsys.readouterr().out.splitlines() if "│" in row]
    assert column in {row.split("│")[2].strip() for row in rows}


def test_a_day_that_is_not_the_snapshots_is_told_which_it_should_be(
    started: Started, snapshot: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = decisions(tmp_path, f"{PLAN[0].request},{PLAN[0].place},2020-01-01")
    assert started(snapshot, file, "--out", tmp_path / "report.json") == 1
    assert f"Dit is niet de dag van de stand: {DAY}." in capsys.readouterr().out


def test_the_policy_of_the_file_holds_unless_another_is_given(
    started: Started, snapshot: Path, tmp_path: Path
) -> None:
    policy = Policy(tiers=(Tier(TierCode.REST),))
    save(snapshot, PROBLEM, policy)
    file, out = decisions(tmp_path), tmp_path / "report.json"
    assert started(snapshot, file, "--out", out) == 0
    assert json.loads(out.read_text())["policy_sha256"] == policy.sha256()
    other = tmp_path / "policy.json"
    other.write_text(json.dumps({"seed": 3}))
    assert started(snapshot, file, "--policy", other, "--out", out) == 0
    assert json.loads(out.read_text())["policy_sha256"] == Policy(seed=3).sha256()


def test_files_that_cannot_be_read_are_one_line(
    started: Started, snapshot: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, absent = tmp_path / "report.json", tmp_path / "absent.npz"
    file = decisions(tmp_path)
    assert started(absent, file, "--out", out) == f"woonplek: {absent}: No such file or directory"
    assert "is no npz file" in str(started(file, file, "--out", out))
    assert started(snapshot, snapshot, "--out", out) == 1
    assert "Excel-werkmap" in capsys.readouterr().out
