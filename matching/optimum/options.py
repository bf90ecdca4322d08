"""What can be chosen at a pair, kept once for all pairs that offer the same.

Two pairs are of a kind when the same providers can stand behind the same contract forms and the
same limits count them; only their points differ. So prices of limits reach millions of pairs
through a small table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.capacity.family import Family, Rows
from matching.capacity.limits import by_option
from matching.capacity.model import Model, undominated
from matching.pairs.candidates import Pairs, stretches
from matching.pairs.columns import Columns, options
from matching.pairs.kernel import NEVER, Kernel
from matching.pairs.kinds import kinds
from matching.pairs.points import points_by_kind
from matching.pairs.scoring import form_points
from matching.problem import Problem

LEAST = np.iinfo(np.int64).min


@dataclass(frozen=True, slots=True, eq=False)
class Options:
    """`points` of each pair in each of the kernel's kinds of form, and the pair's own `kind`; for
    cell (kind, kind of form) the options from `first` on.

    `score` is what an option's form is worth; `families` are the limits that count options.
    """

    kernel: Kernel
    pairs: Pairs
    points: Sequence[NDArray[Any]]
    kind: NDArray[np.int32]
    kinds: int
    cells: Rows
    first: Rows
    score: Rows
    families: tuple[Family, ...]

    def gains(self, prices: Sequence[Rows], grid: int) -> Rows:
        """What each pair gains at best beyond the prices of the limits, in 1/`grid` points.

        A grid of 0 leaves the points out.
        """
        net = self.score * grid
        for family, price in zip(self.families, prices, strict=True):
            net -= family.sign * np.append(price, 0)[family.row]
        best = np.full(self.kinds * len(self.kernel.kinds), NEVER * max(grid, 1))
        if len(self.cells):
            best[self.cells] = np.maximum.reduceat(net, self.first)
        table = best.reshape(self.kinds, -1).T.copy()
        found = np.full(len(self.pairs), LEAST)
        for _, part in stretches(self.pairs.first):
            kind, most = self.kind[part], found[part]
            for worth, points in zip(table, self.points, strict=True):
                np.maximum(most, worth[kind] + points[part].astype(np.int64) * grid, out=most)
        return found


def options_of(kernel: Kernel, pairs: Pairs) -> Options:
    """Finds the kinds of pairs and what each offers, without what another option beats."""
    problem = kernel.sheet.problem
    kind, sample = _kinds_of_pairs(kernel, pairs)
    request, place = pairs.request_of(sample), pairs.place[sample].astype(np.int64)
    of, form, provider = options(kernel, request, place, pairs.forms[sample])
    score = form_points(kernel.sheet.policy)[form]
    columns = Columns(request[of], place[of], form, provider, score)
    families = tuple(by_option(problem, columns))
    cell = of * len(kernel.kinds) + kernel.kind_of_form[form]
    beside = Columns(of, kernel.kind_of_form[form], form, provider, score)
    kept = undominated(Model(beside, np.zeros(0, dtype=np.int64), 0, families))
    kept = kept[np.argsort(cell[kept], kind="stable")]
    cells, first = np.unique(cell[kept], return_index=True)
    limits = tuple(family.take(kept) for family in families)
    points = points_by_kind(kernel, pairs)
    return Options(kernel, pairs, points, kind, len(sample), cells, first, score[kept], limits)


def _kinds_of_pairs(kernel: Kernel, pairs: Pairs) -> tuple[NDArray[np.int32], Rows]:
    """Each pair's kind, and one pair of each kind."""
    asks, offers = _sides(kernel, kernel.sheet.problem)
    wide = int(offers.max(initial=0)) + 1
    kind = np.empty(len(pairs), dtype=np.int32)
    for rows, part in stretches(pairs.first):
        kind[part] = asks[pairs.requests_at(rows)] * wide + offers[pairs.place[part]]
    _numbered(pairs, kind)
    forms = np.nonzero(np.bincount(pairs.forms, minlength=1))[0]
    for _, part in stretches(pairs.first):
        kind[part] *= len(forms)
        kind[part] += np.searchsorted(forms, pairs.forms[part])
    sample = np.zeros(_numbered(pairs, kind), dtype=np.int64)
    for _, part in stretches(pairs.first):
        sample[kind[part]] = np.arange(part.start, part.stop)
    return kind, sample


def _numbered(pairs: Pairs, code: NDArray[np.int32]) -> int:
    """Puts numbers from 0 on for the codes of pairs, up to some millions; tells how many."""
    seen = np.zeros(int(code.max(initial=-1)) + 1, dtype=np.bool_)
    for _, part in stretches(pairs.first):
        seen[code[part]] = True
    number = np.cumsum(seen, dtype=np.int32) - 1
    for _, part in stretches(pairs.first):
        code[part] = number[code[part]]
    return int(seen.sum())


def _sides(kernel: Kernel, problem: Problem) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """What the limits on options look at: of requests and of places."""
    quotas, sheet = problem.quotas, kernel.sheet
    asks, offers = [sheet.request["support_class"]], [sheet.place["support_class"]]
    if (quotas.youth >= 0).any():
        asks.append(problem.requests.youth)
    if (quotas.from_shelter >= 0).any():
        asks.append(problem.requests.from_shelter)
    if (quotas.municipality >= 0).any():
        offers.append(problem.places.municipality)
    asked, offered = kinds(asks, len(problem.requests))[1], kinds(offers, len(problem.places))[1]
    return asked.astype(np.int32), offered.astype(np.int32)
