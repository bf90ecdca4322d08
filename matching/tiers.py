"""Who goes first: each request's tier in a policy."""

import numpy as np
from numpy.typing import NDArray

from matching.codes.rounds import TierCode
from matching.policy import Policy
from matching.problem import Problem


def tiers_of(problem: Problem, policy: Policy) -> NDArray[np.int64]:
    """Each request's tier: the first whose condition it meets, by its place in the policy."""
    found = np.full(len(problem.requests), len(policy.tiers) - 1, dtype=np.int64)
    for row in reversed(range(len(policy.tiers))):
        found[_belongs(problem, policy.tiers[row].code, policy.tiers[row].from_days)] = row
    return found


def _belongs(problem: Problem, code: TierCode, from_days: int) -> NDArray[np.bool_]:
    rows = problem.requests
    conditions: dict[TierCode, NDArray[np.bool_]] = {
        TierCode.URGENT: rows.urgent,
        TierCode.YOUTH: rows.youth & (rows.days_in_shelter >= from_days),
        TierCode.FAMILY: rows.minors,
        TierCode.LONG_WAITING: problem.day - rows.waiting_since_day >= from_days,
        TierCode.REST: np.ones(len(rows), dtype=np.bool_),
    }
    return conditions[code]
