"""A second opinion on a solution: it shares the rules with the engine, not the solver."""

from matching.check.capacities import wrong_capacities
from matching.check.certificate import wrong_certificate, wrong_conflicts
from matching.check.choices import wrong_choices
from matching.check.halves import wrong_halves
from matching.check.improvement import wrong_optimum
from matching.check.minimums import wrong_minimums
from matching.check.prices import wrong_prices
from matching.check.reading import Plan, read
from matching.check.scores import wrong_scores
from matching.check.unplaced import wrong_unplaced
from matching.codes.rounds import Status
from matching.policy import Policy
from matching.problem import Problem
from matching.solution import Solution

__all__ = ["check"]

CHECKS = (
    wrong_choices,
    wrong_capacities,
    wrong_scores,
    wrong_unplaced,
    wrong_certificate,
    wrong_minimums,
    wrong_halves,
    wrong_prices,
    wrong_optimum,
)


def check(problem: Problem, policy: Policy, solution: Solution) -> list[str]:
    """Everything that is wrong with a solution of this problem, a sentence each; empty is good.

    A solution with unknown ids is not looked into any further.
    """
    plan, unreadable = read(problem, policy, solution)
    if unreadable:
        return unreadable
    if solution.status is Status.INFEASIBLE:
        return [*wrong_conflicts(plan), *wrong_certificate(plan)]
    return [*_needless_conflicts(plan), *(line for wrong in CHECKS for line in wrong(plan))]


def _needless_conflicts(plan: Plan) -> list[str]:
    return ["conflicts are named, yet there is a plan"] if plan.solution.conflicts else []
