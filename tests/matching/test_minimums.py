"""What quotas ask at least: aimed at where the policy says, never forced, and told as it is."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from by_price import priced
from crowded import crowded
from fuzzing import many
from invented import (
    DAY,
    Row,
    World,
    identity,
    pinned,
    place,
    quota,
    refused,
    request,
    request_id,
)

from matching.capacity.minimums import order_of
from matching.check import check
from matching.codes.contracts import ContractForm
from matching.codes.households import AgeBand
from matching.codes.rounds import Level, Status, TierCode
from matching.confirm import confirm
from matching.counterfactual import counterfactuals
from matching.generate import country
from matching.optimum.bundled import optimum, whole_optimum
from matching.optimum.optimizer import BASIC, integral, relaxed
from matching.optimum.priced import priced as by_pairs
from matching.optimum.restricted import Goal, core_of
from matching.pairs.candidates import pairs_of
from matching.pairs.kernel import kernel_of
from matching.pairs.sheet import sheet_of
from matching.policy import TIERS, Policy, PolicyError, RuleLevel
from matching.problem import Problem
from matching.reasons.standing import Standing, standing
from matching.repair import Act, Pair, what_if
from matching.solution import Certificate, Minimum, Solution
from matching.solve import solve
from matching.stop import Stop
from matching.table import MOST, ProblemError
from matching.tiers import tiers_of

NEVER = Stop()

YOUNG: Row = {"youth": True, "adult_ages": frozenset({AgeBand.AGE_21_22})}
LONG: Row = {"waiting_since_day": DAY - 182}
ONLY_TOLD = Policy(levels=(RuleLevel("E27_MINIMUM", Level.WARNING),))


def least(many: int, **conditions: object) -> Row:
    """At least so many of these, without a maximum."""
    return quota(at_least=many, at_most=MOST, **conditions)


def placed(solution: Solution) -> set[int]:
    """The rows of the requests with a place."""
    rows = {request_id(row): row for row in range(10)}
    return {rows[line.request] for line in solution.assignments}


def solved(world: World, policy: Policy | None = None) -> Solution:
    """The plan, in which the checker finds nothing wrong."""
    problem, rules = world.problem(), policy or Policy()
    solution = solve(problem, rules)
    assert check(problem, rules, solution) == []
    return solution


def youth_share(before: TierCode) -> tuple[World, Policy]:
    """One home, an adult who waits long and somebody young of the rest, and one young agreed."""
    world = World([request(**LONG), request(**YOUNG)], [place()], quotas=[least(1, youth=1)])
    return world, Policy(minimums_before=before)


@pytest.mark.parametrize(
    ("before", "who", "reached"),
    [(TierCode.REST, 0, 0), (TierCode.LONG_WAITING, 1, 1), (TierCode.URGENT, 1, 1)],
)
def test_a_minimum_costs_a_place_of_the_tiers_after_it_and_of_none_before(
    before: TierCode, who: int, reached: int
) -> None:
    solution = solved(*youth_share(before))
    assert placed(solution) == {who}
    assert solution.minimums == (Minimum(identity(4, 0), 1, reached),)
    assert solution.status is Status.OPTIMAL


def test_within_a_tier_a_minimum_goes_before_points() -> None:
    longer = request(waiting_since_day=DAY - 170)
    world = World([longer, request(**YOUNG)], [place()], quotas=[least(1, youth=1)])
    assert placed(solved(world)) == {1}
    assert placed(solved(world, ONLY_TOLD)) == {0}


def test_a_minimum_never_leaves_a_place_empty_that_somebody_of_an_earlier_tier_could_have() -> None:
    rows = [request(urgent=True), request(**YOUNG), request(**YOUNG)]
    world = World(rows, [place(units=2)], quotas=[least(2, youth=1)])
    solution = solved(world)
    assert placed(solution) >= {0}
    assert [(one.asked, one.reached, one.short) for one in solution.minimums] == [(2, 1, 1)]


def test_what_cannot_be_reached_is_short_and_not_infeasible() -> None:
    quotas = [least(50, landlord=1), least(3, youth=1), least(2, municipality=7)]
    solution = solved(World([request(), request(**YOUNG)], [place(units=2)], quotas=quotas))
    assert solution.status is Status.OPTIMAL
    assert len(solution.assignments) == 2
    assert [one.short for one in solution.minimums] == [50, 2, 2]
    proof = solution.certificate.minimums
    assert proof is not None
    assert (proof.asked, proof.reached, proof.bound) == (55, 1, 1)


@pytest.mark.parametrize("empty", [{"requests": []}, {"places": []}])
def test_an_empty_side_is_short_of_all(empty: dict[str, list[Row]]) -> None:
    world = replace(World([request()], [place()], quotas=[least(2)]), **empty)
    assert [one.short for one in solved(world).minimums] == [2]


def test_one_household_counts_towards_every_minimum_that_it_meets() -> None:
    quotas = [least(1, youth=1), least(1, landlord=0), least(1, from_shelter=1)]
    rows = [request(waiting_since_day=DAY - 170), request(**YOUNG, from_shelter=True)]
    solution = solved(World(rows, [place()], quotas=quotas))
    assert placed(solution) == {1}
    assert sum(one.reached for one in solution.minimums) == 3


def test_a_minimum_of_a_contract_form_is_worth_its_points() -> None:
    forms = frozenset({ContractForm.OWN_NAME, ContractForm.OWN_NAME_ADDENDUM})
    world = World([request(contract_forms=forms)], [place(contract_forms=forms)])
    (line,) = solved(world).assignments
    assert line.contract_form is ContractForm.OWN_NAME
    asked = least(1, contract_forms=frozenset({ContractForm.OWN_NAME_ADDENDUM}))
    (line,) = solved(replace(world, quotas=[asked])).assignments
    assert line.contract_form is ContractForm.OWN_NAME_ADDENDUM


def test_more_than_the_minimum_counts_no_further() -> None:
    rows = [request(**YOUNG), request(**YOUNG), request(waiting_since_day=DAY - 170)]
    solution = solved(World(rows, [place(units=2)], quotas=[least(1, youth=1)]))
    assert placed(solution) >= {2}
    assert [one.reached for one in solution.minimums] == [1]


def test_a_fixed_pair_counts_too() -> None:
    world = World([request(**YOUNG), request()], [place(units=2)], quotas=[least(2)])
    solution = solved(replace(world, fixed=[pinned(0, 0)]))
    assert [one.reached for one in solution.minimums] == [2]


def test_a_minimum_that_is_only_told_moves_nobody_and_proves_nothing() -> None:
    world, _ = youth_share(TierCode.URGENT)
    solution = solved(world, replace(ONLY_TOLD, minimums_before=TierCode.URGENT))
    assert placed(solution) == {0}
    assert solution.certificate.minimums is None
    assert [one.short for one in solution.minimums] == [1]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda told: replace(told, minimums=()), "None is told"),
        (lambda told: replace(told, minimums=told.minimums * 2), "told twice"),
        (lambda told: replace(told, minimums=_more(told)), "is so"),
        (lambda told: _certified(told, reached=1), "are not 0 of 1"),
        (lambda told: _certified(told, bound=2), "over what is asked"),
        (lambda told: _certified(told, before=TierCode.URGENT), "are not 0 of 1"),
        (lambda told: _uncertified(told), "lacks those that are"),
    ],
)
def test_what_is_told_wrong_of_a_minimum_is_found(wrong: object, said: str) -> None:
    world, policy = youth_share(TierCode.REST)
    problem, solution = world.problem(), solved(world, policy)
    assert callable(wrong)
    assert said in "\n".join(check(problem, policy, wrong(solution)))


def _more(told: Solution) -> tuple[Minimum, ...]:
    return tuple(replace(one, reached=one.reached + 1) for one in told.minimums)


def _certified(told: Solution, **changes: object) -> Solution:
    proof = told.certificate.minimums
    assert proof is not None
    changed = replace(proof, **changes)  # type: ignore[arg-type]
    return replace(told, certificate=replace(told.certificate, minimums=changed))


def _uncertified(told: Solution) -> Solution:
    return replace(told, certificate=replace(told.certificate, minimums=None))


def test_a_minimum_over_its_maximum_is_refused_with_its_row() -> None:
    with pytest.raises(ProblemError, match=r"quotas\.at_least\[1\] is over at_most"):
        World(quotas=[quota(at_most=1), quota(at_least=2, at_most=1)]).problem()


def test_the_minimums_come_before_a_tier_that_there_is() -> None:
    with pytest.raises(PolicyError, match="minimums_before: is no tier of this policy"):
        Policy(tiers=(TIERS[0], TIERS[-1]), minimums_before=TierCode.YOUTH)


def test_a_policy_of_before_keeps_its_text_and_digest() -> None:
    assert "minimums" not in Policy().to_json()
    policy = Policy(minimums_before=TierCode.URGENT)
    assert Policy.from_json(policy.to_json()) == policy


def with_minimums(problem: Problem, each: int) -> Problem:
    """The quotas of a country ask something at least as well, and a fifth for the young."""
    quotas = problem.quotas
    at_least = np.minimum(quotas.at_most, each)
    at_least[-1] = 0
    return replace(problem, quotas=replace(quotas, at_least=at_least))


@pytest.mark.parametrize("before", [TierCode.URGENT, TierCode.REST])
def test_rounds_by_price_reach_as_much_as_rounds_in_which_all_is_listed(before: TierCode) -> None:
    problem = with_minimums(country(150, seed=3, crossing=True), each=2)
    policy = Policy(minimums_before=before)
    listed, found = solve(problem, policy), priced(problem, policy)
    for solution in (listed, found):
        assert check(problem, policy, solution) == []
        assert solution.status is Status.OPTIMAL
    assert found.certificate.value == listed.certificate.value
    free = solve(problem, replace(ONLY_TOLD, minimums_before=before))
    assert sum(one.short for one in listed.minimums) < sum(one.short for one in free.minimums)


def _rounds() -> Iterator[tuple[World, Policy, Solution, Standing]]:
    """Crowded worlds of which every quota asks something at least, before one of the tiers."""
    for seed in range(many(25)):
        world, policy = crowded(seed, 6)
        chance = Random(seed)
        quotas = [row | {"at_least": chance.randint(1, 3), "at_most": MOST} for row in world.quotas]
        world = replace(world, quotas=quotas or [least(2, youth=1)])
        policy = replace(policy, minimums_before=chance.choice(policy.tiers).code)
        problem = world.problem()
        solution = solve(problem, policy)
        assert check(problem, policy, solution) == []
        if solution.status is Status.OPTIMAL:
            yield world, policy, solution, standing(problem, policy, solution)


def test_a_veto_costs_what_the_round_without_the_pair_costs_with_minimums_too() -> None:
    asked = 0
    for world, policy, solution, stood in _rounds():
        fixed = {pair["request"] for pair in world.fixed}
        for one in solution.assignments[:2]:
            row, at = stood.names.request_row[one.request], stood.names.place[one.place]
            if row in fixed:
                continue
            found = what_if(stood, Act.VETO, Pair(one.request, one.place))
            changed = replace(world, forbidden=[*world.forbidden, refused(row, at)])
            anew = solve(changed.problem(), policy).certificate
            before = solution.certificate
            for gain, mine, its in zip(found.gain.placed, anew.tiers, before.tiers, strict=True):
                assert gain == mine.placed - its.placed
            assert found.gain.points == anew.score - before.score
            more = sum(one.after - one.before for one in found.minimums)
            assert more == _reached(anew) - _reached(before)
            assert all(one.before != one.after <= one.asked for one in found.minimums)
            asked += 1
    assert asked > many(10)


def _reached(certificate: Certificate) -> int:
    return certificate.minimums.reached if certificate.minimums else 0


@pytest.mark.parametrize(
    ("before", "act", "who", "expected"),
    [
        (TierCode.LONG_WAITING, Act.PIN, 0, [(1, 1, 0)]),
        (TierCode.LONG_WAITING, Act.VETO, 1, [(1, 1, 0)]),
        (TierCode.LONG_WAITING, Act.HOLD, 1, [(1, 1, 0)]),
        (TierCode.LONG_WAITING, Act.PIN, 1, []),
        (TierCode.REST, Act.PIN, 1, [(1, 0, 1)]),
    ],
)
def test_what_an_act_costs_or_brings_an_agreed_minimum_is_told(
    before: TierCode, act: Act, who: int, expected: list[tuple[int, int, int]]
) -> None:
    world, policy = youth_share(before)
    problem = world.problem()
    solution = solve(problem, policy)
    (line,) = solution.assignments
    found = what_if(standing(problem, policy, solution), act, Pair(request_id(who), line.place))
    assert [(one.asked, one.before, one.after) for one in found.minimums] == expected
    assert {one.quota for one in found.minimums} <= {identity(4, 0)}


def test_what_would_have_helped_is_confirmed_with_minimums_too() -> None:
    told = more = 0
    for _, _, _, stood in _rounds():
        for one in counterfactuals(stood):
            found = confirm(stood, one)
            assert not one.exact
            assert found.agrees
            told, more = told + 1, more + (found.reached > 0)
    assert told > many(20)
    assert more > 0


@pytest.mark.parametrize("asked", [0.3, 1.0, 3.0])
def test_marks_of_a_quota_in_one_column_give_the_optimum_of_marks_each_in_its_own(
    asked: float,
) -> None:
    """With less asked than there is, about as much, and more; from no basis and from each."""
    problem = country(120, 4, crossing=True)
    most = np.minimum(np.ceil(problem.quotas.at_least * asked), problem.quotas.at_most)
    most = most.astype(problem.quotas.at_least.dtype)
    problem = replace(problem, quotas=replace(problem.quotas, at_least=most))
    kernel, policy = kernel_of(sheet_of(problem, Policy())), Policy()
    pairs, order = pairs_of(kernel), order_of(problem, policy, tiers_of(problem, policy))
    goal = Goal(1_000 * 16 ** (order.levels - order.rank), 1, 1)
    core = core_of(by_pairs(kernel, pairs), goal, order.rank, np.arange(len(pairs)))
    model, worth = core.model, core.objective
    apart, together = relaxed(model, worth, NEVER), optimum(model, worth, NEVER)
    assert apart is not None
    assert together is not None
    best = float(worth @ apart.shares)
    marks = model.columns.request >= len(problem.requests)
    assert marks.sum() == most.sum() > 0
    for found in (together, apart):
        assert float(worth @ found.shares) == pytest.approx(best, rel=1e-9)
        assert (found.columns == BASIC).sum() + (found.rows == BASIC).sum() == len(found.rows)
        for way in (relaxed, optimum):
            again = way(model, worth, NEVER, (found.columns, found.rows))
            assert again is not None
            assert float(worth @ again.shares) == pytest.approx(best, rel=1e-9)
    whole, plain = whole_optimum(model, worth, NEVER), integral(model, worth, NEVER)
    assert whole is not None
    assert plain is not None
    assert model.holds(whole[0])
    assert int(worth[whole[0]].sum()) == int(worth @ plain[0])
