"""Some of all pairs as a linear model that grows: its choices, plan and basis carried along.

What column generation calls the restricted master.
"""

from dataclasses import dataclass, replace

import numpy as np

from matching.capacity.family import NOWHERE, Rows, looked_up
from matching.capacity.model import Chosen, Model, undominated
from matching.optimum.optimizer import LOWER, Relaxed
from matching.optimum.priced import Priced
from matching.pairs.columns import Columns, keys_of


@dataclass(frozen=True, slots=True, eq=False)
class Goal:
    """What a plan is to have most of: `base` for placing each request, and `points` times the
    points of its choice (0 leaves them out). Prices are in 1/`grid` of that unit.
    """

    base: Rows
    points: int
    grid: int


@dataclass(frozen=True, slots=True, eq=False)
class Core:
    """Some pairs as a model without dominated choices; `pair` is each choice's pair.

    Marks of minimums are always there; their numbers come after those of all pairs.
    """

    pairs: Rows
    model: Model
    pair: Rows
    objective: Rows

    def towards(self, goal: Goal) -> "Core":
        """The same pairs with another goal."""
        columns = self.model.columns
        return replace(self, objective=goal.base[columns.request] + goal.points * columns.score)


def core_of(priced: Priced, goal: Goal, rank: Rows, pairs: Rows) -> Core:
    """The model over some pairs, by their numbers in order."""
    model, problem = priced.model(pairs, rank), priced.kernel.sheet.problem
    model = model.take(undominated(model))
    columns, many = model.columns, len(problem.places)
    key = priced.pairs.request_of(pairs) * many + priced.pairs.place[pairs]
    at = np.searchsorted(key, columns.request * many + columns.place)
    mark = columns.request - len(problem.requests)
    pair = np.where(mark < 0, np.append(pairs, NOWHERE)[at], len(priced.pairs) + mark)
    return Core(pairs, model, pair, columns.score).towards(goal)


def moved(core: Core, other: Core, found: Relaxed) -> Relaxed:
    """The same solution and basis among the choices of other pairs; no basic one is left out."""
    same = _same(core, other)
    kept = np.nonzero(same >= 0)[0]
    shares = np.zeros(len(other.model))
    columns = np.full(len(other.model), LOWER, dtype=np.int64)
    shares[same[kept]], columns[same[kept]] = found.shares[kept], found.columns[kept]
    return replace(found, shares=shares, columns=columns)


def plan_in(core: Core, wider: Core, plan: Chosen) -> Chosen:
    """The same plan among more choices; nothing where one of its choices is no longer there."""
    same = _same(core, wider)[plan]
    found = np.zeros(len(wider.model), dtype=np.bool_)
    if (same >= 0).all():
        found[same] = True
    return found


def found_in(core: Core, pair: Rows, columns: Columns) -> Chosen:
    """Which choices of the model these are, given with their pairs; all of them are there."""
    found = np.zeros(len(core.model), dtype=np.bool_)
    found[looked_up(keys_of(core.pair, core.model.columns), keys_of(pair, columns))] = True
    return found


def _same(core: Core, wider: Core) -> Rows:
    """The number in the wider model of each choice of the core; -1 where it is dominated there."""
    mine, others = (keys_of(each.pair, each.model.columns) for each in (core, wider))
    return looked_up(others, mine)
