"""What comes after a no costs: `python tests/benchmarks/refusals.py 32000 1 [crossing]`.

Some placed households, drawn by lot, refuse at once. CPU seconds of the next offers, and of a new
plan in which a proposal that stays counts for nothing and for 25 points more; how many of those who
refused have a place again, how many others move for each, and what it costs in points. Solving and
reading the solution back come before it and are not counted.
"""

import random
import sys
import time
from dataclasses import replace

from matching.difference import Repair
from matching.generate import country
from matching.policy import Policy
from matching.reasons.standing import standing
from matching.repair import Pair, Since, next_offers, sticky_plan
from matching.solve import solve

REFUSALS = 32
STICKY = 25
CROSSING = "crossing"


def main() -> None:
    """Prints a line for each way."""
    people, seed, *kind = sys.argv[1:]
    problem, policy = country(int(people), int(seed), CROSSING in kind), Policy()
    solution = solve(problem, policy)
    drawn = random.Random(int(seed)).sample(solution.assignments, REFUSALS)
    since = Since(tuple(Pair(one.request, one.place) for one in drawn))
    for name, way, stickiness in (
        ("next offers", next_offers, 0),
        ("new plan", sticky_plan, 0),
        (f"new plan, stickiness {STICKY}", sticky_plan, STICKY),
    ):
        own = standing(problem, replace(policy, stickiness=stickiness), solution)
        started = time.process_time()
        found = way(own, since)
        _tell(name, time.process_time() - started, since, found)


def _tell(name: str, seconds: float, since: Since, found: Repair) -> None:
    refused = [pair.request for pair in since.refused]
    again = sum(move.after is not None for move in found.moves if move.request in refused)
    moved = [move.before is not None for move in found.others(refused)]
    each = sum(moved) / len(refused)
    sys.stdout.write(
        f"{name} | {seconds:.2f} CPU s | {again} of {len(refused)} again | "
        f"{len(moved) - sum(moved)} in their place | {each:.1f} others moved for each | "
        f"{found.gain.placed} placed, {found.gain.points:,} points | "
        f"{'proven' if found.proven else 'not proven'}\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    main()
