"""The best plan for a round that differs little from one whose prices are known.

The linear optimum nearby (`near_prices`) leaves few choices that could be in a better plan; what it
has in shares is settled among these. Tiers in which somebody loses a place are proven by prices
that its basis has for them.
"""

from dataclasses import replace

import numpy as np

from matching.capacity.family import Rows
from matching.capacity.model import Chosen, Model
from matching.codes.rounds import Proof
from matching.optimum.basic import prices_of_basis
from matching.optimum.bound import Bound
from matching.optimum.branching import branched
from matching.optimum.crossing import FINE, Crossed, shadow_at
from matching.optimum.known import Known, known_prices
from matching.optimum.lexicographic import Plan
from matching.optimum.national import told
from matching.optimum.near_prices import FAR, OVER, Found, everywhere, near_optimum
from matching.optimum.priced import Priced
from matching.optimum.restricted import Core, Goal
from matching.solution import Prices
from matching.stop import Stop


def plan_near(
    priced: Priced, prices: Prices | None, rank: Rows, tiers: int, stop: Stop
) -> Plan | None:
    """The best plan, proven; None where nothing is known, or where it is not proven by this way.

    Where each that stays counts some points more, prices lie further off: that takes as long as it
    takes without them.
    """
    known = None if prices is None else known_prices(priced, prices, rank, tiers)
    if known is None or priced.before.bonus or not len(priced.before.stays) or not priced.crosses:
        return None
    found = near_optimum(priced, known, rank, stop)
    if found is None or (best := _whole(found, priced.before.point, stop)) is None:
        return None
    counts = np.bincount(rank[best.columns.request], minlength=tiers)
    open_ = [tier for tier in range(tiers) if not priced.before.settles(counts[: tier + 1])]
    if open_ and not _most(priced, known, rank, found, counts, open_, stop):
        return None
    plan = told(best, np.cumsum(known.step * counts).tolist(), rank, known.step)
    plan.most[-1], plan.proofs[-1] = plan.placed[-1], Proof.INTEGER
    return plan


def _most(
    priced: Priced,
    known: Known,
    rank: Rows,
    found: Found,
    counts: Rows,
    tiers: list[int],
    stop: Stop,
) -> bool:
    """Whether the basis proves that no plan has more of these tiers, given those before them."""
    wide = found if found.everywhere else everywhere(priced, known.goal, rank, found, stop)
    if wide is None:
        return False
    model, step = wide.core.model, known.step
    bases = [np.where(rank <= tier, step[rank] // step[tier], 0) for tier in tiers]
    objectives = np.stack([base[model.columns.request] for base in bases], axis=1)
    prices = prices_of_basis(model, wide.linear, objectives)
    if prices is None:
        return False
    for turn, tier in enumerate(tiers):
        shadow = shadow_at(priced, Goal(bases[turn], 0, FINE), model, prices[:, turn])[1]
        has = int((step * counts)[: tier + 1].sum() // step[tier])
        if shadow.most // FINE > has:
            return False
    return True


def _whole(found: Found, point: int, stop: Stop) -> Crossed | None:
    """The best plan in whole choices, proven; None where it is further from the linear one."""
    core, bound = found.core, found.bound
    for over in (OVER, FAR):
        least = bound.total - over * point * bound.grid
        plan = _best_over(core, bound, least, stop)
        if plan is None:
            break
        value = int(core.objective[plan].sum())
        if value * bound.grid >= least and value >= found.beyond:
            pair, columns = core.pair[plan], core.model.columns.take(plan)
            return Crossed(columns, found.shadow, core.pairs, pair, Proof.LINEAR, found.linear)
    return None


def _best_over(core: Core, bound: Bound, least: int, stop: Stop) -> Chosen | None:
    """The best plan of those worth at least so much in 1/`grid`, or one of less where none is;
    None where it is not proven.

    Who has one choice left, and must have it, is settled.
    """
    model, request, slack = core.model, core.model.columns.request, bound.total - least
    profit = np.zeros(model.requests, dtype=np.int64)
    np.maximum.at(profit, request, bound.reduced)
    close = bound.loss <= slack
    sure = (np.bincount(request[close], minlength=model.requests) == 1) & (profit > slack)
    plan, rows = close & sure[request], np.nonzero(close & ~sure[request])[0]
    rest, nobody = _left(model, plan).take(rows), np.zeros(len(rows), dtype=np.bool_)
    best = branched(rest, core.objective[rows], nobody, stop)
    if best is None:
        return None
    plan[rows] = best.chosen
    return plan if model.holds(plan) else None


def _left(model: Model, plan: Chosen) -> Model:
    """The model with what is left of its limits beside a plan."""
    left = model.upper() - model.used(plan)
    parts = zip(model.offsets(), model.families, strict=True)
    families = (replace(one, upper=left[at : at + len(one.upper)]) for at, one in parts)
    return replace(model, families=tuple(families))
