"""The best plan where limits cross the flow: a linear model over few pairs, a bound over all.

The linear model gives each crossing limit a price. The flow over all pairs at those prices, with
what the limits cost, bounds every plan (Lagrange) in whole numbers; it begins where the linear
model ended, so it is short, and its pairs are what the model still lacks. (Dantzig and Wolfe, 1960;
Geoffrion, 1974.)
"""

from dataclasses import dataclass, replace

import numpy as np

from matching.capacity.family import NOWHERE, Rows, united
from matching.capacity.greedy import best_each, greedy
from matching.capacity.minimums import with_reached
from matching.capacity.model import Chosen, Model
from matching.codes.rounds import Proof
from matching.flow.market import (
    NEAR,
    Traded,
    best_flow,
    bound_at,
    cheapest,
    known_by,
    near_to_best,
)
from matching.flow.potentials import Prices
from matching.flow.worth import Worth
from matching.mapping import Map
from matching.optimum.basic import prices_of_basis
from matching.optimum.bound import bound_of
from matching.optimum.bundled import optimum
from matching.optimum.optimizer import BASIC, LOWER, UPPER, Numbers, Relaxed
from matching.optimum.piecewise import EACH, FAR, by_pieces
from matching.optimum.priced import Duals, Priced
from matching.optimum.restricted import Core, Goal, core_of, moved, plan_in
from matching.optimum.search import MANY, WHOLE, whole_plan
from matching.pairs.candidates import stretches
from matching.pairs.columns import Columns
from matching.stop import Stop

