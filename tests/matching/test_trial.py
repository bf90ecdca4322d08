"""A pair pinned, vetoed or held, as a program of its own."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from crowded import crowded
from fuzzing import many

from matching.archive import save
from matching.codes.rounds import Level, Status
from matching.generate import instance
from matching.policy import Policy
from matching.problem import Problem
from matching.reasons.standing import standing
from matching.repair import Act, Pair, what_if
from matching.solution import Solution
from matching.solve import solve
from matching.trial import Trial, try_out

ROOT = Path(__file__).parents[2]


def run(*words: object) -> subprocess.CompletedProcess[str]:
    """The program from start to end."""
    command = [sys.executable, "-W", "error", "-m", "matching.trial", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)


def _rounds() -> Iterator[tuple[Problem, Policy, Solution]]:
    for seed in range(many(6)):
        world, policy = crowded(seed, 6)
        problem = world.problem()
        solution = solve(problem, policy)
        if solution.status is Status.OPTIMAL and solution.assignments:
            yield problem, policy, solution


def test_it_gains_what_the_engine_says_and_names_no_unit_twice() -> None:
    moved = 0
    for problem, policy, solution in _rounds():
        home = {one.request: one.place for one in solution.assignments}
        units = dict(zip(map(bytes, problem.units.id), problem.units.place.tolist(), strict=True))
        pair = Pair(solution.assignments[0].request, solution.assignments[-1].place)
        for act in Act:
            found = try_out(problem, policy, solution, act, pair)
            plain = what_if(standing(problem, policy, solution), act, pair)
            assert found.repair.gain == plain.gain
            after = dict(home)
            for move, same in zip(found.repair.moves, plain.moves, strict=True):
                assert (move.before and move.before.place) == home.get(move.request)
                for mine, its in ((move.before, same.before), (move.after, same.after)):
                    if mine is not None and its is not None:
                        assert units[mine.place.bytes] == units[its.place.bytes]
                after.pop(move.request, None)
                if move.after is not None:
                    after[move.request] = move.after.place
                moved += 1
            assert len(set(after.values())) == len(after)
            if act is Act.PIN and found.repair.possible:
                assert units[after[pair.request].bytes] == units[pair.place.bytes]
    assert moved > many(10)


def test_a_pin_that_cannot_be_says_which_rules_are_in_the_way() -> None:
    refused = 0
    for problem, policy, solution in _rounds():
        every = [UUID(bytes=bytes(row)) for row in problem.units.id]
        for row in problem.requests.id:
            found = try_out(
                problem, policy, solution, Act.PIN, Pair(UUID(bytes=bytes(row)), every[0])
            )
            assert not (found.repair.possible and found.reasons)
            for reason in found.reasons:
                assert reason.level is Level.HARD
                assert reason.nl
                assert reason.en
                refused += 1
    assert refused > many(3)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    problem, policy = instance(40, seed=2), Policy(seed=3)
    save(tmp_path / "problem.npz", problem, policy)
    (tmp_path / "solution.json").write_text(solve(problem, policy).to_json())
    return tmp_path / "problem.npz", tmp_path / "solution.json"


def test_the_program_writes_what_came_of_it(files: tuple[Path, Path], tmp_path: Path) -> None:
    solution = Solution.from_json(files[1].read_bytes())
    one, out = solution.assignments[0], tmp_path / "trial.json"
    words = ("--act", "VETO", "--request", one.request, "--place", one.place, "--out", out)
    ended = run(*files, *words)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    found = Trial.from_json(out.read_bytes())
    assert (found.act, found.pair) == (Act.VETO, Pair(one.request, one.place))
    assert found.repair.proven
    assert not found.repair.gain.better
    assert one.request in {move.request for move in found.repair.moves}
    assert Trial.from_json(found.to_json()) == found


def test_a_pair_that_is_not_there_ends_with_one_line(
    files: tuple[Path, Path], tmp_path: Path
) -> None:
    nobody = uuid4()
    words = ("--act", "PIN", "--request", nobody, "--place", nobody, "--out", tmp_path / "t.json")
    ended = run(*files, *words)
    assert ended.returncode == 2
    assert ended.stderr == f"matching: {nobody} is not in this problem\n"
    assert not (tmp_path / "t.json").exists()


def test_where_no_outcome_can_be_written_is_said_before_any_work(tmp_path: Path) -> None:
    absent = (tmp_path / "p.npz", tmp_path / "s.json")
    lost = "is another file of this command too, which would be lost"
    for out, said in ((tmp_path, "is a folder"), *((file, lost) for file in absent)):
        words = ("--act", "PIN", "--request", uuid4(), "--place", uuid4(), "--out", out)
        ended = run(*absent, *words)
        assert (ended.returncode, ended.stderr) == (2, f"matching: {out} {said}\n")
