"""The tree-shaped part of the model as one integer min-cost flow: exact, and a bound on the rest.

source -> caseload -> request -> place -> neighbourhood -> sink. Rows that cross the tree are left
out, so the flow's best is an upper bound for the whole model, and the optimum where its plan
happens to keep them. (Ahuja, Magnanti and Orlin, Network Flows, 1993.)
"""

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from matching.family import CASELOAD, NEIGHBOURHOOD, NOWHERE, PLACE, Family, Rows
from matching.model import Chosen, Model, caseload_of_request

SOURCE, SINK, FIRST = 0, 1, 2
Arcs = tuple[Rows, Rows, Rows]


def best_flow(model: Model, value: Rows) -> tuple[Chosen, int]:
    """The choice of most value that the tree allows, and that value; only values above 0 count."""
    arc = _best_of_pair(model, value)
    flow = SimpleMinCostFlow()
    tails, heads, capacities = _arcs(model, arc)
    costs = np.zeros(len(tails), dtype=np.int64)
    costs[: len(arc)] = -value[arc]
    flow.add_arcs_with_capacity_and_unit_cost(
        tails.astype(np.int32), heads.astype(np.int32), capacities, costs
    )
    flow.set_node_supply(SOURCE, model.requests)
    flow.set_node_supply(SINK, -model.requests)
    status = flow.solve()
    if status != SimpleMinCostFlow.Status.OPTIMAL:
        raise ArithmeticError(f"the flow ended with {status}")
    chosen = np.zeros(len(model), dtype=np.bool_)
    used = np.asarray(flow.flows(np.arange(len(arc), dtype=np.int32)))
    chosen[arc[used > 0]] = True
    return chosen, int(value[chosen].sum())


def _best_of_pair(model: Model, value: Rows) -> NDArray[np.intp]:
    """One column for each pair: parallel arcs would only repeat it."""
    columns = model.columns
    order = np.lexsort((-value, columns.place, columns.request))
    order = order[value[order] > 0]
    request, place = columns.request[order], columns.place[order]
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = (request[1:] != request[:-1]) | (place[1:] != place[:-1])
    return order[new]


def _arcs(model: Model, arc: NDArray[np.intp]) -> Arcs:
    """All arcs, those of the pairs first."""
    columns, one = model.columns, np.ones(len(arc), dtype=np.int64)
    family = {family.kind: family for family in model.families}
    caseload = family.get(CASELOAD, _none(len(columns)))
    neighbourhood = family.get(NEIGHBOURHOOD, _none(len(columns)))
    places = family[PLACE].upper
    first_place = FIRST + model.requests
    first_slot = first_place + len(places)
    first_area = first_slot + len(caseload.upper)
    slot, area = caseload_of_request(model), _area_of_place(model, neighbourhood, len(places))
    parts = [
        (FIRST + columns.request[arc], first_place + columns.place[arc], one),
        (
            np.where(slot == NOWHERE, SOURCE, first_slot + slot),
            FIRST + np.arange(model.requests),
            np.ones(model.requests, dtype=np.int64),
        ),
        (
            first_place + np.arange(len(places)),
            np.where(area == NOWHERE, SINK, first_area + area),
            places,
        ),
        _spread(SOURCE, first_slot, caseload.upper),
        _gather(first_area, neighbourhood.upper),
        (np.array([SOURCE]), np.array([SINK]), np.array([model.requests])),
    ]
    tails, heads, capacities = (np.concatenate(part) for part in zip(*parts, strict=True))
    return tails, heads, capacities.astype(np.int64)


def _none(columns: int) -> Family:
    return Family("NONE", np.full(columns, NOWHERE), np.empty(0, dtype=np.int64))


def _spread(tail: int, first: int, capacity: Rows) -> Arcs:
    return np.full(len(capacity), tail), first + np.arange(len(capacity)), capacity


def _gather(first: int, capacity: Rows) -> Arcs:
    return first + np.arange(len(capacity)), np.full(len(capacity), SINK), capacity


def _area_of_place(model: Model, family: Family, places: int) -> Rows:
    found = np.full(places, NOWHERE, dtype=np.int64)
    found[model.columns.place] = family.row
    return found
