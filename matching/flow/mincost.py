"""The best plan that a tree of limits allows, over some pairs: one integer min-cost flow.

Where a plan and a bound are known, the flow need not look at all of it: a pair that costs more than
lies between the two is in no better plan, and who has one pair left and must have it is settled.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from matching.capacity.family import NOWHERE, Rows
from matching.flow.potentials import Prices, loads
from matching.flow.tree import Arms, Tree

SOURCE, SINK, FIRST = 0, 1, 2
SOME = 1 << 18
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """Prices, what each request gains at most at them, and how far a plan is from the bound."""

    prices: Prices
    profit: Rows
    gap: int


@dataclass(frozen=True, slots=True, eq=False)
class Waiting:
    """A flow that waits to be solved, and nothing else of what may be millions of pairs: those that
    are `sure` without it, and those that are its first arcs.
    """

    flow: SimpleMinCostFlow
    sure: Flags
    arcs: Flags

    def solved(self) -> Flags:
        """Which of the pairs the cheapest flow uses; every unit may also go straight across."""
        status = self.flow.solve()
        if status != SimpleMinCostFlow.Status.OPTIMAL:
            raise ArithmeticError(f"the flow ended with {status}")
        used, first = self.sure.copy(), 0
        for part in _parts(len(used)):
            mine = self.arcs[part]
            last = first + int(mine.sum())
            used[part][mine] = self.flow.flows(np.arange(first, last, dtype=np.int32)) > 0
            first = last
        return used


def flow_over(tree: Tree, arms: Arms, known: Known) -> Waiting:
    """The flow of most worth over these pairs; it finds one as good as any that is `known`."""
    loss = known.profit[arms.request] - arms.worth + known.prices.node[arms.place]
    near = loss <= known.gap
    sure = near & _alone(tree, arms, known, near)
    near &= ~sure
    flow, asks = SimpleMinCostFlow(), np.zeros(len(tree.slot), dtype=np.bool_)
    asks[arms.request[near]] = True
    first_node = FIRST + int(asks.sum())
    number = FIRST - 1 + np.cumsum(asks)
    for part in _parts(len(near)):
        mine = near[part]
        tails, heads = number[arms.request[part][mine]], first_node + arms.place[part][mine]
        _add(flow, tails, heads, 1, loss[part][mine], known)
    _add_limits(flow, _without(tree, arms, sure), np.nonzero(asks)[0], known)
    return Waiting(flow, sure, near)


def _parts(many: int) -> Iterator[slice]:
    """So many numbers, some at a time."""
    for start in range(0, many, SOME):
        yield slice(start, start + SOME)


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


def _add_limits(flow: SimpleMinCostFlow, tree: Tree, asks: Rows, known: Known) -> None:
    """The rest of the flow: from the source to those who ask, and from places to the sink."""
    first_node = FIRST + len(asks)
    first_slot = first_node + len(tree.parent)
    slot, prices = tree.slot[asks], known.prices
    _add(
        flow,
        np.where(slot == NOWHERE, SOURCE, first_slot + slot),
        FIRST + np.arange(len(asks)),
        1,
        np.append(prices.slot, 0)[slot] - known.profit[asks],
        known,
    )
    _add(
        flow,
        first_node + np.arange(len(tree.parent)),
        np.where(tree.parent == NOWHERE, SINK, first_node + tree.parent),
        tree.upper,
        np.append(prices.node, 0)[tree.parent] - prices.node,
        known,
    )
    slots = first_slot + np.arange(len(tree.slots))
    _add(flow, np.full_like(slots, SOURCE), slots, tree.slots, -prices.slot, known)
    _add(flow, np.array([SOURCE]), np.array([SINK]), len(asks), np.array([0]), known)
    flow.set_node_supply(SOURCE, len(asks))
    flow.set_node_supply(SINK, -len(asks))


def _add(
    flow: SimpleMinCostFlow, tails: Rows, heads: Rows, most: Rows | int, costs: Rows, known: Known
) -> None:
    """Arcs that carry so much at most; costs are what prices leave, and never over the gap."""
    flow.add_arcs_with_capacity_and_unit_cost(
        tails.astype(np.int32),
        heads.astype(np.int32),
        np.asarray(most, dtype=np.int64),
        np.clip(costs, -known.gap - 1, known.gap + 1),
    )
