"""The linear optimum over all columns, found on few of them where there are many.

Columns enter by price (Gilmore and Gomory, 1961): solve on some, price all, add what would gain,
until nothing would. The nearest or cheapest few alone would be a wrong answer: people compete.
"""

import numpy as np
from numpy.typing import NDArray

from matching.bound import GRID, Bound, bound_of
from matching.family import Rows
from matching.model import Chosen, Model
from matching.optimizer import HALF, relaxed
from matching.stop import Stop

ALL_AT_ONCE = 150_000
FIRST_EACH, MORE_EACH = 12, 6
NO_GAIN = GRID // 10_000
NEARLY = 1e-6


def linear_optimum(
    model: Model, objective: Rows, start: Chosen, stop: Stop
) -> tuple[Chosen | None, Bound]:
    """The bound, and the linear plan where it is whole and keeps every row, else None.

    `start` is a plan that keeps the rows, so that no part of the model is without one. A stop
    brings the bound that needs no prices.
    """
    active = start.copy()
    active[_best_each(model, objective, FIRST_EACH)] = True
    if len(model) <= ALL_AT_ONCE:
        active[:] = True
    prices = np.zeros(len(model.upper()))
    while True:
        rows = np.nonzero(active)[0]
        part = relaxed(model.take(rows), objective[rows], stop)
        if part is None:
            return None, bound_of(model, objective, prices)
        prices = part.prices
        bound = bound_of(model, objective, prices)
        more = _gaining(model, bound, active)
        if not len(more):
            return _whole(model, rows, part.shares), bound
        active[more] = True


def _whole(model: Model, rows: NDArray[np.intp], shares: NDArray[np.float64]) -> Chosen | None:
    chosen = np.zeros(len(model), dtype=np.bool_)
    chosen[rows[shares > HALF]] = True
    whole = np.abs(shares - np.rint(shares)).max(initial=0.0) < NEARLY
    return chosen if whole and model.holds(chosen) else None


def _best_each(model: Model, worth: Rows, many: int) -> NDArray[np.intp]:
    """The columns worth most, so many for each request."""
    request = model.columns.request
    order = np.lexsort((-worth, request))
    ordered = request[order]
    first = np.searchsorted(ordered, ordered, side="left")
    return order[np.arange(len(order)) - first < many]


def _gaining(model: Model, bound: Bound, active: Chosen) -> NDArray[np.intp]:
    """Columns outside that are worth more than the best inside, a few for each request."""
    request = model.columns.request
    inside = np.zeros(model.requests, dtype=np.int64)
    np.maximum.at(inside, request[active], bound.reduced[active])
    gain = np.nonzero(~active & (bound.reduced > inside[request] + NO_GAIN))[0]
    return gain[_best_each(model.take(gain), bound.reduced[gain], MORE_EACH)]
