"""Prices of limits as a solution tells them, and read back for a round that differs a little."""

from dataclasses import dataclass

import numpy as np

from matching.capacity.family import Rows
from matching.capacity.model import Model
from matching.capacity.named import named
from matching.optimum.crossing import Shadow
from matching.optimum.optimizer import Numbers
from matching.optimum.priced import Priced
from matching.optimum.restricted import Goal
from matching.solution import Prices

WORD = 62


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What a plan is to have most of, what a place counts for in each rank (`step`), and the price
    of each row of a model that lasts."""

    goal: Goal
    step: Rows
    model: Model
    prices: Numbers


def told_prices(priced: Priced, shadow: Shadow, rank: Rows, step: Rows, low: int) -> Prices:
    """What limits are worth by these prices, with their names."""
    model = _least(priced, rank)
    # What has no room at all may have any price: one that nobody would pay is enough.
    highest = 2 * int(step[0]) * shadow.grid
    rows = np.minimum(priced.of_rows(model, shadow.flow, shadow.duals), highest)
    limits = named(priced.kernel.sheet.problem, model).priced(rows)
    return Prices(shadow.grid, tuple(step.tolist()), low, limits)


def known_prices(priced: Priced, prices: Prices, rank: Rows, tiers: int) -> Known | None:
    """The same for a round whose ranks these are, in which a point counts for so many; None where
    it has other tiers, or where sums could pass 64 bits."""
    model, point = _least(priced, rank), priced.before.point
    worth = named(priced.kernel.sheet.problem, model).worth(prices.limits)
    if len(prices.steps) != tiers or _summed(prices, worth, model, rank) * point >> WORD:
        return None
    step = np.array(prices.steps, dtype=np.int64) * point
    asks = np.arange(len(rank)) < len(priced.pairs.first) - 1
    base = step[rank] - np.where(asks, prices.lowest * point, 0)
    rows = np.array(worth, dtype=np.float64) * (point / prices.grid)
    return Known(Goal(base, 1, prices.grid), step, model, rows)


def _summed(prices: Prices, worth: list[int], model: Model, rank: Rows) -> int:
    """No sum over a round is more, nor any number in it, in 1/`grid` of a point."""
    many: list[int] = np.bincount(rank, minlength=len(prices.steps)).tolist()
    upper: list[int] = model.upper().tolist()
    places = sum(step * (of + 1) for step, of in zip(prices.steps, many, strict=True))
    limits = sum(abs(price) * (abs(of) + 1) for price, of in zip(worth, upper, strict=True))
    return (places + abs(prices.lowest) * (len(rank) + 1)) * prices.grid + limits


def _least(priced: Priced, rank: Rows) -> Model:
    """A model of as little as can be: all that have the pairs of groups have the same rows."""
    return priced.model(priced.in_groups(), rank)
