"""What a look at a pair costs: `python tests/benchmarks/acts_on_a_pair.py 5000 1 [crossing]`.

Some placed households, drawn by lot, are vetoed, held and pinned where another of them lives. CPU
seconds of each act, and what it costs others. Solving and reading the solution back come before it
and are not counted.
"""

import random
import sys
import time

from matching.generate import country
from matching.policy import Policy
from matching.reasons.standing import standing
from matching.repair import Act, Pair, what_if
from matching.solve import solve

PAIRS = 4
CROSSING = "crossing"


def main() -> None:
    """Prints a line for each act on each pair."""
    people, seed, *kind = sys.argv[1:]
    problem, policy = country(int(people), int(seed), CROSSING in kind), Policy()
    solution = solve(problem, policy)
    stood = standing(problem, policy, solution)
    drawn = random.Random(int(seed)).sample(solution.assignments, PAIRS)
    for act in Act:
        for at, one in enumerate(drawn):
            place = drawn[at - 1].place if act is Act.PIN else one.place
            started = time.process_time()
            found = what_if(stood, act, Pair(one.request, place))
            sys.stdout.write(
                f"{act} | {time.process_time() - started:.2f} CPU s | {found.gain.placed} placed, "
                f"{found.gain.points:,} points | {len(found.moves)} moves | "
                f"{'possible' if found.possible else 'not possible'} | "
                f"{'proven' if found.proven else 'not proven'}\n"
            )
            sys.stdout.flush()


if __name__ == "__main__":
    main()
