"""A plan for more pairs than can be listed as choices, with a bound over all of them.

The flow goes first. Where its plan breaks a limit that crosses it, a linear model over the pairs
that matter gives those limits a price; the flow over all pairs at these prices bounds every plan,
and shows which pairs the model still lacks. (Dantzig and Wolfe, 1960; Geoffrion, 1974.)
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.capacity.family import NOWHERE, Rows
from matching.capacity.model import Chosen, Model
from matching.codes.rounds import Proof
from matching.flow.market import NEAR, Traded, best_flow, bound_at, most_carried
from matching.flow.potentials import Prices, prices_of
from matching.flow.tree import Tree
from matching.flow.worth import Worth
from matching.mapping import Map
from matching.optimum.closing import closed
from matching.optimum.crossing import START, Crossed, Shadow, crossed, most_of_tier
from matching.optimum.known import told_prices
from matching.optimum.lexicographic import Plan, Tell, tier_weights
from matching.optimum.priced import Priced
from matching.optimum.settling import settled
from matching.stop import Stop

# Over so many pairs choices come in by price; up to so many households all are listed where that
# left something open.
LISTED, REGION = 60_000, 3_000
LOOK, ROUNDS = 1, 4
# Prices of a tier are whole steps, or halves where shares of a half are left.
PARTS = (1, 2)


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """What pairs are worth at prices of the limits that cross, which cost `beside`; the prices
    `known` of what the flow carries; and the pairs that it begins with.
    """

    tree: Tree
    worth: Worth
    core: Rows
    known: Prices
    beside: int

    @property
    def most(self) -> int:
        """What no plan passes, by these prices: a flow that is the best says so by its own, and one
        at prices of limits mostly by its prices in whole steps."""
        return self.beside + bound_at(self.worth, self.tree, self.known)

    def by_flow(self, stop: Stop) -> int:
        """The same by a flow of its own."""
        flowed = best_flow(
            self.worth, self.tree, stop, self.core, near=0, rounds=ROUNDS, each=START
        )
        return self.beside + flowed.most


def national_plan(
    priced: Priced, rank: Rows, tiers: int, stop: Stop, tell: Tell, spread: Map
) -> Plan:
    """The best plan for tiers and points in one sum, and what bounds each tier and the points.

    Pieces of the country are solved by the map `spread`.
    """
    gains = priced.gains(priced.nothing(), 1)
    low, high = int(gains.min(initial=0)), int(gains.max(initial=0))
    step = tier_weights(low, high, tiers)
    pairs = priced.pairs
    asks = np.arange(len(rank)) < len(pairs.first) - 1
    base = step[rank] - np.where(asks, low, 0)
    asking = np.bincount(rank, minlength=tiers)
    tell("FLOW", np.zeros(tiers, dtype=np.int64), asking)
    worth = Worth(pairs.first, pairs.place, base[asks], gains)
    tree, crosses = priced.carried.tree, priced.crosses
    near = NEAR * priced.before.point
    look = best_flow(worth, tree, stop, near=near, rounds=LOOK, each=START) if crosses else None
    traded = look or best_flow(worth, tree, stop, near=near)
    best = _by_flow(priced, base, rank, traded)
    if best is None:
        tell("LINEAR", np.zeros(tiers, dtype=np.int64), asking)
        best = crossed(priced, base, rank, worth, traded, stop, spread)
    tell("TIERS", np.bincount(rank[best.columns.request], minlength=tiers), asking)
    plan = told(best, _worths(priced, best, rank, step, stop), rank, step)
    if priced.crosses:
        plan = settled(priced, best, closed(priced, best, plan, rank, stop), rank, stop)
        # Where more than prices was needed, a round that differs a little cannot begin at them.
        if plan.proven and not plan.halves:
            plan.prices = told_prices(priced, best.shadow, rank, step, low)
    plan.in_all = _most_in_all(priced, best, stop)
    tell("DONE", np.array(plan.placed[:-1]), np.array(plan.most[:-1]))
    return plan


def _most_in_all(priced: Priced, best: Crossed, stop: Stop) -> int:
    """No plan places more, whoever goes first; by a flow that begins at the pairs looked at."""
    pairs = priced.pairs
    alike = np.ones(len(pairs.first) - 1, dtype=np.int64)
    worth = Worth(pairs.first, pairs.place, alike, priced.gains(priced.nothing(), 0))
    return most_carried(worth, priced.carried.tree, stop, worth.wanted(best.core))


def _by_flow(priced: Priced, base: Rows, rank: Rows, traded: Traded) -> Crossed | None:
    """The flow's plan; None where it breaks a limit that crosses it, or is not the flow's best."""
    model, chosen = _best_choices(priced, np.sort(traded.pair[traded.pair != NOWHERE]), rank)
    if traded.most > traded.value or not model.holds(chosen):
        return None
    nothing = priced.nothing()
    shadow = Shadow(1, base, traded.prices, nothing, traded.most + priced.marks(nothing, base))
    return Crossed(model.columns.take(chosen), shadow, traded.core, traded.pair, Proof.FLOW)


def told(best: Crossed, worths: Sequence[int], rank: Rows, step: Rows) -> Plan:
    """The plan with a bound on each tier, and on the points for the counts that it has.

    A place counts for `step` of its rank; `worths` are the most that tiers and those before them
    are worth.
    """
    found, shadow = Plan(columns=best.columns), best.shadow
    counts = np.bincount(rank[best.columns.request], minlength=len(step)).tolist()
    held = 0
    for tier, placed in enumerate(counts):
        weight = int(step[tier])
        most = max((worths[tier] - held) // weight, placed)
        found.add(placed, most, best.proof if most == placed else Proof.COUNT)
        held += weight * placed
    points = int(best.columns.score.sum())
    worth = int(shadow.base[best.columns.request].sum()) + points
    found.add(points, points + shadow.most // shadow.grid - worth, best.proof)
    return found


def _worths(priced: Priced, best: Crossed, rank: Rows, step: Rows, stop: Stop) -> list[int]:
    """For each tier the most that it and those before it are worth, points left out.

    With the counts of the tiers before it held, that bounds how many of a tier can have a place.
    Where neither a plan of before nor the prices of this one settle a tier, the linear model is
    asked for its own, and then a flow.
    """
    found: list[int] = []
    counts = np.bincount(rank[best.columns.request], minlength=len(step))
    settled = priced.crosses
    for tier, weight in enumerate(step.tolist()):
        has = int(step[: tier + 1] @ counts[: tier + 1])
        if priced.before.settles(counts[: tier + 1]):
            found.append(has)
            continue
        weighted = np.where(rank <= tier, step[rank], 0)
        most = int(weighted.sum())
        for parts in PARTS if settled else PARTS[:1]:
            priced_so = _at_prices_of(priced, best, weighted, weight // parts)
            most = min(most, priced_so.most)
            if most - has < weight:
                break
        if settled and most - has >= weight and not stop.now():
            base = np.where(rank <= tier, step[rank] // weight, 0)
            own = most_of_tier(priced, base, rank, best, has // weight, stop)
            most = min(most, own * weight)
        if most - has >= weight and not stop.now():
            most = min(most, priced_so.by_flow(stop))
        settled = settled and most - has < weight
        found.append(most)
    return found


def _at_prices_of(priced: Priced, best: Crossed, base: Rows, step: int) -> Steps:
    """What some tiers are worth by the prices of the plan, in whole steps of this size."""
    pairs, tree = priced.pairs, priced.carried.tree

    def in_steps(price: Rows) -> Rows:
        whole = best.shadow.grid * step
        found: Rows = (price + whole // 2) // whole * step
        return found

    duals = [in_steps(price) for price in best.shadow.duals]
    mine = base[: len(pairs.first) - 1]
    worth = Worth(pairs.first, pairs.place, mine, priced.gains(duals, 0))
    core, flow = worth.wanted(best.core), best.shadow.flow
    if priced.crosses or best.proof is not Proof.FLOW:
        known = Prices(in_steps(flow.node), in_steps(flow.slot))
    else:
        known = prices_of(tree, worth.arms(core), np.nonzero(np.isin(core, best.pair))[0])
    return Steps(tree, worth, core, known, priced.paid(duals) + priced.marks(duals, base))


def _best_choices(priced: Priced, pairs: Rows, rank: Rows) -> tuple[Model, Chosen]:
    """The first of the best choices at each of some pairs, one a request."""
    model = priced.model(pairs, rank)
    columns = model.columns
    order = np.lexsort((np.arange(len(columns)), -columns.score, columns.request))
    chosen = np.zeros(len(columns), dtype=np.bool_)
    chosen[order[np.unique(columns.request[order], return_index=True)[1]]] = True
    return model, chosen
