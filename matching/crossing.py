"""The best plan where limits cross the flow: a linear model over few pairs, a bound over all.

The linear model gives each crossing limit a price. The flow over all pairs at those prices, with
what the limits cost, bounds every plan (Lagrange) in whole numbers; it begins where the linear
model ended, so it is short, and its pairs are what the model still lacks. (Dantzig and Wolfe, 1960;
Geoffrion, 1974.)
"""

from dataclasses import dataclass, replace

import numpy as np
from ortools.math_opt import solution_pb2

from matching.bound import bound_of
from matching.codes import ContractForm, Proof
from matching.columns import Columns
from matching.family import NOWHERE, Rows, looked_up
from matching.market import NEAR, Traded, Worth, best_flow, cheapest, known_by
from matching.model import Chosen, Model, undominated
from matching.optimizer import Relaxed, relaxed, start_from_parts
from matching.potentials import Prices
from matching.priced import Duals, Priced
from matching.search import WHOLE, whole_plan
from matching.stop import Stop

GRID = 16
EACH, MORE, ROUNDS = 8, 3, 12
HALF = 0.5
FORMS, BITS = len(ContractForm), 24


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


@dataclass(frozen=True, slots=True, eq=False)
class Crossed:
    """A plan that keeps every limit: its choices and pairs, what bounds it, and all pairs that were
    looked at.
    """

    columns: Columns
    shadow: Shadow
    core: Rows
    pair: Rows
    proof: Proof


@dataclass(frozen=True, slots=True, eq=False)
class Core:
    """Some pairs as a model without dominated choices; `pair` is each choice's pair."""

    pairs: Rows
    model: Model
    pair: Rows
    objective: Rows


def crossed(
    priced: Priced, base: Rows, rank: Rows, first: Worth, traded: Traded, stop: Stop
) -> Crossed:
    """The best plan for base and points in one sum, from the flow that took no notice of limits."""
    held = traded.pair[traded.pair != NOWHERE]
    chosen = np.union1d(cheapest(first, traded.prices, EACH), held)
    core = _core(priced, base, rank, np.union1d(chosen, priced.in_groups()))
    shadow = Shadow(1, base, traded.prices, priced.nothing(), traded.most)
    basis = start_from_parts(core.model, core.objective, _parts(priced, core, traded), stop)
    found, plan = None, _kept(core, held)
    for _ in range(ROUNDS):
        part = None if stop.now() else relaxed(core.model, core.objective, stop, basis)
        if part is None:
            break
        found = part
        duals = priced.whole(core.model, found.prices, GRID)
        worth = Worth(first.first, first.place, base * GRID, priced.gains(duals, GRID))
        traded = _bounding(priced, worth, core, found, stop)
        most = priced.paid(duals) + traded.most
        if most * shadow.grid < shadow.most * GRID:
            shadow = Shadow(GRID, base, traded.prices, duals, most)
        more = np.union1d(traded.pair[traded.pair != NOWHERE], cheapest(worth, traded.prices, MORE))
        more = np.setdiff1d(more, core.pairs)
        if most // GRID <= core.objective @ found.shares + HALF or not len(more):
            break
        wider = _core(priced, base, rank, np.union1d(core.pairs, more))
        basis = _basis_in(core, wider, found)
        found, plan = _wider(core, wider, found), _plan_in(core, wider, plan)
        core = wider
    return _in_whole_numbers(core, found, plan, shadow, stop)


def _wider(core: Core, wider: Core, found: Relaxed) -> Relaxed:
    """The same solution among more choices."""
    same = _same(core, wider)
    shares = np.zeros(len(wider.model))
    shares[same[same >= 0]] = found.shares[same >= 0]
    return replace(found, shares=shares)


def _core(priced: Priced, base: Rows, rank: Rows, pairs: Rows) -> Core:
    model = priced.model(pairs, rank)
    model = model.take(undominated(model))
    columns, many = model.columns, len(priced.kernel.sheet.problem.places)
    key = priced.pairs.request_of(pairs) * many + priced.pairs.place[pairs]
    pair = pairs[np.searchsorted(key, columns.request * many + columns.place)]
    return Core(pairs, model, pair, base[columns.request] + columns.score)


