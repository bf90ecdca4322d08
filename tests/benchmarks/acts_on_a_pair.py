"""What a look at a pair costs: `python tests/benchmarks/acts_on_a_pair.py 5000 1 [crossing]`.

Of some placed households, drawn by lot, the pair is vetoed and held, and the household pinned to
another place that it could have. CPU seconds of each act, and what it costs others. Solving and
reading the solution back come before it and are not counted.
"""

import random
import sys
import time

import numpy as np

from matching.generate import country
from matching.policy import Policy
from matching.reasons.standing import Standing, standing
from matching.repair import Act, Pair, what_if
from matching.solution import Assignment
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
        for one in drawn:
            pair = _other(stood, one) if act is Act.PIN else Pair(one.request, one.place)
            started = time.process_time()
            found = what_if(stood, act, pair)
            sys.stdout.write(
                f"{act} | {time.process_time() - started:.2f} CPU s | {found.gain.placed} placed, "
                f"{found.gain.points:,} points | {len(found.moves)} moves | "
                f"{'possible' if found.possible else 'not possible'} | "
                f"{'proven' if found.proven else 'not proven'}\n"
            )
            sys.stdout.flush()


def _other(stood: Standing, one: Assignment) -> Pair:
    """The household with the first place that it could have beside its own, where there is one."""
    names = stood.names
    mine = stood.choices_of(np.array([names.request_row[one.request]]))
    own = names.place[one.place]
    others = (at for at in stood.choices.place[mine].tolist() if at != own)
    return Pair(one.request, names.units[next(others, own)][0])


if __name__ == "__main__":
    main()
