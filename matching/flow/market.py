"""The best plan that a tree of limits allows over millions of pairs, of which few enter a flow.

A flow over some pairs gives prices; all pairs are held against them, and those that would gain
enter. When none would, the prices prove that the plan is the best over all pairs (weak duality, in
whole numbers). Prices of any round bound what any plan can be worth.
"""

from dataclasses import dataclass

import numpy as np

from matching.capacity.family import NOWHERE, Rows, united
from matching.flow.cut import narrowest
from matching.flow.mincost import Known, bound_by, flow_over
from matching.flow.potentials import Prices, free_of_charge, prices_of
from matching.flow.tree import Arms, Tree
from matching.flow.worth import NEVER, Worth
from matching.pairs.candidates import stretches
from matching.stop import Stop

EACH, NEAR = 5, 20


@dataclass(frozen=True, slots=True, eq=False)
class Traded:
    """The pair of each request (-1 for none), what they are worth, and the most there could be.

    `prices` prove `most`. `core` are the pairs that entered the flow.
    """

    pair: Rows
    value: int
    most: int
    prices: Prices
    core: Rows


def best_flow(
    worth: Worth,
    tree: Tree,
    stop: Stop,
    core: Rows | None = None,
    near: int = NEAR,
    known: Known | None = None,
    rounds: int | None = None,
    each: int | None = None,
) -> Traded:
    """The best plan, or when stopped the last over the pairs that were looked at, and its bound.

    `core` are the pairs to begin with; what is `known` of all pairs makes the first flow smaller.
    No more than so many `rounds`, where given, and so many pairs for `each` request in one.
    """
    many = each or EACH
    if known is None:
        known = nothing_known(worth, tree)
    if core is None:
        core = cheapest(worth, known.prices, many)
    nobody, most = np.full(len(worth.base), NOWHERE, dtype=np.int64), known.most(tree)
    found = Traded(nobody, 0, most, known.prices, core)
    while True:
        core = worth.wanted(core)
        flags = flow_over(tree, worth, core, known).solved(stop)
        if flags is None:
            return found
        used = np.nonzero(flags)[0]
        arms = worth.arms(core)
        value = int(arms.worth[used].sum())
        prices = prices_of(tree, arms, used)
        profit, more = _priced(worth, tree, prices, arms, near, many)
        held = arms.request[used]
        # What a solver keeps of millions of arcs is large enough by itself.
        del arms
        most = bound_by(tree, prices, profit)
        if most - value <= known.gap:
            known = Known(prices, profit, most - value)
        pair = nobody.copy()
        pair[held] = core[used]
        found, wider = Traded(pair, value, most, prices, core), united(core, more)
        last = rounds is not None and (rounds := rounds - 1) < 1
        if most == value or len(wider) == len(core) or last or stop.now():
            return found
        core = wider


def most_carried(worth: Worth, tree: Tree, stop: Stop, core: Rows) -> int:
    """How many of all pairs, each worth 1, no plan passes; when stopped, no fewer.

    `core` are the pairs to begin with.
    """
    most = int(np.count_nonzero(np.diff(worth.first)))
    while not stop.now():
        arms = worth.arms(core)
        value, prices = narrowest(tree, arms)
        profit, more = _priced(worth, tree, prices, arms, 0, EACH)
        most = bound_by(tree, prices, profit)
        if most == value:
            break
        core = united(core, more)
    return most


def nothing_known(worth: Worth, tree: Tree) -> Known:
    """What holds without any price: everybody gets the best, at no cost."""
    profit = np.maximum(worth.base + worth.highest(), 0)
    return Known(free_of_charge(tree), profit, int(profit.sum()))


def known_by(worth: Worth, tree: Tree, prices: Prices, plan: Rows) -> Known:
    """What prices tell of all pairs beside a plan, as numbers of pairs, that keeps the tree."""
    profit = np.zeros(len(worth.base), dtype=np.int64)
    for rows, part in stretches(worth.first):
        best = np.maximum.reduceat(_reduced(worth, prices, part), worth.first[rows] - part.start)
        profit[rows] = np.maximum(best + worth.base[rows], 0)
    value = int(worth.arms(plan).worth.sum())
    return Known(prices, profit, bound_by(tree, prices, profit) - value)