def _kept(core: Core, held: Rows) -> Chosen:
    """What is left of a flow's plan when each limit keeps those worth most: a first plan."""
    model = core.model
    order = np.lexsort((-core.objective, model.columns.request))
    order = order[np.isin(core.pair[order], held)]
    order = order[np.unique(model.columns.request[order], return_index=True)[1]]
    order = order[np.argsort(-core.objective[order], kind="stable")]
    for family in model.families:
        row = family.row[order]
        by_row = np.argsort(row, kind="stable")
        turn = np.empty(len(row), dtype=np.int64)
        turn[by_row] = np.arange(len(row)) - np.searchsorted(row[by_row], row[by_row])
        room = np.zeros(len(row)) if family.equal else np.append(family.upper, 0)[row]
        order = order[(row < 0) | (turn < room)]
    found = np.zeros(len(model), dtype=np.bool_)
    found[order] = True
    return found


def _plan_in(core: Core, wider: Core, plan: Chosen) -> Chosen:
    """The same plan among more choices; nothing where one of its choices is no longer there."""
    same = _same(core, wider)[plan]
    found = np.zeros(len(wider.model), dtype=np.bool_)
    if (same >= 0).all():
        found[same] = True
    return found


def _parts(priced: Priced, core: Core, traded: Traded) -> Rows:
    """The region of each choice, -1 where the household's flow went to another region."""
    region = priced.kernel.sheet.problem.places.region.astype(np.int64)
    placed = np.nonzero(traded.pair != NOWHERE)[0]
    columns = core.model.columns
    home = np.full(core.model.requests, NOWHERE, dtype=np.int64)
    home[columns.request[::-1]] = region[columns.place[::-1]]
    home[placed] = region[priced.pairs.place[traded.pair[placed]]]
    found: Rows = np.where(
        home[columns.request] == region[columns.place], region[columns.place], NOWHERE
    )
    return found


def _bounding(priced: Priced, worth: Worth, core: Core, found: Relaxed, stop: Stop) -> Traded:
    """The flow over all pairs at prices of the limits; it begins where the linear model ended."""
    tree = priced.carried.tree
    prices = priced.in_tree(core.model, found.prices, GRID)
    whole = np.sort(core.pair[found.shares > WHOLE])
    known = known_by(worth, tree, prices, whole)
    start = np.union1d(whole, cheapest(worth, prices, EACH))
    return best_flow(worth, tree, stop, start, NEAR * GRID, known)


def _same(core: Core, wider: Core) -> Rows:
    """The number in the wider model of each choice of the core; -1 where it is dominated there."""
    keys = [
        ((each.pair * FORMS + each.model.columns.form) << BITS) + each.model.columns.provider + 1
        for each in (core, wider)
    ]
    return looked_up(keys[1], keys[0])


def _basis_in(core: Core, wider: Core, found: Relaxed) -> tuple[Rows, Rows] | None:
    """The basis for more pairs; None where a choice of it is no longer there."""
    same = _same(core, wider)
    columns = np.full(len(wider.model), solution_pb2.BASIS_STATUS_AT_LOWER_BOUND, dtype=np.int64)
    if (same < 0).any():
        return None
    columns[same] = found.columns
    return columns, found.rows


def _in_whole_numbers(
    core: Core, found: Relaxed | None, plan: Chosen, shadow: Shadow, stop: Stop
) -> Crossed:
    """The best whole plan near the linear optimum; what it rests on is the bound over all pairs."""
    model, objective = core.model, core.objective
    chosen = plan
    if found is not None:
        bound = bound_of(model, objective, found.prices)
        best = whole_plan(model, objective, plan, found.shares, bound, stop, in_full=False)
        chosen = best.chosen
    columns = model.columns.take(chosen)
    return Crossed(columns, shadow, core.pairs, core.pair[chosen], Proof.LINEAR)
