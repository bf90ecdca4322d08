"""Whether what a whole round adds up stays within 64 bits: people, units, weights and prices."""

from matching.capacity.minimums import Order
from matching.optimum.crossing import GRID
from matching.optimum.lexicographic import HEAVIEST, WITHIN, tier_weights
from matching.pairs.reach import Reach, reach_of
from matching.policy import Policy
from matching.problem import Problem
from matching.table import ProblemError

WORD, APART = 62, 4


def refuse_sums(problem: Problem, policy: Policy, order: Order) -> None:
    """Raises `ProblemError` naming the request that counts for most, and the rule, where a sum over
    all of a round could pass 64 bits.
    """
    reach = reach_of(problem, policy)
    many = len(order.rank) + len(problem.units) + 1
    heaviest = int(tier_weights(0, reach.points, order.levels)[0]) + reach.points
    if heaviest * GRID * many >> WORD:
        raise ProblemError(f"{reach}; for {len(order.rank)} together that passes 64 bits")


def point_over(reach: Reach, stays: int, bonus: int, levels: int) -> int:
    """What a point counts for where each choice that stays counts one: more than all of them.

    1, and then what stays counts nothing by itself, where the weights of tiers would come too near
    to each other (`APART`) or pass what they may be.
    """
    wide = WITHIN * ((reach.points + bonus + 1) * (stays + 1))
    return stays + 1 if wide * APART ** (levels - 1) <= HEAVIEST else 1
