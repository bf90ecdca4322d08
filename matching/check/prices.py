"""Prices of limits: that each is of a limit of the problem, and is a price."""

from collections.abc import Iterator
from uuid import UUID

from matching.check.capacities import Capacities
from matching.check.halves import limits_of
from matching.check.reading import Plan
from matching.codes.rounds import LimitKind
from matching.solution import Limit


def wrong_prices(plan: Plan) -> Iterator[str]:
    """Those of limits that do not exist, that are told twice, or that are no more than nothing.

    What they prove needs no look: whatever prices say, it holds.
    """
    told = plan.solution.prices
    if told is None:
        return
    known = {*(limit for limit, _ in limits_of(Capacities(plan))), *_minimums(plan)}
    for number, price in enumerate(told.limits):
        limit = price.limit
        if limit not in known:
            names = " ".join(map(str, limit.of))
            yield f"price {number}: there is no limit {limit.kind} {names}, or it is told twice"
        if price.worth < 1:
            yield f"price {number}: {price.worth} is no price"
        known.discard(limit)


def _minimums(plan: Plan) -> Iterator[Limit]:
    quotas = plan.problem.quotas
    for row, least in zip(quotas.id, quotas.at_least.tolist(), strict=True):
        if least:
            yield Limit(LimitKind.MINIMUM, (UUID(bytes=row.tobytes()),))
