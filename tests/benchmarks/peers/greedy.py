"""How it is done by hand: one after the other, each the best that is still left."""

import numpy as np
from numpy.typing import NDArray

from peers.case import Case

Chosen = NDArray[np.intp]


class Left:
    """What is left of every row while a plan is made."""

    def __init__(self, case: Case) -> None:
        self._rows = case.capacities.rows
        self._left = np.append(case.capacities.upper, len(case.columns) + 1)

    def fits(self, columns: Chosen) -> NDArray[np.bool_]:
        """Which columns still fit all their rows."""
        found: NDArray[np.bool_] = np.all(self._left[self._rows[columns]] > 0, axis=1)
        return found

    def take(self, column: int) -> None:
        """Uses its rows."""
        self._left[self._rows[column]] -= 1


def by_arrival(case: Case) -> Chosen:
    """First come, first served: who waits longest chooses first."""
    waiting = case.problem.requests.waiting_since_day
    return _person_by_person(case, np.argsort(waiting, kind="stable"))


def by_tier(case: Case) -> Chosen:
    """The first tier first, and within it who waits longest."""
    waiting = case.problem.requests.waiting_since_day
    return _person_by_person(case, np.lexsort((waiting, case.tier)))


def scarcest_place(case: Case) -> Chosen:
    """The place that fits the fewest people goes first, to who counts most."""
    order = np.argsort(case.columns.place, kind="stable")
    capacity = case.problem.capacity()
    first = np.searchsorted(case.columns.place[order], np.arange(len(capacity) + 1))
    free = np.ones(case.people, dtype=np.bool_)
    left, found = Left(case), []
    for place in np.argsort(np.diff(first), kind="stable"):
        mine = order[first[place] : first[place + 1]]
        for _ in range(capacity[place]):
            mine = mine[free[case.columns.request[mine]]]
            mine = mine[left.fits(mine)]
            if not len(mine):
                break
            best = int(mine[case.weight[mine].argmax()])
            left.take(best)
            free[case.columns.request[best]] = False
            found.append(best)
    return np.array(found, dtype=np.intp)


def _person_by_person(case: Case, order: NDArray[np.intp]) -> Chosen:
    first = np.searchsorted(case.columns.request, np.arange(case.people + 1))
    left, found = Left(case), []
    for person in order:
        mine = np.arange(first[person], first[person + 1])
        mine = mine[left.fits(mine)]
        if len(mine):
            best = int(mine[case.columns.score[mine].argmax()])
            left.take(best)
            found.append(best)
    return np.array(found, dtype=np.intp)
