"""After a refusal and at the table, against the changed round solved from its rows."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import product

import pytest
from by_hand import ByHand
from crowded import crowded
from fuzzing import many
from invented import World, pinned, refused
from plans import Plan, option_of, plan_of

from matching.codes.households import GroupKind
from matching.codes.rounds import Status
from matching.difference import Repair
from matching.policy import Policy
from matching.reasons.standing import NotOfThisProblem, Standing, standing
from matching.repair import Act, Pair, Since, next_offers, sticky_plan, what_if
from matching.solution import Assignment, Solution
from matching.solve import solve

SEEDS = range(many(25))
# In these some of a group are housed.
LIVING_TOGETHER = (26, 52, 91)
ENOUGH = many(30)
Value = tuple[int, ...]


@cache
def _rounds(seeds: Sequence[int] = SEEDS) -> Sequence[tuple[World, Policy, Standing, Solution]]:
    """Solved once for all tests, none of which changes them."""
    found = []
    for seed in seeds:
        world, policy = crowded(seed, 6)
        problem = world.problem()
        solution = solve(problem, policy)
        if solution.status is Status.OPTIMAL and solution.assignments:
            found.append((world, policy, standing(problem, policy, solution), solution))
    return found


def _value(solution: Solution) -> Value:
    certificate = solution.certificate
    return (*(tier.placed for tier in certificate.tiers), certificate.score)


def _anew(world: World, policy: Policy) -> Value | None:
    solution = solve(world.problem(), policy)
    return None if solution.status is Status.INFEASIBLE else _value(solution)


def _plus(value: Value, gain: Value) -> Value:
    return tuple(one + more for one, more in zip(value, gain, strict=True))


def _without(world: World, request: int, place: int) -> World:
    """The household out of the round; a unit of the place is held back by somebody who fits."""
    less = dict(world.places[place], units=world.places[place]["units"] - 1)
    if not less["units"]:
        less |= {"units": 1, "persons_min": 29, "persons_max": 29}
    places = [less if at == place else row for at, row in enumerate(world.places)]
    requests = [
        dict(row, persons=30, group=-1) if at == request else row
        for at, row in enumerate(world.requests)
    ]
    return replace(world, requests=requests, places=places)


def test_a_veto_costs_what_the_round_without_the_pair_costs() -> None:
    asked = 0
    for world, policy, stood, solution in _rounds():
        for one in solution.assignments[:3]:
            row, at = stood.names.request_row[one.request], stood.names.place[one.place]
            if any(pair["request"] == row for pair in world.fixed):
                continue
            found = what_if(stood, Act.VETO, Pair(one.request, one.place))
            changed = replace(world, forbidden=[*world.forbidden, refused(row, at)])
            gain = (*found.gain.placed, found.gain.points)
            assert _plus(_value(solution), gain) == _anew(changed, policy)
            assert found.proven
            assert gain <= (0,) * len(gain)
            asked += 1
    assert asked > many(25)


def test_a_pin_costs_what_the_round_with_the_pair_fixed_costs() -> None:
    asked = impossible = 0
    for world, policy, stood, solution in _rounds():
        if min(asked, impossible) > ENOUGH:
            break
        fixed = {pair["request"] for pair in world.fixed}
        for row in set(range(len(world.requests))) - fixed:
            at = row % len(world.places)
            unit = stood.names.units[at][0]
            found = what_if(stood, Act.PIN, Pair(stood.names.request[row], unit))
            anew = _anew(replace(world, fixed=[*world.fixed, pinned(row, at)]), policy)
            assert found.possible == (anew is not None)
            if found.possible:
                gain = (*found.gain.placed, found.gain.points)
                assert _plus(_value(solution), gain) == anew
            asked, impossible = asked + found.possible, impossible + (not found.possible)
    assert min(asked, impossible) > 30


def test_holding_a_unit_costs_what_the_round_without_household_and_unit_costs() -> None:
    asked = 0
    for world, policy, stood, solution in _rounds():
        for one in solution.assignments:
            row, at = stood.names.request_row[one.request], stood.names.place[one.place]
            alone = world.requests[row]["group"] < 0 and not world.fixed
            if alone and world.places[at]["units"] > 1:
                found = what_if(stood, Act.HOLD, Pair(one.request, one.place))
                gain = (*found.gain.placed, found.gain.points)
                assert _plus(_value(solution), gain) == _anew(_without(world, row, at), policy)
                asked += 1
    assert asked > many(1)


def test_the_moves_are_the_difference_of_the_two_plans() -> None:
    for _, _, stood, solution in _rounds():
        one = solution.assignments[0]
        found = what_if(stood, Act.VETO, Pair(one.request, one.place))
        tiers = [0] * len(found.gain.placed)
        for move in found.moves:
            assert move.before != move.after
            tiers[move.tier] += (move.after is not None) - (move.before is not None)
        assert tuple(tiers) == found.gain.placed


def test_a_veto_of_what_the_plan_does_not_do_moves_nobody() -> None:
    """The plan is still one of the best; none of the others is as near to it."""
    asked = 0
    for world, _, stood, solution in _rounds():
        home = {one.request: stood.names.place[one.place] for one in solution.assignments}
        for row in range(len(world.requests)):
            at = row % len(world.places)
            pair = Pair(stood.names.request[row], stood.names.units[at][0])
            if home.get(pair.request) != at:
                found = what_if(stood, Act.VETO, pair)
                assert found.moves == ()
                asked += 1
    assert asked > many(40)


def _together(world: World, row: int) -> set[int]:
    """The household and who must live with it."""
    group = world.requests[row]["group"]
    if group < 0 or world.groups[group] is not GroupKind.TOGETHER:
        return {row}
    return {of for of, one in enumerate(world.requests) if one["group"] == group}


def _after(stood: Standing, plan: Plan, found: Repair) -> Plan:
    """Who has what once those who move have moved."""
    moves = {stood.names.request_row[move.request]: move.after for move in found.moves}
    stay = {of: option for of, option in plan.items() if of not in moves}
    return stay | {of: option_of(stood, seat) for of, seat in moves.items() if seat}


def test_next_offers_are_the_best_for_who_refused_and_for_the_place_and_move_nobody_else() -> None:
    again = in_turn = beside = 0
    for world, policy, stood, solution in (*_rounds(), *_rounds(LIVING_TOGETHER)):
        by_hand, plan = ByHand(world, policy), plan_of(stood, solution)
        fixed = {row["request"] for row in world.fixed}
        for one in solution.assignments[-3:]:
            row, at = stood.names.request_row[one.request], stood.names.place[one.place]
            moving = _together(world, row)
            if moving & fixed:
                continue
            found = next_offers(stood, Since((Pair(one.request, one.place),)))
            stays = {of: option for of, option in plan.items() if of not in moving}
            free = {plan[of][0] for of in moving}
            open_ = {of: by_hand.options(of) for of in range(len(world.requests)) if of not in plan}
            open_ = {of: [each for each in found if each[0] in free] for of, found in open_.items()}
            open_ |= {of: by_hand.options(of) for of in moving}
            open_[row] = [each for each in open_[row] if each[0] != at]
            best = max(
                by_hand.value(whole)
                for chosen in product(*([None, *options] for options in open_.values()))
                if by_hand.holds(
                    whole := stays
                    | {of: each for of, each in zip(open_, chosen, strict=True) if each}
                )
                and by_hand.groups_hold(whole)
            )
            after = _after(stood, plan, found)
            assert by_hand.value(after) == best
            assert by_hand.holds(after)
            if not any(quota["at_least"] for quota in world.quotas):
                gain = (*found.gain.placed, found.gain.points)
                assert _plus(_value(solution), gain) == best
            for move in found.moves:
                mover = stood.names.request_row[move.request]
                if mover in moving:
                    again += move.after is not None
                    beside += mover != row
                    again_there = move.after and stood.names.place[move.after.place] == at
                    assert mover != row or not again_there
                else:
                    assert move.before is None
                    assert move.after is not None
                    assert stood.names.place[move.after.place] in free
                    in_turn += 1
    assert min(again, in_turn) > 5
    assert beside


def test_a_new_plan_after_a_no_is_that_of_the_round_solved_anew() -> None:
    """Without who is gone and what is taken; what was decided on stays as it is."""
    asked = 0
    for world, policy, stood, solution in _rounds():
        if world.fixed or len(solution.assignments) < 3 or world.groups:
            continue
        no, yes, out = solution.assignments[:3]
        names = stood.names
        rows = [names.request_row[one.request] for one in (no, yes, out)]
        ats = [names.place[one.place] for one in (no, yes, out)]
        since = Since(
            refused=(Pair(no.request, no.place),), gone=(out.request,), taken=(out.place,)
        )
        found = sticky_plan(stood, since)
        changed = _without(world, rows[2], ats[2])
        changed = replace(changed, forbidden=[*changed.forbidden, refused(rows[0], ats[0])])
        left = _plus(_value(solution), tuple(-each for each in _worth(policy, out)))
        gain = (*found.gain.placed, found.gain.points)
        assert _plus(left, gain) == _anew(changed, policy)
        assert out.request not in {move.request for move in found.moves}
        calm = sticky_plan(stood, replace(since, kept=(Pair(yes.request, yes.place),)))
        assert yes.request not in {move.request for move in calm.moves}
        assert (*calm.gain.placed, calm.gain.points) <= gain
        asked += 1
    assert asked > 5


def _worth(policy: Policy, one: Assignment) -> Value:
    """What one assignment counts for in the value of a plan."""
    return (*(int(tier.code is one.tier) for tier in policy.tiers), one.score)


def test_a_sticky_plan_places_as_many_and_disturbs_no_more() -> None:
    calmer = 0
    for _, policy, stood, solution in _rounds():
        one = solution.assignments[0]
        since = Since((Pair(one.request, one.place),))
        plain = sticky_plan(stood, since)
        sticky = replace(policy, stickiness=1_000)
        calm = sticky_plan(standing(stood.problem, sticky, solution), since)
        assert calm.gain.placed == plain.gain.placed
        assert calm.gain.points <= plain.gain.points
        assert len(calm.others([one.request])) <= len(plain.others([one.request]))
        calmer += len(calm.others([one.request])) < len(plain.others([one.request]))
    assert calmer


def test_a_pair_of_another_problem_is_named() -> None:
    _, _, stood, solution = _rounds()[0]
    one = solution.assignments[0]
    with pytest.raises(NotOfThisProblem, match=str(one.place)):
        what_if(stood, Act.VETO, Pair(one.place, one.place))


def test_a_policy_written_before_stickiness_reads_the_same_and_keeps_its_digest() -> None:
    usual = Policy()
    assert "stickiness" not in usual.to_json()
    assert Policy.from_json(usual.to_json()) == usual
    sticky = Policy(stickiness=25)
    assert Policy.from_json(sticky.to_json()) == sticky
    assert sticky.sha256() != usual.sha256()
