"""One instance as every peer gets it: all columns, what each uses, and what each is worth."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.pairs.columns import Columns, columns_of
from matching.pairs.sheet import sheet_of
from matching.policy import Policy
from matching.problem import Problem
from matching.tiers import tiers_of
from peers.capacities import Capacities, capacities_of

Rows = NDArray[np.int64]
STEP, WITHIN = 16, 8


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """`columns` by request; `weight` puts the tiers and the score in one sum; `pairs` are counted
    before parallel columns were left out."""

    problem: Problem
    columns: Columns
    capacities: Capacities
    tier: Rows
    weight: Rows
    pairs: int

    @property
    def people(self) -> int:
        """How many ask."""
        return len(self.problem.requests)


def case_of(problem: Problem, policy: Policy) -> Case:
    """Lists all columns; of parallel ones (same pair, same rows) the best is enough."""
    every = columns_of(sheet_of(problem, policy))
    capacities = capacities_of(problem, every)
    pair = every.request * max(len(problem.places), 1) + every.place
    kept = _best_of_parallel(pair, capacities, every.score)
    columns, tier = every.take(kept), tiers_of(problem, policy)
    return Case(
        problem=problem,
        columns=columns,
        capacities=capacities.take(kept),
        tier=tier,
        weight=weights(columns.score, tier[columns.request], len(policy.tiers)),
        pairs=int((np.diff(pair, prepend=-1) != 0).sum()),
    )


def weights(score: Rows, tier: Rows, tiers: int) -> Rows:
    """One number for each column: sixteen placements of a tier weigh one of the tier before it,
    and a placement more than eight times any difference in score."""
    low, high = int(score.min(initial=0)), int(score.max(initial=0))
    base = WITHIN * (high - low + 1)
    found: Rows = base * STEP ** (tiers - 1 - tier) + score - low
    return found


def _best_of_parallel(pair: Rows, capacities: Capacities, score: Rows) -> NDArray[np.intp]:
    """Sets of rows are told apart by a sum of 64-bit random numbers, one for each row."""
    mark = np.random.default_rng(0).integers(0, 2**63, capacities.no_row + 1, dtype=np.int64)
    sign = np.zeros(len(pair), dtype=np.int64)
    for turn in range(1, capacities.rows.shape[1]):
        sign += mark[capacities.rows[:, turn]]
    order = np.lexsort((-score, sign, pair))
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = (pair[order[1:]] != pair[order[:-1]]) | (sign[order[1:]] != sign[order[:-1]])
    return np.sort(order[first])
