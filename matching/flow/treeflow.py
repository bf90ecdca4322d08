"""The tree-shaped part of a model as a flow: exact, and a bound on the rest.

Rows that cross the tree are left out, so the flow's best is an upper bound for the whole model, and
the optimum where its plan happens to keep them.
"""

import numpy as np
from numpy.typing import NDArray

from matching.capacity.family import CASELOAD, NEIGHBOURHOOD, NOWHERE, PLACE, TOWN, Family, Rows
from matching.capacity.model import Chosen, Model, caseload_of_request
from matching.flow.market import best_flow
from matching.flow.tree import Level, Tree, nests, tree_of
from matching.flow.worth import Worth
from matching.stop import Stop


def best_in_tree(model: Model, value: Rows, stop: Stop) -> tuple[Chosen, int]:
    """The choice of most value that the tree allows, and what no choice is worth more than: that
    value, unless stopped. Only values above 0 count.
    """
    column = _best_of_pair(model, value)
    many = np.bincount(model.columns.request[column], minlength=model.requests)
    worth = Worth(
        first=np.concatenate([[0], np.cumsum(many)]).astype(np.int64),
        place=model.columns.place[column],
        base=np.zeros(model.requests, dtype=np.int64),
        gain=value[column],
    )
    traded = best_flow(worth, _tree(model), stop)
    chosen = np.zeros(len(model), dtype=np.bool_)
    chosen[column[traded.pair[traded.pair >= 0]]] = True
    return chosen, traded.most


def _best_of_pair(model: Model, value: Rows) -> NDArray[np.intp]:
    """One column for each pair: parallel arcs would only repeat it."""
    columns = model.columns
    order = np.lexsort((-value, columns.place, columns.request))
    request, place = columns.request[order], columns.place[order]
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = (request[1:] != request[:-1]) | (place[1:] != place[:-1])
    return order[new]


def _tree(model: Model) -> Tree:
    families = {family.kind: family for family in model.families}
    capacity = families[PLACE].upper
    levels: list[Level] = []
    for kind in (NEIGHBOURHOOD, TOWN):
        if kind in families:
            level = _level(model, families[kind], len(capacity))
            if all(nests(inner, level) for inner in levels):
                levels.append(level)
    slots = families[CASELOAD].upper if CASELOAD in families else np.empty(0, dtype=np.int64)
    return tree_of(caseload_of_request(model), slots, capacity, levels)


def _level(model: Model, family: Family, places: int) -> Level:
    row = np.full(places, NOWHERE, dtype=np.int64)
    row[model.columns.place] = family.row
    return Level(row, family.upper)
