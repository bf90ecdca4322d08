"""The linear optimum over all columns, found on few of them where there are many.

Columns enter by price (Gilmore and Gomory, 1961): solve on some, price all, add what would gain,
until nothing would. The nearest or cheapest few alone would be a wrong answer: people compete.
"""

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt import solution_pb2

from matching.capacity.family import Rows
from matching.capacity.model import Chosen, Model
from matching.optimum.bound import Bound, bound_of
from matching.optimum.bundled import optimum
from matching.optimum.optimizer import Numbers
from matching.stop import Stop

ALL_AT_ONCE = 150_000
FIRST_EACH, MORE_EACH = 12, 6
PARTS = 10_000


def linear_optimum(
    model: Model, objective: Rows, start: Chosen, stop: Stop, at_once: int = ALL_AT_ONCE
) -> tuple[Numbers, Bound]:
    """The share of each column in the linear optimum, and the bound it proves.

    `start` is a plan that keeps the rows, so that no part of the model is without one. A stop
    brings that plan and the bound of the last prices. Up to `at_once` columns enter together.
    """
    active = start.copy()
    active[_best_each(model, objective, FIRST_EACH)] = True
    if len(model) <= at_once:
        active[:] = True
    prices = np.zeros(len(model.upper()))
    status = np.full(len(model), solution_pb2.BASIS_STATUS_AT_LOWER_BOUND, dtype=np.int64)
    basis, shares = None, start.astype(np.float64)
    while True:
        rows = np.nonzero(active)[0]
        part = None if stop.now() else optimum(model.take(rows), objective[rows], stop, basis)
        if part is None:
            return shares, bound_of(model, objective, prices)
        prices = part.prices
        bound = bound_of(model, objective, prices)
        more = gaining(model, bound, active)
        if not len(more):
            shares[:] = 0.0
            shares[rows] = part.shares
            return shares, bound
        active[more] = True
        status[rows] = part.columns
        basis = (status[active], part.rows)


def _best_each(model: Model, worth: Rows, many: int) -> NDArray[np.intp]:
    """The columns worth most, so many for each request."""
    request = model.columns.request
    order = np.lexsort((-worth, request))
    ordered = request[order]
    first = np.searchsorted(ordered, ordered, side="left")
    return order[np.arange(len(order)) - first < many]


def gaining(model: Model, bound: Bound, active: Chosen) -> NDArray[np.intp]:
    """Columns outside that are worth more than the best inside, a few for each request."""
    request = model.columns.request
    inside = np.zeros(model.requests, dtype=np.int64)
    np.maximum.at(inside, request[active], bound.reduced[active])
    gain = np.nonzero(~active & (bound.reduced > inside[request] + bound.grid // PARTS))[0]
    return gain[_best_each(model.take(gain), bound.reduced[gain], MORE_EACH)]
