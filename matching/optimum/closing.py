"""The last points between a plan and its bound: whole numbers over the pairs that could be better.

Prices tell of every pair what a plan with it loses at least. Where that is more than lies between
plan and bound, the pair is in no better plan (Dantzig, Fulkerson and Johnson, 1954); what is left
fits an integer model.
"""

import numpy as np

from matching.capacity.family import Rows, united
from matching.optimum.branching import branched
from matching.optimum.crossing import Crossed, pairs_within
from matching.optimum.lexicographic import Plan
from matching.optimum.priced import Priced
from matching.optimum.restricted import Goal, core_of, found_in
from matching.optimum.search import best_for
from matching.stop import Stop

FEW = 20_000


def closed(priced: Priced, best: Crossed, plan: Plan, rank: Rows, stop: Stop) -> Plan:
    """The best plan with these counts, where counts are proven and few pairs could be in it."""
    counts = list(zip(plan.placed[:-1], plan.most[:-1], plan.proofs[:-1], strict=True))
    if plan.proven or stop.now() or any(placed < most for placed, most, _ in counts):
        return plan
    pairs = united(_could_be_better(priced, best), best.pair)
    pairs = pairs[pairs < len(priced.pairs)]
    if len(pairs) > FEW:
        return plan
    core = core_of(priced, Goal(np.zeros(len(rank), dtype=np.int64), 1, 1), rank, pairs)
    model = core.model
    for tier, (placed, _, _) in enumerate(counts):
        model = model.with_floor(rank[model.columns.request] == tier, placed)
    start = found_in(core, best.pair, best.columns)
    # A plan of before tells plans apart that are worth as much; else models in turn prove nothing.
    apart = len(priced.before.stays) > 0
    last = branched(model, core.objective, start, stop) if apart else None
    last = last or best_for(model, core.objective, start, stop, unit=model.point)
    found = Plan(columns=model.columns.take(last.chosen))
    for count in counts:
        found.add(*count)
    found.add(last.value, min(last.most, plan.most[-1]), last.proof)
    return found


def _could_be_better(priced: Priced, best: Crossed) -> Rows:
    """The pairs that a plan worth more may have, by number."""
    shadow, points = best.shadow, int(best.columns.score.sum())
    value = points + int(shadow.base[best.columns.request].sum())
    return pairs_within(priced, shadow, shadow.most - (value + 1) * shadow.grid)
