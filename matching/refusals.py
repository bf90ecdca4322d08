"""After a no, as a program: `python -m matching.refusals`. Next offers, or a plan that moves few.

It reads a problem (npz), its solution and what came of that since (both JSON), decides nothing, and
writes an `Answer` (JSON).
"""

import argparse
import sys
import time
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from matching import canonical
from matching.archive import load
from matching.difference import Repair
from matching.output_path import refuse_unwritable
from matching.policy import Policy
from matching.problem import Problem
from matching.reasons.standing import standing
from matching.repair import Since, next_offers, sticky_plan
from matching.solution import Solution
from matching.stop import Stop
from matching.units import by_unit


class Way(StrEnum):
    """How much may move for those whose pair will not be."""

    NEXT_OFFERS = "NEXT_OFFERS"
    NEW_PLAN = "NEW_PLAN"


WAYS = {Way.NEXT_OFFERS: next_offers, Way.NEW_PLAN: sticky_plan}


@dataclass(frozen=True, slots=True)
class Answer(canonical.Written):
    """What would be proposed next, and to whom; units are told one by one."""

    way: Way
    since: Since
    repair: Repair


def answer(
    problem: Problem,
    policy: Policy,
    solution: Solution,
    way: Way,
    since: Since,
    stop: Stop | None = None,
) -> Answer:
    """What comes next for how the plan stands since. Raises `NotOfThisProblem` for a household, a
    place or a solution that is not this problem's.
    """
    stood = standing(problem, policy, solution)
    found = WAYS[way](stood, since, stop)
    came_free = {pair.place for pair in since.refused}
    moves = by_unit(
        stood,
        solution,
        found.moves,
        lambda _, units: min(units, key=lambda unit: unit not in came_free),
        since,
    )
    return Answer(way, since, replace(found, moves=moves))


def main() -> int:
    """Reads, solves, writes; 2 and a line saying what is wrong when there is nothing to answer."""
    asked = _arguments()
    deadline = None if asked.seconds is None else time.monotonic() + asked.seconds
    try:
        refuse_unwritable([asked.out], read=(asked.problem, asked.solution, asked.since))
        problem, policy = load(asked.problem)
        solution = Solution.from_json(asked.solution.read_bytes())
        since = canonical.from_json(Since, asked.since.read_bytes())
        rules = policy or Policy()
        found = answer(problem, rules, solution, asked.way, since, Stop(deadline))
    except (OSError, ValueError) as error:
        sys.stderr.write(f"matching: {error}\n")
        return 2
    asked.out.write_text(found.to_json())
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m matching.refusals", description=__doc__)
    parser.add_argument("problem", type=Path, help="an npz file with its policy in it")
    parser.add_argument("solution", type=Path, help="what `python -m matching` wrote for it (JSON)")
    parser.add_argument("since", type=Path, help="refused, kept, gone and taken (JSON)")
    parser.add_argument("--way", type=Way, choices=list(Way), required=True)
    parser.add_argument("--out", type=Path, required=True, help="where the answer goes (JSON)")
    parser.add_argument("--seconds", type=float, help="then the best plan so far")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
