"""Every pair of a problem, at prices of the limits that cross the tree: what it gains at best."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.capacity.family import CASELOAD, NOWHERE, PLACE, TOWN, Family, Rows, united
from matching.capacity.groups import together
from matching.capacity.limits import by_option, by_pair, lasting
from matching.capacity.minimums import marked, marks_worth
from matching.capacity.model import Model
from matching.codes.rounds import Level
from matching.flow.carried import Carried, carried
from matching.flow.potentials import Prices
from matching.optimum.before import Before
from matching.optimum.options import Options, options_of
from matching.pairs.candidates import Pairs
from matching.pairs.columns import Columns, columns_at
from matching.pairs.kernel import Kernel
from matching.pairs.points import best_points

Duals = Sequence[Rows]
LOW = -(1 << 60)
CROSSES_FROM = 2


@dataclass(frozen=True, slots=True, eq=False)
class Priced:
    """Pairs with their tree and the limits that cross it.

    `options` is None where none of those on options does. `named` are the pairs that are looked at
    by name: of households in groups or with a share of a complex (`others` says whether there are
    any), and those of the plan of `before`. `choices` is what can be chosen there and `of` the pair
    of each choice. `limits` are all that cross, over those choices.
    """

    kernel: Kernel
    pairs: Pairs
    carried: Carried
    options: Options | None
    named: Rows
    choices: Columns
    of: Rows
    limits: tuple[Family, ...]
    others: bool
    before: Before

    @property
    def crosses(self) -> bool:
        """Whether anything can run out that a flow does not carry."""
        return self.options is not None or self.others

    def nothing(self) -> list[Rows]:
        """Prices of nothing."""
        return [np.zeros(len(limit.upper), dtype=np.int64) for limit in self.limits]

    def whole(self, model: Model, duals: NDArray[np.float64], grid: int) -> list[Rows]:
        """Prices in whole 1/`grid`, from those of all rows of a model of these limits."""
        found = []
        for limit, at in zip(self.limits, model.offsets()[CROSSES_FROM:], strict=True):
            price = np.rint(duals[at : at + len(limit.upper)] * grid).astype(np.int64)
            found.append(price if limit.equal else np.maximum(price, 0))
        for price, crossing in zip(found, self.carried.crossing, strict=False):
            price[~crossing] = 0
        return found

    def in_tree(self, model: Model, duals: NDArray[np.float64], grid: int) -> Prices:
        """Prices of what the flow carries, from those of all rows of a model, in whole 1/`grid`."""
        tree, own = self.carried.tree, []
        slot = np.zeros(len(tree.slots), dtype=np.int64)
        crossing = [None, None, *self.carried.crossing]
        for family, at, flags in zip(model.families, model.offsets(), crossing, strict=False):
            price = np.rint(duals[at : at + len(family.upper)] * grid).astype(np.int64)
            price = np.maximum(price, 0)
            if family.kind == CASELOAD:
                used = tree.slot[tree.slot >= 0]
                slot[used] = price[used]
            elif family.kind == PLACE:
                own.append(price[: tree.places])
            elif flags is None or (family.kind == TOWN and not flags.any()):
                own.append(price)
        node = np.concatenate(own)
        total, above = node.copy(), tree.parent
        while (above >= 0).any():
            total += np.append(node, 0)[above]
            above = np.append(tree.parent, NOWHERE)[above]
        return Prices(total, slot)

    def of_rows(self, model: Model, flow: Prices, duals: Duals) -> Rows:
        """The price of each row of a model, from those of the flow and of limits that cross it."""
        found, tree = np.zeros(len(model.upper()), dtype=np.int64), self.carried.tree
        own = np.maximum(flow.node - np.append(flow.node, 0)[tree.parent], 0)
        crossing, node = [None, None, *self.carried.crossing], 0
        for family, at, flags in zip(model.families, model.offsets(), crossing, strict=False):
            if family.kind == CASELOAD:
                found[at : at + len(flow.slot)] = flow.slot
            elif flags is None or (family.kind == TOWN and not flags.any()):
                many = tree.places if family.kind == PLACE else len(family.upper)
                found[at : at + many], node = own[node : node + many], node + many
        for limit, price, at in zip(
            self.limits, duals, model.offsets()[CROSSES_FROM:], strict=True
        ):
            if not limit.continues:
                found[at : at + len(price)] += price
        return found

    def region_of(self, model: Model) -> Rows:
        """The region of each choice of a model; -1 for what is at no place."""
        problem = self.kernel.sheet.problem
        beyond = np.full(len(problem.quotas), NOWHERE, dtype=np.int64)
        found: Rows = np.append(problem.places.region.astype(np.int64), beyond)[model.columns.place]
        return found

    def in_groups(self) -> Rows:
        """The pairs of households in a group, by number."""
        group = self.kernel.sheet.problem.requests.group
        found: Rows = self.named[group[self.pairs.request_of(self.named)] >= 0]
        return found

    def paid(self, prices: Duals) -> int:
        """What the limits cost together."""
        return sum(
            int(price @ limit.upper)
            for price, limit in zip(prices, self.limits, strict=True)
            if not limit.continues
        )

    def marks(self, prices: Duals, base: Rows) -> int:
        """What the marks of minimums are worth beyond the prices of what they ask."""
        return marks_worth(self.kernel.sheet.problem, self.limits, prices, base)

    def gains(self, prices: Duals, grid: int) -> NDArray[Any]:
        """What each pair gains at most in 1/`grid` points; a grid of 0 leaves the points out."""
        fine = grid * self.before.point
        if self.options is None:
            found = best_points(self.kernel, self.pairs, fine)
        else:
            found = self.options.gains(prices[: len(self.options.families)], fine)
        if len(self.named):
            net = self.choices.score * grid
            for limit, price in zip(self.limits, prices, strict=True):
                uses = limit.row >= 0
                net[uses] -= limit.sign * price[limit.row[uses]]
            found = found.astype(np.int64)
            found[self.named] = LOW
            np.maximum.at(found, self.of, net)
        return found

    def model(self, at: Rows, rank: Rows) -> Model:
        """What can be chosen at some pairs, by their numbers in order, with all limits."""
        sheet = self.kernel.sheet
        columns = self.before.of(columns_at(self.kernel, self.pairs, at))
        limits = self.before.limits(lasting(sheet, columns))
        rows = (*limits, *together(sheet.problem, columns))
        model = Model(columns, rank, len(rank), rows, self.before.point)
        return marked(model, sheet.problem)


def priced(kernel: Kernel, pairs: Pairs, before: Before | None = None) -> Priced:
    """The pairs of a kernel, ready to be priced; those of the plan of `before` are among them."""
    was = before or Before()
    sheet = kernel.sheet
    problem, limits = sheet.problem, carried(sheet.problem)
    named = problem.requests.group >= 0
    if sheet.policy.level("E12_SHARE") is Level.HARD:
        named = named | problem.requests.housing_first
    by_name = np.nonzero(np.repeat(named, np.diff(pairs.first)))[0]
    at = united(by_name, was.pairs(pairs))
    choices = was.of(columns_at(kernel, pairs, at))
    key = pairs.request_of(at) * len(problem.places) + pairs.place[at]
    of = at[np.searchsorted(key, choices.request * len(problem.places) + choices.place)]
    rows = (*by_option(problem, choices), *by_pair(sheet, choices), *together(problem, choices))
    crosses = any(flags.any() for flags in limits.crossing)
    options = options_of(kernel, pairs) if crosses else None
    limits = replace(limits, tree=was.tree(limits.tree))
    return Priced(kernel, pairs, limits, options, at, choices, of, rows, len(by_name) > 0, was)
