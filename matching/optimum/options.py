"""What can be chosen at a pair, kept once for all pairs that offer the same.

Two pairs are of a kind when the same providers can stand behind the same contract forms and the
same limits count them; only their points differ. So prices of limits reach millions of pairs
through a small table.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.capacity.family import Family, Rows
from matching.capacity.limits import by_option
from matching.capacity.model import Model, undominated
from matching.pairs.candidates import Pairs
from matching.pairs.columns import Columns, options
from matching.pairs.kernel import NEVER, Kernel
from matching.pairs.kinds import kinds
from matching.pairs.scoring import form_points
from matching.problem import Problem

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, eq=False)
class Options:
    """`kind` of each pair; for cell (kind, kernel's kind of form) the options from `first` on.

    `score` is what an option's form is worth; `families` are the limits that count options.
    """

    kernel: Kernel
    pairs: Pairs
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
        table = best.reshape(self.kinds, -1)
        found = np.empty(len(self.pairs), dtype=np.int64)
        for start in range(0, len(found), CHUNK):
            part = slice(start, start + CHUNK)
            mine = table[self.kind[part]]
            for number, points in enumerate(self.pairs.points):
                mine[:, number] += points[part].astype(np.int64) * grid
            found[part] = mine.max(axis=1)
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
    return Options(kernel, pairs, kind, len(sample), cells, first, score[kept], limits)


def _kinds_of_pairs(kernel: Kernel, pairs: Pairs) -> tuple[NDArray[np.int32], Rows]:
    """Each pair's kind, and one pair of each kind."""
    asks, offers = _sides(kernel, kernel.sheet.problem)
    request = np.repeat(asks, np.diff(pairs.first))
    cell = _numbered(request * np.int64(int(offers.max(initial=0)) + 1), offers, pairs.place)
    forms = np.unique(pairs.forms, return_inverse=True)[1].astype(np.int32)
    kind = _numbered(cell * np.int64(int(forms.max(initial=0)) + 1), forms, None)
    sample = np.zeros(int(kind.max(initial=-1)) + 1, dtype=np.int64)
    sample[kind] = np.arange(len(kind))
    return kind, sample


def _numbered(
    high: NDArray[np.int64], low: NDArray[np.int32], at: NDArray[np.int32] | None
) -> NDArray[np.int32]:
    """Numbers from 0 on for the sums that occur; a sum is at most some millions."""
    code = high + (low if at is None else low[at])
    seen = np.zeros(int(code.max(initial=-1)) + 1, dtype=np.bool_)
    seen[code] = True
    number = np.cumsum(seen, dtype=np.int32) - 1
    found: NDArray[np.int32] = number[code].astype(np.int32)
    return found


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
    return kinds(asks, len(problem.requests))[1], kinds(offers, len(problem.places))[1]
