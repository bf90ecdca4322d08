"""Two plans of one problem side by side, against the two plans read one by one."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from uuid import UUID

from crowded import crowded
from fuzzing import many

from matching.beside import Beside, beside
from matching.codes.contracts import ContractForm
from matching.codes.rounds import Status, TierCode
from matching.difference import Shift
from matching.policy import FormPoints, Policy, Tier
from matching.problem import Problem
from matching.solution import Minimum, Solution
from matching.solve import solve

OTHER = Policy(
    tiers=(Tier(TierCode.LONG_WAITING, 7), Tier(TierCode.FAMILY), Tier(TierCode.REST)),
    form_points=(FormPoints(ContractForm.OMKLAP, 500),),
    waiting_points=0,
)


@cache
def _pairs() -> Sequence[tuple[Problem, Solution, Solution, Beside]]:
    """Solved once for all tests, none of which changes them."""
    found = []
    for seed in range(many(15)):
        world, policy = crowded(seed, 6)
        problem = world.problem()
        plans = [solve(problem, one) for one in (policy, OTHER)]
        if all(plan.status is Status.OPTIMAL for plan in plans):
            found.append((problem, *plans, beside(problem, *plans)))
    return found


def test_it_counts_by_the_tiers_of_each_policy_what_its_own_plan_counts() -> None:
    differ = 0
    for _, before, after, found in _pairs():
        for plan, shares, mine in (
            (before, found.tiers_before, "before"),
            (after, found.tiers_after, "after"),
        ):
            proven = [(one.code, one.requests, one.placed) for one in plan.certificate.tiers]
            assert proven == [(one.code, one.requests, getattr(one, mine)) for one in shares]
        for name, plan in (("before", before), ("after", after)):
            for shares in (found.tiers_before, found.tiers_after):
                assert sum(getattr(one, name) for one in shares) == len(plan.assignments)
        differ += found.tiers_before != found.tiers_after
    assert differ > many(5)


def test_who_moves_has_another_kind_of_seat_and_no_unit_is_for_two() -> None:
    wins = loses = changes = 0
    for problem, before, after, found in _pairs():
        kind = {
            UUID(bytes=unit.tobytes()): int(place)
            for unit, place in zip(problem.units.id, problem.units.place, strict=True)
        }
        seats = [
            {one.request: (kind[one.place], one.contract_form, one.provider) for one in plan}
            for plan in (before.assignments, after.assignments)
        ]
        asked = {one.request for one in (*before.assignments, *before.unplaced)}
        moved = {one.request for one in found.moves}
        assert moved == {one for one in asked if seats[0].get(one) != seats[1].get(one)}
        home = {one.request: one.place for one in before.assignments}
        for move in found.moves:
            assert (move.before and move.before.place) == home.get(move.request)
            home.pop(move.request, None)
            if move.after is not None:
                assert kind[move.after.place] == seats[1][move.request][0]
                home[move.request] = move.after.place
            wins += move.before is None
            loses += move.after is None
            changes += move.before is not None and move.after is not None
        assert len(set(home.values())) == len(home) == len(after.assignments)
    assert min(wins, loses, changes) > 0


def test_beside_itself_nothing_moves() -> None:
    for problem, before, _, _ in _pairs():
        same = beside(problem, before, before)
        assert (same.moves, same.minimums) == ((), ())
        assert same.tiers_before == same.tiers_after


def test_a_minimum_of_which_more_or_less_is_reached_is_told() -> None:
    problem, before, after, _ = _pairs()[0]
    quotas = [UUID(int=number) for number in range(3)]
    reached = ((1, 1), (0, 2), (2, 0))
    plans = [
        replace(
            plan, minimums=tuple(Minimum(*one) for one in zip(quotas, (2, 2, 2), mine, strict=True))
        )
        for plan, mine in zip((before, after), zip(*reached, strict=True), strict=True)
    ]
    assert beside(problem, *plans).minimums == (
        Shift(quotas[1], 2, 0, 2),
        Shift(quotas[2], 2, 2, 0),
    )
