"""The best choices that households in a plan have elsewhere, whoever lives there."""

import numpy as np

from matching.flow.market import NEVER, best_each
from matching.optimum.priced import plain_gains
from matching.pairs.candidates import Pairs
from matching.pairs.columns import Columns, columns_at
from matching.pairs.kernel import Kernel


def next_best(kernel: Kernel, pairs: Pairs, plan: Columns, many: int) -> Columns:
    """Up to so many other places for each household, by request and the best first.

    Of a place the first of its best choices; of equals the first place.
    """
    open_ = plan.request[pairs.first[plan.request + 1] > pairs.first[plan.request]]
    own = plan.place[np.isin(plan.request, open_)]
    first, last = pairs.first[open_], pairs.first[open_ + 1]
    starts = np.cumsum(last - first) - (last - first)
    mine = np.arange(int((last - first).sum())) + np.repeat(first - starts, last - first)
    worth = plain_gains(kernel, pairs)[mine].astype(np.int64)
    worth[pairs.place[mine] == np.repeat(own, last - first)] = NEVER
    chosen = best_each(worth, starts, many, NEVER) if len(starts) else mine
    at = np.sort(mine[chosen])
    columns = columns_at(kernel, pairs, at)
    order = np.lexsort((np.arange(len(columns)), -columns.score, columns.place, columns.request))
    ordered, places = columns.take(order), len(kernel.sheet.problem.places)
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = np.diff(ordered.request * places + ordered.place) != 0
    best = ordered.take(new)
    return best.take(np.lexsort((best.place, -best.score, best.request)))
