"""The best whole plan by two linear models for each share: one without that choice, one with it.

Where a linear optimum is nearly whole, shares of a half go round in a ring or two. A few models
then do, each some steps from the last, where an integer solver begins anew. What prices prove is
counted in whole numbers, so nothing rests on how a solver rounds. (Land and Doig, 1960.)
"""

from dataclasses import dataclass, replace

import numpy as np

from matching.capacity.family import NOWHERE, Family, Rows
from matching.capacity.model import Chosen, Model
from matching.codes.rounds import Proof
from matching.optimum.bound import bound_of
from matching.optimum.bundled import optimum
from matching.optimum.optimizer import BASIC, Relaxed
from matching.optimum.search import Best
from matching.stop import Stop

MODELS = 30
LITTLE, HALF = 1e-6, 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Branch:
    """A model with its linear optimum, and the most that its prices prove."""

    model: Model
    found: Relaxed
    most: int


def branched(model: Model, objective: Rows, start: Chosen, stop: Stop) -> Best | None:
    """The best plan from `start`, which keeps the rows, and its proof; None where so many models do
    not prove it, or where one of them has no optimum.
    """
    best, value = start, int(objective[start].sum())
    waiting: list[Branch | None] = [_solved(model, objective, None, stop)]
    for _ in range(MODELS // 2):
        branches = [one for one in waiting if one is not None and one.most > value]
        if None in waiting or not branches:
            break
        first = max(branches, key=lambda one: one.most)
        shares = first.found.shares
        split = np.nonzero(np.abs(shares - np.rint(shares)) > LITTLE)[0]
        if len(split):
            nearest = split[np.argmin(np.abs(shares[split] - HALF))]
            more = (_solved(one, objective, first.found, stop) for one in _two(first, nearest))
            waiting = [*(one for one in branches if one is not first), *more]
        elif model.holds(plan := shares > HALF) and int(objective[plan].sum()) == first.most:
            best, value, waiting = plan, first.most, list(branches)
        else:
            return None
    proven = all(one is not None and one.most <= value for one in waiting)
    return Best(best, value, value, Proof.INTEGER) if proven else None


def _two(branch: Branch, choice: int) -> tuple[Model, Model]:
    """The model without a choice, and the model with it."""
    only = np.arange(len(branch.model)) == choice
    none = Family("NOT", np.where(only, 0, NOWHERE), np.zeros(1, dtype=np.int64))
    without = replace(branch.model, families=(*branch.model.families, none))
    return without, branch.model.with_floor(only, 1)


def _solved(model: Model, objective: Rows, last: Relaxed | None, stop: Stop) -> Branch | None:
    """The linear optimum, from the basis of the last, which had a row less."""
    basis = None if last is None else (last.columns, np.append(last.rows, BASIC))
    found = None if stop.now() else optimum(model, objective, stop, basis, dual=last is not None)
    if found is None:
        return None
    return Branch(model, found, bound_of(model, objective, found.prices).most)
