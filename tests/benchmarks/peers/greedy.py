"""How it is done by hand: one after the other, each the best that is still left."""

import numpy as np
from numpy.typing import NDArray

from matching.simulate.in_turn import Chosen, Left, in_turn
from peers.case import Case


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
    left, found = left_of(case), []
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
    return in_turn(order, case.columns.request, case.columns.score, left_of(case))


def left_of(case: Case) -> Left:
    """Nothing is used yet."""
    return Left(case.capacities.rows, case.capacities.upper)
