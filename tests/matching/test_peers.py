"""The engines that ours is measured beside: each right on what it can express, all judged alike."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from subprocess import Popen
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from matching.archive import load, save
from matching.check import check
from matching.check.capacities import is_counted
from matching.check.verdict import Choice, Verdict, judged
from matching.generate import country
from matching.generate import instance as regional
from matching.policy import Policy
from matching.problem import Groups, Problem
from matching.solve import solve
from peers.bipartite import CannotExpress, lapjv
from peers.case import Case, case_of
from peers.engines import OURS, PEERS, ours
from peers.flow import min_cost_flow
from peers.greedy import by_arrival, by_tier, scarcest_place
from peers.growth import exponent
from peers.kinds import Kind, instance
from peers.match import compared
from peers.page import markdown
from peers.picture import picture
from peers.programs import AT_THE_LIMIT, cp_sat, glop, scip
from peers.results import OtherFigures, results_at
from peers.runs import CANNOT, DONE, FAILED, SKIPPED, STOPPED, Limits, Run, told_by
from peers.tables import growths, terminal

SECONDS = 60.0
SEEDS = range(4)
ENVIRONMENT = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
HAS_SCIPY = find_spec("scipy") is not None


def without_groups(problem: Problem) -> Problem:
    """A regional instance with every kind of limit but groups."""
    requests = replace(problem.requests, group=np.full(len(problem.requests), -1))
    return replace(problem, requests=requests, groups=Groups.of())


def tiny(seed: int) -> Problem:
    """So few households that every plan can be tried."""
    return without_groups(regional(5, seed=seed, places=3))


def verdict(case: Case, chosen: np.ndarray) -> Verdict:
    """What the checker says of the chosen columns."""
    plan = case.columns.take(chosen)
    parts = (plan.request, plan.place, plan.form, plan.provider)
    choices: list[Choice] = list(zip(*(part.tolist() for part in parts), strict=True))
    return judged(case.problem, Policy(), choices)


def value(found: Verdict) -> tuple[int, ...]:
    """Compared as in a certificate: with what is reached of minimums, counted one by one."""
    assert found.faults == ()
    problem, reached = found.plan.problem, []
    for quota in np.nonzero(problem.quotas.at_least)[0]:
        many = sum(is_counted(problem, int(quota), choice) for choice in found.plan.choices)
        reached.append(min(many, int(problem.quotas.at_least[quota])))
    return (*found.tiers[:-1], *([sum(reached)] if reached else []), found.tiers[-1], found.score)


def best_by_hand(case: Case) -> tuple[int, ...]:
    """Every choice of at most one column a person, as the checker counts it."""
    mine = [[None, *np.nonzero(case.columns.request == person)[0]] for person in range(case.people)]
    best: tuple[int, ...] = ()
    for plan in product(*mine):
        chosen = np.array([column for column in plan if column is not None], dtype=np.intp)
        used = np.bincount(
            case.capacities.rows[chosen].ravel(), minlength=case.capacities.no_row + 1
        )
        if (used[:-1] <= case.capacities.upper).all():
            best = max(best, value(verdict(case, chosen)))
    return best


@pytest.mark.parametrize("seed", SEEDS)
def test_integer_programs_find_the_best_of_all_plans(seed: int) -> None:
    case = case_of(tiny(seed), Policy())
    best = best_by_hand(case)
    for solver in (scip, cp_sat):
        chosen, remark = solver(case, SECONDS)
        assert (value(verdict(case, chosen)), remark) == (best, "")


@pytest.mark.parametrize("seed", SEEDS)
def test_ours_and_the_integer_program_agree_where_limits_cross(seed: int) -> None:
    problem = without_groups(regional(60, seed=seed, places=40))
    case = case_of(problem, Policy())
    choices, remark = ours(problem, Policy(), SECONDS)
    best = judged(problem, Policy(), choices)
    assert remark == "OPTIMAL, gap 0"
    assert value(verdict(case, scip(case, SECONDS)[0])) == value(best)
    rounded, _ = glop(case, SECONDS)
    assert value(verdict(case, rounded)) <= value(best)


@pytest.mark.parametrize("kind", [Kind.BARE, Kind.LAMINAR])
@pytest.mark.parametrize("seed", SEEDS)
def test_the_flow_on_all_columns_finds_our_value(kind: Kind, seed: int) -> None:
    problem = instance(kind, 300, seed)
    case = case_of(problem, Policy())
    found = value(verdict(case, min_cost_flow(case)))
    assert found == solve(problem).certificate.value
    whole, remark = glop(case, SECONDS)
    assert (value(verdict(case, whole)), remark) == (found, "")
    if kind is Kind.BARE and HAS_SCIPY:
        assert value(verdict(case, lapjv(case))) == found


@pytest.mark.parametrize("way", [by_arrival, by_tier, scarcest_place])
@pytest.mark.parametrize("kind", list(Kind))
def test_a_plan_by_hand_is_lawful_whole_and_no_better_than_ours(way: Any, kind: Kind) -> None:
    problem = instance(kind, 400, 2)
    case = case_of(problem, Policy())
    chosen = way(case)
    found = value(verdict(case, chosen))
    assert found <= solve(problem).certificate.value
    used = np.bincount(case.capacities.rows[chosen].ravel(), minlength=case.capacities.no_row + 1)
    left = np.append(case.capacities.upper - used[:-1], 1)
    open_ = (left[case.capacities.rows] > 0).all(axis=1)
    placed = np.isin(case.columns.request, case.columns.request[chosen])
    assert not (open_ & ~placed).any()


def test_who_comes_first_is_served_first() -> None:
    problem = instance(Kind.CROSSING, 400, 2)
    case = case_of(problem, Policy())
    first = int(problem.requests.waiting_since_day[np.unique(case.columns.request)].argmin())
    person = np.unique(case.columns.request)[first]
    mine = np.nonzero(case.columns.request == person)[0]
    held = [column for column in by_arrival(case) if case.columns.request[column] == person]
    assert case.columns.score[held] == case.columns.score[mine].max()


def test_a_solver_refuses_limits_that_it_cannot_express() -> None:
    crossing = case_of(instance(Kind.CROSSING, 300, 1), Policy())
    with pytest.raises(CannotExpress):
        min_cost_flow(crossing)
    if HAS_SCIPY:
        with pytest.raises(CannotExpress):
            lapjv(crossing)
    else:
        with pytest.raises(ModuleNotFoundError):
            lapjv(crossing)


def test_groups_are_not_left_out_in_silence() -> None:
    with pytest.raises(ValueError, match="groups cannot be written"):
        case_of(regional(200, seed=1), Policy())


def test_parallel_columns_lose_no_value() -> None:
    problem = without_groups(regional(60, seed=1, places=40))
    case = case_of(problem, Policy())
    keys = {
        (request, place, *sorted(rows))
        for request, place, rows in zip(
            case.columns.request.tolist(),
            case.columns.place.tolist(),
            case.capacities.rows.tolist(),
            strict=True,
        )
    }
    assert len(keys) == len(case.columns)


def test_the_judge_sees_a_plan_that_takes_too_much() -> None:
    case = case_of(instance(Kind.CROSSING, 400, 1), Policy())
    every = np.unique(case.columns.request, return_index=True)[1]
    assert verdict(case, every).faults
    twice = np.nonzero(case.columns.request == case.columns.request[0])[0][:2]
    assert verdict(case, twice).faults
    requests, places = len(case.problem.requests), len(case.problem.places)
    pairs = set(zip(case.columns.request.tolist(), case.columns.place.tolist(), strict=True))
    wrong = next(pair for pair in product(range(requests), range(places)) if pair not in pairs)
    assert judged(case.problem, Policy(), [(*wrong, 0, -1)]).faults


def test_the_judge_counts_our_plan_as_our_certificate_does() -> None:
    problem = instance(Kind.CROSSING, 300, 1)
    solution = solve(problem)
    assert check(problem, Policy(), solution) == []
    choices, _ = ours(problem, Policy(), SECONDS)
    assert value(judged(problem, Policy(), choices)) == solution.certificate.value


def test_a_run_is_worth_what_its_certificate_says_with_minimums_too() -> None:
    problem = instance(Kind.CROSSING, 300, 1)
    answer = told(choices=list(ours(problem, Policy(), SECONDS)[0]))
    (run,) = compared([300], 1, [Kind.CROSSING], Limits(), [OURS], lambda *_: answer)
    certificate = solve(problem).certificate
    assert run.value == certificate.value
    assert certificate.minimums is not None
    assert (run.reached, run.asked) == (certificate.minimums.reached, certificate.minimums.asked)
    line = " ".join(map(str, run.tiers))
    assert f"| ours | {line}; {run.reached} of {run.asked}; {run.score:,} |" in markdown(
        {}, 1, [run]
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "problem.npz"
    save(path, country(60, 1))
    return path


def test_each_engine_runs_in_a_process_of_its_own(file: Path) -> None:
    for engine in (OURS, "greedy by arrival", "SimpleMinCostFlow"):
        said = told_by(engine, file, Limits())
        assert said["cpu"] > 0
        assert said["megabytes"] > 0
        assert said["choices"]
    absent = told_by("scipy LAPJV", file, Limits())["cannot"]
    expected = "it knows no limits" if HAS_SCIPY else "scipy is not installed"
    assert absent.startswith(expected)


def test_an_engine_past_its_limit_is_stopped(file: Path, tmp_path: Path) -> None:
    assert told_by(OURS, file, Limits(memory=40 << 20))["stopped"] == "0.039 GB"
    large = tmp_path / "large.npz"
    save(large, country(20_000, 1, crossing=True))
    assert told_by("greedy by tier", large, Limits(memory=100 << 20))["stopped"] == "0.098 GB"
    assert told_by("greedy by tier", large, Limits(seconds=1))["stopped"] == "1 s"


def test_an_engine_ends_with_who_asked_it(tmp_path: Path) -> None:
    large = tmp_path / "large.npz"
    save(large, country(5_000, 1, crossing=True))
    asks = "import sys; from pathlib import Path; from peers.runs import Limits, told_by; "
    asks += "told_by('CP-SAT', Path(sys.argv[1]), Limits())"
    with Popen([sys.executable, "-c", asks, str(large)], env=ENVIRONMENT) as asking:
        children = Path(f"/proc/{asking.pid}/task/{asking.pid}/children")
        worker = until(lambda: children.read_text().strip())
        asking.kill()
    until(lambda: gone(Path(f"/proc/{worker}/stat")))


def gone(stat: Path) -> bool:
    """Whether a process has ended; whoever takes over orphans may not have seen it yet."""
    try:
        return stat.read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


def until(tells: Callable[[], Any]) -> Any:
    """What it tells once it tells anything."""
    ends = time.monotonic() + SECONDS
    while not (found := tells()):
        assert time.monotonic() < ends
        time.sleep(0.02)
    return found


def test_an_engine_that_breaks_is_told_apart(tmp_path: Path) -> None:
    assert "absent.npz" in told_by(OURS, tmp_path / "absent.npz", Limits())["failed"]


def told(**more: Any) -> dict[str, Any]:
    """What a process says that found nobody a place."""
    costs = {name: 0 for name in ("wall", "listed", "megabytes", "pairs", "columns")}
    return {"remark": "", "cpu": 1.0, "choices": [], **costs, **more}


def test_who_is_stopped_is_not_asked_at_a_larger_size() -> None:
    asked: list[str] = []

    def ask(engine: str, path: Path, limits: Limits) -> dict[str, Any]:
        asked.append(engine)
        answers = {"slow": {"stopped": "300 s"}, "odd": {"cannot": "no"}, "bad": {"failed": "x"}}
        return answers.get(engine, told(remark=AT_THE_LIMIT if engine == "late" else ""))

    engines = ("quick", "slow", "late", "odd", "bad")
    runs = list(compared([20, 10], 1, [Kind.BARE], Limits(), engines, ask))
    states = [(run.engine, run.people, run.state) for run in runs]
    assert states == [
        ("quick", 10, DONE),
        ("slow", 10, STOPPED),
        ("late", 10, DONE),
        ("odd", 10, CANNOT),
        ("bad", 10, FAILED),
        ("quick", 20, DONE),
        ("slow", 20, SKIPPED),
        ("late", 20, SKIPPED),
        ("odd", 20, CANNOT),
        ("bad", 20, FAILED),
    ]
    assert (asked.count("slow"), asked.count("late"), asked.count("quick")) == (1, 1, 2)
    assert [run.remark for run in runs[6:8]] == ["at 10", "at 10"]


def runs_of(engine: str, seconds: dict[int, float], **more: Any) -> list[Run]:
    """Runs of an engine that takes so long at each size."""
    return [
        Run(engine, Kind.BARE, people, DONE, cpu=cpu, pairs=people**2 // 200, **more)
        for people, cpu in seconds.items()
    ]


def test_the_growth_is_the_exponent_of_the_size() -> None:
    runs = runs_of("quick", {1_000: 0.1, 4_000: 1.6, 16_000: 25.6})
    assert exponent(runs) == pytest.approx(2.0)
    assert exponent(runs, by="pairs") == pytest.approx(1.0)
    assert exponent(runs[:1]) is None
    assert exponent([replace(run, cpu=0.001) for run in runs]) is None
    assert growths(runs) == ["quick: people^2.00, pairs^1.00"]


RUNS = [
    *runs_of(OURS, {1_000: 0.1, 32_000: 8.0}, tiers=(3, 2, 1, 0), score=9, remark="OPTIMAL, gap 0"),
    *runs_of("a < b", {1_000: 0.2}, tiers=(2, 2, 2, 0), faults=("it took too much",)),
    Run("a < b", Kind.BARE, 32_000, STOPPED, "300 s"),
]


def test_the_page_holds_every_run_with_what_became_of_it() -> None:
    text = markdown({"processor": "abacus"}, 7, RUNS)
    assert "processor abacus. Seed 7." in text
    assert "| CPU s, MB | 1,000 | 32,000 | growth |" in text
    assert "| eligible pairs | 5,000 | 5,120,000 |  |" in text
    assert "| ours | 0.10, 0 | 8.00, 0 | people^1.26, pairs^0.63 |" in text
    assert "| a < b | 0.20, 0 | stopped |  |" in text
    assert "| ours | 3 2 1 0; 9 | 3 2 1 0; 9 |" in text
    assert "| a < b | -1 +0 +1 +0; -9 |  |" in text
    assert "- a < b at 1,000: WRONG: it took too much" in text
    assert "- a < b at 32,000: stopped: 300 s" in text
    assert "- ours at 1,000; 32,000: OPTIMAL, gap 0" in text
    assert terminal(Kind.BARE, RUNS).row_count == len(RUNS)


def test_a_plan_as_good_as_ours_is_called_the_same() -> None:
    same = replace(RUNS[0], engine="GLOP", remark="")
    assert "| GLOP | same |" in markdown({}, 1, [RUNS[0], same])


MACHINE = {"processor": "abacus"}


def resumed(out: Path, broken: str = "", cut_at: int = 9) -> list[tuple[str, int]]:
    """Who is asked when the comparison of two sizes runs with this file until it is cut off."""
    asked: list[tuple[str, int]] = []

    def ask(engine: str, path: Path, limits: Limits) -> dict[str, Any]:
        asked.append((engine, len(load(path)[0].requests)))
        if len(asked) > cut_at:
            raise KeyboardInterrupt
        return {"failed": "it broke"} if engine == broken else told()

    results = results_at(out, MACHINE, 1)
    engines = (OURS, "GLOP")
    with suppress(KeyboardInterrupt):
        for run in compared([10, 20], 1, [Kind.BARE], Limits(), engines, ask, results.known):
            results.add(run)
    return asked


def test_a_comparison_that_was_cut_off_goes_on_where_it_stopped(tmp_path: Path) -> None:
    out = tmp_path / "results.json"
    assert resumed(out, cut_at=1) == [(OURS, 10), ("GLOP", 10)]
    assert [each["engine"] for each in json.loads(out.read_text())["runs"]] == [OURS]
    assert "| ours |" in out.with_suffix(".md").read_text()
    assert "ours" in out.with_suffix(".svg").read_text()
    assert resumed(out) == [("GLOP", 10), (OURS, 20), ("GLOP", 20)]
    whole = out.read_text()
    assert resumed(out) == []
    assert out.read_text() == whole
    assert sorted(tmp_path.iterdir()) == [out.with_suffix(end) for end in (".json", ".md", ".svg")]


def test_what_broke_is_tried_again(tmp_path: Path) -> None:
    out = tmp_path / "results.json"
    resumed(out, broken="GLOP")
    assert resumed(out) == [("GLOP", 10), ("GLOP", 20)]


def test_a_new_engine_or_another_problem_is_measured_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "results.json"
    resumed(out)
    monkeypatch.setattr("peers.match.ENGINE_VERSION", "next")
    assert resumed(out) == [(OURS, 10), (OURS, 20)]
    monkeypatch.setattr("peers.match.instance", lambda kind, people, _: instance(kind, people, 2))
    assert len(resumed(out)) == 4
    assert len(json.loads(out.read_text())["runs"]) == 4


def test_a_stop_that_the_file_holds_still_stops_larger_sizes(tmp_path: Path) -> None:
    results = results_at(tmp_path / "results.json", MACHINE, 1)
    asked: list[str] = []

    def ask(engine: str, path: Path, limits: Limits) -> dict[str, Any]:
        asked.append(engine)
        return {"stopped": "300 s"}

    for sizes in ([10], [10, 20]):
        runs = compared(sizes, 1, [Kind.BARE], Limits(), ["SCIP"], ask, results.known)
        for run in runs:
            results.add(run)
    assert asked == ["SCIP"]
    assert [run.remark for run in results.runs.values()] == ["300 s", "at 10"]


def test_a_stop_at_a_smaller_size_is_no_answer_once_that_size_ends(tmp_path: Path) -> None:
    results = results_at(tmp_path / "results.json", MACHINE, 1)

    def asked(sizes: list[int], answer: dict[str, Any]) -> list[str]:
        known, limits = results.known, Limits()
        runs = compared(sizes, 1, [Kind.BARE], limits, ["SCIP"], lambda *_: answer, known)
        for run in runs:
            results.add(run)
        return [run.state for run in results.runs.values()]

    assert asked([10, 20], {"stopped": "300 s"}) == [STOPPED, SKIPPED]
    assert asked([20], told()) == [STOPPED, DONE]


@pytest.mark.parametrize(
    ("machine", "seed", "said"), [({"processor": "other"}, 1, "machine"), (MACHINE, 2, "seed")]
)
def test_figures_of_another_machine_or_seed_are_not_mixed(
    machine: dict[str, str], seed: int, said: str, tmp_path: Path
) -> None:
    out = tmp_path / "results.json"
    resumed(out)
    with pytest.raises(OtherFigures, match=f"another {said}"):
        results_at(out, machine, seed)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"runs": [{"engine": "ours"}]}'])
def test_a_file_of_something_else_is_not_written_over(text: str, tmp_path: Path) -> None:
    out = tmp_path / "results.json"
    out.write_text(text)
    with pytest.raises(OtherFigures, match="no figures of this program"):
        results_at(out, MACHINE, 1)
    assert out.read_text() == text


def test_the_picture_is_whole_and_the_same_each_time() -> None:
    drawn = picture(RUNS)
    assert drawn == picture(RUNS)
    root = ElementTree.fromstring(drawn)
    names = [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"ours", "a < b", "bare", "people", "10,000"} <= set(names)
    lines = [line.get("points") for line in root.iter("{http://www.w3.org/2000/svg}polyline")]
    assert [len((points or "").split()) for points in lines] == [2, 1]
    assert ElementTree.fromstring(picture([])) is not None


def test_every_peer_of_the_issue_takes_part() -> None:
    assert list(PEERS) == [
        "greedy by arrival",
        "greedy by tier",
        "scarcest place first",
        "scipy LAPJV",
        "SimpleMinCostFlow",
        "GLOP",
        "SCIP",
        "CP-SAT",
    ]


def test_the_judge_and_the_results_are_plain_json(file: Path) -> None:
    said = told_by("greedy by tier", file, Limits())
    assert json.loads(json.dumps(said)) == said
    assert sys.modules.get("highspy") is None
