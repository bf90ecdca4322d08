"""One kind of row over the columns, in which a column stands at most once.

Prices of rows then reach all columns by one look-up. `PLACE`, `NEIGHBOURHOOD` and, where a request
has one, `CASELOAD` make a tree that a flow can carry; the rest crosses it.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]
NOWHERE = -1
DENSE = 1 << 22
PLACE, NEIGHBOURHOOD, TOWN = "PLACE", "NEIGHBOURHOOD", "TOWN"
CASELOAD, CROSSING = "CASELOAD", "CROSSING"
MINIMUM, MARKS = "MINIMUM", "MARKS"


@dataclass(frozen=True, slots=True, eq=False)
class Family:
    """For each column the row it uses (-1 for none) and how: +1 or -1.

    `row` counts within the family; `upper` is each row's limit; `equal` rows must reach it. A
    family that `continues` uses the rows of the family before it.
    """

    kind: str
    row: Rows
    upper: Rows
    sign: int = 1
    equal: bool = False
    continues: bool = False

    def used(self, chosen: NDArray[np.bool_]) -> Rows:
        """How much of each row the chosen columns use."""
        rows = self.row[chosen & (self.row >= 0)]
        return self.sign * np.bincount(rows, minlength=len(self.upper)).astype(np.int64)

    def take(self, columns: NDArray[Any]) -> "Family":
        """The family over some of the columns."""
        return replace(self, row=self.row[columns])


def united(*numbers: NDArray[Any]) -> Rows:
    """All of some numbers once, in order.

    Sorted: a table of millions of numbers, as `numpy.unique` keeps it, takes a hundred times as
    long where they are in order in long stretches already.
    """
    every = np.sort(np.concatenate(numbers), kind="stable").astype(np.int64, copy=False)
    found: Rows = every[np.append(True, every[1:] != every[:-1])[: len(every)]]
    return found


def looked_up(keys: NDArray[Any], wanted: NDArray[Any]) -> Rows:
    """The place of each wanted key among keys that all differ, -1 where it is not there."""
    if not len(keys):
        return np.full(len(wanted), NOWHERE, dtype=np.int64)
    low, high = int(keys.min()), int(keys.max())
    if high - low >= DENSE:
        order = np.argsort(keys, kind="stable")
        at = np.minimum(np.searchsorted(keys, wanted, sorter=order), len(keys) - 1)
        return np.where(keys[order[at]] == wanted, order[at], NOWHERE)
    place = np.full(high - low + 2, NOWHERE, dtype=np.int64)
    place[keys.astype(np.int64) - low] = np.arange(len(keys))
    found: Rows = place[np.where((wanted >= low) & (wanted <= high), wanted - low, -1)]
    return found
