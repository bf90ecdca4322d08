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
from matching.flow.within import within
from matching.flow.worth import Worth
from matching.stop import Stop

SOURCE, SINK, FIRST = 0, 1, 2
# So many pairs take a tenth of a second or two: too short to be stopped.
LARGE, NEVER = 50_000, Stop()
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """Prices, what each request gains at most at them, and how far a plan is from the bound."""

    prices: Prices
    profit: Rows
    gap: int

    def loss(self, arms: Arms) -> Rows:
        """What a plan with each pair loses at least."""
        price = self.prices.node[arms.place]
        found: Rows = self.profit[arms.request] - arms.worth + price
        return found

    def most(self, tree: Tree) -> int:
        """What no plan is worth more than."""
        return bound_by(tree, self.prices, self.profit)

    def needs(self, tree: Tree) -> Flags:
        """Who loses more than the gap without a place."""
        found: Flags = self.profit - self.prices.of_slots(tree) > self.gap
        return found


def bound_by(tree: Tree, prices: Prices, profit: Rows) -> int:
    """What no plan is worth more than: what the limits cost, and what requests gain beyond that."""
    gains = np.maximum(profit - prices.of_slots(tree), 0)
    return prices.paid(tree) + int(gains.sum())


@dataclass(frozen=True, slots=True, eq=False)
class Waiting:
    """A flow that waits to be solved, and nothing else of what may be millions of pairs: those that
    are `sure` without it, and those that are its first arcs.
    """

    flow: SimpleMinCostFlow
    sure: Flags
    arcs: Flags

    def solved(self, stop: Stop) -> Flags | None:
        """Which of the pairs the cheapest flow uses; every unit may also go straight across.

        None when a large one had to stop.
        """
        used, arcs = self.sure.copy(), np.nonzero(self.arcs)[0]
        carried = within(stop if len(arcs) > LARGE else NEVER, self._carried)
        if carried is None:
            return None
        used[arcs] = np.frombuffer(carried, dtype=np.bool_)
        return used

    def _carried(self) -> bytes:
        """A flag for each of the first arcs."""
        status = self.flow.solve()
        if status != SimpleMinCostFlow.Status.OPTIMAL:
            raise ArithmeticError(f"the flow ended with {status}")
        first = np.arange(np.count_nonzero(self.arcs), dtype=np.int32)
        flags: Flags = self.flow.flows(first) > 0
        return flags.tobytes()


def flow_over(tree: Tree, worth: Worth, core: Rows, known: Known) -> Waiting:
    """The flow of most worth over some pairs; it finds one as good as any that is `known`."""
    near = np.zeros(len(core), dtype=np.bool_)
    left = np.zeros(len(tree.slot), dtype=np.int64)
    for part, arms in worth.in_turn(core):
        near[part] = known.loss(arms) <= known.gap
        left += np.bincount(arms.request[near[part]], minlength=len(left))
    alone = (left == 1) & known.needs(tree)
    asks = (left > 0) & ~alone
    number, first_node = FIRST - 1 + np.cumsum(asks), FIRST + int(asks.sum())
    sure, flow = np.zeros_like(near), SimpleMinCostFlow()
    for part, arms in worth.in_turn(core):
        sure[part] = near[part] & alone[arms.request]
        mine = near[part] & ~sure[part]
        tails, heads = number[arms.request[mine]], first_node + arms.place[mine]
        _add(flow, tails, heads, 1, known.loss(arms)[mine], known)
    rest = _without(tree, worth.arms(core[sure]))
    _add_limits(flow, rest, np.nonzero(asks)[0], known)
    return Waiting(flow, sure, near & ~sure)


def _without(tree: Tree, sure: Arms) -> Tree:
    """The tree with what is settled taken off."""
    slot = tree.slot[sure.request]
    used = np.bincount(slot[slot >= 0], minlength=len(tree.slots))
    upper = tree.upper - loads(tree, sure.place)
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
