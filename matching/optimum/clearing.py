"""The price at which the pieces of a country together use no more of a limit than there is.

With its share of a limit each piece tells what one more would be worth to it. The price of all lies
among these: where one piece leaves its share unused and another would give a whole place for more,
they lie far apart, and whichever is in the middle by share is no more than a first guess. So it is
looked for by halves of what lies over it or under it. (Walras' auctioneer; bisection.)
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from matching.capacity.family import Rows
from matching.optimum.optimizer import Numbers

DEARER, OVER, IDLE = 1.006, 1e-6, 0.98
# The prices to ask next, from those asked, what is used at them, and what there is.
After = Callable[[Numbers, Numbers, Rows], Numbers]


@dataclass(slots=True, eq=False)
class Bids:
    """What one more of each row is worth to each piece, and its `share`: shape (pieces, rows)."""

    worth: Numbers
    share: Rows
    low: Numbers = field(init=False)
    high: Numbers = field(init=False)

    def __post_init__(self) -> None:
        rows = self.worth.shape[1]
        self.low, self.high = np.zeros(rows), np.ones(rows)

    @property
    def middle(self) -> Numbers:
        """The price over which lies the middle of what is left of all shares."""
        order = np.argsort(self.worth, axis=0, kind="stable")
        weight = np.cumsum(np.take_along_axis(self.share, order, axis=0), axis=0)
        at = np.count_nonzero(weight < weight[-1] * (self.low + self.high) / 2, axis=0)
        found: Numbers = np.take_along_axis(self.worth, order, axis=0)[at, np.arange(len(at))]
        return found

    def after(self, price: Numbers, used: Numbers, upper: Rows) -> Numbers:
        """Higher where too much is used, lower where more than a little is left."""
        half = (self.low + self.high) / 2
        over, idle = used > upper + OVER, used < upper * IDLE
        self.low, self.high = np.where(over, half, self.low), np.where(idle, half, self.high)
        return np.where(over | idle, self.middle, price)


def dearer(price: Numbers, used: Numbers, upper: Rows) -> Numbers:
    """A little higher where too much is used."""
    return np.where(used > upper + OVER, np.ceil(price * DEARER + 1), price)