GRID, FINE = 16, 240
START, MORE, ROUNDS, AGAIN = 8, 3, 12, 6
FEW, LARGE = 20, 50_000
HALF = 0.5
# In a large model the last hundred-millionth, less than one household, takes a third of all time.
LAST = 1e-8


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
    looked at. `found` is the linear optimum over those, where there is one.
    """

    columns: Columns
    shadow: Shadow
    core: Rows
    pair: Rows
    proof: Proof
    found: Relaxed | None = None


@dataclass(slots=True, eq=False)
class Descent:
    """Where the search for prices stands: the pairs in the model, a plan in parts of choices with
    its basis, one in whole choices, the best bound, and the last flow.
    """

    core: Core
    found: Relaxed | None
    plan: Chosen
    shadow: Shadow
    traded: Traded | None = None


def shadow_at(priced: Priced, goal: Goal, model: Model, prices: Numbers) -> tuple[Worth, Shadow]:
    """What all pairs are worth at prices of the rows of a model, and what these prove so."""
    pairs, base = priced.pairs, goal.base * goal.grid
    duals = priced.whole(model, prices, goal.grid)
    gains = priced.gains(duals, goal.grid * goal.points)
    worth = Worth(pairs.first, pairs.place, base[: len(pairs.first) - 1], gains)
    flow = priced.in_tree(model, prices, goal.grid)
    most = priced.paid(duals) + bound_at(worth, priced.carried.tree, flow)
    return worth, Shadow(goal.grid, goal.base, flow, duals, most + priced.marks(duals, base))


def pairs_within(priced: Priced, shadow: Shadow, loss: int) -> Rows:
    """The pairs, by number, with which a plan loses no more at these prices, in their unit."""
    gains, tree = priced.gains(shadow.duals, shadow.grid), priced.carried.tree
    base = shadow.base[: len(priced.pairs.first) - 1] * shadow.grid
    worth = Worth(priced.pairs.first, priced.pairs.place, base, gains)
    nobody = np.empty(0, dtype=np.int64)
    profit = known_by(worth, tree, shadow.flow, nobody).profit
    best, found = np.maximum(profit, shadow.flow.of_slots(tree)) - base, [nobody]
    for rows, part in stretches(worth.first):
        many = np.diff(np.append(worth.first[rows], part.stop))
        net = gains[part] - shadow.flow.node[worth.place[part]]
        found.append(np.nonzero(np.repeat(best[rows], many) - net <= loss)[0] + part.start)
    return np.concatenate(found)


def crossed(
    priced: Priced,
    base: Rows,
    rank: Rows,
    first: Worth,
    traded: Traded,
    stop: Stop,
    spread: Map,
) -> Crossed:
    """The best plan for base and points in one sum, from the flow that took no notice of limits.

    It begins with pieces, solved by the map `spread`.
    """
    goal, held = Goal(base, 1, GRID), traded.pair[traded.pair != NOWHERE]
    chosen = united(cheapest(first, traded.prices, EACH), held)
    core = core_of(priced, goal, rank, united(chosen, priced.in_groups()))
    nothing = priced.nothing()
    most = traded.most + priced.marks(nothing, base)
    shadow = Shadow(1, base, traded.prices, nothing, most)
    likely = best_each(core.model, core.objective, np.isin(core.pair, held))
    at = Descent(core, None, greedy(core.model, core.objective, likely), shadow)
    if len(priced.before.stays):
        at.core, at.found = as_before(priced, goal, rank, core)
        at.plan = greedy(at.core.model, at.core.objective, at.found.shares > HALF)
    elif pieces := by_pieces(priced, goal, rank, core, likely, stop, spread):
        at.core, at.found = pieces
        at.plan = greedy(at.core.model, at.core.objective, at.found.shares > HALF)
        at.found = with_marks(at.core, at.found)
        used = at.core.pair[(at.found.columns == BASIC) | at.plan]
        used = united(used[used < len(priced.pairs)], priced.in_groups())
        flows = 1 if len(at.core.model) > LARGE else None
        _bounded(priced, goal, rank, at, used, stop, flows)
    _descend(priced, goal, rank, at, stop, ROUNDS)
    return _in_whole_numbers(at, stop)


def as_before(priced: Priced, goal: Goal, rank: Rows, core: Core) -> tuple[Core, Relaxed]:
    """The model with the pairs of the plan of before too, and that plan with its basis: most of it
    stays, so a solver has less to do from there than from what pieces make together.
    """
    wider = core_of(priced, goal, rank, united(core.pairs, priced.before.pairs(priced.pairs)))
    model = wider.model
    plan = with_reached(model, priced.before.has(model.columns))
    columns = np.where(plan, BASIC, LOWER)
    rows = np.full(model.requests + len(model.upper()), BASIC, dtype=np.int64)
    rows[model.columns.request[plan]] = UPPER
    nothing = np.zeros(len(model.upper()))
    return wider, Relaxed(plan.astype(np.float64), nothing, columns.astype(np.int64), rows)


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
    at = Descent(core, best.found, nothing, shadow)
    _by_basis(priced, goal, at, stop)
    if at.shadow.most // at.shadow.grid > enough:
        _descend(priced, goal, rank, at, stop, AGAIN, enough)
    return at.shadow.most // at.shadow.grid


def _by_basis(priced: Priced, goal: Goal, at: Descent, stop: Stop) -> None:
    """What the basis that is there proves for another goal; no solver is asked."""
    core, found = at.core, at.found
    if found is None or stop.now():
        return
    prices = prices_of_basis(core.model, found, core.objective[:, None])
    if prices is not None:
        at.found = replace(found, prices=prices[:, 0])
        _lowered(priced, goal, at, stop)
        at.found = found


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
    before = 0
    for _ in range(rounds):
        basis = None if at.found is None else (at.found.columns, at.found.rows)
        core, many = at.core, len(at.core.model)
        few = (many - before) * FEW < many
        found = None if stop.now() else optimum(core.model, core.objective, stop, basis, few)
        if found is None:
            return
        at.found, before = found, many
        worth = float(core.objective @ found.shares)
        last = max(HALF, LAST * worth if many > MANY else 0.0)
        lowest = max(worth + last, enough)
        # Where much is new another model follows anyway: one flow tells what a large one lacks.
        flows = 1 if many > LARGE and not few else None
        most = _bounded(priced, goal, rank, at, core.pairs, stop, flows)
        if flows and most > lowest and at.core is core:
            most = _bounded(priced, goal, rank, at, core.pairs, stop)
        if most <= lowest or at.core is core:
            return


def _bounded(
    priced: Priced,
    goal: Goal,
    rank: Rows,
    at: Descent,
    held: Rows,
    stop: Stop,
    flows: int | None = None,
) -> int:
    """What the prices of the model prove over all pairs, by so many flows; the flow's pairs join
    those that are held where there are new ones.
    """
    core, found = at.core, at.found
    assert found is not None
    worth, most = _lowered(priced, goal, at, stop, flows)
    assert at.traded is not None
    tree, point = priced.carried.tree, goal.grid * goal.points * priced.before.point
    far = FAR * point or int(goal.base.max()) * goal.grid + 1
    near = near_to_best(worth, tree, at.traded.prices, MORE, far)
    near = united(at.traded.pair[at.traded.pair != NOWHERE], near)
    if len(united(near, core.pairs)) > len(core.pairs) and not stop.now():
        at.core = core_of(priced, goal, rank, united(held, near))
        at.found, at.plan = moved(core, at.core, found), plan_in(core, at.core, at.plan)
    return most


def _lowered(
    priced: Priced, goal: Goal, at: Descent, stop: Stop, flows: int | None = None
) -> tuple[Worth, int]:
    """What pairs are worth at the prices of the model, and what no plan passes by them."""
    pairs, core, found = priced.pairs, at.core, at.found
    assert found is not None
    duals = priced.whole(core.model, found.prices, goal.grid)
    gains, base = priced.gains(duals, goal.grid * goal.points), goal.base * goal.grid
    worth = Worth(pairs.first, pairs.place, base[: len(pairs.first) - 1], gains)
    at.traded = _bounding(priced, worth, at, goal, stop, flows)
    most = priced.paid(duals) + at.traded.most + priced.marks(duals, base)
    if most * at.shadow.grid < at.shadow.most * goal.grid:
        at.shadow = Shadow(goal.grid, goal.base, at.traded.prices, duals, most)
    return worth, most // goal.grid


def with_marks(core: Core, found: Relaxed) -> Relaxed:
    """The same basis with the marks that whole placements reach, of which no piece knows: a solver
    would take thousands of steps to bring them in one by one.
    """
    marks = with_reached(core.model, found.shares > WHOLE) & (found.shares <= WHOLE)
    shares, columns, rows = found.shares.copy(), found.columns.copy(), found.rows.copy()
    shares[marks], columns[marks] = 1.0, BASIC
    rows[core.model.columns.request[marks]] = UPPER
    return replace(found, shares=shares, columns=columns, rows=rows)


def _bounding(
    priced: Priced, worth: Worth, at: Descent, goal: Goal, stop: Stop, flows: int | None
) -> Traded:
    """The flow over all pairs at prices of the limits. It begins where the linear model ended, or
    where the flow before it did, whichever is nearer to its own bound.
    """
    tree, core, found = priced.carried.tree, at.core, at.found
    assert found is not None
    plan = np.sort(core.pair[(found.shares > WHOLE) & (core.pair < len(priced.pairs))])
    known = known_by(worth, tree, priced.in_tree(core.model, found.prices, goal.grid), plan)
    if at.traded is not None:
        last = np.sort(at.traded.pair[at.traded.pair != NOWHERE])
        other = known_by(worth, tree, at.traded.prices, last)
        known, plan = (other, last) if other.gap < known.gap else (known, plan)
    start = united(plan, cheapest(worth, known.prices, START))
    near = NEAR * goal.grid * goal.points * priced.before.point
    return best_flow(worth, tree, stop, start, near, known, flows, START)


def _in_whole_numbers(at: Descent, stop: Stop) -> Crossed:
    """The best whole plan near the linear optimum; what it rests on is the bound over all pairs."""
    core, chosen, found = at.core, at.plan, at.found
    if found is not None:
        bound = bound_of(core.model, core.objective, found.prices)
        best = whole_plan(
            core.model,
            core.objective,
            at.plan,
            found.shares,
            bound,
            stop,
            in_full=False,
            unit=core.model.point,
        )
        chosen = best.chosen
    columns = core.model.columns.take(chosen)
    return Crossed(columns, at.shadow, core.pairs, core.pair[chosen], Proof.LINEAR, found)
