"""The answer of the way that large rounds go, for a small one."""

import pytest

from matching import solve as door
from matching.flow import market
from matching.optimum import crossing, national, piecewise
from matching.pairs import candidates
from matching.policy import Policy
from matching.problem import Problem
from matching.solution import Solution
from matching.solve import solve


def few_at_a_time(patch: pytest.MonkeyPatch) -> None:
    """Few pairs in each flow, and pieces of few households."""
    patch.setattr(market, "EACH", 1)
    patch.setattr(national, "START", 2)
    patch.setattr(crossing, "START", 1)
    patch.setattr(candidates, "SOME", 300)
    patch.setattr(piecewise, "HOUSEHOLDS", 3)
    patch.setattr(piecewise, "LARGER", (1, 1, 2, 3))


def priced(problem: Problem, policy: Policy, **options: float) -> Solution:
    """Choices come in by price, with few pairs in each flow, from pieces of few households."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(door, "LISTED", 0)
        patch.setattr(door, "REGION", 0)
        few_at_a_time(patch)
        return solve(problem, policy, **options)
