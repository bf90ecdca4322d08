"""Agreed minimums as something to have most of: a mark for each place that counts towards one.

A mark is a choice that no household makes, at a place that is not there. No more marks are chosen
than the plan has placements that count, so as many marks as can be is as little short as can be:
one more level among the tiers, to which every proof of a tier applies.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from matching.capacity.family import MARKS, NOWHERE, PLACE, Family, Rows
from matching.capacity.model import Chosen, Model
from matching.capacity.quotas import agreed, layers, members
from matching.codes.rounds import Level
from matching.pairs.columns import Columns
from matching.policy import Policy
from matching.problem import Problem

FIXED = 0
MINIMUM = "E27_MINIMUM"


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """What comes before what: `rank` of each request and then of each mark, the first is 0.

    `minimums` is the rank of the marks, -1 where nothing is aimed at; `tiers` that of each tier.
    """

    rank: Rows
    minimums: int
    tiers: tuple[int, ...]

    @property
    def levels(self) -> int:
        """How many ranks there are: those of fixed pairs, tiers and minimums."""
        return self.tiers[-1] + 1


def aimed_at(problem: Problem, policy: Policy) -> Problem:
    """The problem without the minimums where the policy only tells of them."""
    if policy.level(MINIMUM) is Level.SOFT or not len(agreed(problem)):
        return problem
    none = np.zeros_like(problem.quotas.at_least)
    return replace(problem, quotas=replace(problem.quotas, at_least=none))


def order_of(problem: Problem, policy: Policy, tier: Rows) -> Order:
    """The order of a round: fixed pairs, then tiers, the minimums before the one that it says."""
    marks = len(marks_of(problem))
    before = [item.code for item in policy.tiers].index(policy.minimums_before)
    ranks = np.arange(len(policy.tiers)) + 1
    aims = len(agreed(problem)) > 0
    ranks[before:] += aims
    rank = np.append(ranks[tier], np.full(marks, before + 1))
    rank[problem.fixed.request] = FIXED
    return Order(rank, before + 1 if aims else -1, tuple(ranks.tolist()))


def marks_of(problem: Problem) -> Rows:
    """The quota of each mark. A plan has no more places than there are requests and units."""
    most = min(len(problem.requests), len(problem.units))
    quotas = np.arange(len(problem.quotas))
    return np.repeat(quotas, np.minimum(problem.quotas.at_least, most))


def marked(model: Model, problem: Problem) -> Model:
    """The model with the marks, whose ranks it has already."""
    marks = marks_of(problem)
    if not len(marks):
        return model
    nobody = np.full(len(marks), NOWHERE, dtype=np.int64)
    units = next(family.upper for family in model.families if family.kind == PLACE)
    place = len(units) + marks
    request = len(problem.requests) + np.arange(len(marks))
    beyond = Columns(request, place, nobody + 1, nobody, nobody + 1)
    both = zip(model.columns.columns(), beyond.columns(), strict=True)
    counted, families = _counted(problem, marks), []
    for family in model.families:
        if family.kind == PLACE:
            many = np.bincount(marks, minlength=len(problem.quotas))
            family = replace(family, upper=np.append(family.upper, many))
        row = {PLACE: place}.get(family.kind, nobody)
        row = next(counted) if family.kind == MARKS else row
        families.append(replace(family, row=np.append(family.row, row)))
    columns = Columns(*(np.append(*columns) for columns in both))
    return replace(model, columns=columns, families=tuple(families))


def unmarked(problem: Problem, columns: Columns) -> Columns:
    """The choices that households make."""
    return columns.take(columns.request < len(problem.requests))


def _counted(problem: Problem, marks: Rows) -> Iterator[Rows]:
    """The row that each mark uses of each family of marks in turn."""
    for layer in layers(problem, agreed(problem)):
        row = np.full(len(problem.quotas), NOWHERE, dtype=np.int64)
        row[members(layer)] = np.arange(len(members(layer)))
        yield row[marks]


def marks_worth(
    problem: Problem, limits: Sequence[Family], prices: Sequence[Rows], base: Rows
) -> int:
    """What the marks are worth together, each at its `base` less the price of its row, or nothing.

    `base` is by request and then by mark, in the unit of the prices.
    """
    net = base[len(problem.requests) :].copy()
    counted = _counted(problem, marks_of(problem))
    for family, price in zip(limits, prices, strict=True):
        if family.kind == MARKS:
            row = next(counted)
            net -= np.append(price, 0)[row]
    return int(np.maximum(net, 0).sum())


def with_reached(model: Model, chosen: Chosen) -> Chosen:
    """A plan without marks, with as many as it reaches."""
    found = chosen.copy()
    for counts, family in pairwise(model.families):
        if family.kind == MARKS:
            mine = np.nonzero(family.row >= 0)[0]
            mine = mine[np.argsort(family.row[mine], kind="stable")]
            row = family.row[mine]
            turn = np.arange(len(row)) - np.searchsorted(row, row)
            found[mine[turn < -counts.used(chosen)[row]]] = True
    return found
