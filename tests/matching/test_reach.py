"""Weights that sums in 32 and 64 bits cannot carry are refused by name, and no sooner."""

from dataclasses import replace

import numpy as np
import pytest
from crowded import crowded
from fuzzing import many
from invented import World, anchor, place, request

from matching.advice import advise
from matching.capacity import ladder
from matching.check import check
from matching.codes.rounds import AdviceState, Status
from matching.optimum import sums
from matching.pairs.columns import columns_of
from matching.pairs.reach import MOST_POINTS, reach_of
from matching.pairs.sheet import sheet_of
from matching.policy import HIGHEST_WEIGHT, Policy, RuleWeight
from matching.rules import PAIR_RULES
from matching.solve import solve
from matching.table import ProblemError

HEAVY = tuple(RuleWeight(rule.code, HIGHEST_WEIGHT) for rule in PAIR_RULES if rule.points)
NEAR = MOST_POINTS // (100 * HIGHEST_WEIGHT)


def _near(anchors: int) -> tuple[World, Policy]:
    """Two households, the second with so many points to live near that are a country away."""
    far = [anchor(1, x=270_000.0, y=320_000.0, max_metres=400_000)] * anchors
    there = place(x=1_000.0, y=600_000.0, units=2)
    weights = (RuleWeight("E20_NEAR", HIGHEST_WEIGHT),)
    return World([request(), request()], [there], anchors=far), Policy(weights=weights)


def test_no_choice_counts_for_more_than_what_is_told_beforehand() -> None:
    for seed in range(many(12)):
        world, policy = crowded(seed, 6)
        problem, heavy = world.problem(), replace(policy, weights=HEAVY)
        score = columns_of(sheet_of(problem, heavy)).score
        most = reach_of(problem, heavy).points
        assert np.abs(score).max(initial=0) <= most
        assert score.max(initial=0) - score.min(initial=0) <= most


def test_points_that_just_fit_are_counted_right() -> None:
    world, policy = _near(NEAR)
    problem = world.problem()
    solution = solve(problem, policy)
    assert solution.status is Status.OPTIMAL
    assert min(one.score for one in solution.assignments) < -(MOST_POINTS - 100 * HIGHEST_WEIGHT)
    assert check(problem, policy, solution) == []


def test_points_that_would_not_fit_are_refused_with_the_row_and_the_rule() -> None:
    world, policy = _near(NEAR + 1)
    with pytest.raises(ProblemError, match=r"^requests\[1\] may count for 13\d{7} .* by E20_NEAR;"):
        solve(world.problem(), policy)


def test_a_sum_that_would_pass_64_bits_is_refused_with_the_row_and_the_rule(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world, policy = _near(NEAR)
    monkeypatch.setattr(sums, "WORD", 45)
    with pytest.raises(ProblemError, match=r"^requests\[1\] .* by E20_NEAR; for 2 together .* 64"):
        solve(world.problem(), policy)


def test_a_round_without_people_goes_nowhere() -> None:
    assert reach_of(World([], []).problem(), Policy(weights=HEAVY)).points == 0


def test_where_tiers_and_points_do_not_fit_in_one_number_no_advice_is_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world, policy = crowded(3, 6)
    problem = world.problem()
    solution = solve(problem, policy)
    monkeypatch.setattr(ladder, "HEAVIEST", 1 << 10)
    assert advise(problem, policy, solution).state is AdviceState.TOO_LARGE
