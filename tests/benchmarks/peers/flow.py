"""OR-Tools' min-cost flow on all columns, for limits that make a tree."""

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from matching.simulate.in_turn import Chosen
from peers.bipartite import CannotExpress
from peers.case import Case

PLACE, NEIGHBOURHOOD, CASELOAD = 0, 1, 2
Nodes = NDArray[np.int64]


def min_cost_flow(case: Case) -> Chosen:
    """Source, caseload, person, place, neighbourhood, sink; each row of a limit is a node.

    Raises `CannotExpress` where a limit crosses the tree.
    """
    rows, no_row = case.capacities.rows, case.capacities.no_row
    caseload = _one_each(rows[:, CASELOAD], case.columns.request, case.people, no_row)
    area = _one_each(rows[:, NEIGHBOURHOOD], case.columns.place, len(case.problem.places), no_row)
    if (rows[:, CASELOAD + 1 :] != no_row).any():
        raise CannotExpress("leases and quotas cross the tree")
    if case.minimums.asked:
        raise CannotExpress("minimums cross the tree")
    person = no_row + np.arange(case.people)
    source = no_row + case.people
    sink = source + 1
    place = np.arange(len(case.problem.places))
    used = np.zeros(no_row, dtype=np.bool_)
    used[caseload[caseload < no_row]] = True
    slots = np.nonzero(used)[0]
    areas = np.unique(area[area < no_row])
    flow = SimpleMinCostFlow()
    upper = case.capacities.upper
    _arcs(flow, person[case.columns.request], case.columns.place, 1, -case.weight)
    _arcs(flow, np.full(len(slots), source), slots, upper[slots], 0)
    _arcs(flow, np.where(caseload < no_row, caseload, source), person, 1, 0)
    _arcs(flow, place, np.where(area < no_row, area, sink), upper[place], 0)
    _arcs(flow, areas, np.full(len(areas), sink), upper[areas], 0)
    _arcs(flow, np.array([source]), np.array([sink]), case.people, 0)
    flow.set_node_supply(source, case.people)
    flow.set_node_supply(sink, -case.people)
    if (status := flow.solve()) != SimpleMinCostFlow.Status.OPTIMAL:
        raise ArithmeticError(f"the flow ended with {status}")
    used_arcs = flow.flows(np.arange(len(case.columns), dtype=np.int32))
    return np.nonzero(np.asarray(used_arcs) > 0)[0]


def _one_each(row: NDArray[np.int32], of: Nodes, many: int, no_row: int) -> Nodes:
    """The one row that all columns of a person or place use."""
    lowest, highest = np.full(many, no_row, dtype=np.int64), np.zeros(many, dtype=np.int64)
    np.minimum.at(lowest, of, row)
    np.maximum.at(highest, of, row)
    asks = np.bincount(of, minlength=many) > 0
    if (lowest[asks] != highest[asks]).any():
        raise CannotExpress("somebody may choose among several caseloads")
    return lowest


def _arcs(
    flow: SimpleMinCostFlow, tail: Nodes, head: Nodes, capacity: Nodes | int, cost: Nodes | int
) -> None:
    whole = np.zeros(len(tail), dtype=np.int64)
    flow.add_arcs_with_capacity_and_unit_cost(
        tail.astype(np.int32), head.astype(np.int32), whole + capacity, whole + cost
    )
