"""What happened before is told to who decides, and changes nothing else: E26."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fuzzing import examples
from hypothesis import given
from invented import DAY, Row, World, happened, pair, place, request, request_id, unit_id
from worlds import policies, worlds

from matching.archive import digest, load, save
from matching.check import check
from matching.codes.contracts import ContractForm
from matching.codes.rounds import EarlierEvent, Level
from matching.generate import country, instance
from matching.pairs.candidates import pairs_of
from matching.pairs.kernel import kernel_of
from matching.pairs.sheet import sheet_of
from matching.policy import Policy, PolicyError, RuleLevel, RuleWeight
from matching.problem import Earlier
from matching.reasons.explain import in_general, reasons
from matching.rules import RULES
from matching.rules.declaration import Audience
from matching.rules.earlier import EARLIER
from matching.solution import Solution
from matching.solve import solve

CODES = {rule.code for rule in EARLIER}
NAMES = {
    EarlierEvent.REFUSED: "E26_REFUSED",
    EarlierEvent.OWNER_REFUSED: "E26_OWNER",
    EarlierEvent.ENDED: "E26_ENDED",
}


def told_by_hand(world: World, policy: Policy, of: int, at: int) -> set[str]:
    """The warnings of one pair, from the decision table: in the complex, else at the owner."""
    offers, found = world.places[at], set()
    for row in world.earlier:
        recent = world.day - row["day"] < policy.cooling_days
        if row["request"] == of and recent:
            if row["complex"] == offers["complex"]:
                found.add(NAMES[row["event"]] + "_COMPLEX")
            elif row["landlord"] == offers["landlord"]:
                found.add(NAMES[row["event"]] + "_ELSEWHERE")
    return found


def without_what_was_told(solution: Solution) -> Solution:
    """The solution but for these warnings, and for the digest of what it was made from."""
    lines = (
        replace(line, warnings=tuple(code for code in line.warnings if code not in CODES))
        for line in solution.assignments
    )
    certificate = replace(solution.certificate, problem_sha256="")
    return replace(solution, assignments=tuple(lines), certificate=certificate)


@examples(2)
@given(world=worlds(), policy=policies())
def test_what_happened_before_never_changes_who_gets_what(world: World, policy: Policy) -> None:
    problem = world.problem()
    told = solve(problem, policy)
    untold = solve(replace(problem, earlier=Earlier.of()), policy)
    assert without_what_was_told(told) == without_what_was_told(untold)
    assert check(problem, policy, told) == []


def test_a_round_in_which_all_have_a_past_has_the_plan_of_one_in_which_nobody_has() -> None:
    problem = instance(60, seed=4)
    random = np.random.default_rng(4)
    events = [
        happened(
            of,
            landlord=int(random.integers(len(problem.landlords))),
            complex=int(random.integers(-1, len(problem.complexes))),
            event=event,
        )
        for of in range(len(problem.requests))
        for event in EarlierEvent
        for _ in range(4)
    ]
    told, untold = (
        solve(replace(problem, earlier=Earlier.of(each)), Policy()) for each in (events, [])
    )
    assert without_what_was_told(told) == without_what_was_told(untold)
    assert {code for line in told.assignments for code in line.warnings} >= CODES


@examples(5)
@given(world=worlds(), policy=policies())
def test_each_pair_is_told_what_the_decision_table_says(world: World, policy: Policy) -> None:
    sheet = sheet_of(world.problem(), policy)
    for of in range(len(world.requests)):
        for at in range(len(world.places)):
            told = [reason for reason in reasons(sheet, of, at) if reason.rule in CODES]
            assert {reason.rule for reason in told} == told_by_hand(world, policy, of, at)
            assert all(reason.level is Level.WARNING for reason in told)


@pytest.mark.parametrize("form", ContractForm)
def test_it_is_told_of_all_kinds_of_places(form: ContractForm) -> None:
    asks, offers = (
        make(contract_forms=frozenset({form}), **more)
        for make, more in ((request, {"minimum_stay_days": 30}), (place, {}))
    )
    sheet = sheet_of(pair(asks, offers, earlier=[happened(0)]), Policy())
    assert "E26_REFUSED_COMPLEX" in {reason.rule for reason in reasons(sheet, 0, 0, form)}


def test_the_last_time_is_the_day_that_is_told_and_a_clean_slate_is_none() -> None:
    events: list[Row] = [happened(0, day=DAY - ago) for ago in (200, 3, 40)]
    events += [happened(0, day=DAY - 1, complex=1), happened(1, complex=-1)]
    world = World(requests=[request(), request(), request()], places=[place()], earlier=events)
    sheet = sheet_of(world.problem(), Policy())
    told = {reason.rule: reason for reason in reasons(sheet, 0, 0)}
    assert told.keys() == {"E26_REFUSED_COMPLEX", "E26_REFUSED_ELSEWHERE"}
    assert told["E26_REFUSED_COMPLEX"].nl == (
        "Het huishouden koos eerder niet voor een woonplek in dit complex (10 december 2026). "
        "Het houdt zijn beurt."
    )
    assert "(12 December 2026)" in told["E26_REFUSED_ELSEWHERE"].en
    assert [reason.rule for reason in reasons(sheet, 1, 0)] == ["E26_REFUSED_ELSEWHERE"]
    assert reasons(sheet, 2, 0) == ()


@pytest.mark.parametrize("told", [(), ("E26_REFUSED_COMPLEX", "E26_OWNER_COMPLEX")])
def test_the_checker_misses_what_is_not_told_and_finds_what_is_not_so(
    told: tuple[str, ...],
) -> None:
    problem = pair(request(), place(), earlier=[happened(0)])
    solution = solve(problem)
    assert [line.warnings for line in solution.assignments] == [("E26_REFUSED_COMPLEX",)]
    wrong = tuple(replace(line, warnings=told) for line in solution.assignments)
    said = check(problem, Policy(), replace(solution, assignments=wrong))
    assert len(said) == 1
    assert f"request {request_id(0)} at {unit_id(0)}: its warnings are" in said[0]


@pytest.mark.parametrize("rule", EARLIER, ids=lambda rule: rule.code)
def test_no_policy_makes_it_more_than_a_warning_and_only_who_decides_hears_it(rule: object) -> None:
    code = str(getattr(rule, "code", ""))
    assert RULES[code].told_to is Audience.MUNICIPALITY
    assert RULES[code].levels == (Level.WARNING,)
    for level in (Level.HARD, Level.SOFT):
        with pytest.raises(PolicyError, match="may be WARNING only"):
            Policy(levels=(RuleLevel(code, level),))
    with pytest.raises(PolicyError, match="no rule with points"):
        Policy(weights=(RuleWeight(code, 1),))
    assert "({left})" in RULES[code].nl
    assert in_general(RULES[code].nl).split(". ")[1][:3] in ("Het", "Dat")


def test_the_kernel_of_a_country_does_not_ask_it_of_any_pair() -> None:
    """Millions of pairs are never asked; the few that are proposed are."""
    problem = country(300, seed=2)
    events = [happened(of, landlord=0, complex=-1) for of in range(len(problem.requests))]
    full = replace(problem, earlier=Earlier.of(events))
    before, after = (kernel_of(sheet_of(each, Policy())) for each in (problem, full))
    assert not CODES & {*after.single, *after.asked}
    assert [table.table.shape for table in after.tables] == [
        table.table.shape for table in before.tables
    ]
    assert len(pairs_of(after)) == len(pairs_of(before))


@pytest.mark.parametrize("many", [0, 1, 2])
def test_it_travels_with_the_problem(tmp_path: Path, many: int) -> None:
    events = [happened(0, complex=-1), happened(1, event=EarlierEvent.ENDED, complex=2)][:many]
    world = World(requests=[request(), request()], places=[place()], earlier=events)
    save(tmp_path / "p.npz", world.problem(), Policy(cooling_days=90))
    loaded, policy = load(tmp_path / "p.npz")
    assert policy == Policy(cooling_days=90)
    assert digest(loaded) == digest(world.problem())
    for name, values in world.problem().earlier.columns().items():
        assert loaded.earlier.columns()[name].tolist() == values.tolist()


@pytest.mark.parametrize("days", [0, 364, 365, 4_000])
def test_a_policy_with_the_usual_time_has_the_digest_of_before(days: int) -> None:
    policy = Policy(cooling_days=days)
    assert ("cooling_days" in policy.to_json()) is (days != 365)
    assert (policy.sha256() == Policy().sha256()) is (days == 365)
    assert Policy.from_json(policy.to_json()) == policy
