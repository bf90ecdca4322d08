"""Told changes solved anew: by the program's own way, which is held against another one here."""

import random
from dataclasses import replace

import pytest
from fuzzing import many
from resolved import assigned, resolved

from matching.capacity.ladder import Gain
from matching.codes.rounds import PairReason, Status
from matching.confirm import confirm
from matching.counterfactual import counterfactuals
from matching.generate import instance
from matching.policy import Policy
from matching.reasons.network import NotBest
from matching.reasons.standing import UNIT, Standing, standing
from matching.rules import FORM, RULES
from matching.rules.declaration import PairRule
from matching.solve import solve


def _worlds(seeds: range) -> list[tuple[Policy, Standing]]:
    found = []
    for seed in seeds:
        world, policy = assigned(seed, 7)
        problem = world.problem()
        stood = standing(problem, policy, solve(problem, policy))
        if stood.proven:
            found.append((policy, stood))
    return found


def test_every_change_that_is_told_is_confirmed() -> None:
    asked = set()
    for _, stood in _worlds(range(24)):
        for one in counterfactuals(stood):
            found = confirm(stood, one)
            assert found.agrees, one
            assert found.proven
            asked.add((one.rule, one.exact))
    assert {(UNIT, True), ("E11_CASELOAD", True), (FORM, True), ("E01_START", True)} <= asked


def test_where_next_to_nothing_was_left_every_change_that_is_told_is_confirmed() -> None:
    """Few have points or none, and a change may bring more points than any of them has."""
    rounds_of = {"few": 0, "none": 0}
    for seed in range(many(15)):
        world, policy = assigned(seed, 2 + seed % 3)
        world = replace(world, forbidden=[], fixed=[])
        chance = random.Random(seed)
        refused = [
            {"request": request, "place": place, "reason": PairReason.REFUSED_BEFORE}
            for request in range(len(world.requests))
            for place in range(len(world.places))
            if chance.random() < (0.7, 1.0)[seed % 2]
        ]
        problem = replace(world, forbidden=refused).problem()
        stood = standing(problem, policy, solve(problem, policy))
        assert stood.proven
        for one in counterfactuals(stood):
            assert confirm(stood, one).agrees, (seed, one)
            rounds_of["few" if len(stood.choices) else "none"] += 1
    assert min(rounds_of.values()) > many(5)


@pytest.mark.long
def test_what_is_confirmed_is_what_another_way_of_solving_anew_finds() -> None:
    asked = 0
    for policy, stood in _worlds(range(20)):
        best = resolved(stood.problem, policy)
        for one in counterfactuals(stood):
            if isinstance(RULES.get(one.rule), PairRule) and one.rule != FORM:
                row = stood.names.request_row[one.request]
                anew = resolved(stood.problem, policy, row, one.rule, one.amount.number)
                assert confirm(stood, one).gain == anew.over(best)
                asked += 1
    assert asked > 20


def test_a_change_that_tells_too_much_is_not_confirmed() -> None:
    asked = 0
    for _, stood in _worlds(range(12)):
        for one in counterfactuals(stood):
            more = Gain(one.gain.placed, one.gain.points + 1)
            less = Gain(one.gain.placed, one.gain.points - 1)
            if one.exact:
                assert not confirm(stood, replace(one, gain=more)).agrees
                assert not confirm(stood, replace(one, gain=less)).agrees
                assert confirm(stood, replace(one, gain=less, exact=False)).agrees
                asked += 1
    assert asked > 5


def test_in_a_region_where_limits_cross_every_told_change_brings_at_least_that() -> None:
    problem, policy = instance(60, seed=5, places=30), Policy()
    stood = standing(problem, policy, solve(problem, policy))
    told = counterfactuals(stood)
    assert len({one.rule for one in told}) > 6
    assert all(confirm(stood, one).agrees for one in told)


def test_beside_a_plan_that_is_not_proven_nothing_is_confirmed() -> None:
    problem, policy = instance(30, seed=2), Policy()
    solution = solve(problem, policy)
    change = counterfactuals(standing(problem, policy, solution))[0]
    stopped = standing(problem, policy, replace(solution, status=Status.STOPPED))
    with pytest.raises(NotBest, match="not proven"):
        confirm(stopped, change)
