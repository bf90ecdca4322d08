"""Large rounds go another way than small ones: both ways give the same counts, score and proof."""

import time
from math import prod

import numpy as np
import pytest
from by_hand import ByHand
from by_price import priced
from fuzzing import examples
from hypothesis import given
from hypothesis import strategies as st
from invented import Row, World, place, provider, request, slot
from resolved import assigned
from worlds import policies, worlds

from matching.check import check
from matching.codes.care import CareLevel, CareType
from matching.codes.households import GroupKind
from matching.codes.rounds import Level, Proof, Status
from matching.generate import country, instance
from matching.optimum import national
from matching.pairs.block import every_pair
from matching.pairs.candidates import pairs_of
from matching.pairs.kernel import kernel_of
from matching.pairs.sheet import sheet_of
from matching.policy import Policy, RuleLevel
from matching.problem import Problem
from matching.reasons.alone import sorted_rules
from matching.reasons.explain import counted
from matching.reasons.obstacles import obstacles_of
from matching.solve import solve

seeds = st.integers(0, 10**6)


@examples(2)
@given(seed=seeds, people=st.sampled_from((60, 200)))
def test_a_laminar_country_is_proven_best_by_flow_alone(seed: int, people: int) -> None:
    problem, policy = country(people, seed), Policy()
    found = priced(problem, policy)
    assert check(problem, policy, found) == []
    assert found.status is Status.OPTIMAL
    assert {tier.proof for tier in found.certificate.tiers} == {Proof.FLOW}
    assert found.certificate.value == solve(problem, policy).certificate.value


@examples(13)
@given(world=worlds(), policy=policies())
def test_tiny_worlds_with_everything_in_them(world: World, policy: Policy) -> None:
    problem = world.problem()
    found, listed = priced(problem, policy), solve(problem, policy)
    assert check(problem, policy, found) == []
    if listed.status is Status.OPTIMAL and found.status is Status.OPTIMAL:
        assert found.certificate.value == listed.certificate.value
    if listed.status is Status.INFEASIBLE:
        assert found.status is not Status.OPTIMAL
    else:
        most = found.certificate.most_in_all
        assert most is not None
        assert most >= found.certificate.placed


def test_a_flow_that_houses_the_last_of_a_group_alone_is_no_plan() -> None:
    """Who is urgent goes first; the flow has room for one of the group of two."""
    friends = [request(group=0), request(group=0)]
    world = World(
        requests=[request(urgent=True), *friends],
        places=[place(), place()],
        groups=[GroupKind.TOGETHER],
    )
    for seed in range(4):
        problem, policy = world.problem(), Policy(seed=seed)
        found = priced(problem, policy)
        assert check(problem, policy, found) == []
        assert found.certificate.value == solve(problem, policy).certificate.value


@examples(2)
@given(seed=seeds, people=st.sampled_from((60, 200)))
def test_a_country_whose_limits_cross_has_the_same_best_plan(seed: int, people: int) -> None:
    problem, policy = country(people, seed, crossing=True), Policy()
    found, listed = priced(problem, policy), solve(problem, policy)
    assert check(problem, policy, found) == []
    best = listed.certificate
    if found.status is Status.OPTIMAL:
        assert found.certificate.value == best.value
    assert found.certificate.value <= best.value
    for mine, listed_tier in zip(found.certificate.tiers, best.tiers, strict=True):
        assert mine.bound >= listed_tier.placed
        if mine.bound > mine.placed:
            break


def test_a_tier_that_the_plans_prices_leave_open_is_proven_by_prices_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    policy = Policy(levels=(RuleLevel("E27_MINIMUM", Level.WARNING),))
    problem = country(200, seed=62, crossing=True)
    monkeypatch.setattr(national, "PARTS", (1,))
    last = priced(problem, policy).certificate.tiers[-1]
    assert (last.placed, last.bound) == (21, 21)
    monkeypatch.setattr(national, "most_of_tier", lambda *_: 1 << 40)
    monkeypatch.setattr(national, "settled", lambda _priced, _best, plan, *_: plan)
    assert priced(problem, policy).certificate.tiers[-1].bound == 22
    monkeypatch.setattr(national, "PARTS", (1, 2))
    assert priced(problem, policy).certificate.tiers[-1].bound == 21


def test_where_a_flow_carries_all_limits_what_could_be_placed_in_all_is_exact() -> None:
    tried = 0
    for seed in range(60):
        world, policy = assigned(seed, 5)
        by_hand, problem = ByHand(world, policy), world.problem()
        if world.fixed or prod(1 + len(by_hand.options(of)) for of in range(5)) > 4_000:
            continue
        for found in (priced(problem, policy), solve(problem, policy)):
            assert found.certificate.most_in_all == by_hand.most()
        tried += 1
    assert tried > 20


def test_who_goes_first_can_take_what_two_others_need() -> None:
    """A family that goes first takes the only slot from one, and the only home of its size."""
    care: Row = {"care_type": CareType.AMBULANT, "care_level": CareLevel.LIGHT, "provider": 0}
    family: Row = {"persons": 2}
    world = World(
        requests=[request(urgent=True, **care, **family), request(**care), request(**family)],
        places=[
            place(care_types=frozenset({CareType.AMBULANT}), persons_min=2, persons_max=2),
            place(care_types=frozenset({CareType.AMBULANT}), persons_min=1, persons_max=1),
        ],
        providers=[provider()],
        slots=[slot(free=1)],
    )
    for found in (priced(world.problem(), Policy()), solve(world.problem())):
        assert found.status is Status.OPTIMAL
        assert (found.certificate.placed, found.certificate.most_in_all) == (1, 2)


@pytest.mark.parametrize("seed", range(4))
def test_a_stopped_round_says_of_no_more_than_there_are_that_they_could_be_placed(
    seed: int,
) -> None:
    problem, policy = instance(300, seed, places=300), Policy()
    stopped = priced(problem, policy, deadline=time.monotonic())
    assert check(problem, policy, stopped) == []


@pytest.mark.parametrize("crossing", [False, True])
def test_a_stopped_round_has_a_plan_and_its_bounds_hold(crossing: bool) -> None:
    problem, policy = country(300, seed=2, crossing=crossing), Policy()
    stopped = priced(problem, policy, deadline=time.monotonic())
    assert check(problem, policy, stopped) == []
    assert stopped.status is Status.STOPPED
    best = solve(problem, policy).certificate
    assert stopped.certificate.tiers[0].bound >= best.tiers[0].placed
    assert len(stopped.assignments) > 0


@examples(13)
@given(world=worlds(), policy=policies())
def test_blockers_of_many_are_those_of_each(world: World, policy: Policy) -> None:
    same_blockers(world.problem(), policy)


@pytest.mark.parametrize("crossing", [False, True])
def test_blockers_of_a_country(crossing: bool) -> None:
    same_blockers(country(700, seed=3, crossing=crossing), Policy())


def same_blockers(problem: Problem, policy: Policy) -> None:
    sheet = sheet_of(problem, policy)
    kernel = kernel_of(sheet)
    rows = np.arange(len(problem.requests))[::2]
    block = every_pair(sheet, rows, np.arange(len(problem.places)))
    expected = counted(block, problem.capacity())
    rules = sorted_rules(kernel)
    found = obstacles_of(rules).blockers(pairs_of(kernel), rows, rules.lone(rows))
    assert found == expected
