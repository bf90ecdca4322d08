"""The checker finds whatever is wrong with a solution: every kind of it is tried once."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import pytest
from invented import (
    ADULT,
    DAY,
    NONE,
    OWN,
    Row,
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

from matching.archive import digest
from matching.check import check
from matching.codes.care import CareLevel, CareType, ShelterAccess
from matching.codes.contracts import ContractForm, TenureTitle
from matching.codes.households import AgeBand, GroupKind, IncomeBand, Trait
from matching.codes.places import Accessibility
from matching.codes.rounds import Level, PairReason, Proof, Status, TierCode
from matching.policy import Policy, RuleLevel
from matching.rules import PAIR_RULES, RULES
from matching.rules.declaration import CapacityRule
from matching.solution import Assignment, Blocker, Conflict, Part, Solution, Unplaced
from matching.solve import solve

# The strictest policy there can be: every rule that may be hard is.
STRICT = Policy(
    levels=tuple(
        RuleLevel(rule.code, Level.HARD)
        for rule in RULES.values()
        if Level.HARD in rule.levels and rule.level is not Level.HARD
    )
)
HARD_PAIR_RULES = [rule.code for rule in PAIR_RULES if Level.HARD in rule.levels]
CAPACITY_RULES = [code for code, rule in RULES.items() if isinstance(rule, CapacityRule)]
OMKLAP = frozenset({ContractForm.OMKLAP})
AMBULANT: Row = {"care_type": CareType.AMBULANT, "care_level": CareLevel.LIGHT, "provider": 0}


@dataclass(frozen=True)
class Broken:
    """A request at a place where all is well, and what makes it break one rule."""

    asks: Row = field(default_factory=dict)
    offers: Row = field(default_factory=dict)
    before: Row = field(default_factory=dict)
    world: Row = field(default_factory=dict)


GUEST = {"contract_forms": frozenset({ContractForm.GUEST_AGREEMENT})}
SMOKES, PETS = frozenset({Trait.SMOKING}), frozenset({Trait.PETS})
BROKEN = {
    "E01_START": Broken(offers={"available_from_day": DAY + 61}),
    "E01_STAY": Broken(offers={"available_until_day": DAY + 364}),
    "E01_MINIMUM": Broken(
        offers={"available_until_day": DAY + 399, "minimum_stay_days": 400},
    ),
    "E01_TERM": Broken(
        asks={"minimum_stay_days": 366}, offers={"tenure_title": TenureTitle.MIDSTAY}
    ),
    "E02_TOO_FEW": Broken(offers={"persons_min": 2}),
    "E02_TOO_MANY": Broken(asks={"persons": 3}),
    "E02_CHILDREN": Broken(asks={"minors": True}, offers={"children_allowed": False}),
    "E03_AGE": Broken(offers={"adult_ages": frozenset(AgeBand) - ADULT}),
    "E04_FORM": Broken(offers={"contract_forms": OMKLAP}),
    "E05_PROGRAMME": Broken(offers={"housing_first": True}),
    "E07_GROUND": Broken(
        asks={"temporary_grounds": NONE}, offers={"tenure_title": TenureTitle.TEMP_2Y}
    ),
    "E08_PERMIT": Broken(
        offers={"tenure_title": TenureTitle.VACANCY_ACT, "permit_end_day": DAY + 183}
    ),
    "E09_HOSPITA": Broken(offers={"tenure_title": TenureTitle.HOSPITA}),
    "E09_GUEST_YEAR": Broken(before=GUEST, asks={"minimum_stay_days": 366}),
    "E10_CARE": Broken(before=AMBULANT, offers={"care_types": NONE}),
    "E10_LEVEL": Broken(before=AMBULANT, offers={"max_care_level": CareLevel.NONE}),
    "E13_ACCESS": Broken(
        asks={"accessibility": Accessibility.ROLLATOR},
        offers={"accessibility": Accessibility.STEP_FREE},
    ),
    "E14_FORBIDDEN": Broken(asks={"traits": PETS}, offers={"forbids": PETS}),
    "E14_REQUIRED": Broken(offers={"requires": frozenset({Trait.WOMEN_ONLY})}),
    "E14_WANTS_FORBIDDEN": Broken(asks={"wants_forbidden": SMOKES}),
    "E14_WANTS_REQUIRED": Broken(asks={"wants_required": frozenset({Trait.MEN_ONLY})}),
    "E24_SHELTER": Broken(
        asks={"shelter_access": ShelterAccess.CLOSED}, offers={"wmo_shelter": True}
    ),
    "E14_AREA": Broken(world={"forbidden": [refused(0, 0, PairReason.AREA_TO_AVOID)]}),
    "E14_TOGETHER": Broken(world={"forbidden": [refused(0, 0, PairReason.GROUP_ELSEWHERE)]}),
    "E14_ABSENT": Broken(world={"forbidden": [refused(0, 0, PairReason.GROUP_ABSENT)]}),
    "E26_REFUSED": Broken(world={"forbidden": [refused(0, 0, PairReason.REFUSED_BEFORE)]}),
    "E26_OWNER": Broken(world={"forbidden": [refused(0, 0, PairReason.OWNER_REFUSED)]}),
    "E26_REJECTED": Broken(world={"forbidden": [refused(0, 0, PairReason.REJECTED_BEFORE)]}),
    "E15_INCOME": Broken(asks={"income_band": IncomeBand.ABOVE}),
    "E16_SUITABLE": Broken(offers={"bare_rent_cents": 713_03}),
    "E17_POINTS": Broken(offers={"maximum_rent_cents": 599_99}),
    "E20_MUST": Broken(world={"anchors": [anchor(0, x=110_001.0, must=True)]}),
    "E21_MUST": Broken(asks={"preferred_region": 1, "region_is_must": True}),
}


def solved(world: World, policy: Policy = STRICT) -> Solution:
    """The plan, in which the checker finds nothing wrong."""
    problem = world.problem()
    solution = solve(problem, policy)
    assert check(problem, policy, solution) == []
    return solution


def says(world: World, solution: Solution, policy: Policy = STRICT) -> str:
    """What the checker says of a solution as if it were made for this world."""
    problem = world.problem()
    certificate = replace(solution.certificate, problem_sha256=digest(problem))
    return "\n".join(check(problem, policy, replace(solution, certificate=certificate)))


def test_each_hard_rule_has_an_example_that_breaks_it() -> None:
    assert set(BROKEN) == set(HARD_PAIR_RULES)


@pytest.mark.parametrize("code", HARD_PAIR_RULES)
def test_a_choice_that_breaks_a_hard_rule_is_found(code: str) -> None:
    broken = BROKEN[code]
    asks = request(**broken.before)
    offers = place(contract_forms=asks["contract_forms"])
    world = World([asks], [offers], providers=[provider()], slots=[slot()])
    solution = solved(world)
    assert len(solution.assignments) == 1
    worse = replace(
        world, requests=[asks | broken.asks], places=[offers | broken.offers], **broken.world
    )
    assert f"breaks {code}" in says(worse, solution)


def two_with_support(**more: Any) -> World:
    """Two households of the programme who get a place under omklap, which uses all there is."""
    asks = request(contract_forms=OMKLAP, housing_first=True, youth=True, **AMBULANT)
    offers = place(
        contract_forms=OMKLAP, neighbourhood=0, property=0, complex=0, units=2, municipality=7
    )
    return World(
        requests=[asks, asks],
        places=[offers],
        providers=[provider(free_leases=2)],
        slots=[slot(free=2)],
        agreements=[agreement(ContractForm.OMKLAP)],
        neighbourhood_caps=[{"neighbourhood": 0, "free": 2}],
        housing_first_caps=[{"complex": 0, "free": 2}],
        quotas=[quota(at_most=2)],
        **more,
    )


QUOTAS = {
    "anything": quota(at_most=1),
    "owner": quota(at_most=1, landlord=0),
    "provider": quota(at_most=1, provider=0),
    "region": quota(at_most=1, region=0),
    "municipality": quota(at_most=1, municipality=7),
    "form": quota(at_most=1, contract_forms=OMKLAP),
    "youth": quota(at_most=1, youth=1),
}
TIGHTER: dict[str, list[Callable[[World], World]]] = {
    "E06_PROVIDER": [
        lambda world: replace(world, agreements=[]),
        lambda world: replace(world, agreements=[agreement(ContractForm.TRIPARTITE)]),
        lambda world: replace(world, providers=[provider(free_leases=2, contract_forms=OWN)]),
        lambda world: replace(
            world,
            requests=[row | {"provider": 1} for row in world.requests],
            providers=[*world.providers, provider()],
        ),
    ],
    "E06_LEASES": [
        lambda world: replace(world, providers=[provider(free_leases=1)]),
        lambda world: replace(world, providers=[provider(free_leases=0)]),
    ],
    "E11_CASELOAD": [
        lambda world: replace(world, slots=[slot(free=1)]),
        lambda world: replace(world, slots=[slot(free=2, region=1)]),
        lambda world: replace(world, slots=[slot(free=2, care_type=CareType.NAZORG)]),
    ],
    "E12_SHARE": [
        lambda world: replace(world, housing_first_caps=[{"complex": 0, "free": 1}]),
    ],
    "E27_NEIGHBOURHOOD": [
        lambda world: replace(world, neighbourhood_caps=[{"neighbourhood": 0, "free": 1}]),
    ],
    "E27_QUOTA": [
        lambda world, row=row: replace(world, quotas=[row])  # type: ignore[misc]
        for row in QUOTAS.values()
    ],
    "E14_GROUP": [
        lambda world: replace(
            world,
            requests=[row | {"group": 0} for row in world.requests],
            groups=[GroupKind.APART],
        ),
        lambda world: replace(
            world,
            requests=[*(row | {"group": 0} for row in world.requests), request(group=0)],
            groups=[GroupKind.TOGETHER],
        ),
    ],
}


def test_each_capacity_has_an_example_that_is_too_small() -> None:
    assert set(TIGHTER) == set(CAPACITY_RULES)


@pytest.mark.parametrize(
    ("code", "number"),
    [(code, number) for code, ways in TIGHTER.items() for number in range(len(ways))],
)
def test_a_plan_that_uses_more_than_there_is_is_found(code: str, number: int) -> None:
    world = two_with_support()
    solution = solved(world)
    assert len(solution.assignments) == 2
    tighter = TIGHTER[code][number](world)
    if len(tighter.requests) > 2:
        third = Unplaced(UUID(int=(1 << 64) + 3), TierCode.REST, 0, ())
        solution = replace(solution, unplaced=(third,))
    assert f"({code})" in says(tighter, solution)


def test_a_group_in_two_properties_is_found() -> None:
    apart = [place(property=0), place(property=1)]
    solution = solved(World([request(), request()], apart))
    together = World([request(group=0)] * 2, apart, groups=[GroupKind.TOGETHER])
    assert "not in one property" in says(together, solution)


def test_support_without_a_provider_is_found() -> None:
    world = World([request(), request()], [place(units=2)], providers=[provider()], slots=[slot()])
    asks = [request(**AMBULANT), request()]
    assert "(E06_PROVIDER)" in says(replace(world, requests=asks), solved(world))


def test_a_provider_where_none_is_needed_is_found() -> None:
    world = World([request(**AMBULANT)], [place()], providers=[provider()], slots=[slot()])
    assert "(E06_PROVIDER)" in says(replace(world, requests=[request()]), solved(world))


def test_a_fixed_pair_that_was_not_kept_is_found() -> None:
    asks = request(preferred_region=0)
    world = World([asks, asks], [place(units=2), place(region=1)])
    solution = solved(world)
    fixed = replace(world, fixed=[pinned(0, 1)])
    assert "fixed for it" in says(fixed, solution)


def test_only_a_plan_that_was_cut_short_may_leave_a_fixed_household_without_its_place() -> None:
    world = World([request(preferred_region=0)], [place(), place(region=1)], fixed=[pinned(0, 1)])
    problem = world.problem()
    nothing = solve(world.problem(), STRICT, should_stop=lambda: True)
    left = Unplaced(request_id(0), TierCode.REST, 1, ())
    without = replace(nothing, status=Status.CANCELLED, assignments=(), unplaced=(left,))
    told = replace(
        nothing.certificate,
        score=0,
        tiers=tuple(replace(tier, placed=0) for tier in nothing.certificate.tiers),
    )
    without = replace(without, certificate=told)
    assert check(problem, STRICT, without) == []
    assert check(problem, STRICT, replace(without, status=Status.STOPPED)) == []
    elsewhere = solved(replace(world, fixed=[]))
    for status in (Status.CANCELLED, Status.STOPPED):
        assert "fixed for it" in says(world, replace(elsewhere, status=status))


def plain() -> tuple[World, Solution]:
    """Three households, three places of which one fits nobody, and one household left over."""
    asks = [request(urgent=True), request(persons=2, waiting_since_day=DAY - 70), request()]
    offers = [
        place(complex=1),
        place(complex=1, x=101_000.0),
        place(complex=1, persons_min=9, persons_max=9),
    ]
    world = World(asks, offers, anchors=[anchor(0), anchor(1)])
    return world, solved(world)


def first(solution: Solution, **changes: Any) -> Solution:
    """The solution with its first assignment changed."""
    changed = replace(solution.assignments[0], **changes)
    return replace(solution, assignments=(changed, *solution.assignments[1:]))


def last(solution: Solution, **changes: Any) -> Solution:
    """The solution with its unplaced household changed."""
    return replace(solution, unplaced=(replace(solution.unplaced[0], **changes),))


def tier(solution: Solution, **changes: Any) -> Solution:
    """The solution with the first tier of its certificate changed."""
    proofs = solution.certificate.tiers
    return certified(solution, tiers=(replace(proofs[0], **changes), *proofs[1:]))


def certified(solution: Solution, **changes: Any) -> Solution:
    """The solution with its certificate changed."""
    return replace(solution, certificate=replace(solution.certificate, **changes))


def better(line: Assignment) -> tuple[Part, ...]:
    """The assignment's points with one too many."""
    return (replace(line.parts[0], points=line.parts[0].points + 1), *line.parts[1:])


