"""The best plan that a tree of limits allows, over some pairs: one integer min-cost flow.

Where a plan and a bound are known, the flow need not look at all of it: a pair that costs more than
lies between the two is in no better plan, and who has one pair left and must have it is settled.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from matching.capacity.family import NOWHERE, Rows
from matching.flow.potentials import Prices, loads
from matching.flow.tree import Arms, Tree

SOURCE, SINK, FIRST = 0, 1, 2
WIDTHS = (np.int32, np.int32, np.int64, np.int64)
Flags = NDArray[np.bool_]
Arcs = tuple[Rows, Rows, Rows, Rows]


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """Prices, what each request gains at most at them, and how far a plan is from the bound."""

    prices: Prices
    profit: Rows
    gap: int


def flow_over(tree: Tree, arms: Arms, known: Known) -> Flags:
    """Which of the pairs the flow of most worth uses; one as good as any that is `known`."""
    loss = known.profit[arms.request] - arms.worth + known.prices.node[arms.place]
    near = loss <= known.gap
    used = near & _alone(tree, arms, known, near)
    open_ = np.nonzero(near & ~used)[0]
    rest = _without(tree, arms, used)
    flow = _network(*_arcs(rest, arms, open_, loss[open_], known))
    # What a solver keeps of millions of arcs is large enough by itself.
    del loss, near
    used[open_] = _solved(flow, len(open_))
    return used


def _alone(tree: Tree, arms: Arms, known: Known, near: Flags) -> Flags:
    """The only pair left to a request that loses more than the gap without a place."""
    left = np.bincount(arms.request[near], minlength=len(tree.slot))
    needs = known.profit - known.prices.of_slots(tree) > known.gap
    found: Flags = ((left == 1) & needs)[arms.request]
    return found


def _without(tree: Tree, arms: Arms, sure: Flags) -> Tree:
    """The tree with what is settled taken off."""
    slot = tree.slot[arms.request[sure]]
    used = np.bincount(slot[slot >= 0], minlength=len(tree.slots))
    upper = tree.upper - loads(tree, arms.place[sure])
    return Tree(tree.slot, tree.slots - used, tree.places, tree.parent, upper)


def _arcs(tree: Tree, arms: Arms, rows: Rows, loss: Rows, known: Known) -> Arcs:
    """Tails, heads, capacities and costs, those of the pairs first; costs are what prices leave."""
    asks, request = np.unique(arms.request[rows], return_inverse=True)
    first_node = FIRST + len(asks)
    first_slot = first_node + len(tree.parent)
    slot, prices = tree.slot[asks], known.prices
    over = np.append(prices.node, 0)[tree.parent]
    parts = [
        (FIRST + request, first_node + arms.place[rows], np.ones_like(loss), loss),
        (
            np.where(slot == NOWHERE, SOURCE, first_slot + slot),
            FIRST + np.arange(len(asks)),
            np.ones_like(asks),
            np.append(prices.slot, 0)[slot] - known.profit[asks],
        ),
        (
            first_node + np.arange(len(tree.parent)),
            np.where(tree.parent == NOWHERE, SINK, first_node + tree.parent),
            tree.upper,
            over - prices.node,
        ),
        (
            np.full(len(tree.slots), SOURCE),
            first_slot + np.arange(len(tree.slots)),
            tree.slots,
            -prices.slot,
        ),
        (np.array([SOURCE]), np.array([SINK]), np.array([len(asks)]), np.array([0])),
    ]
    tails, heads, capacities, costs = (
        np.concatenate(part, dtype=width)
        for part, width in zip(zip(*parts, strict=True), WIDTHS, strict=True)
    )
    most = known.gap + 1
    return tails, heads, capacities, np.clip(costs, -most, most, out=costs)


def _network(tails: Rows, heads: Rows, capacities: Rows, costs: Rows) -> SimpleMinCostFlow:
    """These arcs as a flow from source to sink; nodes without any are left out."""
    seen = np.zeros(max(int(tails.max()), int(heads.max())) + 1, dtype=np.bool_)
    seen[tails] = seen[heads] = True
    number = np.cumsum(seen, dtype=np.int32) - 1
    flow = SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(number[tails], number[heads], capacities, costs)
    flow.set_node_supply(SOURCE, int(capacities[-1]))
    flow.set_node_supply(SINK, -int(capacities[-1]))
    return flow


def _solved(flow: SimpleMinCostFlow, pairs: int) -> Flags:
    """Which of the first arcs the cheapest flow uses; every unit may also go straight across."""
    status = flow.solve()
    if status != SimpleMinCostFlow.Status.OPTIMAL:
        raise ArithmeticError(f"the flow ended with {status}")
    found: Flags = np.asarray(flow.flows(np.arange(pairs, dtype=np.int32))) > 0
    return found
