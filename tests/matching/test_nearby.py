"""A new plan that begins at the prices of the one before, against the one with all choices."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, partial
from random import Random
from uuid import UUID

import numpy as np
import pytest
from by_price import few_at_a_time, priced
from crowded import crowded
from fuzzing import many

from matching import anew
from matching.canonical import FormError
from matching.check import check
from matching.codes.rounds import LimitKind, Status
from matching.difference import Repair
from matching.generate import instance
from matching.policy import Policy
from matching.problem import Problem
from matching.reasons.standing import Standing, standing
from matching.repair import Act, Pair, Since, sticky_plan, what_if
from matching.solution import Limit, Price, Prices, Solution

Ask = Callable[[], Repair]
ROUNDS = many(2)
# Limits on these have rows of their own.
LIVING_TOGETHER_OR_APART = (3, 17)


@cache
def _round(seed: int) -> tuple[Problem, Solution]:
    """A round that was proven by prices of limits that cross the flow."""
    problem = instance(30, seed, places=20, regions=1)
    return problem, priced(problem, Policy())


def _proven() -> Iterator[tuple[Problem, Solution, Prices]]:
    found = 0
    for seed in range(1, 50):
        problem, solution = _round(seed)
        if solution.prices is not None:
            yield problem, solution, solution.prices
            found += 1
        if found == ROUNDS:
            return


def _acts(stood: Standing, solution: Solution) -> Iterator[Ask]:
    """Each act on a pair, and a new plan after two refusals."""
    drawn = Random(len(solution.assignments)).sample(solution.assignments, 2)
    pairs = [Pair(one.request, one.place) for one in drawn]
    yield partial(what_if, stood, Act.VETO, pairs[0])
    yield partial(what_if, stood, Act.HOLD, pairs[1])
    row = stood.names.request_row[pairs[0].request]
    place = stood.choices.place[stood.choices_of(np.array([row]))[-1]]
    other = Pair(pairs[0].request, stood.names.units[place][0])
    yield partial(what_if, stood, Act.PIN, other)
    yield partial(sticky_plan, stood, Since(refused=tuple(pairs)))


def _asked(ask: Ask, listed: bool) -> tuple[Repair, int]:
    """What came of it, and how often a plan was proven near the prices of before."""
    near = []

    def seen(*words: object) -> object:
        near.append(found := plan_near(*words))
        return found

    plan_near: Callable[..., object] = anew.plan_near
    with pytest.MonkeyPatch.context() as patch:
        few_at_a_time(patch)
        patch.setattr(anew, "LISTED", 10**6 if listed else 0)
        patch.setattr(anew, "REGION", 0)
        patch.setattr(anew, "plan_near", seen)
        return ask(), sum(each is not None for each in near)


def _stay(stood: Standing, found: Repair) -> int:
    return int(stood.chosen.sum()) - sum(move.before is not None for move in found.moves)


def test_near_the_prices_of_before_a_new_plan_is_the_one_of_all_choices() -> None:
    near = asked = 0
    for problem, solution, _ in _proven():
        stood = standing(problem, Policy(), solution)
        for ask in _acts(stood, solution):
            found, times = _asked(ask, listed=False)
            listed, _ = _asked(ask, listed=True)
            if found.proven:
                assert (found.possible, found.gain) == (listed.possible, listed.gain)
                assert _stay(stood, found) == _stay(stood, listed)
            near, asked = near + times, asked + 1
    assert near * 2 > asked


@pytest.mark.parametrize("seed", LIVING_TOGETHER_OR_APART)
def test_a_round_with_groups_has_prices_too(seed: int) -> None:
    world, policy = crowded(seed, 7)
    problem = world.problem()
    solution = priced(problem, policy)
    assert solution.prices is not None
    stood = standing(problem, policy, solution)
    times = 0
    for ask in _acts(stood, solution):
        found, near = _asked(ask, listed=False)
        listed, _ = _asked(ask, listed=True)
        assert not found.proven or (found.possible, found.gain) == (listed.possible, listed.gain)
        times += near
    assert times


def test_whatever_prices_say_what_is_proven_by_them_is_so() -> None:
    near = 0
    for problem, solution, prices in _proven():
        random = Random(prices.grid)
        worth = (
            max(1, price.worth + random.choice((0, 0, -60, 90, -price.worth)))
            for price in prices.limits
        )
        limits = tuple(map(replace_worth, prices.limits, worth))
        others = _other_numbers(random, prices)
        wrong = replace(solution, prices=replace(others, limits=limits))
        stood, right = (standing(problem, Policy(), one) for one in (wrong, solution))
        for ask, same in zip(_acts(stood, solution), _acts(right, solution), strict=True):
            found, times = _asked(ask, listed=False)
            assert not found.proven or found.gain == _asked(same, listed=True)[0].gain
            near += times
    assert near


def _other_numbers(random: Random, prices: Prices) -> Prices:
    """The same prices with at most one of their numbers otherwise."""
    last, times = prices.steps[-1], random.choice((1, 2, 7))
    return random.choice(
        (
            prices,
            replace(prices, grid=prices.grid * times),
            replace(prices, lowest=prices.lowest + random.choice((-last, 3, last))),
            replace(prices, steps=tuple(step * times // last for step in prices.steps)),
            replace(prices, steps=tuple(last for _ in prices.steps)),
        )
    )


def replace_worth(price: Price, worth: int) -> Price:
    """The same limit at another price."""
    return replace(price, worth=worth)


def test_prices_of_other_tiers_or_too_large_to_add_up_are_left_alone() -> None:
    problem, solution, prices = next(_proven())
    first, *rest = prices.limits
    huge = replace_worth(first, 1 << 70)
    for wrong in (
        replace(prices, steps=prices.steps[1:]),
        replace(prices, steps=(prices.steps[0] << 70, *prices.steps[1:])),
        replace(prices, lowest=1 << 70),
        replace(prices, grid=1 << 70),
        replace(prices, limits=(huge, *rest)),
        None,
    ):
        stood = standing(problem, Policy(), replace(solution, prices=wrong))
        ask = next(_acts(stood, solution))
        found, times = _asked(ask, listed=False)
        assert times == 0
        assert found.gain == _asked(ask, listed=True)[0].gain


def test_the_prices_of_a_solution_are_of_limits_that_the_problem_has() -> None:
    kinds = set()
    for problem, solution, prices in _proven():
        assert solution.status is Status.OPTIMAL
        assert check(problem, Policy(), solution) == []
        assert Solution.from_json(solution.to_json()) == solution
        kinds |= {price.limit.kind for price in prices.limits}
    assert kinds >= {LimitKind.PLACE, LimitKind.NEIGHBOURHOOD, LimitKind.MINIMUM}


WRONG = {
    "unknown": (Price(Limit(LimitKind.MINIMUM, (UUID(int=9),)), 5), "there is no limit MINIMUM"),
    "nothing": (None, "0 is no price"),
    "twice": (None, "told twice"),
}


@pytest.mark.parametrize("name", WRONG)
def test_prices_that_were_tampered_with_are_found(name: str) -> None:
    problem, solution, prices = next(_proven())
    price, words = WRONG[name]
    last = price or replace_worth(prices.limits[0], 0)
    limits = prices.limits if name == "twice" else prices.limits[1:]
    wrong = replace(solution, prices=replace(prices, limits=(*limits, last)))
    assert any(re.search(words, line) for line in check(problem, Policy(), wrong))


WRONG_NUMBERS = {
    "grid": ('"grid":0', "grid is 0, and should be 1 or more"),
    "steps of nothing": ('"steps":[8,4,0]', r"steps\[2\] is 0, and should be 1 or more"),
    "steps below nothing": ('"steps":[-4,2]', r"steps\[0\] is -4, and should be 1 or more"),
    "steps that do not divide": (
        '"steps":[12,5,1]',
        r"steps\[0\] is 12, and should be a whole multiple of the next one, 5",
    ),
    "steps that rise": (
        '"steps":[2,4]',
        r"steps\[0\] is 2, and should be a whole multiple of the next one, 4",
    ),
}


@pytest.mark.parametrize("name", WRONG_NUMBERS)
def test_numbers_that_no_prices_can_have_are_not_read(name: str) -> None:
    _, solution, _ = next(_proven())
    tampered, words = WRONG_NUMBERS[name]
    field = tampered.partition(":")[0]
    text, times = re.subn(rf"{field}:(\[[0-9,]+\]|[0-9]+)", tampered, solution.to_json())
    assert times == 1
    with pytest.raises(FormError, match=rf"prices: {words}$"):
        Solution.from_json(text)