NOBODY = UUID(int=9)
SABOTAGE: dict[str, tuple[Callable[[Solution], Solution], str]] = {
    "unknown request": (lambda plan: first(plan, request=NOBODY), "request .* does not exist"),
    "unknown unit": (lambda plan: first(plan, place=NOBODY), "place .* does not exist"),
    "unknown provider": (lambda plan: first(plan, provider=NOBODY), "provider .* does not exist"),
    "unknown alternative": (
        lambda plan: first(
            plan, alternatives=(replace(plan.assignments[0].alternatives[0], place=NOBODY),)
        ),
        "place .* does not exist",
    ),
    "a request left out": (lambda plan: replace(plan, unplaced=()), "named 0 times"),
    "a request placed twice": (
        lambda plan: replace(plan, assignments=(plan.assignments[0], *plan.assignments)),
        "named 2 times",
    ),
    "a request placed and unplaced": (
        lambda plan: last(plan, request=plan.assignments[0].request),
        "named 2 times",
    ),
    "a unit given twice": (
        lambda plan: first(plan, place=plan.assignments[1].place),
        "given away 2 times",
    ),
    "another order": (
        lambda plan: replace(plan, assignments=plan.assignments[::-1]),
        "not in the order",
    ),
    "another place": (lambda plan: first(plan, place=unit_id(2)), "breaks E02_TOO_FEW"),
    "another form": (
        lambda plan: first(plan, contract_form=ContractForm.OMKLAP),
        "breaks E04_FORM",
    ),
    "another tier": (lambda plan: first(plan, tier=TierCode.REST), "belongs to tier URGENT"),
    "another tier for who has no place": (
        lambda plan: last(plan, tier=TierCode.URGENT),
        "belongs to tier REST",
    ),
    "a point too many": (
        lambda plan: first(plan, parts=better(plan.assignments[0])),
        "its points are",
    ),
    "a point twice": (
        lambda plan: first(plan, parts=plan.assignments[0].parts * 2),
        "its points are",
    ),
    "another score": (
        lambda plan: first(plan, score=plan.assignments[0].score + 1),
        "not the sum of its points",
    ),
    "a warning too many": (lambda plan: first(plan, warnings=("E22_ORIGIN",)), "its warnings are"),
    "fixed though it is not": (lambda plan: first(plan, fixed=PairReason.PINNED), "fixed is"),
    "an alternative where it lives": (
        lambda plan: first(
            plan,
            alternatives=(
                replace(plan.assignments[0].alternatives[0], place=plan.assignments[0].place),
            ),
        ),
        "a place twice",
    ),
    "an alternative that is not possible": (
        lambda plan: first(
            plan, alternatives=(replace(plan.assignments[0].alternatives[0], place=unit_id(2)),)
        ),
        "breaks E02_TOO_FEW",
    ),
    "an alternative with another score": (
        lambda plan: first(
            plan, alternatives=(replace(plan.assignments[0].alternatives[0], score=10**6),)
        ),
        "as an alternative it scores",
    ),
    "an alternative said to be free": (
        lambda plan: first(
            plan, alternatives=(replace(plan.assignments[0].alternatives[0], free=True),)
        ),
        "told to be free or taken",
    ),
    "other eligible units": (lambda plan: last(plan, eligible_units=3), "2 units fit, not 3"),
    "no rule in the way": (lambda plan: last(plan, blockers=()), "in the way are"),
    "a rule at more units": (
        lambda plan: last(plan, blockers=(Blocker("E02_TOO_FEW", 2, 1),)),
        "in the way are",
    ),
    "a rule twice": (
        lambda plan: last(plan, blockers=plan.unplaced[0].blockers * 2),
        "a rule is named twice",
    ),
    "tiers of another policy": (
        lambda plan: certified(plan, tiers=plan.certificate.tiers[1:]),
        "tiers are not those",
    ),
    "more asked": (lambda plan: tier(plan, requests=2), "1 of 1 have a place"),
    "more placed": (lambda plan: tier(plan, placed=2, bound=2), "1 of 1 have a place"),
    "a bound under the count": (lambda plan: tier(plan, bound=0), "more are placed than"),
    "a bound over who ask": (lambda plan: tier(plan, bound=51), "bound is more than who ask"),
    "half a person": (lambda plan: tier(plan, bound=1.0), "a number that is not whole"),
    "a truth for a number": (lambda plan: tier(plan, placed=True), "a number that is not whole"),
    "a score with a fraction": (
        lambda plan: certified(plan, score=float(plan.certificate.score)),
        "a number that is not whole",
    ),
    "of another engine": (
        lambda plan: certified(plan, engine_version="9.9"),
        "of another version of the engine",
    ),
    "another total": (
        lambda plan: certified(plan, score=0, score_bound=0),
        "not the sum of the scores",
    ),
    "fewer in all than are placed": (
        lambda plan: certified(plan, most_in_all=0),
        "what any plan could place",
    ),
    "more in all than there are units": (
        lambda plan: certified(plan, most_in_all=10**6),
        "what any plan could place",
    ),
    "half a household in all": (
        lambda plan: certified(plan, most_in_all=1.5),
        "a number that is not whole",
    ),
    "a bound under the score": (lambda plan: certified(plan, score_bound=0), "over its bound"),
    "proven with a gap": (
        lambda plan: certified(plan, score_bound=10**6),
        "proven best, the certificate does not",
    ),
    "proven by counting": (
        lambda plan: certified(plan, score_proof=Proof.COUNT),
        "proven best, the certificate does not",
    ),
    "of another problem": (
        lambda plan: certified(plan, problem_sha256="0" * 64),
        "of another problem",
    ),
    "of another policy": (
        lambda plan: certified(plan, policy_sha256="0" * 64),
        "of another policy",
    ),
    "conflicts beside a plan": (
        lambda plan: replace(
            plan, conflicts=(Conflict(plan.assignments[0].request, unit_id(0), ()),)
        ),
        "yet there is a plan",
    ),
    "infeasible with a plan": (
        lambda plan: replace(plan, status=Status.INFEASIBLE),
        "there is no plan, yet",
    ),
}


