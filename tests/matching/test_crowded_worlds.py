"""The engine against every plan there is, in hundreds of worlds in which people compete."""

from functools import cache

import pytest
from by_hand import ByHand
from crowded import crowded
from fuzzing import many

from matching.check import check
from matching.codes.rounds import Proof, Status
from matching.solution import Solution
from matching.solve import solve

WORLDS, AT_ONCE = many(50), 25


@cache
def solved(seed: int) -> Solution:
    """The engine's plan for a world, made once."""
    world, policy = crowded(seed)
    return solve(world.problem(), policy)


@pytest.mark.parametrize("first", range(0, WORLDS, AT_ONCE))
def test_no_plan_is_better_where_people_compete(first: int) -> None:
    for seed in range(first, first + AT_ONCE):
        world, policy = crowded(seed)
        solution = solved(seed)
        assert check(world.problem(), policy, solution) == [], f"world {seed}"
        best = ByHand(world, policy).best()
        if best is None:
            assert solution.status is Status.INFEASIBLE, f"world {seed}"
        else:
            assert solution.status is Status.OPTIMAL, f"world {seed}"
            assert solution.certificate.value == best, f"world {seed}"


def test_the_worlds_are_crowded_and_of_every_kind() -> None:
    solutions = [solved(seed) for seed in range(WORLDS)]
    placed = [len(solution.assignments) for solution in solutions]
    left = [line for solution in solutions for line in solution.unplaced]
    proofs = {tier.proof for solution in solutions for tier in solution.certificate.tiers}
    proofs |= {solution.certificate.score_proof for solution in solutions}
    assert sum(many > 1 for many in placed) > 0.6 * WORLDS
    assert sum(line.competition for line in left) > 0.4 * WORLDS
    assert {solution.status for solution in solutions} == {Status.OPTIMAL, Status.INFEASIBLE}
    assert proofs == {Proof.FLOW, Proof.LINEAR, Proof.INTEGER}
