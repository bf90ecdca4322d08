"""What a change would bring, against the round solved anew with that change."""

from dataclasses import replace

import pytest
from fuzzing import many
from invented import World, refused, slot
from resolved import assigned, resolved

from matching.capacity.ladder import Gain
from matching.codes.contracts import ContractForm
from matching.codes.rounds import Status
from matching.counterfactual import Counterfactual, counterfactuals
from matching.generate import instance
from matching.policy import Policy
from matching.reasons.network import NotBest
from matching.reasons.standing import UNIT, Standing, standing
from matching.reasons.waived import waived
from matching.rules import FORM, RULES
from matching.rules.declaration import PairRule
from matching.solve import solve

SEEDS = range(many(30))
SOLVED = [3]


def _stood(world: World, policy: Policy) -> Standing:
    problem = world.problem()
    return standing(problem, policy, solve(problem, policy))


def _worlds() -> list[tuple[int, World, Policy, Standing]]:
    found = []
    for seed in SEEDS:
        world, policy = assigned(seed, 7)
        stood = _stood(world, policy)
        if stood.proven:
            found.append((seed, world, policy, stood))
    return found


@pytest.fixture(scope="module")
def rounds() -> list[tuple[int, World, Policy, Standing]]:
    """Small rounds in which only what makes a tree can run out."""
    return _worlds()


def _agrees(told: Counterfactual, anew: Gain) -> None:
    """The change does give the place, and gains what is told where that is exact."""
    assert told.gain.better
    assert anew == told.gain if told.exact else _order(anew) >= _order(told.gain)


def _is_rule(one: Counterfactual) -> bool:
    return isinstance(RULES.get(one.rule), PairRule) and one.rule != FORM


def test_a_relaxed_rule_brings_what_solving_anew_brings_and_less_of_it_brings_nothing(
    rounds: list[tuple[int, World, Policy, Standing]],
) -> None:
    asked = 0
    for seed, _, policy, stood in rounds:
        best = resolved(stood.problem, policy)
        for one in filter(_is_rule, counterfactuals(stood)):
            row = stood.names.request_row[one.request]
            more = one.amount.number
            _agrees(one, resolved(stood.problem, policy, row, one.rule, more).over(best))
            if one.exact and more > 1:
                assert resolved(stood.problem, policy, row, one.rule, more - 1) == best, seed
            asked += 1
    assert asked > many(15)


def test_where_no_change_of_a_rule_is_told_no_change_of_it_helps(
    rounds: list[tuple[int, World, Policy, Standing]],
) -> None:
    silent = 0
    for seed, _, policy, stood in rounds:
        best = resolved(stood.problem, policy)
        told = {(one.request, one.rule) for one in counterfactuals(stood)}
        beside = waived(stood.kernel, stood.unplaced)
        pairs = zip(beside.choices.request.tolist(), beside.rule.tolist(), strict=True)
        for row, number in sorted(set(pairs)):
            code = beside.codes[number]
            known = (stood.names.request[row], code) in told
            free = stood.problem.requests.care_type[row] == 0
            if isinstance(RULES[code], PairRule) and code != FORM and free and not known:
                assert resolved(stood.problem, policy, row, code, 10**9) == best, (seed, code)
                silent += 1
    assert silent > 5


def test_one_more_unit_for_a_household_brings_what_solving_anew_brings(
    rounds: list[tuple[int, World, Policy, Standing]],
) -> None:
    asked = 0
    for _, world, policy, stood in rounds:
        best = resolved(stood.problem, policy)
        for one in counterfactuals(stood):
            if one.rule == UNIT:
                row = stood.names.request_row[one.request]
                place = dict(world.places[stood.names.place[one.place]], units=1)
                others = [refused(of, len(world.places)) for of in range(7) if of != row]
                more = replace(
                    world,
                    places=[*world.places, place],
                    forbidden=[*world.forbidden, *others],
                )
                _agrees(one, resolved(more.problem(), policy).over(best))
                asked += 1
    assert asked > many(4)


def test_one_more_slot_for_a_household_brings_what_solving_anew_brings(
    rounds: list[tuple[int, World, Policy, Standing]],
) -> None:
    asked = 0
    for _, world, policy, stood in rounds:
        best = resolved(stood.problem, policy)
        for one in counterfactuals(stood):
            if one.rule == "E11_CASELOAD":
                row = stood.names.request_row[one.request]
                assert resolved(_with_own_slot(world, row).problem(), policy).over(best) == one.gain
                asked += 1
    assert asked > many(2)


def _with_own_slot(world: World, row: int) -> World:
    """A twin of the household's provider that has one slot, and only this household."""
    asks = world.requests[row]
    twin, own = len(world.providers), asks["provider"]
    region = asks["preferred_region"]
    signed = [dict(one, provider=twin) for one in world.agreements if one["provider"] == own]
    return replace(
        world,
        requests=[
            dict(one, provider=twin) if at == row else one for at, one in enumerate(world.requests)
        ],
        providers=[*world.providers, world.providers[own]],
        agreements=[*world.agreements, *signed],
        slots=[
            *world.slots,
            slot(provider=twin, region=region, care_type=asks["care_type"]),
        ],
    )


def test_another_contract_form_brings_what_solving_anew_brings() -> None:
    asked = 0
    for seed in range(many(110)):
        if asked > many(15):
            break
        world, policy = assigned(seed, 7)
        world.requests[0]["contract_forms"] = frozenset({ContractForm.CARE_STAY})
        stood = _stood(world, policy)
        told = counterfactuals(stood) if stood.proven else ()
        asked_anew = [one for one in told if one.rule == FORM]
        best = resolved(stood.problem, policy) if asked_anew else None
        for one in asked_anew:
            row = stood.names.request_row[one.request]
            asks = world.requests[row]
            if one.rule == FORM and one.contract_form not in asks["contract_forms"]:
                forms = asks["contract_forms"] | {one.contract_form}
                rows = list(world.requests)
                rows[row] = dict(asks, contract_forms=forms)
                anew = resolved(replace(world, requests=rows).problem(), policy)
                _agrees(one, anew.over(best))
                asked += 1
    assert asked > many(10)


@pytest.mark.long
@pytest.mark.parametrize("seed", SOLVED)
def test_in_a_region_where_limits_cross_a_change_brings_no_less_than_is_told(seed: int) -> None:
    problem, policy = instance(400, seed=seed, places=250), Policy()
    stood = standing(problem, policy, solve(problem, policy))
    told = [one for one in counterfactuals(stood) if _is_rule(one)]
    assert len(told) > 20
    best = resolved(problem, policy)
    for one in told[:: max(1, len(told) // 3)]:
        row = stood.names.request_row[one.request]
        anew = resolved(problem, policy, row, one.rule, one.amount.number)
        assert not one.exact
        assert _order(one.gain) <= _order(anew.over(best))


def _order(gain: Gain) -> tuple[int, ...]:
    return (*gain.placed, gain.points)


def test_a_plan_that_is_not_proven_is_not_explained_by_changes() -> None:
    world, policy = assigned(0, 7)
    problem = world.problem()
    stopped = replace(solve(problem, policy), status=Status.STOPPED)
    with pytest.raises(NotBest, match="not proven"):
        counterfactuals(standing(problem, policy, stopped))
