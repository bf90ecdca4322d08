"""One instance as every peer gets it: all columns, what each uses, and what each is worth."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.pairs.columns import Columns, columns_of
from matching.pairs.sheet import sheet_of
from matching.policy import Policy
from matching.problem import Problem
from matching.tiers import tiers_of
from peers.capacities import Capacities, capacities_of
from peers.minimums import Minimums, minimums_of

Rows = NDArray[np.int64]
STEP, WITHIN = 16, 8


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """`columns` by request; `weight` puts the tiers and the score in one sum, `mark` is what one
    more of a minimum weighs; `pairs` are counted before parallel columns were left out."""

    problem: Problem
    columns: Columns
    capacities: Capacities
    minimums: Minimums
    tier: Rows
    weight: Rows
    mark: int
    pairs: int

    @property
    def people(self) -> int:
        """How many ask."""
        return len(self.problem.requests)


def case_of(problem: Problem, policy: Policy) -> Case:
    """Lists all columns; of parallel ones (same pair, same rows) the best is enough."""
    every = columns_of(sheet_of(problem, policy))
    capacities, minimums = capacities_of(problem, every), minimums_of(problem, every)
    pair = every.request * max(len(problem.places), 1) + every.place
    kept = _best_of_parallel(pair, [*capacities.rows.T[1:], *minimums.quotas.T], every.score)
    columns, tier = every.take(kept), tiers_of(problem, policy)
    weight, mark = weights(columns.score, tier[columns.request], policy, minimums.asked > 0)
    return Case(
        problem=problem,
        columns=columns,
        capacities=capacities.take(kept),
        minimums=minimums.take(kept),
        tier=tier,
        weight=weight,
        mark=mark,
        pairs=int((np.diff(pair, prepend=-1) != 0).sum()),
    )


def weights(score: Rows, tier: Rows, policy: Policy, aims: bool) -> tuple[Rows, int]:
    """One number for each column, and one for each mark of a minimum: sixteen of a level weigh one
    of the level before it, and a placement more than eight times any difference in score."""
    low, high = int(score.min(initial=0)), int(score.max(initial=0))
    base = WITHIN * (high - low + 1)
    before = [item.code for item in policy.tiers].index(policy.minimums_before)
    last = len(policy.tiers) - 1 + aims
    level = tier + (aims & (tier >= before))
    found: Rows = base * STEP ** (last - level) + score - low
    return found, base * STEP ** (last - before)


def _best_of_parallel(
    pair: Rows, used: Iterable[NDArray[np.int32]], score: Rows
) -> NDArray[np.intp]:
    """What each column uses beside its place is told apart by a sum of 64-bit random numbers."""
    chance = np.random.default_rng(0)
    sign = np.zeros(len(pair), dtype=np.int64)
    for rows in used:
        sign += chance.integers(0, 2**63, int(rows.max(initial=0)) + 1, dtype=np.int64)[rows]
    order = np.lexsort((-score, sign, pair))
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = (pair[order[1:]] != pair[order[:-1]]) | (sign[order[1:]] != sign[order[:-1]])
    return np.sort(order[first])
