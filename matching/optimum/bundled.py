"""The marks of a quota as one column of a solver's model, which may be chosen so many times.

Marks of a quota differ in nothing. Each with a row of its own makes a model of a country a quarter
larger, and a linear solver brings them in one by one. What was asked of all marks is told of each.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.capacity.family import MARKS, NOWHERE, Rows
from matching.capacity.model import Chosen, Model
from matching.optimum.optimizer import BASIC, LOWER, UPPER, Relaxed, integral, relaxed
from matching.stop import Stop


@dataclass(frozen=True, slots=True, eq=False)
class Bundled:
    """`columns` are those of the model that are left, `many` how often each may be chosen: 0 where
    the row of its request says so. `mark` are all marks, quota by quota, `bundle` is the one among
    `columns` that stands for each, `turn` its number in it, and `row` the one that counts it.
    """

    model: Model
    columns: Rows
    many: Rows
    mark: Rows
    bundle: Rows
    turn: Rows
    row: Rows

    def basis(self, columns: Rows, rows: Rows) -> tuple[Rows, Rows]:
        """A basis of the whole model as one of the columns that are left. Where some marks of a
        quota were chosen and others not, its row is what ends them.
        """
        found, size, limits = columns[self.columns], len(self.columns), rows.copy()
        basic = columns[self.mark] == BASIC
        loose = rows[self.model.columns.request[self.mark]] == BASIC
        split = np.bincount(self.bundle[basic & loose], minlength=size) > 0
        full = np.bincount(self.bundle[basic & ~loose], minlength=size)
        whole = (self.many > 0) & ~split
        some = whole & (full > 0) & (full < self.many)
        ended = some[self.bundle] & (rows[self.row] == BASIC)
        limits[self.row[ended]] = UPPER
        found[whole] = np.where(full == self.many, UPPER, LOWER)[whole]
        found[split] = found[self.bundle[ended]] = BASIC
        return found, limits

    def apart(self, found: Relaxed) -> Relaxed:
        """An optimum over the columns that are left as one of the whole model: the first marks of a
        quota are chosen first.
        """
        shares, columns = np.zeros(len(self.model)), np.full(len(self.model), LOWER)
        shares[self.columns], columns[self.columns] = found.shares, found.columns
        rows, request = found.rows.copy(), self.model.columns.request[self.mark]
        share, status = found.shares[self.bundle], found.columns[self.bundle]
        shares[self.mark] = np.clip(share - self.turn, 0.0, 1.0)
        last = np.clip(np.floor(share), 0, self.many[self.bundle] - 1)
        split = (status == BASIC) & (self.turn == last)
        full = ~split & ((status == UPPER) | (status == BASIC) & (self.turn < last))
        columns[self.mark] = np.where(split | full, BASIC, LOWER)
        rows[request] = np.where(full, UPPER, BASIC)
        return replace(found, shares=shares, columns=columns, rows=rows)


def optimum(
    model: Model,
    objective: NDArray[Any],
    stop: Stop,
    basis: tuple[Rows, Rows] | None = None,
    dual: bool = False,
) -> Relaxed | None:
    """The linear optimum as `relaxed` finds it, where all marks of a quota are worth the same."""
    row = _rows(model)
    if not (row >= 0).any():
        return relaxed(model, objective, stop, basis, dual)
    whole = _bundled(model, row)
    at, start = whole.columns, None if basis is None else whole.basis(*basis)
    found = relaxed(model.take(at), objective[at], stop, start, dual, whole.many)
    return None if found is None else whole.apart(found)


def whole_optimum(model: Model, objective: Rows, stop: Stop) -> tuple[Chosen, bool] | None:
    """The best whole plan as `integral` finds it, where all marks of a quota are worth the same."""
    row = _rows(model)
    whole = _bundled(model, row)
    at = whole.columns
    found = integral(model.take(at), objective[at], stop, whole.many)
    if found is None:
        return None
    times, proven = found
    chosen = np.zeros(len(model), dtype=np.bool_)
    chosen[at] = times > 0
    chosen[whole.mark] = whole.turn < times[whole.bundle]
    return chosen, proven


def _rows(model: Model) -> Rows:
    """The row that counts each mark, numbered as a solver does; -1 for what is no mark."""
    found = np.full(len(model), NOWHERE, dtype=np.int64)
    for at, family in zip(model.offsets(), model.families, strict=True):
        if family.kind == MARKS:
            marks = family.row >= 0
            found[marks] = model.requests + at + family.row[marks]
    return found


def _bundled(model: Model, row: Rows) -> Bundled:
    mark, place = np.nonzero(row >= 0)[0], model.columns.place
    mark = mark[np.argsort(place[mark], kind="stable")]
    _, first, many = np.unique(place[mark], return_index=True, return_counts=True)
    left = row < 0
    left[mark[first]] = True
    columns = np.nonzero(left)[0]
    head = np.searchsorted(columns, mark[first])
    times = np.zeros(len(columns), dtype=np.int64)
    times[head] = many
    turn = np.arange(len(mark)) - np.repeat(first, many)
    return Bundled(model, columns, times, mark, np.repeat(head, many), turn, row[mark])
