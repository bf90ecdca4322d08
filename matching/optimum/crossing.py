"""The best plan where limits cross the flow: a linear model over few pairs, a bound over all.

The linear model gives each crossing limit a price. The flow over all pairs at those prices, with
what the limits cost, bounds every plan (Lagrange) in whole numbers; it begins where the linear
model ended, so it is short, and its pairs are what the model still lacks. (Dantzig and Wolfe, 1960;
Geoffrion, 1974.)
"""

from dataclasses import dataclass

import numpy as np

from matching.capacity.family import MARKS, MINIMUM, NOWHERE, Rows
from matching.capacity.minimums import with_reached
from matching.capacity.model import Chosen
from matching.codes import Proof
from matching.flow.market import NEAR, Traded, Worth, best_flow, cheapest, known_by
from matching.flow.potentials import Prices
from matching.optimum.bound import bound_of
from matching.optimum.optimizer import Relaxed, relaxed, start_from_parts
from matching.optimum.priced import Duals, Priced
from matching.optimum.restricted import Core, Goal, basis_in, core_of, plan_in, widened
from matching.optimum.search import WHOLE, whole_plan
from matching.pairs.columns import Columns
from matching.stop import Stop

GRID, FINE = 16, 240
EACH, MORE, ROUNDS, AGAIN = 8, 3, 12, 6
HALF = 0.5


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
    looked at. `basis` is that of the linear model over those, where there is one.
    """

    columns: Columns
    shadow: Shadow
    core: Rows
    pair: Rows
    proof: Proof
    basis: tuple[Rows, Rows] | None = None


@dataclass(slots=True, eq=False)
class Descent:
    """Where the search for prices stands: the pairs in the model, its optimum, the best bound."""

    core: Core
    found: Relaxed | None
    basis: tuple[Rows, Rows] | None
    plan: Chosen
    shadow: Shadow


def crossed(
    priced: Priced, base: Rows, rank: Rows, first: Worth, traded: Traded, stop: Stop
) -> Crossed:
    """The best plan for base and points in one sum, from the flow that took no notice of limits."""
    goal, held = Goal(base, 1, GRID), traded.pair[traded.pair != NOWHERE]
    chosen = np.union1d(cheapest(first, traded.prices, EACH), held)
    core = core_of(priced, goal, rank, np.union1d(chosen, priced.in_groups()))
    nothing = priced.nothing()
    most = traded.most + priced.marks(nothing, base)
    shadow = Shadow(1, base, traded.prices, nothing, most)
    basis = start_from_parts(core.model, core.objective, _parts(priced, core, traded), stop)
    at = Descent(core, None, basis, _kept(core, held), shadow)
    _descend(priced, goal, rank, at, stop, ROUNDS)
    return _in_whole_numbers(at, stop)


def most_of_tier(
    priced: Priced, base: Rows, rank: Rows, best: Crossed, enough: int, stop: Stop
) -> int:
    """The most that any plan has of `base`, points left out; no lower than `enough` is looked for.

    It begins at the linear optimum of the plan for all tiers and points.
    """
    goal = Goal(base, 0, FINE)
    core = core_of(priced, goal, rank, best.core)
    nothing = np.zeros(len(core.model), dtype=np.bool_)
    free = Prices(*(np.zeros_like(part) for part in (best.shadow.flow.node, best.shadow.flow.slot)))
    shadow = Shadow(1, base, free, priced.nothing(), int(base.sum()))
    at = Descent(core, None, best.basis, nothing, shadow)
    _descend(priced, goal, rank, at, stop, AGAIN, enough)
    return at.shadow.most // at.shadow.grid


def _descend(
    priced: Priced,
    goal: Goal,
    rank: Rows,
    at: Descent,
    stop: Stop,
    rounds: int,
    enough: int = 0,
) -> None:
    """Linear model and bounding flow in turn, until they meet or the bound is low enough."""
    pairs = priced.pairs
    for _ in range(rounds):
        core = at.core
        part = None if stop.now() else relaxed(core.model, core.objective, stop, at.basis)
        if part is None:
            return
        at.found, at.basis = part, (part.columns, part.rows)
        duals = priced.whole(core.model, part.prices, goal.grid)
        gains, base = priced.gains(duals, goal.grid * goal.points), goal.base * goal.grid
        worth = Worth(pairs.first, pairs.place, base[: len(pairs.first) - 1], gains)
        traded = _bounding(priced, worth, core, part, goal, stop)
        most = priced.paid(duals) + traded.most + priced.marks(duals, base)
        if most * at.shadow.grid < at.shadow.most * goal.grid:
            at.shadow = Shadow(goal.grid, goal.base, traded.prices, duals, most)
        more = np.union1d(traded.pair[traded.pair != NOWHERE], cheapest(worth, traded.prices, MORE))
        more = np.setdiff1d(more, core.pairs)
        lowest = max(float(core.objective @ part.shares) + HALF, enough)
        if most // goal.grid <= lowest or not len(more):
            return
        wider = core_of(priced, goal, rank, np.union1d(core.pairs, more))
        at.basis = basis_in(core, wider, part)
        at.found, at.plan = widened(core, wider, part), plan_in(core, wider, at.plan)
        at.core = wider


def _kept(core: Core, held: Rows) -> Chosen:
    """What is left of a flow's plan when each limit keeps those worth most: a first plan."""
    model = core.model
    order = np.lexsort((-core.objective, model.columns.request))
    order = order[np.isin(core.pair[order], held)]
    order = order[np.unique(model.columns.request[order], return_index=True)[1]]
    order = order[np.argsort(-core.objective[order], kind="stable")]
    for family in model.families:
        if family.kind in (MINIMUM, MARKS):
            continue
        row = family.row[order]
        by_row = np.argsort(row, kind="stable")
        turn = np.empty(len(row), dtype=np.int64)
        turn[by_row] = np.arange(len(row)) - np.searchsorted(row[by_row], row[by_row])
        room = np.zeros(len(row)) if family.equal else np.append(family.upper, 0)[row]
        order = order[(row < 0) | (turn < room)]
    found = np.zeros(len(model), dtype=np.bool_)
    found[order] = True
    return with_reached(model, found)


