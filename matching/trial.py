"""What pinning, vetoing or holding a pair would do, as a program: `python -m matching.trial`.

It reads a problem (npz) and its solution (JSON), decides nothing, and writes a `Trial` (JSON).
"""

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from matching import canonical
from matching.archive import load
from matching.codes.rounds import Level
from matching.difference import Move, Repair
from matching.output_path import refuse_unwritable
from matching.policy import Policy
from matching.problem import Problem
from matching.reasons.explain import Reason, in_the_way, reasons
from matching.reasons.standing import Standing, standing
from matching.repair import Act, Pair, Since, what_if
from matching.solution import Solution
from matching.stop import Stop
from matching.units import by_unit


@dataclass(frozen=True, slots=True)
class Trial(canonical.Written):
    """What would come of an act on a pair; `reasons` are the hard rules in the way of a pin."""

    act: Act
    pair: Pair
    repair: Repair
    reasons: tuple[Reason, ...]


def try_out(
    problem: Problem,
    policy: Policy,
    solution: Solution,
    act: Act,
    pair: Pair,
    stop: Stop | None = None,
) -> Trial:
    """The best plan with the act against the plan there is. Raises `NotOfThisProblem` for a
    household, a place or a solution that is not this problem's.
    """
    stood = standing(problem, policy, solution)
    found = what_if(stood, act, pair, stop)
    told = () if found.possible else _hard_reasons(stood, pair)
    first = sorted(found.moves, key=lambda move: move.request != pair.request)
    moves = by_unit(
        stood, solution, first, lambda move, units: _wanted(act, pair, move, units), Since()
    )
    return Trial(act, pair, replace(found, moves=moves), told)


def _wanted(act: Act, pair: Pair, move: Move, units: Sequence[UUID]) -> UUID:
    """A unit that is held goes to somebody only where another unit like it is not left."""
    wants = act is Act.PIN and move.request == pair.request
    return min(units, key=lambda one: (one == pair.place) is not wants)


def _hard_reasons(stood: Standing, pair: Pair) -> tuple[Reason, ...]:
    sheet, names = stood.kernel.sheet, stood.names
    row, place = names.request_row[pair.request], names.place[pair.place]
    codes = in_the_way(sheet, row, place)
    told = reasons(sheet, row, place)
    return tuple(one for one in told if one.level is Level.HARD and one.rule in codes)


def main() -> int:
    """Reads, solves, writes; 2 and a line saying what is wrong when there is nothing to try."""
    asked = _arguments()
    deadline = None if asked.seconds is None else time.monotonic() + asked.seconds
    try:
        refuse_unwritable([asked.out], read=(asked.problem, asked.solution))
        problem, policy = load(asked.problem)
        solution = Solution.from_json(asked.solution.read_bytes())
        pair = Pair(asked.request, asked.place)
        found = try_out(problem, policy or Policy(), solution, asked.act, pair, Stop(deadline))
    except (OSError, ValueError) as error:
        sys.stderr.write(f"matching: {error}\n")
        return 2
    asked.out.write_text(found.to_json())
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m matching.trial", description=__doc__)
    parser.add_argument("problem", type=Path, help="an npz file with its policy in it")
    parser.add_argument("solution", type=Path, help="what `python -m matching` wrote for it (JSON)")
    parser.add_argument("--act", type=Act, choices=list(Act), required=True)
    parser.add_argument("--request", type=UUID, required=True, help="the household's request")
    parser.add_argument("--place", type=UUID, required=True, help="the unit")
    parser.add_argument("--out", type=Path, required=True, help="where the outcome goes (JSON)")
    parser.add_argument("--seconds", type=float, help="then the best plan so far")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
