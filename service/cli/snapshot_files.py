"""A problem file, and the solution that was made of it or is made now."""

from pathlib import Path

from matching.archive import digest, load
from matching.policy import Policy
from matching.problem import Problem
from matching.reasons.standing import NotOfThisProblem
from matching.solution import Solution
from service.cli.solve import Teller
from service.cli.whole_file import read_whole
from service.rounds import solving
from service.rounds.snapshot_file import as_bytes


def solved(problem: Path, solution: Path | None) -> tuple[Problem, Policy, Solution]:
    """The problem, its policy, and its solution from the file or from the engine. Raises ValueError
    where a file is not what it should be, or the solution is of something else."""
    given, kept = load(problem)
    rules = kept or Policy()
    if solution is None:
        found = solving.solve(as_bytes(given, rules), Teller(rules), lambda: False)
        return given, rules, found
    found = Solution.from_json(read_whole(solution))
    if found.certificate.problem_sha256 != digest(given):
        raise NotOfThisProblem(f"{solution} is not a solution of {problem}")
    if found.certificate.policy_sha256 != rules.sha256():
        raise NotOfThisProblem(f"{solution} was made under another policy than that of {problem}")
    return given, rules, found
