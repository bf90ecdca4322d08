"""`woonplek bench`: invented problems as files, and the comparison."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from matching.archive import digest, load
from matching.generate import country
from service.cli import bench, main

Run = Callable[..., object]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """The program as it is started, without the seconds that a new Python takes; what it ends with:
    0, a number, or the line that it says on standard error."""

    def started(*words: object) -> object:
        monkeypatch.setattr(sys, "argv", ["woonplek", "bench", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code or 0

    return started


@pytest.mark.parametrize("more", [[], ["--crossing"]])
def test_a_country_is_written_as_a_problem(run: Run, more: list[str], tmp_path: Path) -> None:
    out = tmp_path / "problem.npz"
    assert run("generate", "--people", 50, "--seed", 3, "--out", out, *more) == 0
    problem, policy = load(out)
    assert policy is None
    assert digest(problem) == digest(country(50, 3, crossing=bool(more)))


def test_a_folder_that_is_not_there_is_one_line(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "nowhere" / "problem.npz"
    said = f"woonplek: {out.parent} is not a folder"
    assert run("generate", "--people", 5, "--out", out) == said
    assert run("engine", "--people", 5, "--out", out) == said


@pytest.mark.long
def test_the_comparison_is_written_as_figures_table_and_picture(
    run: Run, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = tmp_path / "results.json"
    assert run("engine", "--people", 60, "--kind", "bare", "--out", out) == 0
    said = capfd.readouterr()
    told = json.loads(out.read_text())
    runs = {each["engine"]: each for each in told["runs"]}
    assert len(runs) == 9
    assert all(each["faults"] == [] and each["people"] == 60 for each in runs.values())
    ours, flow = runs["ours"], runs["SimpleMinCostFlow"]
    assert (ours["tiers"], ours["score"]) == (flow["tiers"], flow["score"])
    assert "SimpleMinCostFlow" in said.out
    assert "SimpleMinCostFlow  60" in said.err
    assert "### bare" in out.with_suffix(".md").read_text()
    assert out.with_suffix(".svg").read_text().startswith("<svg")
    whole = out.read_bytes()
    assert run("engine", "--people", 60, "--kind", "bare", "--out", out) == 0
    assert out.read_bytes() == whole
    said = "figures of another seed: 1, not 2"
    assert run("engine", "--people", 60, "--seed", 2, "--kind", "bare", "--out", out) == 1
    assert said in capfd.readouterr().err


def test_a_kind_that_does_not_exist_is_refused(run: Run, capfd: pytest.CaptureFixture[str]) -> None:
    assert run("engine", "--kind", "round") not in (0, None)
    assert "bare" in capfd.readouterr().err


def test_an_installed_program_without_its_checkout_says_so(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(import_module("service.cli.bench"), "PEERS", tmp_path / "absent")
    assert run("engine") == "woonplek: this works in a checkout of the source only"


def test_what_trust_costs_is_measured_by_all_that_measure_it(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert all((bench.PEERS / name).is_file() for name in bench.TRUST)
    monkeypatch.setattr(bench, "PEERS", tmp_path)
    for name in bench.TRUST:
        (tmp_path / name).write_text(f"open({str(tmp_path / 'ran')!r}, 'a').write('{name} ')")
    assert run("trust") == 0
    assert (tmp_path / "ran").read_text().split() == list(bench.TRUST)

    (tmp_path / bench.TRUST[1]).write_text("raise SystemExit(3)")
    assert run("trust") == f"woonplek: not measured: {bench.TRUST[1]}"
    assert len((tmp_path / "ran").read_text().split()) == 2 * len(bench.TRUST) - 1
