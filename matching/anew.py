"""A round that is solved before, solved again where some of it is different; few are moved.

All choices in one model, or brought in by price where there are many, as for the first plan.
"""

from dataclasses import dataclass, replace

import numpy as np

from matching.capacity.family import Rows
from matching.capacity.minimums import FIXED, unmarked
from matching.capacity.model import Chosen, Model, undominated
from matching.optimum.before import Before
from matching.optimum.lexicographic import best_plan
from matching.optimum.national import LISTED, REGION, national_plan
from matching.optimum.nearby import plan_near
from matching.optimum.priced import priced
from matching.optimum.sums import point_over
from matching.pairs.candidates import Pairs
from matching.pairs.columns import Columns, keys_of
from matching.pairs.reach import reach_of
from matching.reasons.standing import Standing
from matching.stop import Stop


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """What is different: the choices that nobody may have (`shut`), what comes before what
    (`rank`), and the places of units that are not to be had, one for each unit (`taken`).
    """

    shut: Chosen
    rank: Rows
    taken: Rows


def best_anew(standing: Standing, change: Change, stop: Stop) -> tuple[Rows, bool]:
    """The choices of the best plan by number, and whether that is proven.

    Each that stays as it was counts `Policy.stickiness` points more. Of plans that are equally
    good it is the one that moves fewest.
    """
    if len(standing.pairs) <= LISTED:
        return _listed(standing, change, stop)
    plan, proven = _by_price(standing, change, stop)
    if not proven and len(standing.tier) <= REGION and not stop.now():
        listed, sure = _listed(standing, change, stop)
        plan, proven = (listed, sure) if sure else (plan, proven)
    return plan, proven


def _listed(standing: Standing, change: Change, stop: Stop) -> tuple[Rows, bool]:
    """The same with all choices in one model."""
    before = Before(taken=change.taken)
    choices, rank = standing.choices, change.rank
    model = standing.model(choices, before.limits(standing.limits(choices)), rank)
    open_ = np.nonzero(~with_marks(model, change.shut))[0]
    return best_among(standing, model, standing.chosen, open_, standing.policy.stickiness, stop)


def best_among(
    standing: Standing, model: Model, chosen: Chosen, open_: Rows, bonus: int, stop: Stop
) -> tuple[Rows, bool]:
    """The best of the open choices and marks of a model, in which marks come last, and whether that
    is proven; those `chosen` count `bonus` points more.

    Of plans that are equally good the one that moves fewest: all that stay are worth less together
    than one point (but where weights are so large that it does not fit: `point_over`).
    """
    households = len(chosen)
    chosen = with_marks(model, chosen)
    model = model.take(open_)
    stays = chosen[open_]
    levels = standing.order.levels
    reach = reach_of(standing.problem, standing.policy)
    point = point_over(reach, int(stays.sum()), bonus, levels)
    score = (model.columns.score + bonus * stays) * point + stays * (point > 1)
    model = replace(model, columns=replace(model.columns, score=score), point=point)
    asks, request = np.unique(model.columns.request, return_inverse=True)
    columns = replace(model.columns, request=request.astype(np.int64))
    model = replace(model, columns=columns, rank=model.rank[asks], requests=len(asks))
    kept = undominated(model)
    outcome = best_plan(model.take(kept), levels, stop, lambda *_: None)
    plan = open_[kept[outcome.chosen]]
    return plan[plan < households], outcome.proven


def with_marks(model: Model, chosen: Chosen) -> Chosen:
    """Choices of households by their numbers in a model with marks; no mark is chosen."""
    return np.append(chosen, np.zeros(len(model) - len(chosen), dtype=np.bool_))


def _by_price(standing: Standing, change: Change, stop: Stop) -> tuple[Rows, bool]:
    """The same where choices come in by price."""
    before, pairs = _before(standing, change)
    market = priced(standing.kernel, pairs, before)
    levels = standing.order.levels
    plan = plan_near(market, standing.prices, change.rank, levels, stop)
    plan = plan or national_plan(market, change.rank, levels, stop, lambda *_: None, map)
    found = unmarked(standing.problem, plan.columns)
    return np.sort(_numbers(standing, before, found)), plan.proven


def _before(standing: Standing, change: Change) -> tuple[Before, Pairs]:
    """The plan of before, and the pairs of which some choice is open."""
    choices, many = standing.choices, len(standing.problem.places)
    shut, chosen = np.nonzero(change.shut)[0], np.nonzero(standing.chosen & ~change.shut)[0]
    pair = choices.request[shut] * many + choices.place[shut]
    held = np.isin(pair, choices.request[chosen] * many + choices.place[chosen])
    stays, not_so = (
        np.sort(keys_of(own.request * many + own.place, own))
        for own in (choices.take(chosen), choices.take(shut[held]))
    )
    reach, bonus = reach_of(standing.problem, standing.policy), standing.policy.stickiness
    point = point_over(reach, len(stays), bonus, standing.order.levels)
    settled = _settled(standing, change.rank)
    before = Before(many, stays, not_so, bonus, point, change.taken, settled)
    return before, _without(standing.pairs, np.unique(pair[~held]), many)


def _settled(standing: Standing, rank: Rows) -> Rows:
    """What no plan has more of, rank by rank: what the plan before has, where that is proven.

    A change only takes choices and units away, so each new plan could have been one before. Who is
    put first by it leaves another rank, and is among the first in all plans that are compared.
    """
    was, levels = standing.order.rank, standing.order.levels
    first = was == FIXED
    if not standing.settled or standing.counts[FIXED] < first.sum():
        return np.empty(0, dtype=np.int64)
    moved = (rank == FIXED) & ~first
    found: Rows = standing.counts - np.bincount(was[moved], minlength=levels)
    found[FIXED] += moved.sum()
    return found


def _without(pairs: Pairs, gone: Rows, many: int) -> Pairs:
    """The pairs but for those given as request times how `many` places there are, plus place."""
    at, starts = pairs.numbers_of(requests := np.unique(gone // many))
    key = np.repeat(requests, np.diff(starts)) * many + pairs.place[at]
    kept = np.ones(len(pairs), dtype=np.bool_)
    kept[at[np.isin(key, gone)]] = False
    return pairs.only(kept)


def _numbers(standing: Standing, before: Before, plan: Columns) -> Rows:
    """The number of each choice of a plan among all choices."""
    at = standing.choices_of(np.unique(plan.request))
    keys = before.key(standing.choices.take(at))
    return at[np.searchsorted(keys, before.key(plan))]
