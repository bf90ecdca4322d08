"""A plan for more pairs than can be listed as choices, with a bound over all of them.

The flow goes first. Where its plan breaks a limit that crosses it, a linear model over the pairs
that matter gives those limits a price; the flow over all pairs at these prices bounds every plan,
and shows which pairs the model still lacks. (Dantzig and Wolfe, 1960; Geoffrion, 1974.)
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.codes import Proof
from matching.family import NOWHERE, Rows
from matching.lexicographic import Plan, Tell, tier_weights
from matching.market import Traded, Worth, best_flow, bound_at
from matching.model import Chosen, Model
from matching.potentials import Prices, prices_of
from matching.priced import Duals, Priced
from matching.stop import Stop


@dataclass(frozen=True, slots=True, eq=False)
class Shadow:
    """Prices over all pairs that prove a bound, in 1/`grid` of the unit of `base`.

    `flow` holds the prices of places, of the limits over them and of caseload; `duals` those of
    the limits that cross the flow. `base` is what placing each request is worth, points apart.
    """

    grid: int
    base: Rows
    flow: Prices
    duals: Duals
    most: int


def national_plan(priced: Priced, rank: Rows, tiers: int, stop: Stop, tell: Tell) -> Plan:
    """The best plan for tiers and points in one sum, and what bounds each tier and the points."""
    prices, nothing = priced.nothing(), np.zeros(tiers, dtype=np.int64)
    gains = priced.gains(prices, 1)
    low, high = int(gains.min(initial=0)), int(gains.max(initial=0))
    step = tier_weights(low, high, tiers)
    base = step[rank] - low
    tell("FLOW", nothing, np.bincount(rank, minlength=tiers))
    worth = Worth(priced.pairs.first, priced.pairs.place, base, gains)
    traded = best_flow(worth, priced.carried.tree, stop)
    shadow = Shadow(1, base, traded.prices, prices, traded.most)
    pairs = np.sort(traded.pair[traded.pair != NOWHERE])
    model, chosen = _best_choices(priced, pairs, rank)
    found = Plan(columns=model.columns.take(chosen))
    worths = worths_in_tree(priced, traded, rank, step, stop)
    return _proven(shadow, found, worths, rank, step, Proof.FLOW)


def _proven(
    shadow: Shadow, found: Plan, worths: Sequence[int], rank: Rows, step: Rows, proof: Proof
) -> Plan:
    """The plan with a bound on each tier, and on the points for the counts that it has."""
    counts = np.bincount(rank[found.columns.request], minlength=len(step)).tolist()
    held = 0
    for tier, placed in enumerate(counts):
        weight = int(step[tier])
        most = max((worths[tier] - held) // weight, placed)
        found.add(placed, most, proof if most == placed else Proof.COUNT)
        held += weight * placed
    points = int(found.columns.score.sum())
    worth = int(shadow.base[found.columns.request].sum()) + points
    found.add(points, points + shadow.most // shadow.grid - worth, proof)
    return found


def worths_in_tree(priced: Priced, traded: Traded, rank: Rows, step: Rows, stop: Stop) -> list[int]:
    """For each tier the most that it and those before it are worth in a flow, points left out.

    With the counts of the tiers before it held, that bounds how many of a tier can have a place. A
    plan that is the best already says so by its own prices; else a flow of its own is asked.
    """
    found = []
    pairs, tree = priced.pairs, priced.carried.tree
    nothing = np.broadcast_to(np.int8(0), len(pairs))
    for tier in range(len(step)):
        base = np.where(rank <= tier, step[rank], 0)
        worth = Worth(pairs.first, pairs.place, base, nothing)
        core = worth.wanted(traded.core)
        used = np.nonzero(np.isin(core, traded.pair))[0]
        arms = worth.arms(core)
        most = bound_at(worth, tree, prices_of(tree, arms, used))
        if most > int(arms.worth[used].sum()):
            most = best_flow(worth, tree, stop, core, near=0).most
        found.append(most)
    return found


def _best_choices(priced: Priced, pairs: Rows, rank: Rows) -> tuple[Model, Chosen]:
    """The first of the best choices at each of some pairs, one a request."""
    model = priced.model(pairs, rank)
    columns = model.columns
    order = np.lexsort((np.arange(len(columns)), -columns.score, columns.request))
    chosen = np.zeros(len(columns), dtype=np.bool_)
    chosen[order[np.unique(columns.request[order], return_index=True)[1]]] = True
    return model, chosen
