"""A bound from prices of rows, in exact arithmetic: whatever the prices, no plan can beat it.

Lagrange: take the prices off each column's value, let every request keep its best column, and pay
for what the rows allow. Prices come from floating-point duals and are put on a grid, so that the
sum is of whole numbers. With the optimal duals the bound is the linear optimum.
"""

from dataclasses import dataclass

import numpy as np

from matching.capacity.family import Rows
from matching.capacity.model import Chosen, Model
from matching.optimum.optimizer import Numbers

FINEST = 1 << 20
WORD = 62


@dataclass(frozen=True, slots=True, eq=False)
class Bound:
    """What prices prove; `total`, `loss` and `reduced` are counted in 1/`grid`.

    `reduced` is a column's worth beyond the prices of its rows. No plan with a column in it is
    worth more than `total` less the column's `loss`.
    """

    grid: int
    total: int
    loss: Rows
    reduced: Rows

    @property
    def most(self) -> int:
        """The most that a plan can be worth."""
        return self.total // self.grid

    def could_beat(self, value: int) -> Chosen:
        """The columns that a plan worth more than `value` may have."""
        return self.loss <= self.total - (value + 1) * self.grid


def bound_of(model: Model, objective: Rows, prices: Numbers) -> Bound:
    """The bound that these prices prove."""
    grid = _grid(model, objective, prices)
    whole = np.rint(prices * grid).astype(np.int64)
    whole = np.where(model.equal(), whole, np.maximum(whole, 0))
    reduced = objective * grid
    for offset, family in zip(model.offsets(), model.families, strict=True):
        uses = family.row >= 0
        reduced[uses] -= family.sign * whole[offset + family.row[uses]]
    best = np.zeros(model.requests, dtype=np.int64)
    np.maximum.at(best, model.columns.request, reduced)
    total = int(best.sum()) + int(whole @ model.upper())
    return Bound(grid, total, best[model.columns.request] - reduced, reduced)


def _grid(model: Model, objective: Rows, prices: Numbers) -> int:
    """As fine as can be without a sum that passes the largest 64-bit number."""
    used = np.abs(model.upper()[prices != 0.0])
    highest = max(
        1.0, float(np.abs(objective).max(initial=0)), float(np.abs(prices).max(initial=0))
    )
    terms = (model.requests + int(used.sum()) + 1) * (len(model.families) + 1)
    return max(1, min(FINEST, (1 << WORD) // (terms * int(highest + 1.0))))
