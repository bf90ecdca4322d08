"""The best choices that households in a plan have elsewhere, whoever lives there."""

from collections.abc import Iterator

import numpy as np

from matching.capacity.family import NOWHERE, Rows
from matching.flow.market import best_each
from matching.flow.worth import NEVER
from matching.pairs.candidates import Pairs, stretches
from matching.pairs.columns import Columns, columns_at
from matching.pairs.kernel import Kernel


def next_best(kernel: Kernel, pairs: Pairs, plan: Columns, many: int) -> Columns:
    """Up to so many other places for each household, by request and the best first.

    Of a place the first of its best choices; of equals the first place.
    """
    own = np.full(len(kernel.sheet.problem.requests), NOWHERE, dtype=np.int64)
    own[plan.request] = plan.place
    at = np.sort(np.concatenate([np.empty(0, np.int64), *_elsewhere(kernel, pairs, own, many)]))
    columns = columns_at(kernel, pairs, at)
    order = np.lexsort((np.arange(len(columns)), -columns.score, columns.place, columns.request))
    ordered, places = columns.take(order), len(kernel.sheet.problem.places)
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = np.diff(ordered.request * places + ordered.place) != 0
    best = ordered.take(new)
    return best.take(np.lexsort((best.place, -best.score, best.request)))


def _elsewhere(kernel: Kernel, pairs: Pairs, own: Rows, many: int) -> Iterator[Rows]:
    """The best pairs of those who have a place of their `own`, so many of each, by number."""
    for every, _ in stretches(pairs.first):
        rows = every[own[every] >= 0]
        if not len(rows):
            continue
        request, (mine, starts) = pairs.requests_at(rows), pairs.numbers_of(rows)
        worth = kernel.best_at(request, pairs.place[mine], pairs.forms[mine]).astype(np.int64)
        worth[pairs.place[mine] == own[request]] = NEVER
        yield mine[best_each(worth, starts[:-1], many, NEVER)]
