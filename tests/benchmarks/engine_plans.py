"""What a proven plan costs: `python tests/benchmarks/engine_plans.py`, one process a line.

`python tests/benchmarks/engine_plans.py 32000 1 crossing` is one country of so many households, by
its seed; without `crossing` a flow carries all its limits. `open` is bound minus count, by tier;
`minimums` what is reached of all that is asked at least, and what more could be at most.

CPU seconds and peak memory are of the whole engine: from the problem's columns to the solution
with its reasons, and apart from it the checker's second opinion.
"""

import resource
import sys
import time
from multiprocessing import get_context

from matching.check import check
from matching.codes.rounds import Proof
from matching.generate import country, instance
from matching.policy import Policy
from matching.problem import Problem
from matching.solution import MinimumsProof
from matching.solve import solve

# Households, units (None: 0.6 for each household), regions (0: one for each 750), seed.
SIZES = (
    *((400, 250, 1, seed) for seed in range(1, 6)),
    *((2_000, None, 0, seed) for seed in range(1, 6)),
    *((2_000, 1_200, 1, seed) for seed in range(1, 6)),
)
HEADER = (
    "households | units | regions | seed | placed | proof | open | minimums | gap | cpu s | "
    "check cpu s | MB"
)
CROSSING = "crossing"


def measure(households: int, units: int | None, regions: int, seed: int) -> str:
    """One line of the table."""
    return measured(instance(households, seed=seed, places=units, regions=regions), seed)


def measure_country(people: int, seed: int, crossing: bool) -> str:
    """One line of the table, of a country."""
    return measured(country(people, seed, crossing), seed)


def measured(problem: Problem, seed: int) -> str:
    """What solving and checking this problem costs."""
    started = time.process_time()
    found = solve(problem)
    solved = time.process_time()
    wrong = check(problem, Policy(), found)
    checked = time.process_time()
    told = found.certificate
    proofs = {told.score_proof, *(tier.proof for tier in told.tiers)}
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return " | ".join(
        str(cell)
        for cell in (
            len(problem.requests),
            len(problem.units),
            len(problem.regions),
            seed,
            f"{len(found.assignments)} {found.status}{' WRONG' * bool(wrong)}",
            "+".join(proof for proof in Proof if proof in proofs),
            " ".join(str(tier.bound - tier.placed) for tier in told.tiers),
            _agreed(told.minimums),
            told.gap,
            f"{solved - started:.1f}",
            f"{checked - solved:.1f}",
            megabytes,
        )
    )


def _agreed(told: MinimumsProof | None) -> str:
    if told is None:
        return "-"
    return f"{told.reached} of {told.asked}, {told.bound - told.reached}"


def main() -> None:
    """Prints the table, line by line."""
    sys.stdout.write(HEADER + "\n")
    if sys.argv[1:]:
        people, seed, *kind = sys.argv[1:]
        sys.stdout.write(measure_country(int(people), int(seed), CROSSING in kind) + "\n")
        return
    with get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        for size in SIZES:
            sys.stdout.write(pool.apply(measure, size) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
