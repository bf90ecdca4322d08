"""Pairs by what they have at one end, to look only at those where something changed."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.capacity.family import Rows


@dataclass(frozen=True, slots=True, eq=False)
class Ends:
    """Numbers of pairs by end: those at `n` are `order[first[n]:first[n + 1]]`."""

    first: Rows
    order: Rows

    def many(self, some: NDArray[np.intp]) -> int:
        """How many pairs there are at some ends."""
        return int((self.first[some + 1] - self.first[some]).sum())

    def at(self, some: NDArray[np.intp]) -> Rows:
        """The pairs at some ends, one end after the other."""
        first = self.first[some]
        many = self.first[some + 1] - first
        into = np.cumsum(many) - many
        found: Rows = self.order[np.arange(int(many.sum())) + np.repeat(first - into, many)]
        return found


def by_end(end: NDArray[Any], ends: int) -> Ends:
    """Pairs by the number of one end, of so many; those of one end stay in their order."""
    # Numbers of 16 bits are sorted by counting, several times as fast.
    narrow = end.astype(np.min_scalar_type(max(ends - 1, 0)))
    first = np.concatenate([[0], np.cumsum(np.bincount(end, minlength=ends))])
    return Ends(first, np.argsort(narrow, kind="stable"))
