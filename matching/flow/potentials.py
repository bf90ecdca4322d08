"""What room is worth in an optimal flow: shortest paths in what the flow leaves (Bellman-Ford).

A unit at a place costs the least that others lose by making room: somebody moves on, or gives up
a place. What a flow proves rests on these prices alone (weak duality), not on how it was found.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.capacity.family import Rows
from matching.flow.ends import by_end
from matching.flow.tree import Arms, Tree

Chosen = NDArray[np.bool_]
BIG = 1 << 60
# Looked at one by one a pair takes some ten times as long as all in their order.
MANY = 10


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """`node`: the price of a unit at each place and each row of the levels over it, in the unit of
    worth. `slot`: the price of a free unit of each caseload. All 0 or more.
    """

    node: Rows
    slot: Rows

    def of_slots(self, tree: Tree) -> Rows:
        """What each request's caseload costs; 0 where it needs none."""
        return np.append(self.slot, 0)[tree.slot]

    def paid(self, tree: Tree) -> int:
        """What all limits cost together at these prices."""
        over = np.append(self.node, 0)[tree.parent]
        rent = np.maximum(self.node - over, 0)
        return int(rent @ tree.upper) + int(self.slot @ tree.slots)


def free_of_charge(tree: Tree) -> Prices:
    """Prices of nothing."""
    return Prices(np.zeros(len(tree.parent), np.int64), np.zeros(len(tree.slots), np.int64))


def prices_of(tree: Tree, arms: Arms, used: Rows) -> Prices:
    """The prices at a flow of most worth over these pairs; `used` are the numbers of its pairs."""
    load = loads(tree, arms.place[used])
    full = load >= tree.upper
    node = np.full(len(tree.parent), BIG)
    starts = np.flatnonzero(np.diff(arms.request, prepend=-1))
    rows = arms.request[starts]
    profit = np.full(len(tree.slot), -BIG)
    waiting = np.ones(len(tree.slot), dtype=np.bool_)
    waiting[arms.request[used]] = False
    waits = np.nonzero(waiting & (tree.slot >= 0))[0]
    request, place, worth = arms.request[used], arms.place[used], arms.worth[used]
    layers, ends = layers_of(tree), by_end(arms.place, tree.places)
    slot = np.zeros(len(tree.slots), dtype=np.int64)
    while True:
        slot[:] = 0
        np.maximum.at(slot, tree.slot[waits], profit[waits])
        other = np.maximum(profit, np.append(slot, 0)[tree.slot])[request]
        lower = node.copy()
        np.minimum.at(lower, place, worth - other)
        _over_levels(tree, lower, load, full, layers)
        fell = np.flatnonzero(lower != node)
        if not len(fell):
            return Prices(node, slot)
        node = lower
        fell = fell[fell < tree.places]
        if ends.many(fell) * MANY > len(arms.place):
            profit[rows] = np.maximum.reduceat(arms.worth - node[arms.place], starts)
        else:
            at = ends.at(fell)
            np.maximum.at(profit, arms.request[at], arms.worth[at] - node[arms.place[at]])


def loads(tree: Tree, place: Rows) -> Rows:
    """How many households each node carries when these places are given out."""
    found = np.bincount(place, minlength=len(tree.parent)).astype(np.int64)
    above = tree.parent[place]
    while (above >= 0).any():
        above = above[above >= 0]
        found += np.bincount(above, minlength=len(found))
        above = tree.parent[above]
    return found


def layers_of(tree: Tree) -> list[Rows]:
    """The nodes by how many others lie between them and the sink."""
    steps = tree.steps
    return [np.nonzero(steps == step)[0] for step in range(int(steps.max(initial=0)) + 1)]


def _over_levels(tree: Tree, node: Rows, load: Rows, full: Chosen, layers: list[Rows]) -> None:
    """Lowers prices along the tree: who moves out makes room above, and that is room here."""
    for layer in reversed(layers[1:]):
        at = layer[load[layer] > 0]
        np.minimum.at(node, tree.parent[at], node[at])
    for layer in layers:
        at = layer[~full[layer]]
        node[at] = np.minimum(node[at], np.append(node, 0)[tree.parent[at]])
