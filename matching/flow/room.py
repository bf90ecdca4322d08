"""What it costs to bring one more household to each place, in an optimal flow.

Prices (`potentials`) are the way out: from a place to the sink. This is the way in: from the source
to a place. Both together tell exactly what one more unit, slot or pair would bring, where prices
alone tell no more than a bound. (Shortest paths in what the flow leaves, after Bellman and Ford.)
"""

from dataclasses import dataclass

import numpy as np

from matching.capacity.family import Rows
from matching.flow.ends import Ends, by_end
from matching.flow.potentials import BIG, Chosen, Prices, layers_of, loads, prices_of
from matching.flow.tree import Arms, Tree

FEW, PART = 100_000, 16


@dataclass(frozen=True, slots=True, eq=False)
class Room:
    """`out` is what room at a node costs others, `slot` what a free unit of caseload costs them.

    `into` is the most that somebody gains who comes to a node, what others lose taken off; `cost`
    is what others lose when each request comes from where it is now.
    """

    tree: Tree
    out: Rows
    into: Rows
    slot: Rows
    cost: Rows
    prices: Prices

    @property
    def beyond(self) -> Rows:
        """What room costs over each node, where the node itself takes one more."""
        found: Rows = np.append(self.out, 0)[self.tree.parent]
        return found


def room_of(tree: Tree, arms: Arms, used: Rows) -> Room:
    """Both ways at a flow of most worth over these pairs; `used` are the numbers of its pairs."""
    prices = prices_of(tree, arms, used)
    into, slot, cost = _into(tree, arms, used, prices)
    return Room(tree, prices.node, into, slot, cost, prices)


def _into(tree: Tree, arms: Arms, used: Rows, prices: Prices) -> tuple[Rows, Rows, Rows]:
    """The way in, for each node and each caseload: who is placed makes way for who comes."""
    load = loads(tree, arms.place[used])
    request, place, worth = arms.request[used], arms.place[used], arms.worth[used]
    mine = tree.slot[request]
    tight = np.bincount(mine[mine >= 0], minlength=len(tree.slots)) >= tree.slots
    into, told = np.full(len(tree.parent), -BIG), np.full(len(tree.slot), BIG)
    least = _least(arms, prices, len(told))
    layers, ends = layers_of(tree), by_end(arms.request, len(tree.slot))
    held = mine >= 0
    while True:
        leaves = np.minimum(worth - into[place], BIG)
        slot = np.where(tight, BIG, 0)
        np.minimum.at(slot, mine[held], leaves[held])
        slot[~tight] = 0
        cost = np.append(slot, 0)[tree.slot]
        cost[request] = leaves
        new = np.flatnonzero(cost != told)
        if not len(new):
            return into, slot, cost
        new = _nearest(new, cost - least, ends)
        told[new] = cost[new]
        at = ends.at(new)
        np.maximum.at(into, arms.place[at], arms.worth[at] - told[arms.request[at]])
        _over_levels(tree, into, load, layers)


def _least(arms: Arms, prices: Prices, requests: int) -> Rows:
    """What others lose at least when each request comes from where it is now: in a best plan nobody
    who comes to a place brings more than room there costs.
    """
    found = np.full(requests, -BIG)
    starts = np.flatnonzero(np.diff(arms.request, prepend=-1))
    net = arms.worth - prices.node[arms.place]
    found[arms.request[starts]] = np.maximum.reduceat(net, starts)
    return found


def _nearest(new: Rows, far: Rows, ends: Ends) -> Rows:
    """Those nearest to what it costs at least: who is looked at too soon is looked at again
    (Dijkstra, 1959). Where few are left, all of them.
    """
    if ends.many(new) < FEW:
        return new
    limit = np.partition(far[new], len(new) // PART)[len(new) // PART]
    found: Rows = new[far[new] <= limit]
    return found


def _over_levels(tree: Tree, into: Rows, load: Rows, layers: list[Rows]) -> None:
    """Raises gains along the tree: who comes to a place with room comes to what lies over it."""
    full: Chosen = load >= tree.upper
    for layer in reversed(layers[1:]):
        at = layer[~full[layer]]
        np.maximum.at(into, tree.parent[at], into[at])
    for layer in layers:
        at = layer[load[layer] > 0]
        into[at] = np.maximum(into[at], np.append(into, 0)[tree.parent[at]])
