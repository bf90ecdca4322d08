"""What a caller may rely on: the same answer for the same question, endings, reasons, proof."""

import time
from dataclasses import replace

import numpy as np
import pytest
from fuzzing import examples
from hypothesis import given
from hypothesis import strategies as st
from invented import (
    DAY,
    World,
    agreement,
    anchor,
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
from worlds import policies, worlds

from matching.archive import digest
from matching.check import check
from matching.codes.care import CareLevel, CareType
from matching.codes.contracts import ContractForm
from matching.codes.households import GroupKind
from matching.codes.rounds import Proof, Status, TierCode
from matching.generate import instance
from matching.policy import Policy, Tier
from matching.problem import Problem
from matching.solution import Solution
from matching.solve import Progress, solve
from matching.table import Table


def shuffled(problem: Problem, seed: int) -> Problem:
    """The same problem with the rows of every table in another order."""
    random = np.random.default_rng(seed)
    orders = {name: random.permutation(len(table)) for name, table in problem.tables().items()}
    moved = {name: np.append(np.argsort(order), -1) for name, order in orders.items()}
    tables: dict[str, Table] = {}
    for name, table in problem.tables().items():
        columns = table.columns()
        for column, spec in table.specs():
            if spec.refers:
                columns[column] = moved[spec.refers][columns[column]]
        tables[name] = type(table)(**columns).take(orders[name])
    return Problem(day=problem.day, **tables)  # type: ignore[arg-type]


@examples(15)
@given(world=worlds(), policy=policies(), seed=st.integers(0, 1_000))
def test_the_order_of_the_rows_changes_nothing(world: World, policy: Policy, seed: int) -> None:
    problem = world.problem()
    moved = shuffled(problem, seed)
    assert digest(moved) == digest(problem)
    assert solve(moved, policy).to_json() == solve(problem, policy).to_json()


def test_the_order_of_the_rows_changes_nothing_in_a_crossing_instance() -> None:
    problem = instance(150, seed=3)
    found = solve(problem)
    assert {tier.proof for tier in found.certificate.tiers} - {Proof.FLOW}
    assert solve(shuffled(problem, 5)).to_json() == found.to_json()


@examples(10)
@given(world=worlds(), policy=policies())
def test_the_same_question_has_the_same_answer_byte_for_byte(world: World, policy: Policy) -> None:
    first = solve(world.problem(), policy).to_json()
    assert solve(world.problem(), policy).to_json() == first
    assert Solution.from_json(first).to_json() == first


def test_another_seed_draws_another_lot_among_equals() -> None:
    equals = World(requests=[request() for _ in range(12)], places=[place()])
    winners = {
        solve(equals.problem(), Policy(seed=seed)).assignments[0].request for seed in range(30)
    }
    assert len(winners) > 5


def test_an_empty_problem_is_solved() -> None:
    nothing = solve(World().problem())
    assert (nothing.status, nothing.assignments, nothing.unplaced) == (Status.OPTIMAL, (), ())


def test_identical_units_are_handed_out_one_each() -> None:
    problem = World(requests=[request() for _ in range(3)], places=[place(units=3)]).problem()
    given = [line.place for line in solve(problem).assignments]
    assert given == [unit_id(0), unit_id(1), unit_id(2)]


def test_urgent_goes_before_any_number_of_points() -> None:
    urgent = request(urgent=True, origin_municipality=2, preferred_region=1)
    waiting = request(waiting_since_day=DAY - 1_000)
    problem = World(requests=[waiting, urgent], places=[place()]).problem()
    (placed,) = solve(problem).assignments
    assert (placed.request, placed.tier) == (request_id(1), TierCode.URGENT)


def test_one_urgent_household_goes_before_two_others() -> None:
    """It takes the lease that one needs and the slot that the other needs."""
    omklap = {"contract_forms": frozenset({ContractForm.OMKLAP})}
    care = {"care_type": CareType.AMBULANT, "care_level": CareLevel.LIGHT}
    world = World(
        requests=[request(**omklap, **care, urgent=True), request(**omklap), request(**care)],
        places=[place(units=3, contract_forms=frozenset(ContractForm))],
        providers=[provider(free_leases=1)],
        slots=[slot()],
        agreements=[agreement(ContractForm.OMKLAP)],
    )
    tiered = solve(world.problem())
    assert [line.request for line in tiered.assignments] == [request_id(0)]
    counted = solve(world.problem(), Policy(tiers=(Tier(TierCode.REST),)))
    assert [line.request for line in counted.assignments] == [request_id(1), request_id(2)]


def test_care_goes_to_the_provider_that_still_has_room() -> None:
    care = {"care_type": CareType.AMBULANT, "care_level": CareLevel.LIGHT}
    world = World(
        requests=[request(**care), request(**care, provider=0)],
        places=[place(units=2)],
        providers=[provider(), provider()],
        slots=[slot(), slot(provider=1)],
    )
    by_request = {line.request: line.provider for line in solve(world.problem()).assignments}
    assert by_request[request_id(1)] != by_request[request_id(0)]
    assert None not in by_request.values()


def test_groups_apart_are_never_in_one_complex() -> None:
    rows = [request(group=0), request(group=0)]
    together = World(requests=rows, places=[place(units=2)], groups=[GroupKind.APART])
    assert len(solve(together.problem()).assignments) == 1
    elsewhere = replace(together, places=[place(), place(complex=1)])
    assert len(solve(elsewhere.problem()).assignments) == 2


def test_a_group_of_three_is_not_split_over_a_property_with_two_units() -> None:
    rows = [request(group=0) for _ in range(3)] + [request()]
    world = World(
        requests=rows,
        places=[place(units=2), place(units=3, property=1, complex=1)],
        groups=[GroupKind.TOGETHER],
    )
    found = {line.request: line.place for line in solve(world.problem()).assignments}
    assert {found[request_id(number)] for number in range(3)} == {
        unit_id(2),
        unit_id(3),
        unit_id(4),
    }
    assert found[request_id(3)] in {unit_id(0), unit_id(1)}


def test_who_has_no_place_hears_whether_others_went_first() -> None:
    world = World(requests=[request(), request(urgent=True)], places=[place()])
    (left,) = solve(world.problem()).unplaced
    assert (left.request, left.eligible_units, left.blockers) == (request_id(0), 1, ())
    assert left.competition


def test_who_has_no_place_hears_which_rule_alone_is_in_the_way() -> None:
    world = World(
        requests=[request(persons=3)],
        places=[place(units=2), place(persons_max=3, children_allowed=False), place(region=1)],
        forbidden=[refused(0, 1), refused(0, 2)],
    )
    (left,) = solve(world.problem()).unplaced
    told = [(item.rule, item.units, item.alone) for item in left.blockers]
    assert told == [("E02_TOO_MANY", 3, 2), ("E26_REFUSED", 2, 1)]


def test_next_best_places_come_with_their_score_and_whether_they_are_free() -> None:
    near, far, taken = place(), place(x=120_000.0), place(x=103_000.0)
    world = World(
        requests=[request(), request(urgent=True)],
        places=[near, far, taken],
        anchors=[anchor(0), anchor(1)],
        forbidden=[refused(1, 2)],
    )
    lines = {line.request: line for line in solve(world.problem()).assignments}
    second = lines[request_id(0)]
    assert second.place == unit_id(2)
    assert [(other.place, other.free) for other in second.alternatives] == [
        (unit_id(0), False),
        (unit_id(1), True),
    ]
    assert [other.score - second.score for other in second.alternatives] == [6, -34]


def test_a_fixed_pair_is_kept_though_others_would_go_first() -> None:
    world = World(
        requests=[request(), request(urgent=True)], places=[place()], fixed=[pinned(0, 0)]
    )
    found = solve(world.problem())
    assert [line.request for line in found.assignments] == [request_id(0)]
    urgent = found.certificate.tiers[0]
    assert (urgent.code, urgent.placed, urgent.bound) == (TierCode.URGENT, 0, 0)


def test_fixed_pairs_that_break_a_rule_are_named_with_it() -> None:
    world = World(requests=[request(persons=3)], places=[place()], fixed=[pinned(0, 0)])
    found = solve(world.problem())
    assert found.status is Status.INFEASIBLE
    assert [(line.request, line.place, line.rules) for line in found.conflicts] == [
        (request_id(0), unit_id(0), ("E02_TOO_MANY",))
    ]
    assert check(world.problem(), Policy(), found) == []


def test_fixed_pairs_that_exclude_each_other_are_named_without_a_rule() -> None:
    world = World(
        requests=[request(), request()], places=[place()], fixed=[pinned(0, 0), pinned(1, 0)]
    )
    found = solve(world.problem())
    assert (found.status, found.assignments) == (Status.INFEASIBLE, ())
    assert [line.rules for line in found.conflicts] == [()]


def test_a_quota_holds_across_contract_forms() -> None:
    world = World(
        requests=[request() for _ in range(3)],
        places=[place(units=3)],
        quotas=[quota(landlord=0, contract_forms=frozenset({ContractForm.OWN_NAME}), at_most=2)],
    )
    assert len(solve(world.problem()).assignments) == 2


def test_stopped_by_the_clock_is_a_result_that_says_what_is_still_open() -> None:
    problem = instance(150, seed=3)
    found = solve(problem, deadline=time.monotonic())
    assert found.status is Status.STOPPED
    assert found.certificate.gap > 0
    assert check(problem, Policy(), found) == []
    best = solve(problem).certificate
    placed = 0
    most = 0
    for told, proven in zip(found.certificate.tiers, best.tiers, strict=True):
        placed, most = placed + proven.placed, most + told.bound
        assert placed <= most


def test_cancelled_is_a_result() -> None:
    problem = instance(60, seed=1)
    found = solve(problem, should_stop=lambda: True)
    assert found.status is Status.CANCELLED
    assert check(problem, Policy(), found) == []


def test_progress_rises_to_the_result_and_never_passes_its_bound() -> None:
    told: list[Progress] = []
    found = solve(instance(150, seed=3), progress=told.append)
    assert [line.phase for line in told][:2] == ["FLOW", "PLAN"]
    assert all(len(line.value) == len(line.bound) == 4 for line in told)
    assert told[-1].value == tuple(tier.placed for tier in found.certificate.tiers)
    for line in told:
        assert all(np.cumsum(line.value) <= np.cumsum(line.bound))


@pytest.mark.parametrize(("households", "places", "seed"), [(400, 250, 5), (2_000, None, 2)])
def test_a_region_and_a_province_are_solved_with_proof(
    households: int, places: int | None, seed: int
) -> None:
    problem = instance(households, seed=seed, places=places)
    found = solve(problem)
    assert found.status is Status.OPTIMAL
    assert found.certificate.gap == 0
    assert Proof.COUNT not in {tier.proof for tier in found.certificate.tiers}
    assert check(problem, Policy(), found) == []
    assert len(found.assignments) > households / 3
