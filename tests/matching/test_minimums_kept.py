"""What a second place, or a change that would have helped, costs what quotas ask at least."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, combinations
from random import Random

import pytest
from crowded import crowded
from fuzzing import many
from invented import Row, World, identity, place, provider, quota, refused, request, slot

from matching.check.capacities import is_counted
from matching.check.reading import Choice as Checked
from matching.choice import Choice, second_options
from matching.codes.care import CareLevel, CareType
from matching.codes.contracts import ContractForm
from matching.codes.households import AgeBand
from matching.codes.rounds import Status
from matching.confirm import confirm
from matching.counterfactual import counterfactuals
from matching.difference import Seat, Shift
from matching.policy import Policy
from matching.reasons.standing import Standing, standing
from matching.solve import solve
from matching.table import MOST

YOUNG: Row = {"youth": True, "adult_ages": frozenset({AgeBand.AGE_21_22})}
CARE: Row = {
    "care_type": CareType.AMBULANT,
    "care_level": CareLevel.LIGHT,
    "provider": 0,
    "preferred_region": 0,
    "region_is_must": True,
}


def least(many: int, **conditions: object) -> Row:
    """At least so many of these, without a maximum."""
    return quota(at_least=many, at_most=MOST, **conditions)


def _stood(world: World, policy: Policy) -> Standing | None:
    problem = world.problem()
    solution = solve(problem, policy)
    if solution.status is not Status.OPTIMAL:
        return None
    return standing(problem, policy, solution)


def _sat(stood: Standing, choice: Choice) -> tuple[dict[int, Checked], dict[int, Checked]]:
    """Everybody's place, and the second ones."""
    row = stood.names.request_row
    plan = zip(*(column.tolist() for column in stood.plan.columns()[:4]), strict=True)
    return (
        {of: Checked(None, of, at, ContractForm.at(form), who) for of, at, form, who in plan},
        {row[one.request]: _at(stood, row[one.request], one.seat) for one in choice.options},
    )


def _at(stood: Standing, of: int, seat: Seat) -> Checked:
    who = -1 if seat.provider is None else stood.names.provider.index(seat.provider)
    return Checked(None, of, stood.names.place[seat.place], seat.contract_form, who)


def _every_way(home: dict[int, Checked], second: dict[int, Checked]) -> Iterator[list[Checked]]:
    who = list(second)
    for some in chain.from_iterable(combinations(who, size) for size in range(len(who) + 1)):
        yield [*{**home, **{of: second[of] for of in some}}.values()]


def test_a_second_place_tells_the_least_that_is_left_of_each_minimum_whatever_people_choose() -> (
    None
):
    tried = lower = 0
    for seed in range(many(75)):
        world, policy = crowded(seed, 5)
        chance = Random(seed)
        rows = [row | {"at_least": chance.randint(1, 3), "at_most": MOST} for row in world.quotas]
        world = replace(world, quotas=rows or [least(2, contract_forms=_some_form(world))])
        stood = _stood(world, policy)
        if stood is None or not (choice := second_options(stood)).options:
            continue
        ways = list(_every_way(*_sat(stood, choice)))
        told = {one.quota: one for one in choice.minimums}
        for number, row in enumerate(world.quotas):
            every = [sum(is_counted(stood.problem, number, one) for one in way) for way in ways]
            counts = [min(row["at_least"], reached) for reached in every]
            shift = Shift(identity(4, number), row["at_least"], counts[0], min(counts))
            assert told.pop(identity(4, number), shift) == shift, seed
            lower += min(counts) < counts[0]
        assert not told
        tried += 1
    assert tried > many(5)
    assert lower


def _some_form(world: World) -> frozenset[ContractForm]:
    return frozenset(sorted(world.places[0]["contract_forms"])[:1]) if world.places else frozenset()


@pytest.mark.parametrize(("agreed", "is_told"), [(0, True), (1, False), (2, False)])
def test_a_change_for_which_two_must_leave_is_not_told_where_a_minimum_needs_one_of_them(
    agreed: int, is_told: bool
) -> None:
    world = World(
        [
            request(urgent=True, persons=3, **CARE),
            request(**YOUNG, **CARE),
            request(**YOUNG),
        ],
        [place(), place()],
        providers=[provider()],
        slots=[slot()],
        quotas=[least(agreed, youth=1)] if agreed else [],
        forbidden=[refused(0, 0), refused(1, 1), refused(2, 0)],
    )
    stood = _stood(world, Policy())
    assert stood is not None
    told = [one for one in counterfactuals(stood) if one.rule == "E02_TOO_MANY"]
    assert [one.others.losers for one in told] == ([2] if is_told else [])
    assert all(confirm(stood, one).agrees for one in told)
