"""What explaining costs: `python tests/benchmarks/explained.py 32000 1 [crossing]`.

CPU seconds of one process, each part by itself: reading the solution back, where one rule alone is
in the way (which the next two both need), the rules in the way of everybody without a place, their
single changes (with the ways through the flow), and what is scarce. Solving comes before it and is
not counted.
"""

import resource
import sys
import time
from collections.abc import Callable

from matching.counterfactual import counterfactuals
from matching.generate import country
from matching.policy import Policy
from matching.reasons.obstacles import obstacles_of
from matching.reasons.standing import Standing, standing
from matching.scarcity import shadows
from matching.solve import solve

CROSSING = "crossing"
PARTS: tuple[tuple[str, Callable[[Standing], int]], ...] = (
    ("one rule alone", lambda own: sum(len(part.row) for part in own.lone)),
    (
        "rules in the way",
        lambda own: len(obstacles_of(own.rules).blockers(own.pairs, own.unplaced, own.lone)),
    ),
    ("single changes", lambda own: len(counterfactuals(own))),
    ("what is scarce", lambda own: len(shadows(own).places)),
)


def main() -> None:
    """Prints a line for each part."""
    people, seed, *kind = sys.argv[1:]
    problem, policy = country(int(people), int(seed), CROSSING in kind), Policy()
    solution = solve(problem, policy)
    started = time.process_time()
    own = standing(problem, policy, solution)
    _tell("read back", time.process_time() - started, len(own.choices))
    for name, part in PARTS:
        started = time.process_time()
        many = part(own)
        _tell(name, time.process_time() - started, many)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(f"{peak} MB with solving\n")


def _tell(name: str, seconds: float, many: int) -> None:
    sys.stdout.write(f"{name} | {seconds:.1f} CPU s | {many}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
