"""Second options, against every way to hand them out in tiny rounds."""

from itertools import chain, combinations, product
from math import prod

import pytest
from by_hand import ByHand
from crowded import crowded
from fuzzing import many
from plans import Plan, option_of, plan_of

from matching.choice import Choice, second_options
from matching.codes.rounds import Status
from matching.generate import instance
from matching.policy import Policy
from matching.reasons.standing import Standing, standing
from matching.solve import solve

MOST = 3_000


def _second(stood: Standing, choice: Choice) -> Plan:
    return {
        stood.names.request_row[one.request]: option_of(stood, one.seat) for one in choice.options
    }


def _whatever_is_chosen(by_hand: ByHand, plan: Plan, second: Plan) -> bool:
    who = list(second)
    some = chain.from_iterable(combinations(who, many) for many in range(len(who) + 1))
    return all(by_hand.holds({**plan, **{of: second[of] for of in chosen}}) for chosen in some)


def test_as_many_as_can_be_have_a_second_place_whatever_people_choose() -> None:
    tried = given = 0
    for seed in range(many(65)):
        if tried > many(25) and given > many(8):
            break
        world, policy = crowded(seed, 5)
        problem = world.problem()
        solution = solve(problem, policy)
        if solution.status is not Status.OPTIMAL:
            continue
        stood, by_hand = standing(problem, policy, solution), ByHand(world, policy)
        plan, choice = plan_of(stood, solution), second_options(stood)
        second = _second(stood, choice)
        assert _whatever_is_chosen(by_hand, plan, second), seed
        free = [
            of
            for of in plan
            if world.requests[of]["group"] < 0
            and all(pair["request"] != of for pair in world.fixed)
        ]
        ways = [
            [None, *(one for one in by_hand.options(of) if one[0] != plan[of][0])] for of in free
        ]
        if prod(map(len, ways)) > MOST:
            continue
        best = max(
            by_hand.value(one)
            for chosen in product(*ways)
            if _whatever_is_chosen(
                by_hand,
                plan,
                one := {of: at for of, at in zip(free, chosen, strict=True) if at is not None},
            )
        )
        assert by_hand.value(second) == best, seed
        tried, given = tried + 1, given + len(second)
    assert tried > many(25)
    assert given > many(8)


@pytest.mark.parametrize("seed", [3])
def test_in_a_region_each_tier_is_told_how_many_have_a_choice(seed: int) -> None:
    problem, policy = instance(400, seed=seed, places=250), Policy()
    solution = solve(problem, policy)
    stood = standing(problem, policy, solution)
    choice = second_options(stood)
    home = {one.request: stood.names.place[one.place] for one in solution.assignments}
    assert [one.placed for one in choice.tiers] == [
        one.placed for one in solution.certificate.tiers
    ]
    assert sum(one.with_choice for one in choice.tiers) == len(choice.options) > 0
    for one in choice.options:
        assert home[one.request] != stood.names.place[one.seat.place]
