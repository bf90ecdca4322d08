"""After a no, as a program of its own."""

import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from crowded import crowded
from fuzzing import many

from matching import canonical
from matching.archive import save
from matching.codes.rounds import Status
from matching.generate import instance
from matching.policy import Policy
from matching.refusals import Answer, Way, answer
from matching.repair import Pair, Since
from matching.solution import Solution
from matching.solve import solve

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("way", list(Way))
def test_nobody_shares_a_unit_and_what_is_taken_is_for_nobody(way: Way) -> None:
    moved = 0
    for seed in range(many(8)):
        world, policy = crowded(seed, 6)
        problem = world.problem()
        solution = solve(problem, policy)
        if solution.status is not Status.OPTIMAL or len(solution.assignments) < 3 or world.fixed:
            continue
        first, second, third = solution.assignments[:3]
        refused = Pair(first.request, first.place), Pair(second.request, second.place)
        since = Since(refused, gone=(third.request,), taken=(second.place,))
        found = answer(problem, policy, solution, way, since)
        after = {one.request: one.place for one in solution.assignments}
        del after[third.request], after[first.request], after[second.request]
        for move in found.repair.moves:
            assert move.request != third.request
            after.pop(move.request, None)
            if move.after is not None:
                after[move.request] = move.after.place
                moved += 1
        assert len(set(after.values())) == len(after)
        assert second.place not in after.values()
        assert all(after.get(pair.request) != pair.place for pair in refused)
    assert moved > many(3)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, Path]:
    problem, policy = instance(40, seed=2), Policy(seed=3)
    save(tmp_path / "problem.npz", problem, policy)
    (tmp_path / "solution.json").write_text(solve(problem, policy).to_json())
    return tmp_path / "problem.npz", tmp_path / "solution.json", tmp_path / "since.json"


def run(*words: object) -> subprocess.CompletedProcess[str]:
    """The program from start to end."""
    command = [sys.executable, "-W", "error", "-m", "matching.refusals", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)


def test_the_program_writes_what_comes_next(files: tuple[Path, Path, Path]) -> None:
    one = Solution.from_json(files[1].read_bytes()).assignments[0]
    since = Since((Pair(one.request, one.place),))
    files[2].write_text(canonical.to_json(since))
    out = files[2].with_name("answer.json")
    ended = run(*files, "--way", "NEW_PLAN", "--out", out)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    found = Answer.from_json(out.read_bytes())
    assert (found.way, found.since) == (Way.NEW_PLAN, since)
    assert one.request in {move.request for move in found.repair.moves}


@pytest.mark.parametrize("field", ["refused", "kept", "gone", "taken"])
def test_what_is_not_in_the_problem_is_named(files: tuple[Path, Path, Path], field: str) -> None:
    problem, policy = instance(40, seed=2), Policy(seed=3)
    solution = Solution.from_json(files[1].read_bytes())
    nobody: UUID = uuid4()
    told: Any = (Pair(nobody, nobody),) if field in ("refused", "kept") else (nobody,)
    with pytest.raises(ValueError, match=f"{nobody} is not in this problem"):
        answer(problem, policy, solution, Way.NEW_PLAN, Since(**{field: told}))
