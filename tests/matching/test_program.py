"""The engine as a program of its own: `python -m matching`, as a worker starts it."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from invented import World, anchor, pinned, place, request

from matching.advice import Advice, advise
from matching.archive import load, save
from matching.check import check
from matching.codes.rounds import AdviceState, Status
from matching.generate import instance
from matching.policy import Policy, RuleWeight
from matching.solution import Solution
from matching.solve import solve

ROOT = Path(__file__).parents[2]


def command(*words: object) -> list[str]:
    """The program with these arguments."""
    return [sys.executable, "-W", "error", "-m", "matching", *(str(word) for word in words)]


def run(*words: object) -> subprocess.CompletedProcess[str]:
    """The program from start to end."""
    return subprocess.run(command(*words), capture_output=True, text=True, cwd=ROOT, check=False)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "problem.npz"
    save(path, instance(40, seed=2), Policy(seed=3))
    return path


@pytest.mark.parametrize("option", ["--out", "--advice"])
@pytest.mark.parametrize(
    ("path", "said"),
    [("{}/nowhere/a.json", "{}/nowhere is not a folder"), ("{}", "{} is a folder")],
)
def test_where_no_file_can_be_written_is_said_before_any_work(
    tmp_path: Path, option: str, path: str, said: str
) -> None:
    outs = {"--out": tmp_path / "s.json", "--advice": tmp_path / "a.json"}
    outs[option] = Path(path.format(tmp_path))
    words = [word for pair in outs.items() for word in pair]
    ended = run(tmp_path / "absent.npz", *words)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == f"matching: {said.format(tmp_path)}\n"


@pytest.mark.parametrize("over", ["p.npz", "policy.json", "advice.json"])
def test_no_file_of_the_program_takes_the_place_of_another(tmp_path: Path, over: str) -> None:
    out = tmp_path / over
    given = {"--policy": tmp_path / "policy.json", "--advice": tmp_path / "advice.json"}
    words = [word for pair in given.items() for word in pair]
    ended = run(tmp_path / "p.npz", *words, "--out", out)
    said = f"matching: {out} is another file of this command too, which would be lost\n"
    assert (ended.returncode, ended.stderr) == (2, said)


def test_the_solution_is_the_same_as_without_the_program(file: Path, tmp_path: Path) -> None:
    ended = run(file, "--out", tmp_path / "solution.json")
    assert (ended.returncode, ended.stderr) == (0, "")
    found = Solution.from_json((tmp_path / "solution.json").read_bytes())
    assert found == solve(*load(file))
    assert found.status is Status.OPTIMAL


def test_progress_is_a_line_of_json_each(file: Path, tmp_path: Path) -> None:
    lines: list[dict[str, Any]] = [
        json.loads(line) for line in run(file, "--out", tmp_path / "s.json").stdout.splitlines()
    ]
    assert lines
    tiers = len(Policy().tiers)
    for line in lines:
        assert set(line) == {"phase", "value", "bound"}
        assert len(line["value"]) == len(line["bound"]) == tiers
        assert all(type(number) is int for number in (*line["value"], *line["bound"]))
    assert len({line["phase"] for line in lines}) > 1


def test_advice_is_a_second_file_and_the_solution_keeps_its_bytes(
    file: Path, tmp_path: Path
) -> None:
    assert run(file, "--out", tmp_path / "alone.json").returncode == 0
    ended = run(file, "--out", tmp_path / "s.json", "--advice", tmp_path / "advice.json")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert (tmp_path / "s.json").read_bytes() == (tmp_path / "alone.json").read_bytes()
    problem, policy = load(file)
    assert policy is not None
    found = Advice.from_json((tmp_path / "advice.json").read_bytes())
    assert found == advise(problem, policy, solve(problem, policy))
    last = json.loads(ended.stdout.splitlines()[-1])
    assert last["phase"] == "ADVICE"


def test_beside_a_plan_that_the_clock_stopped_the_advice_says_why_there_is_none(
    file: Path, tmp_path: Path
) -> None:
    words = ("--seconds", 0, "--out", tmp_path / "s.json", "--advice", tmp_path / "advice.json")
    assert run(file, *words).returncode == 0
    found = Advice.from_json((tmp_path / "advice.json").read_bytes())
    assert found.state is AdviceState.NOT_PROVEN


def test_second_places_have_a_time_of_their_own(file: Path, tmp_path: Path) -> None:
    words = ("--advice-seconds", 0, "--advice", tmp_path / "advice.json")
    assert run(file, "--out", tmp_path / "s.json", *words).returncode == 0
    found = Advice.from_json((tmp_path / "advice.json").read_bytes())
    assert (found.state, found.choice_proven) == (AdviceState.GIVEN, False)
    assert found.changes


def test_a_policy_file_goes_before_the_policy_in_the_problem(file: Path, tmp_path: Path) -> None:
    policy = Policy(seed=3, waiting_points=5)
    (tmp_path / "policy.json").write_text(policy.to_json())
    run(file, "--policy", tmp_path / "policy.json", "--out", tmp_path / "s.json")
    found = Solution.from_json((tmp_path / "s.json").read_bytes())
    assert found.certificate.policy_sha256 == policy.sha256()


@pytest.mark.parametrize("content", [b"", b"nothing of ours", b"PK\x03\x04"])
def test_a_bad_file_ends_with_one_line_that_names_it(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.npz"
    path.write_bytes(content)
    ended = run(path, "--out", tmp_path / "s.json")
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr.startswith("matching: broken.npz is no npz file")
    assert ended.stderr.count("\n") == 1
    assert not (tmp_path / "s.json").exists()


def test_a_file_that_is_not_there_ends_with_one_line(tmp_path: Path) -> None:
    ended = run(tmp_path / "nothing.npz", "--out", tmp_path / "s.json")
    assert ended.returncode == 2
    assert ended.stderr.startswith("matching: ")
    assert "nothing.npz" in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_a_bad_policy_ends_with_one_line_that_names_the_field(file: Path, tmp_path: Path) -> None:
    plain = json.loads(Policy().to_json())
    (tmp_path / "policy.json").write_text(json.dumps(plain | {"seed": "seven"}))
    ended = run(file, "--policy", tmp_path / "policy.json", "--out", tmp_path / "s.json")
    assert ended.returncode == 2
    assert ended.stderr == 'matching: policy.seed: expected int, got "seven"\n'


def test_a_weight_that_cannot_be_counted_ends_with_one_line_that_names_the_row(
    tmp_path: Path,
) -> None:
    near = [anchor(0, x=270_000.0, y=320_000.0)] * 140
    policy = Policy(weights=(RuleWeight("E20_NEAR", 10_000),))
    save(tmp_path / "heavy.npz", World([request()], [place()], anchors=near).problem(), policy)
    ended = run(tmp_path / "heavy.npz", "--out", tmp_path / "s.json")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("matching: requests[0] may count for 140000330 points, most by")
    assert ended.stderr.count("\n") == 1


def test_fixed_pairs_that_cannot_be_are_a_solution_and_no_error(tmp_path: Path) -> None:
    world = World([request(persons=3)], [place()], fixed=[pinned(0, 0)])
    save(tmp_path / "p.npz", world.problem())
    ended = run(tmp_path / "p.npz", "--out", tmp_path / "s.json")
    assert ended.returncode == 0
    found = Solution.from_json((tmp_path / "s.json").read_bytes())
    assert found.status is Status.INFEASIBLE


def test_when_its_time_is_over_it_gives_what_it_has_and_the_gap(file: Path, tmp_path: Path) -> None:
    ended = run(file, "--seconds", 0, "--out", tmp_path / "solution.json")
    assert (ended.returncode, ended.stderr) == (0, "")
    found = Solution.from_json((tmp_path / "solution.json").read_bytes())
    assert found.status is Status.STOPPED
    assert check(*load(file), found) == []


def test_sigterm_ends_the_run_in_order(tmp_path: Path) -> None:
    problem = instance(600, seed=1)
    save(tmp_path / "p.npz", problem)
    engine = subprocess.Popen(
        command(tmp_path / "p.npz", "--out", tmp_path / "s.json"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    with engine:
        assert engine.stdout is not None
        assert json.loads(engine.stdout.readline())["phase"] == "FLOW"
        engine.send_signal(signal.SIGTERM)
        _, errors = engine.communicate()
    assert (engine.returncode, errors) == (0, "")
    found = Solution.from_json((tmp_path / "s.json").read_bytes())
    assert found.status is Status.CANCELLED
    assert check(problem, Policy(), found) == []