@pytest.mark.parametrize("name", SABOTAGE)
def test_a_solution_that_was_tampered_with_is_found(name: str) -> None:
    world, solution = plain()
    sabotage, words = SABOTAGE[name]
    found = check(world.problem(), STRICT, sabotage(solution))
    assert any(re.search(words, line) for line in found), found


def left_out(world: World, solution: Solution) -> Solution:
    """The solution without its last assignment, its certificate in agreement with that."""
    gone = solution.assignments[-1]
    told = solution.certificate
    counts = tuple(
        replace(each, placed=each.placed - 1, bound=each.bound - 1)
        if each.code is gone.tier
        else each
        for each in told.tiers
    )
    score = told.score - gone.score
    units = sum(row["units"] for row in world.places)
    return replace(
        solution,
        assignments=solution.assignments[:-1],
        unplaced=(Unplaced(gone.request, gone.tier, units, ()),),
        certificate=replace(told, tiers=counts, score=score, score_bound=score),
    )


@pytest.mark.parametrize("asks", [1, 2, 3])
def test_who_could_be_placed_as_well_is_found_in_a_plan_called_best(asks: int) -> None:
    world = World([request()] * asks, [place(units=asks)])
    worse = left_out(world, solved(world))
    (line,) = check(world.problem(), STRICT, worse)
    assert line.endswith("could be placed as well, yet the plan is called best")
    assert check(world.problem(), STRICT, replace(worse, status=Status.STOPPED)) == []


