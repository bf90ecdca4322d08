"""People's decisions beside the engine's plan, in worlds small enough to work out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import numpy as np
import pytest
from invented import (
    DAY,
    World,
    agreement,
    happened,
    pinned,
    place,
    provider,
    quota,
    refused,
    request,
    request_id,
    slot,
    unit_id,
)

from matching.codes.care import CareLevel, CareType
from matching.codes.contracts import ContractForm
from matching.codes.households import GroupKind
from matching.codes.places import Accessibility
from matching.codes.rounds import TierCode
from matching.generate import country, instance
from matching.policy import Policy
from matching.problem import Problem
from matching.shadow import Decision, Fault, Outcome, Shadow, faults_of, replay
from matching.solve import solve

TODAY = date(1970, 1, 1) + timedelta(days=DAY)
POLICY = Policy()
WHEELCHAIR = {"accessibility": Accessibility.LARGE_WHEELCHAIR}
STEEP = {"accessibility": Accessibility.NONE}


def gave(*pairs: tuple[int, int]) -> list[Decision]:
    """Decisions of the day by the numbers of requests and units."""
    return [Decision(request_id(of), unit_id(at), TODAY) for of, at in pairs]


def compared(world: World, *pairs: tuple[int, int]) -> Shadow:
    return replay(world.problem(), POLICY, gave(*pairs))


def outcomes(found: Shadow) -> list[dict[UUID, Outcome]]:
    """By difference what became of each household."""
    return [{line.request: line.outcome for line in each.lines} for each in found.differences]


@pytest.mark.parametrize("problem", [instance(300, 1, 150), country(200, 2), country(150, 3, True)])
def test_people_who_decide_as_the_engine_would_differ_in_nothing(problem: Problem) -> None:
    solution = solve(problem, POLICY)
    day = date(1970, 1, 1) + timedelta(days=problem.day)
    decisions = [Decision(line.request, line.place, day) for line in solution.assignments]
    found = replay(problem, POLICY, decisions)
    assert found.differences == ()
    assert len(found.same) == len(solution.assignments) > 20
    assert found.people_points == found.engine_points == solution.certificate.score
    assert all(tier.people == tier.people_within_rules == tier.engine for tier in found.tiers)
    assert [tier.engine for tier in found.tiers] == [
        tier.placed for tier in solution.certificate.tiers
    ]
    assert not any(line.broken for line in found.same)
    assert [(one.quota, one.asked, one.engine) for one in found.minimums] == [
        (one.quota, one.asked, one.reached) for one in solution.minimums
    ]
    assert all(one.people == one.engine for one in found.minimums)
    assert found.gap == 0


def test_a_place_for_who_came_first_costs_the_urgent_one_theirs() -> None:
    world = World(
        requests=[request(waiting_since_day=DAY - 7), request(urgent=True)], places=[place()]
    )
    found = compared(world, (0, 0))
    assert outcomes(found) == [
        {request_id(0): Outcome.ONLY_PEOPLE, request_id(1): Outcome.ONLY_ENGINE}
    ]
    (difference,) = found.differences
    assert [(line.request, line.tier) for line in difference.lost] == [
        (request_id(1), TierCode.URGENT)
    ]
    counts = {tier.code: (tier.people, tier.engine) for tier in difference.tiers}
    assert counts[TierCode.URGENT] == (0, 1)
    assert counts[TierCode.REST] == (1, 0)
    assert (found.people_points, found.engine_points) == (41, 40)


def test_what_was_agreed_at_least_is_counted_of_both_plans() -> None:
    """Of three decisions one is of a young person, and one breaks a rule and so counts for none."""
    world = World(
        requests=[request(), request(youth=True), request(youth=True, **WHEELCHAIR)],
        places=[place(), place(), place(**STEEP)],
        quotas=[
            quota(at_least=2, youth=1, at_most=9),
            quota(at_most=9),
            quota(at_least=3, at_most=9),
        ],
    )
    found = compared(world, (0, 0), (1, 1), (2, 2))
    assert [(one.asked, one.people, one.engine) for one in found.minimums] == [(2, 1, 2), (3, 2, 3)]


def test_a_chain_is_told_as_one_difference_and_strangers_apart() -> None:
    """The first took the only home that the second fits; two others far off traded nothing."""
    world = World(
        requests=[request(), request(**WHEELCHAIR), request(), request(urgent=True)],
        places=[place(), place(**STEEP), place(), place(complex=1)],
        forbidden=[refused(row, at) for row in (0, 1) for at in (2, 3)]
        + [refused(row, at) for row in (2, 3) for at in (0, 1)],
    )
    found = compared(world, (0, 0), (2, 2), (3, 3))
    told = [difference for difference in outcomes(found) if request_id(1) in difference]
    assert told == [{request_id(0): Outcome.OTHER_PLACE, request_id(1): Outcome.ONLY_ENGINE}]
    assert all(len(each) <= 2 for each in outcomes(found))


def test_places_with_room_for_all_do_not_tie_households_together() -> None:
    world = World(requests=[request(), request()], places=[place(units=2)])
    found = compared(world)
    assert sorted(len(each) for each in outcomes(found)) == [1, 1]


def test_another_unit_of_the_same_place_is_the_same_place() -> None:
    world = World(requests=[request()], places=[place(units=3)])
    found = compared(world, (0, 2))
    assert (len(found.same), found.differences) == (1, ())


def test_a_decision_that_breaks_a_rule_is_told_with_its_sentence_and_has_no_points() -> None:
    world = World(requests=[request(**WHEELCHAIR)], places=[place(**STEEP)])
    found = compared(world, (0, 0))
    (line,) = found.differences[0].lines
    assert [broken.rule for broken in line.broken] == ["E13_ACCESS"]
    assert line.broken[0].nl.endswith(".")
    assert line.broken[0].en != line.broken[0].nl
    assert (line.people_points, found.people_points) == (None, 0)
    rest = found.tiers[-1]
    assert (rest.people, rest.people_within_rules, rest.engine) == (1, 0, 0)


def test_a_pair_refused_before_is_outside_the_rules() -> None:
    world = World(requests=[request()], places=[place()], forbidden=[refused(0, 0)])
    (line,) = compared(world, (0, 0)).differences[0].lines
    assert [broken.rule for broken in line.broken] == ["E26_REFUSED"]


def test_what_happened_before_to_others_is_no_part_of_what_people_decided() -> None:
    events = [happened(1), happened(0, complex=1)]
    world = World(requests=[request(), request()], places=[place(), place()], earlier=events)
    found = compared(world, (0, 0))
    assert len(found.same) + sum(len(each.lines) for each in found.differences) == 2


def test_more_than_the_caseload_together_leaves_one_outside_the_rules() -> None:
    care = {"care_type": CareType.AMBULANT, "care_level": CareLevel.LIGHT, "provider": 0}
    world = World(
        requests=[request(**care), request(**care)],
        places=[place(), place()],
        providers=[provider()],
        slots=[slot(free=1)],
        agreements=[agreement(ContractForm.OWN_NAME)],
    )
    found = compared(world, (0, 0), (1, 1))
    lines = [*found.same, *(line for each in found.differences for line in each.lines)]
    assert sorted(broken.rule for line in lines for broken in line.broken) == ["CAPACITY"]
    assert (found.tiers[-1].people, found.tiers[-1].people_within_rules) == (2, 1)


def test_a_group_that_people_part_is_outside_the_rules() -> None:
    world = World(
        requests=[request(group=0), request(group=0)],
        places=[place(), place(property=1)],
        groups=[GroupKind.TOGETHER],
    )
    for pairs in ([(0, 0)], [(0, 0), (1, 1)]):
        lines = [line for each in compared(world, *pairs).differences for line in each.lines]
        decided = [line for line in lines if line.people_place]
        assert len(decided) == len(pairs)
        assert all([b.rule for b in line.broken] == ["E14_GROUP"] for line in decided)


def test_a_group_that_must_live_apart_is_looked_at_too() -> None:
    world = World(
        requests=[request(group=0), request(group=0)],
        places=[place(), place(), place(complex=1)],
        groups=[GroupKind.APART],
    )
    near = compared(world, (0, 0), (1, 1))
    assert (
        sum(bool(line.broken) for each in near.differences for line in each.lines)
        + sum(bool(line.broken) for line in near.same)
        == 2
    )
    apart = compared(world, (0, 0), (1, 2))
    assert apart.tiers[-1].people_within_rules == 2


def test_pairs_that_were_fixed_before_stand_in_both_plans() -> None:
    world = World(requests=[request(), request()], places=[place(), place()], fixed=[pinned(0, 1)])
    found = compared(world, (1, 0))
    assert (len(found.same), found.differences) == (2, ())
    assert found.same[0].people_place == unit_id(1)


def test_no_decisions_leave_all_that_the_engine_gives_as_lost() -> None:
    found = compared(World(requests=[request()], places=[place()]))
    assert found.differences[0].lost[0].engine_form is ContractForm.OWN_NAME
    assert (found.people_points, found.engine_points) == (0, 40)


def test_the_same_decisions_in_another_order_give_the_same_bytes() -> None:
    problem = instance(60, 4, 40)
    day = date(1970, 1, 1) + timedelta(days=problem.day)
    random = np.random.default_rng(1)
    requests = [UUID(bytes=row.tobytes()) for row in problem.requests.id]
    units = [UUID(bytes=row.tobytes()) for row in problem.units.id]
    pairs = zip(random.permutation(60)[:30], random.permutation(len(units))[:30], strict=True)
    decisions = [Decision(requests[of], units[at], day) for of, at in pairs]
    found = replay(problem, POLICY, decisions)
    assert found.to_json() == replay(problem, POLICY, decisions[::-1]).to_json()
    lines = [*found.same, *(line for each in found.differences for line in each.lines)]
    assert len({line.request for line in lines}) == len(lines)
    assert sum(line.people_place is not None for line in lines) == 30
    assert found.people_points == sum(line.people_points or 0 for line in lines)
    for number, tier in enumerate(found.tiers):
        inside = sum(each.tiers[number].people for each in found.differences)
        assert tier.people - inside == sum(line.tier is tier.code for line in found.same)


def test_decisions_that_are_not_of_this_snapshot_are_named_and_refused() -> None:
    problem = World(
        requests=[request(), request()], places=[place(), place()], fixed=[pinned(0, 1)]
    ).problem()
    good = gave((1, 0))[0]
    cases = {
        Fault.UNKNOWN_REQUEST: [replace(good, request=UUID(int=5))],
        Fault.UNKNOWN_PLACE: [replace(good, place=UUID(int=5))],
        Fault.OTHER_DAY: [replace(good, day=TODAY + timedelta(days=1))],
        Fault.FIXED_ELSEWHERE: gave((0, 0)),
    }
    for fault, decisions in cases.items():
        assert list(faults_of(problem, decisions)) == [(0, fault)]
        with pytest.raises(ValueError, match="not those of this snapshot"):
            replay(problem, POLICY, decisions)
    twice = gave((1, 0), (1, 0))
    assert list(faults_of(problem, twice)) == [(1, Fault.DECIDED_TWICE), (1, Fault.GIVEN_TWICE)]
    assert {fault.field for fault in Fault} == {"request", "place", "date"}


def test_fixed_pairs_that_cannot_be_kept_leave_nothing_to_compare() -> None:
    world = World(requests=[request(**WHEELCHAIR)], places=[place(**STEEP)], fixed=[pinned(0, 0)])
    with pytest.raises(ValueError, match="cannot all be kept"):
        compared(world)
