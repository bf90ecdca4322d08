"""The sparse assignment solver of scipy (LAPJV; Jonker and Volgenant, 1987), for bare problems."""

import numpy as np

from matching.simulate.in_turn import Chosen
from peers.case import Case


class CannotExpress(Exception):
    """The model has limits that this way of solving does not know."""


def lapjv(case: Case) -> Chosen:
    """Units one by one, and for each person a place of its own that is worth nothing.

    Raises `CannotExpress` where anything but the units of a place is limited.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    if (case.capacities.rows[:, 1:] != case.capacities.no_row).any():
        raise CannotExpress("it knows no limits but the units of a place")
    if case.minimums.asked:
        raise CannotExpress("it knows no minimums")
    capacity = case.problem.capacity()
    first = np.cumsum(capacity) - capacity
    many = capacity[case.columns.place]
    column = np.repeat(np.arange(len(case.columns)), many)
    turn = np.arange(len(column)) - np.repeat(np.cumsum(many) - many, many)
    unit = first[case.columns.place[column]] + turn
    units, nobody = int(capacity.sum()), np.arange(case.people)
    dear = int(case.weight.max(initial=0)) + 1
    person = np.concatenate([case.columns.request[column], nobody])
    where = np.concatenate([unit, units + nobody])
    cost = np.concatenate([dear - case.weight[column], np.full(case.people, dear)])
    graph = csr_array((cost.astype(np.float64), (person, where)))
    rows, found = min_weight_full_bipartite_matching(graph)
    given = found < units
    wanted = rows[given] * units + found[given]
    return column[np.isin(case.columns.request[column] * units + unit, wanted)]