@pytest.mark.parametrize("code", TIGHTER)
def test_a_free_unit_that_a_capacity_keeps_from_people_is_no_fault(code: str) -> None:
    for tighten in TIGHTER[code]:
        solution = solved(tighten(two_with_support()))
        assert solution.status is Status.OPTIMAL
        assert solution.unplaced


def conflicting() -> tuple[World, Solution]:
    """A fixed pair that breaks a rule, beside one that can be kept."""
    world = World(
        [request(persons=3), request()], [place(units=2)], fixed=[pinned(0, 0), pinned(1, 0)]
    )
    solution = solved(world)
    assert solution.status is Status.INFEASIBLE
    return world, solution


CONFLICTS: dict[str, tuple[Callable[[Conflict], tuple[Conflict, ...]], str]] = {
    "none": (lambda told: (), "no fixed pair is named"),
    "no rule": (lambda told: (replace(told, rules=()),), "no rule is named"),
    "another rule": (lambda told: (replace(told, rules=("E03_AGE",)),), "not in the way"),
    "a pair that can be": (
        lambda told: (Conflict(UUID(int=(1 << 64) + 2), told.place, ("E02_TOO_MANY",)),),
        "yet the pair is possible",
    ),
}


@pytest.mark.parametrize("name", CONFLICTS)
def test_a_conflict_told_wrongly_is_found(name: str) -> None:
    world, solution = conflicting()
    change, words = CONFLICTS[name]
    told = replace(solution, conflicts=change(solution.conflicts[0]))
    assert words in "\n".join(check(world.problem(), STRICT, told))


def test_a_conflict_that_was_never_fixed_is_found() -> None:
    world, solution = conflicting()
    assert "is not a fixed pair" in says(replace(world, fixed=[pinned(1, 0)]), solution)


def test_a_housing_first_share_that_is_passed_is_told_as_a_warning() -> None:
    policy = Policy()
    world = replace(two_with_support(), housing_first_caps=[{"complex": 0, "free": 1}])
    solution = solved(world, policy)
    assert [line.warnings for line in solution.assignments] == [("E12_SHARE",)] * 2
    silent = replace(
        solution, assignments=tuple(replace(line, warnings=()) for line in solution.assignments)
    )
    assert "E12_SHARE" in says(world, silent, policy)
