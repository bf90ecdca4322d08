"""Choosing one after the other, each the best that is still left: how it is done by hand."""

import numpy as np
from numpy.typing import NDArray

Chosen = NDArray[np.intp]
Rows = NDArray[np.int64]


class Left:
    """What is left of every limit while a plan is made.

    `rows` has for each choice (rows) the limits it uses one of (columns); a number past the end
    of `upper` is no limit.
    """

    def __init__(self, rows: NDArray[np.integer], upper: Rows) -> None:
        self._rows = rows
        self._left = np.append(upper, len(rows) + 1)

    def fits(self, choices: Chosen) -> NDArray[np.bool_]:
        """Which choices still fit all their limits."""
        found: NDArray[np.bool_] = np.all(self._left[self._rows[choices]] > 0, axis=1)
        return found

    def take(self, choice: int) -> None:
        """Uses its limits."""
        self._left[self._rows[choice]] -= 1


def in_turn(order: Chosen, request: Rows, score: Rows, left: Left) -> Chosen:
    """Each household (rows of `request`, which is sorted) in order takes its best choice."""
    first = np.searchsorted(request, np.arange(len(order) + 1))
    found = []
    for person in order:
        mine = np.arange(first[person], first[person + 1])
        mine = mine[left.fits(mine)]
        if len(mine):
            best = int(mine[score[mine].argmax()])
            left.take(best)
            found.append(best)
    return np.array(found, dtype=np.intp)


def best_first(request: Rows, score: Rows, left: Left) -> Chosen:
    """Whichever choice has the most points goes first, then the best of those still possible."""
    waits = np.ones(int(request.max(initial=-1)) + 1, dtype=np.bool_)
    found = []
    for choice in np.argsort(-score, kind="stable").tolist():
        if waits[request[choice]] and left.fits(np.array([choice]))[0]:
            left.take(choice)
            waits[request[choice]] = False
            found.append(choice)
    return np.array(found, dtype=np.intp)
