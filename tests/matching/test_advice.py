"""What is told beside a plan: to whom, in which words, and when nothing can be told."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from crowded import crowded
from fuzzing import many
from resolved import assigned

from matching import advice as module
from matching.advice import Advice, advise, may_hear
from matching.choice import second_options
from matching.codes.contracts import ContractForm
from matching.codes.rounds import AdviceState, Status
from matching.counterfactual import counterfactuals
from matching.generate import instance
from matching.policy import Policy
from matching.problem import Problem
from matching.reasons.shortfall import Amount, Measure
from matching.reasons.standing import UNIT, NotOfThisProblem, standing
from matching.reasons.telling import told
from matching.rules import RULES
from matching.rules.declaration import Audience
from matching.scarcity import shadows
from matching.solution import Solution
from matching.solve import solve

ROOT = Path(__file__).parents[2]
NEVER = {
    "E02_CHILDREN",
    "E07_GROUND",
    "E09_HOSPITA",
    "E14_ABSENT",
    "E14_AREA",
    "E14_GROUP",
    "E14_REQUIRED",
    "E14_TOGETHER",
    "E14_WANTS_FORBIDDEN",
    "E14_WANTS_REQUIRED",
    "E21_MUST",
    "E24_SHELTER",
}
"""Safety, children, the law, and who people live with: no way out of being without a home."""


def _solved(seed: int = 3) -> tuple[Problem, Policy, Solution]:
    problem, policy = instance(60, seed=seed, places=30), Policy()
    return problem, policy, solve(problem, policy)


def test_what_is_told_is_all_that_may_be_and_what_the_other_modules_say() -> None:
    hidden = kept = 0
    for seed in range(many(10)):
        world, policy = crowded(seed, 7)
        problem = world.problem()
        solution = solve(problem, policy)
        if solution.status is not Status.OPTIMAL:
            continue
        found = advise(problem, policy, solution)
        stood = standing(problem, policy, solution)
        every = counterfactuals(stood)
        assert found.changes == tuple(one for one in every if one.rule not in NEVER)
        assert found.scarcity == shadows(stood)
        second = second_options(stood)
        assert found.choice == second.tiers
        homes = {one.place for one in solution.assignments}
        units = [one.seat.place for one in found.options]
        assert len(homes.union(units)) == len(homes) + len(units)
        assert [(one.request, stood.names.place[one.seat.place]) for one in found.options] == [
            (one.request, stood.names.place[one.seat.place]) for one in second.options
        ]
        kept += len(units)
        hidden += len(every) - len(found.changes)
    assert min(hidden, kept) > many(3)


def test_nobody_hears_of_safety_children_the_law_or_who_people_live_with() -> None:
    for rule in NEVER:
        assert RULES[rule].told_to is Audience.NOBODY
        assert not may_hear(rule, Audience.ASKER)
        assert not may_hear(rule, Audience.MUNICIPALITY)


def test_the_documentation_names_each_rule_by_who_may_hear_of_it() -> None:
    told = (ROOT / "docs" / "engine.md").read_text().split("### Who may hear what")[1]
    rows = [line.split("|")[1:3] for line in told.split("\n## ")[0].splitlines() if "|" in line]
    listed = {who.strip(): set(re.findall(r"E\d\d_\w+", rules)) for who, rules in rows}
    by_audience = {
        Audience.NOBODY: listed["nobody"],
        Audience.ASKER: listed["who asked"],
        Audience.MUNICIPALITY: listed["the municipality"],
    }
    for audience, codes in by_audience.items():
        assert codes == {rule.code for rule in RULES.values() if rule.told_to is audience}


@pytest.mark.parametrize(
    ("rule", "asker", "municipality"),
    [
        (UNIT, True, True),
        ("E01_START", True, True),
        ("E20_MUST", True, True),
        ("E11_CASELOAD", True, True),
        ("E26_REFUSED", True, False),
        ("E26_OWNER", False, True),
        ("E02_TOO_MANY", False, True),
        ("E10_LEVEL", False, True),
        ("E13_ACCESS", False, True),
    ],
)
def test_who_hears_what(rule: str, asker: bool, municipality: bool) -> None:
    assert may_hear(rule, Audience.ASKER) is asker
    assert may_hear(rule, Audience.MUNICIPALITY) is municipality


def test_each_household_has_its_own_as_far_as_an_audience_may_hear_it() -> None:
    problem, policy, solution = _solved()
    found = advise(problem, policy, solution)
    for audience in (Audience.ASKER, Audience.MUNICIPALITY):
        mine = [one for each in solution.unplaced for one in found.of(each.request, audience)]
        assert mine == [one for one in found.changes if may_hear(one.rule, audience)]


def test_it_reads_back_as_it_was_and_leaves_the_solution_as_it_is() -> None:
    problem, policy, solution = _solved()
    before = solution.to_json()
    found = advise(problem, policy, solution)
    assert found.state is AdviceState.GIVEN
    assert found.choice_proven
    assert found.changes
    assert Advice.from_json(found.to_json()) == found
    assert advise(problem, policy, solution).to_json() == found.to_json()
    assert solution.to_json() == before
    assert found.problem_sha256 == solution.certificate.problem_sha256


def test_beside_a_plan_that_is_not_proven_it_says_so() -> None:
    problem, policy, solution = _solved()
    found = advise(problem, policy, replace(solution, status=Status.STOPPED))
    assert found.state is AdviceState.NOT_PROVEN
    assert (found.changes, found.scarcity, found.choice) == ((), None, ())
    assert Advice.from_json(found.to_json()) == found


def test_beside_too_large_a_round_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    problem, policy, solution = _solved()
    monkeypatch.setattr(module, "MOST_CELLS", 60 * len(problem.places) - 1)
    assert advise(problem, policy, solution).state is AdviceState.TOO_LARGE
    monkeypatch.setattr(module, "MOST_CELLS", 60 * len(problem.places))
    assert advise(problem, policy, solution).state is AdviceState.GIVEN


def test_a_solution_of_something_else_is_refused() -> None:
    problem, policy, solution = _solved()
    with pytest.raises(NotOfThisProblem, match="another policy"):
        advise(problem, Policy(seed=9), solution)
    with pytest.raises(NotOfThisProblem, match="another problem"):
        advise(replace(problem, day=problem.day + 1), policy, solution)


def test_of_others_no_more_than_a_number_is_told() -> None:
    """A sentence is made of the rule, the amount, the form and how many lose."""
    world, policy = assigned(3, 7)
    problem = world.problem()
    found = advise(problem, policy, solve(problem, policy))
    assert found.changes
    for one in found.changes:
        sentences = told(one.rule, one.amount, one.contract_form, one.others.losers)
        assert (one.nl, one.en) == sentences


NO_COST = "Niemand anders verliest daardoor een woonplek.", "Nobody else loses a place by it."
ONE = (
    "Wel verliest dan 1 ander huishouden een woonplek.",
    "But then 1 other household loses a place.",
)
TWO = (
    "Wel verliezen dan 2 andere huishoudens een woonplek.",
    "But then 2 other households lose a place.",
)
LEAD = "Was dat anders, dan had dit huishouden een woonplek."
LEAD_EN = "Were it otherwise, this household would have a place."


@pytest.mark.parametrize(
    ("rule", "amount", "losers", "nl", "en"),
    [
        (
            "E01_START",
            Amount(Measure.DAYS, 3),
            0,
            f"De woonplek komt te laat vrij. Het scheelt 3 dagen. {LEAD} {NO_COST[0]}",
            f"The place comes free too late. It differs by 3 days. {LEAD_EN} {NO_COST[1]}",
        ),
        (
            "E20_MUST",
            Amount(Measure.METRES, 1_201),
            1,
            "De woonplek is te ver van een plek waar het huishouden dichtbij moet wonen. "
            f"Het scheelt 1,3 km. {LEAD} {ONE[0]}",
            "The place is too far from somewhere the household must live near. "
            f"It differs by 1.3 km. {LEAD_EN} {ONE[1]}",
        ),
        (
            "E16_SUITABLE",
            Amount(Measure.CENTS, 1_250),
            2,
            f"De huur is hoger dan past bij dit inkomen. Het scheelt € 12,50. {LEAD} {TWO[0]}",
            f"The rent is higher than suits this income. It differs by €12.50. {LEAD_EN} {TWO[1]}",
        ),
        (
            "E04_FORM",
            Amount(Measure.NUMBER, 1),
            0,
            "De contractvorm die hier past (Driepartijenovereenkomst) hoort nog niet bij "
            f"allebei. {LEAD} {NO_COST[0]}",
            "The contract form that would fit here (Three-party agreement) is not open to both. "
            f"{LEAD_EN} {NO_COST[1]}",
        ),
        (
            UNIT,
            Amount(Measure.NUMBER, 1),
            1,
            f"Er is één passende woonplek te weinig (Driepartijenovereenkomst). {LEAD} {ONE[0]}",
            f"There is one fitting place too few (Three-party agreement). {LEAD_EN} {ONE[1]}",
        ),
    ],
)
def test_a_change_is_read_aloud(rule: str, amount: Amount, losers: int, nl: str, en: str) -> None:
    assert told(rule, amount, ContractForm.TRIPARTITE, losers) == (nl, en)


def test_who_would_support_reads_of_itself() -> None:
    for code, says in (
        ("E06_LEASES", "U kunt één huurcontract te weinig op eigen naam nemen."),
        ("E11_CASELOAD", "U kunt in deze regio één huishouden te weinig begeleiden."),
    ):
        one = Amount(Measure.NUMBER, 1)
        mine, _ = told(code, one, ContractForm.OMKLAP, 0, to_supporter=True)
        others, _ = told(code, one, ContractForm.OMKLAP, 0)
        assert (mine.startswith(says), others.startswith("De zorgaanbieder")) == (True, True)


def test_every_rule_that_may_be_told_has_a_sentence_in_both_languages() -> None:
    for code in (*RULES, UNIT):
        said = told(code, Amount(Measure.NUMBER, 1), ContractForm.OWN_NAME, 0)
        assert all(sentence and "{" not in sentence for sentence in said), code


def test_what_is_scarce_names_regions_by_their_ids() -> None:
    problem, policy, solution = _solved()
    table = advise(problem, policy, solution).scarcity
    assert table is not None
    regions = {row.tobytes() for row in problem.regions.id}
    assert {one.region.bytes for one in table.slots} <= regions
