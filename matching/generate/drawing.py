"""Random draws for whole columns at once, all from one seed."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.problem import Named

Rows = NDArray[np.int64]
Points = NDArray[np.float64]


class Drawing:
    """A stream of draws: the same seed and the same questions give the same answers."""

    def __init__(self, random: np.random.Generator) -> None:
        self.random = random

    def some(self, many: int, share: float) -> NDArray[np.bool_]:
        """True for about this share."""
        return self.random.random(many) < share

    def pick(self, many: int, values: tuple[int, ...], odds: tuple[float, ...]) -> NDArray[Any]:
        """One of the values for each, by odds."""
        return self.random.choice(values, many, p=np.array(odds) / sum(odds))

    def whole(self, low: int, high: int, many: int) -> Rows:
        """Whole numbers from `low` up to and not `high`."""
        return self.random.integers(low, high, many)

    def rounded(self, amounts: Points) -> Rows:
        """Each amount up or down to a whole number, so that the mean stays what it is."""
        return np.floor(amounts + self.random.random(len(amounts))).astype(np.int64)

    def masks(self, many: int, *parts: tuple[int, float]) -> Rows:
        """Sets of codes: each part is in about this share of them."""
        found = np.zeros(many, dtype=np.int64)
        for bits, share in parts:
            found |= np.where(self.some(many, share), bits, 0)
        return found

    def ids(self, many: int) -> NDArray[np.uint8]:
        """16 bytes each."""
        return self.random.integers(0, 256, (many, 16), dtype=np.uint8)

    def named(self, many: int) -> Named:
        """Things with an id and nothing else."""
        return Named.from_columns(id=self.ids(many))