def _parts(priced: Priced, core: Core, traded: Traded) -> Rows:
    """The region of each choice, -1 where the household's flow went to another region."""
    problem = priced.kernel.sheet.problem
    region = np.append(problem.places.region, np.full(len(problem.quotas), NOWHERE))
    placed = np.nonzero(traded.pair != NOWHERE)[0]
    columns = core.model.columns
    home = np.full(core.model.requests, NOWHERE, dtype=np.int64)
    home[columns.request[::-1]] = region[columns.place[::-1]]
    home[placed] = region[priced.pairs.place[traded.pair[placed]]]
    found: Rows = np.where(
        home[columns.request] == region[columns.place], region[columns.place], NOWHERE
    )
    return found


def _bounding(
    priced: Priced, worth: Worth, core: Core, found: Relaxed, goal: Goal, stop: Stop
) -> Traded:
    """The flow over all pairs at prices of the limits; it begins where the linear model ended."""
    tree = priced.carried.tree
    prices = priced.in_tree(core.model, found.prices, goal.grid)
    whole = np.sort(core.pair[(found.shares > WHOLE) & (core.pair < len(priced.pairs))])
    known = known_by(worth, tree, prices, whole)
    start = np.union1d(whole, cheapest(worth, prices, EACH))
    return best_flow(worth, tree, stop, start, NEAR * goal.grid * goal.points, known)


def _in_whole_numbers(at: Descent, stop: Stop) -> Crossed:
    """The best whole plan near the linear optimum; what it rests on is the bound over all pairs."""
    core, chosen, found = at.core, at.plan, at.found
    if found is not None:
        bound = bound_of(core.model, core.objective, found.prices)
        best = whole_plan(
            core.model, core.objective, at.plan, found.shares, bound, stop, in_full=False
        )
        chosen = best.chosen
    columns = core.model.columns.take(chosen)
    return Crossed(columns, at.shadow, core.pairs, core.pair[chosen], Proof.LINEAR, at.basis)
