"""What pairs are worth, kept in few bytes each: there may be many millions."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.capacity.family import Rows
from matching.flow.tree import Arms
from matching.pairs.candidates import stretches

NEVER = -(1 << 62)
SOME = 1 << 18


@dataclass(frozen=True, slots=True, eq=False)
class Worth:
    """What each pair is worth: `base` of its request and its own `gain`; 0 and less is not wanted.

    Pairs stand by request: those of request r from first[r] to first[r + 1].
    """

    first: Rows
    place: NDArray[Any]
    base: Rows
    gain: NDArray[Any]

    def highest(self) -> Rows:
        """The highest gain of each request's pairs; hardly any where it has none."""
        found = np.full(len(self.base), NEVER)
        for rows, part in stretches(self.first):
            found[rows] = np.maximum.reduceat(self.gain[part], self.first[rows] - part.start)
        return found

    def wanted(self, pairs: Rows) -> Rows:
        """Those of some pairs, by their numbers in order, that are worth more than nothing."""
        found: Rows = pairs[self.base[self._request(pairs)] + self.gain[pairs] > 0]
        return found

    def arms(self, pairs: Rows) -> Arms:
        """Some of the pairs, by their numbers in order, as a flow takes them."""
        request = self._request(pairs)
        place = self.place[pairs].astype(np.int32)
        return Arms(request, place, self.base[request] + self.gain[pairs])

    def in_turn(self, pairs: Rows) -> Iterator[tuple[slice, Arms]]:
        """The same, some of them at a time: which of the numbers, and their arms."""
        for start in range(0, len(pairs), SOME):
            part = slice(start, start + SOME)
            yield part, self.arms(pairs[part])

    def _request(self, pairs: Rows) -> NDArray[np.int32]:
        """The request of each of some pairs, by their numbers in order."""
        ends = np.searchsorted(pairs, self.first)
        return np.repeat(np.arange(len(self.base), dtype=np.int32), np.diff(ends))
