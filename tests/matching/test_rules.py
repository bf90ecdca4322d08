"""Each rule on both sides of its limit, and what the rules may not read."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from boundaries import CAPACITIES, EVERY, GROUPS, HARD, NOT_HARD, Boundary
from by_hand import least_allowance
from fuzzing import examples
from hypothesis import given
from hypothesis import strategies as st
from invented import DAY, World, agreement, pair, place, provider, request, request_id, slot
from worlds import policies, worlds

from matching.codes.care import CareLevel, CareType
from matching.codes.code import Code
from matching.codes.contracts import ContractForm, TenureTitle
from matching.codes.households import AgeBand, IncomeBand, Trait
from matching.codes.places import PlaceKind
from matching.codes.rounds import Level
from matching.legal import AMOUNTS_2026, Amount
from matching.pairs.block import Block
from matching.pairs.sheet import sheet_of
from matching.policy import Policy, PolicyError, RuleLevel
from matching.problem import Problem
from matching.reasons.explain import in_general, reasons
from matching.rules import PAIR_RULES, RULES
from matching.rules.general import GENERAL
from matching.solution import Part
from matching.solve import solve


def _hard(world: World, policy: Policy) -> set[str]:
    sheet = sheet_of(world.problem(), policy)
    return {reason.rule for reason in reasons(sheet, 0, 0) if reason.level is Level.HARD}


@pytest.mark.parametrize("boundary", [*HARD, *CAPACITIES], ids=str)
def test_a_hard_rule_lets_the_last_pair_in_and_keeps_the_next_out(boundary: Boundary) -> None:
    policy = boundary.policy
    assert _hard(boundary.meets, policy) == set()
    assert len(solve(boundary.meets.problem(), policy).assignments) == 1
    assert _hard(boundary.breaks, policy) == {boundary.rule}
    left = solve(boundary.breaks.problem(), policy).unplaced[0]
    assert [(item.rule, item.units, item.alone) for item in left.blockers] == [
        (boundary.rule, 1, 1)
    ]
    assert not left.competition


@pytest.mark.parametrize("kind", [kind for kind in CareType if kind is not CareType.NONE])
def test_each_kind_of_support_fits_where_it_is_given_and_only_there(kind: CareType) -> None:
    asks = request(care_type=kind, care_level=CareLevel.LIGHT)
    gives = {"providers": [provider()], "slots": [slot(care_type=kind)]}
    there = World(requests=[asks], places=[place(care_types=frozenset({kind}))], **gives)
    others = frozenset(CareType) - {kind}
    elsewhere = World(requests=[asks], places=[place(care_types=others)], **gives)
    assert _hard(there, Policy()) == set()
    assert _hard(elsewhere, Policy()) == {"E10_CARE"}


@pytest.mark.parametrize("boundary", NOT_HARD, ids=str)
def test_a_rule_that_is_not_hard_warns_from_the_first_pair_that_breaks_it(
    boundary: Boundary,
) -> None:
    (met,) = solve(boundary.meets.problem(), boundary.policy).assignments
    (broken,) = solve(boundary.breaks.problem(), boundary.policy).assignments
    assert boundary.rule not in met.warnings
    assert broken.warnings == (boundary.rule,)
    if boundary.policy.level(boundary.rule) is Level.SOFT:
        assert broken.score <= met.score


@pytest.mark.parametrize("boundary", GROUPS, ids=str)
def test_a_group_is_placed_whole_or_not_at_all(boundary: Boundary) -> None:
    assert len(solve(boundary.meets.problem()).assignments) == 2
    apart = solve(boundary.breaks.problem())
    assert apart.assignments == ()
    assert [line.blockers[0].rule for line in apart.unplaced] == [boundary.rule] * 2


def test_who_goes_first_and_who_waits_longest_are_the_rules_of_e23() -> None:
    rows = [request(), request(waiting_since_day=DAY - 7), request(urgent=True)]
    told = solve(World(requests=rows, places=[place()]).problem())
    assert [line.request for line in told.assignments] == [request_id(2)]
    del rows[2]
    told = solve(World(requests=rows, places=[place()]).problem())
    assert [(line.request, line.parts[0]) for line in told.assignments] == [
        (request_id(1), Part("E23_WAITING", 1))
    ]


def test_every_rule_has_its_two_neighbours() -> None:
    tried = {boundary.rule for boundary in EVERY}
    assert tried == {rule.code for rule in RULES.values()} - {rule.code for rule in GENERAL}


@examples(50)
@given(
    rent=st.integers(0, 110_000),
    persons=st.integers(1, 5),
    band=st.sampled_from((IncomeBand.MINIMUM, IncomeBand.ALLOCATION, IncomeBand.ABOVE)),
    age=st.sampled_from((AgeBand.AGE_18_20, AgeBand.AGE_27_PLUS)),
)
def test_net_rent_follows_the_allowance_formula(
    rent: int, persons: int, band: IncomeBand, age: AgeBand
) -> None:
    asks = request(persons=persons, income_band=band, adult_ages=frozenset({age}))
    offers = place(bare_rent_cents=rent, persons_max=5)
    sheet = sheet_of(pair(asks, offers), Policy())
    net = Block(sheet, np.array([0]), np.array([0])).operand("pair.net_rent_cents")
    assert net.tolist() == [rent - least_allowance(asks, offers)]


def test_an_allowance_is_rounded_once_down_to_whole_euros() -> None:
    """Of € 158.43 the income takes € 134.4375: € 23.9925 is left, and € 24 would be too much."""
    asks = request(income_band=IncomeBand.ALLOCATION)
    sheet = sheet_of(pair(asks, place(bare_rent_cents=36_095)), Policy())
    net = Block(sheet, np.array([0]), np.array([0])).operand("pair.net_rent_cents")
    assert net.tolist() == [36_095 - 2_300]


RICH_IN_A_DEAR_HOME = {"income_band": IncomeBand.ABOVE, "max_net_rent_cents": 10_000}
DEAR = {"bare_rent_cents": 99_000, "maximum_rent_cents": 50_000, "allowance_possible": False}
STRICT = Policy(
    levels=tuple(RuleLevel(rule, Level.HARD) for rule in ("E16_SUITABLE", "E17_POINTS"))
)


@pytest.mark.parametrize("band", IncomeBand)
def test_no_money_rule_reaches_a_care_stay(band: IncomeBand) -> None:
    stay = {"contract_forms": frozenset({ContractForm.CARE_STAY})}
    asks = request(**{**RICH_IN_A_DEAR_HOME, "income_band": band}, **stay)
    helped = {"providers": [provider()], "agreements": [agreement(ContractForm.CARE_STAY)]}
    (placed,) = solve(pair(asks, place(**DEAR, **stay), **helped), STRICT).assignments
    assert placed.warnings == ()


@pytest.mark.parametrize("band", IncomeBand)
def test_no_money_rule_reaches_a_single_room_in_a_shelter(band: IncomeBand) -> None:
    asks = request(**{**RICH_IN_A_DEAR_HOME, "income_band": band})
    room = place(**DEAR, kind=PlaceKind.SHELTER_SINGLE)
    (placed,) = solve(pair(asks, room), STRICT).assignments
    assert placed.warnings == ()


def test_a_permit_of_the_vacancy_act_says_nothing_about_a_care_stay() -> None:
    stay = {"contract_forms": frozenset({ContractForm.CARE_STAY})}
    offers = place(tenure_title=TenureTitle.VACANCY_ACT, **stay)
    helped = {"providers": [provider()], "agreements": [agreement(ContractForm.CARE_STAY)]}
    assert len(solve(pair(request(**stay), offers, **helped)).assignments) == 1


def test_the_amounts_of_the_start_day_decide() -> None:
    lower = replace(
        AMOUNTS_2026,
        valid_from=date(2027, 6, 1),
        valid_until=None,
        suitable_rent_small=Amount(60_000, "invented for a test"),
    )
    policy = Policy(legal=(AMOUNTS_2026, lower), levels=(RuleLevel("E16_SUITABLE", Level.HARD),))
    first = lower.first_day
    offers = place(bare_rent_cents=60_001, available_from_day=first - 1)
    before = pair(request(start_day=first - 1), offers)
    after = pair(request(start_day=first), offers)
    assert len(solve(before, policy).assignments) == 1
    assert len(solve(after, policy).assignments) == 0


def test_the_sentence_names_the_values_in_dutch_and_in_english() -> None:
    asks = request(persons=3, adult_ages=frozenset({AgeBand.AGE_27_PLUS}))
    offers = place(
        available_from_day=DAY + 61,
        adult_ages=frozenset({AgeBand.AGE_18_20}),
        bare_rent_cents=80_000,
    )
    told = {reason.rule: reason for reason in reasons(sheet_of(pair(asks, offers), Policy()), 0, 0)}
    assert told["E02_TOO_MANY"].nl == (
        "Het huishouden is te groot: 3 personen, de woonplek is voor hoogstens 2."
    )
    assert told["E03_AGE"].en == "The age does not fit: 27 or older; the place is for 18 to 20."
    assert "12 februari 2027" in told["E01_START"].nl
    assert "12 February 2027" in told["E01_START"].en
    assert "€ 800,00" in told["E16_SUITABLE"].nl
    assert "€764.14" in told["E16_SUITABLE"].en
    assert [reason.level for reason in told.values()] == sorted(
        (reason.level for reason in told.values()), key=lambda level: level.position
    )


def test_rent_after_allowance_is_a_range_and_an_indication() -> None:
    asks = request(income_band=IncomeBand.ALLOCATION, max_net_rent_cents=10_000)
    offers = place(bare_rent_cents=60_050)
    sheet = sheet_of(pair(asks, offers), Policy())
    [told] = [reason for reason in reasons(sheet, 0, 0) if reason.rule == "E17_NET_RENT"]
    full = asks | {"income_band": IncomeBand.MINIMUM}
    least = (60_050 - least_allowance(full, offers)) // 100
    most = -(-(60_050 - least_allowance(asks, offers)) // 100)
    assert least < most
    assert f"€ {least},00 tot € {most},00 (indicatie)" in told.nl
    assert f"€{least}.00 to €{most}.00 (indication)" in told.en
    assert "€ 100,00" in told.nl


@pytest.mark.parametrize("code", RULES)
def test_every_rule_has_a_sentence_without_the_particulars_of_a_pair(code: str) -> None:
    for text in (RULES[code].nl, RULES[code].en):
        told = in_general(text)
        assert "{" not in told
        assert told.endswith(".")
        assert len(told.split()) >= 4


@examples(20)
@given(world=worlds(), policy=policies())
def test_every_sentence_can_be_made(world: World, policy: Policy) -> None:
    sheet = sheet_of(world.problem(), policy)
    for of in range(len(world.requests)):
        for at in range(len(world.places)):
            for reason in reasons(sheet, of, at):
                assert reason.nl.endswith(".")
                assert reason.en.endswith(".")
                assert "{" not in reason.nl + reason.en


def test_a_policy_may_not_loosen_the_law() -> None:
    with pytest.raises(PolicyError, match=r"levels\[0\]\.level: this rule may be HARD only"):
        Policy(levels=(RuleLevel("E03_AGE", Level.SOFT),))
    with pytest.raises(PolicyError, match=r"levels\[0\]\.rule: there is no rule of this code"):
        Policy(levels=(RuleLevel("E99", Level.SOFT),))


NEVER = (
    "national", "ethnic", "origin_country", "religio", "faith", "diagnos", "illness", "disorder",
    "debt", "arrear", "bsn", "birth", "surname", "sexual", "orientation", "politic", "union",
    "race", "crim", "addict",
)  # fmt: skip


def test_no_protected_attribute_is_a_column_or_a_code() -> None:
    assert RULES["E28_PROTECTED"].levels == (Level.HARD,)
    columns = {
        f"{name}.{column}"
        for name, kind in Problem.table_kinds().items()
        for column, _ in kind.specs()
    }
    read = {code for kind in _lists_in_columns() for code in kind.__members__}
    for word in (*columns, *read):
        assert not any(never in word.lower() for never in NEVER), word


def test_gender_is_read_by_the_rules_of_the_house_alone() -> None:
    gendered = {Trait.WOMEN_ONLY, Trait.MEN_ONLY}
    words = {
        code for kind in _lists_in_columns() for code in kind if "WOMEN" in code or "MEN_" in code
    }
    assert words == gendered
    traits = {
        f"{side}.{column}"
        for side, kind in (("request", "requests"), ("place", "places"))
        for column, spec in Problem.table_kinds()[kind].specs()
        if spec.codes is Trait
    }
    readers = {rule.code for rule in PAIR_RULES if traits & {*rule.left, *rule.right, rule.measure}}
    assert readers
    assert all(code.startswith("E14_") for code in readers)


def _lists_in_columns() -> set[type[Code]]:
    return {
        spec.codes
        for kind in Problem.table_kinds().values()
        for _, spec in kind.specs()
        if spec.codes is not None
    }


def test_every_rule_has_its_row_in_the_documentation() -> None:
    page = (Path(__file__).parents[2] / "docs" / "engine.md").read_text()
    for rule in RULES.values():
        levels = [rule.level, *(level for level in rule.levels if level is not rule.level)]
        letters = " ".join(level[0] for level in levels)
        assert f"\n| {rule.code} | {letters} | {rule.basis} |\n" in page
