"""The plan as a whole-number model: choose columns, at most one a request, within all rows."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.capacity.family import CASELOAD, MARKS, MINIMUM, NOWHERE, PLACE, Family, Rows
from matching.pairs.columns import Columns

Chosen = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Columns and the families of rows over them; `rank` is each request's tier, first is 0.

    `point` is what a point counts for in the score of the columns.
    """

    columns: Columns
    rank: Rows
    requests: int
    families: tuple[Family, ...]
    point: int = 1

    def __len__(self) -> int:
        return len(self.columns)

    def take(self, columns: NDArray[Any]) -> "Model":
        """The model over some of the columns."""
        parts = tuple(family.take(columns) for family in self.families)
        return replace(self, columns=self.columns.take(columns), families=parts)

    def with_floor(self, counted: Chosen, at_least: int) -> "Model":
        """The model in which at least this many of the counted columns are chosen."""
        row = np.where(counted, 0, NOWHERE)
        floor = Family("FLOOR", row, np.array([-at_least], dtype=np.int64), sign=-1)
        return replace(self, families=(*self.families, floor))

    def offsets(self) -> list[int]:
        """Where each family's rows begin when all rows are put one after the other."""
        found: list[int] = []
        begin = end = 0
        for family in self.families:
            if not family.continues:
                begin, end = end, end + len(family.upper)
            found.append(begin)
        return found

    def upper(self) -> Rows:
        """The limit of every row."""
        limits = [family.upper for family in self.families if not family.continues]
        return np.concatenate(limits) if limits else np.empty(0, dtype=np.int64)

    def equal(self) -> Chosen:
        """Which rows must be reached exactly."""
        kinds = [
            np.full(len(family.upper), family.equal)
            for family in self.families
            if not family.continues
        ]
        return np.concatenate(kinds) if kinds else np.empty(0, dtype=np.bool_)

    def used(self, chosen: Chosen) -> Rows:
        """How much of every row the chosen columns use."""
        total = np.zeros(len(self.upper()), dtype=np.int64)
        for offset, family in zip(self.offsets(), self.families, strict=True):
            total[offset : offset + len(family.upper)] += family.used(chosen)
        return total

    def holds(self, chosen: Chosen) -> bool:
        """Whether the choice keeps every row, in exact arithmetic."""
        used, upper, equal = self.used(chosen), self.upper(), self.equal()
        once = np.bincount(self.columns.request[chosen], minlength=1).max(initial=0) <= 1
        return bool(once and (used <= upper).all() and (used[equal] == upper[equal]).all())

    def counts(self, chosen: Chosen, tiers: int) -> Rows:
        """How many requests of each rank the choice places."""
        ranks = self.rank[self.columns.request[chosen]]
        return np.bincount(ranks, minlength=tiers).astype(np.int64)


def undominated(model: Model) -> NDArray[np.intp]:
    """Columns worth keeping: of those of a pair that use the same rows, the best.

    A column that uses no crossing row also beats every column of its pair with no higher score that
    counts towards the same minimums; and so does one that only leaves out a row of one family.
    """
    columns = model.columns
    rows = [family.row for family in model.families if family.kind not in (PLACE, MINIMUM, MARKS)]
    pair = columns.request * (int(columns.place.max(initial=0)) + 1) + columns.place
    for family in model.families:
        if family.kind == MINIMUM:
            counted = pair * (len(family.upper) + 1) + family.row + 1
            pair = np.unique(counted, return_inverse=True)[1]
    order = np.lexsort((-columns.score, *rows, pair))
    same = np.ones(max(len(order) - 1, 0), dtype=np.bool_)
    for key in (pair, *rows):
        same &= key[order[1:]] == key[order[:-1]]
    first = order[np.concatenate([[True], ~same])] if len(order) else order
    free = np.ones(len(columns), dtype=np.bool_)
    for row in rows:
        free &= row == NOWHERE
    pairs, number = np.unique(pair, return_inverse=True)
    best_free = np.full(len(pairs), np.iinfo(np.int64).min)
    np.maximum.at(best_free, number[free], columns.score[free])
    beaten = ~free & (columns.score <= best_free[number])
    kept = np.sort(first[~beaten[first]])
    return kept[~_one_row_more(model, number, kept)]


def _one_row_more(model: Model, pair: Rows, kept: NDArray[np.intp]) -> Chosen:
    """Of some columns those that use one row more than one of their pair with no lower score.

    `pair` is that of each column of the model.
    """
    score, pair = model.columns.score[kept], pair[kept]
    rows = [family.row[kept] for family in model.families]
    found, by_pair = np.zeros(len(kept), dtype=np.bool_), np.argsort(pair, kind="stable")
    for turn, family in enumerate(model.families):
        uses = rows[turn] >= 0
        if family.sign < 0 or family.equal or family.kind == MARKS or not len(kept):
            continue
        starts = np.flatnonzero(np.diff(pair[by_pair], prepend=-1))
        some, every = (
            each.reduceat(uses[by_pair], starts) for each in (np.logical_or, np.logical_and)
        )
        mixed = np.zeros(int(pair.max()) + 1, dtype=np.bool_)
        mixed[pair[by_pair][starts]] = some & ~every
        at = np.nonzero(mixed[pair])[0]
        keys = (*(row[at] for number, row in enumerate(rows) if number != turn), pair[at])
        order = np.lexsort(keys)
        new = np.zeros(len(order), dtype=np.bool_)
        new[:1] = True
        for key in keys:
            new[1:] |= key[order[1:]] != key[order[:-1]]
        alike = np.empty(len(order), dtype=np.int64)
        alike[order] = np.cumsum(new) - 1
        best = np.full(len(order), np.iinfo(np.int64).min)
        np.maximum.at(best, alike[~uses[at]], score[at][~uses[at]])
        found[at] |= uses[at] & (score[at] <= best[alike])
    return found


def caseload_of_request(model: Model) -> Rows:
    """The one caseload row that all columns of a request use; -1 where there is no such row."""
    lowest = np.full(model.requests, np.iinfo(np.int64).max)
    highest = np.full(model.requests, NOWHERE, dtype=np.int64)
    for family in model.families:
        if family.kind == CASELOAD:
            np.minimum.at(lowest, model.columns.request, family.row)
            np.maximum.at(highest, model.columns.request, family.row)
    return np.where(lowest == highest, highest, NOWHERE)
