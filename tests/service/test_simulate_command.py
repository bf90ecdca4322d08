"""`woonplek simulate`: a year told as a table, as figures and as a picture."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from matching.policy import Policy, Tier, TierCode
from matching.simulate import WAYS, outcome_of, run, year_of
from service.cli import main

Started = Callable[..., object]
SMALL = ("--people", 60, "--weeks", 3, "--seed", 4)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Started:
    """The program with these words; what it ends with: 0, a number, or what it says is wrong."""
    monkeypatch.setenv("COLUMNS", "400")

    def program(*words: object) -> object:
        monkeypatch.setattr(sys, "argv", ["woonplek", "simulate", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code or 0

    return program


def test_a_year_is_told_as_table_figures_markdown_and_picture(
    started: Started, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = tmp_path / "year.json"
    assert started(*SMALL, "--out", out) == 0
    told, said = json.loads(out.read_text()), capsys.readouterr().out
    assert [each["way"] for each in told["outcomes"]] == [way.code for way in WAYS]
    assert all(each["placed"] <= told["most_placed"] for each in told["outcomes"])
    assert all(name in said for way in WAYS for name in (way.nl, way.en))
    year, first = year_of(60, 3, 4), told["outcomes"][0]
    expected = outcome_of("FCFS", year, run(year, Policy(), WAYS[0].plan))
    assert (first["asked"], first["placed"]) == (expected.asked, expected.placed)
    assert first["never_placed"] == expected.asked - expected.placed
    text = out.with_suffix(".md").read_text()
    assert text.startswith("`woonplek simulate --people 60 --weeks 3 --seed 4`\n")
    assert f"≤ {told['most_placed']}" in text
    drawn = ElementTree.parse(out.with_suffix(".svg")).getroot()
    assert len(list(drawn.iter("{http://www.w3.org/2000/svg}polyline"))) == 3 * len(WAYS)


def test_the_same_seed_gives_the_same_figures_and_picture(started: Started, tmp_path: Path) -> None:
    files = [tmp_path / f"{turn}.json" for turn in range(2)]
    for file in files:
        assert started(*SMALL, "--out", file) == 0
    assert files[0].read_bytes() == files[1].read_bytes()
    assert files[0].with_suffix(".svg").read_bytes() == files[1].with_suffix(".svg").read_bytes()


def test_a_policy_from_a_file_is_the_one_that_is_used(started: Started, tmp_path: Path) -> None:
    policy = Policy(tiers=(Tier(TierCode.REST),))
    file, out = tmp_path / "policy.json", tmp_path / "year.json"
    file.write_text('{"tiers": [{"code": "REST", "fromDays": 0}]}')
    assert started(*SMALL, "--policy", file, "--out", out) == 0
    assert json.loads(out.read_text())["policy_sha256"] == policy.sha256()
    file.write_text("{")
    assert "is not JSON" in str(started(*SMALL, "--policy", file))


def test_nothing_is_simulated_for_a_file_that_cannot_be_written(
    started: Started, tmp_path: Path
) -> None:
    nowhere = tmp_path / "nowhere"
    assert started("--out", nowhere / "year.json") == f"woonplek: {nowhere} is not a folder"
