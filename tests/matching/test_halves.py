"""Half of some limits together is a limit too: it takes no whole plan away, and is checked."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from uuid import UUID

import numpy as np
import pytest
from by_price import priced
from fuzzing import examples
from hypothesis import given
from hypothesis import strategies as st
from invented import World, place, quota, request
from resolved import assigned

from matching.arrange import arranged, by_lot
from matching.capacity.minimums import order_of
from matching.capacity.named import named
from matching.check import check
from matching.check.capacities import Capacities
from matching.check.halves import limits_of
from matching.check.reading import Plan
from matching.codes.rounds import LimitKind, Status
from matching.generate import country
from matching.optimum import settling
from matching.optimum.bundled import optimum, whole_optimum
from matching.optimum.halves import halves
from matching.optimum.priced import priced as by_pairs
from matching.optimum.restricted import Goal, core_of
from matching.pairs.candidates import pairs_of
from matching.pairs.kernel import kernel_of
from matching.pairs.sheet import sheet_of
from matching.policy import Policy
from matching.solution import Halved, Limit, Solution
from matching.solve import solve
from matching.stop import Stop
from matching.tiers import tiers_of

NEVER = Stop()
seeds = st.integers(0, 10**6)


def in_each_others_way() -> World:
    """In each of two regions three households, of whom any two count towards a limit of one: in
    shares three of the six have a place, in whole numbers two.
    """
    asks, offers, quotas = [], [], []
    for region in (0, 1):
        at = {"preferred_region": region}
        asks += [
            request(persons=2, youth=True, from_shelter=True, **at),
            request(youth=True, **at),
            request(from_shelter=True, **at),
        ]
        two = place(region=region, persons_min=2, persons_max=2, landlord=1)
        offers += [two, place(region=region, units=2)]
        quotas += [
            quota(region=region, at_most=1, **of)
            for of in ({"youth": 1}, {"from_shelter": 1}, {"landlord": 0})
        ]
    return World(asks, offers, quotas=quotas)


@cache
def by_halves() -> tuple[World, Solution]:
    """The world with its plan, proven by halves."""
    world = in_each_others_way()
    return world, priced(world.problem(), Policy())


def test_what_is_there_in_shares_alone_is_proven_not_to_be_there() -> None:
    world, found = by_halves()
    assert check(world.problem(), Policy(), found) == []
    assert found.status is Status.OPTIMAL
    assert found.certificate.value == solve(world.problem(), Policy()).certificate.value
    assert found.certificate.placed == 2
    assert {limit.kind for half in found.halves for limit in half.limits} >= {LimitKind.QUOTA}
    assert Solution.from_json(found.to_json()) == found


def test_without_halves_the_place_is_left_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling, "halves", lambda *_: [])
    world = in_each_others_way()
    found = priced(world.problem(), Policy())
    assert check(world.problem(), Policy(), found) == []
    assert found.status is not Status.OPTIMAL
    assert found.halves == ()
    assert sum(tier.bound for tier in found.certificate.tiers) == 3


def test_the_order_of_the_rows_changes_no_byte() -> None:
    world, found = by_halves()
    for lot in (3, 4):
        turned = arranged(world.problem(), by_lot(lot))
        assert priced(turned, Policy()).halves == found.halves


@examples(4)
@given(seed=seeds, people=st.sampled_from((60, 120)))
def test_no_half_takes_a_whole_plan_away(seed: int, people: int) -> None:
    """Of whatever a solver finds; the best plan for some worth keeps all that break its shares."""
    problem, policy = country(people, seed, crossing=True), Policy()
    kernel, pairs = (
        kernel_of(sheet_of(problem, policy)),
        pairs_of(kernel_of(sheet_of(problem, policy))),
    )
    rank = order_of(problem, policy, tiers_of(problem, policy)).rank
    goal = Goal(np.zeros(len(rank), dtype=np.int64), 1, 1)
    model = core_of(by_pairs(kernel, pairs), goal, rank, np.arange(len(pairs))).model
    random = np.random.default_rng(seed)
    worth = random.integers(1, 40, len(model))
    worth[model.columns.request >= people] = 7
    shares, plan = optimum(model, worth, NEVER), whole_optimum(model, worth, NEVER)
    assert shares is not None
    assert plan is not None
    limits = named(problem, model).families
    for half in halves(model, limits, people, shares.shares, random):
        family = half.family(model, limits)
        assert (family.used(shares.shares > 1 - 1e-6) <= family.upper).all()
        assert family.used(plan[0])[0] <= half.most
        assert shares.shares[family.row == 0].sum() > half.most


def test_every_limit_that_may_be_halved_has_the_name_by_which_the_checker_knows_it() -> None:
    problem, policy = country(60, 3, crossing=True), Policy()
    kernel = kernel_of(sheet_of(problem, policy))
    pairs = pairs_of(kernel)
    rank = order_of(problem, policy, tiers_of(problem, policy)).rank
    model = by_pairs(kernel, pairs).model(np.arange(len(pairs)), rank)
    names = named(problem, model)
    starts = zip(model.offsets(), model.families[: names.families], strict=False)
    rows = [np.arange(len(problem.requests))]
    rows += [model.requests + at + np.arange(len(family.upper)) for at, family in starts]
    rows[1] = rows[1][: len(problem.places)]
    upper = np.append(np.ones(model.requests, dtype=np.int64), model.upper())
    known = dict(limits_of(Capacities(Plan(problem, policy, solve(problem, policy)))))
    kinds = set()
    for row in np.concatenate(rows).tolist():
        (limit,) = names.halved(np.array([row]), 0).limits
        assert known[limit].free == upper[row]
        kinds.add(limit.kind)
    assert kinds == set(LimitKind) - {LimitKind.MINIMUM}


Tampering = Callable[[Halved], Halved]
NOWHERE = Limit(LimitKind.QUOTA, (UUID(int=9),))
WRONG: dict[str, tuple[Tampering, str]] = {
    "one less": (lambda half: replace(half, at_most=half.at_most - 1), "not half of what"),
    "unknown": (lambda half: replace(half, limits=(*half.limits, NOWHERE)), "there is no limit"),
    "twice": (lambda half: replace(half, limits=half.limits * 2), "named twice"),
    "one limit less": (lambda half: replace(half, limits=half.limits[:0]), "not half of what"),
}


@pytest.mark.parametrize("name", WRONG)
def test_halves_that_were_tampered_with_are_found(name: str) -> None:
    world, found = by_halves()
    tampered, words = WRONG[name]
    wrong = replace(found, halves=(tampered(found.halves[0]), *found.halves[1:]))
    assert any(re.search(words, line) for line in check(world.problem(), Policy(), wrong))


def test_a_plan_with_more_than_half_is_found() -> None:
    """Where a limit is lower than it was, the plan of before breaks its half too."""
    world, found = by_halves()
    lower = replace(world, quotas=[{**row, "at_most": 0} for row in world.quotas])
    half = replace(found.halves[0], at_most=0)
    said = check(lower.problem(), Policy(), replace(found, halves=(half,)))
    assert any(re.search("the plan has [0-9]+ of at most 0", line) for line in said)


@examples(4)
@given(seed=seeds)
def test_tiny_worlds_settled_over_all_choices_are_as_good_as_listed_ones(seed: int) -> None:
    world, policy = assigned(seed, 6)
    problem = world.problem()
    found, listed = priced(problem, policy), solve(problem, policy)
    assert check(problem, policy, found) == []
    if found.status is Status.OPTIMAL and listed.status is Status.OPTIMAL:
        assert found.certificate.value == listed.certificate.value


@pytest.mark.long
def test_a_region_of_5000_whose_last_place_is_there_in_shares_alone() -> None:
    problem = country(5_000, 2, crossing=True)
    found = solve(problem)
    assert check(problem, Policy(), found) == []
    assert found.status is Status.OPTIMAL
    assert found.halves
    assert [tier.placed for tier in found.certificate.tiers] == [482, 366, 1_195, 660]