def bound_at(worth: Worth, tree: Tree, prices: Prices) -> int:
    """What no plan is worth more than, by these prices; any prices of 0 and more will do."""
    return known_by(worth, tree, prices, np.empty(0, dtype=np.int64)).gap


def cheapest(worth: Worth, prices: Prices, many: int) -> Rows:
    """The pairs of each request that gain most at these prices, so many of each."""
    found = [
        best_each(_reduced(worth, prices, part), worth.first[rows] - part.start, many, NEVER)
        + part.start
        for rows, part in stretches(worth.first)
    ]
    return np.sort(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)


def near_to_best(worth: Worth, tree: Tree, prices: Prices, many: int, far: int) -> Rows:
    """The cheapest pairs of each request, but for those that lose as much as `far` beside its best.

    Having no place is among what may be best.
    """
    found = cheapest(worth, prices, many)
    arms = worth.arms(found)
    net = arms.worth - prices.node[arms.place]
    best = np.maximum(prices.of_slots(tree), 0)
    np.maximum.at(best, arms.request, net)
    near: Rows = found[net > best[arms.request] - far]
    return near


def _priced(
    worth: Worth, tree: Tree, prices: Prices, arms: Arms, near: int, each: int
) -> tuple[Rows, Rows]:
    """What each request gains at most at these prices, and a few pairs for each request that gain
    more than those inside, or nearly as much: prices still move.
    """
    held = np.zeros(len(worth.base), dtype=np.int64)
    np.maximum.at(held, arms.request, arms.worth - prices.node[arms.place])
    held = np.maximum(held, prices.of_slots(tree)) - worth.base
    profit, found = np.zeros_like(held), [np.empty(0, dtype=np.int64)]
    for rows, part in stretches(worth.first):
        reduced, starts = _reduced(worth, prices, part), worth.first[rows] - part.start
        best = np.maximum.reduceat(reduced, starts)
        profit[rows] = np.maximum(best + worth.base[rows], 0)
        gains = np.nonzero(best > held[rows] - near)[0]
        if len(gains):
            found.append(_more(reduced, starts, gains, held[rows] - near, each) + part.start)
    return profit, np.sort(np.concatenate(found))


def _reduced(worth: Worth, prices: Prices, part: slice) -> Rows:
    """What pairs gain beyond the price of their place."""
    found: Rows = worth.gain[part] - prices.node[worth.place[part]]
    return found


def _more(reduced: Rows, starts: Rows, gains: Rows, held: Rows, each: int) -> Rows:
    """The best pairs of the requests that gain, those that gain only; numbers within the part."""
    many = np.diff(np.append(starts, len(reduced)))[gains]
    local = np.cumsum(many) - many
    pairs = np.arange(int(many.sum())) + np.repeat(starts[gains] - local, many)
    best = best_each(reduced[pairs], local, each, held[gains])
    found: Rows = pairs[best]
    return found


def best_each(values: Rows, starts: Rows, many: int, over: Rows | int) -> Rows:
    """Of each stretch of values the highest, so many at most, that lie over a floor.

    `starts` is where each stretch begins; none is empty. The first of equals goes first.
    """
    left, length = values.copy(), np.diff(np.append(starts, len(values)))
    found = []
    for _ in range(many):
        top = np.maximum.reduceat(left, starts)
        top = np.where(top > over, top, -NEVER)
        hit = np.flatnonzero(left == np.repeat(top, length))
        if not len(hit):
            break
        stretch = np.searchsorted(starts, hit, side="right")
        first = hit[np.concatenate([[True], stretch[1:] != stretch[:-1]])]
        left[first] = NEVER
        found.append(first)
    return np.concatenate(found) if found else np.empty(0, dtype=np.int64)
