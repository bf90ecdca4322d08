"""Which terms of letting can be: every row of the table, on both sides of its limit."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.codes.care import CareLevel, CareType
from matching.codes.contracts import ContractForm, TenureTitle
from matching.codes.households import AgeBand, Trait
from matching.codes.places import PlaceKind
from service.period import Period
from service.places.letting import Letting
from service.places.rent_limits import RENT_LIMITS, limits_on
from service.places.terms import TERMS
from service.requirements import unmet

HOME = Letting(
    kind=PlaceKind.SELF_CONTAINED,
    tenure_title=TenureTitle.INDEFINITE,
    contract_forms=[ContractForm.OWN_NAME],
    permit_number=None,
    permit_until_date=None,
    rent_cents=60_000,
    maximum_rent_cents=None,
    rent_points=120,
    social_rent=True,
    rent_allowance_possible=True,
    min_persons=1,
    max_persons=2,
    age_bands=list(AgeBand),
    forbids=[],
    requires=[],
    care_types=[],
    care_level=CareLevel.NONE,
    period=Period.of(date(2026, 1, 1)),
    min_stay_days=0,
    landlord_lives_in=False,
)
ROOM = replace(HOME, kind=PlaceKind.PRIVATE_ROOM, landlord_lives_in=True)
SHELTER = replace(
    HOME,
    kind=PlaceKind.SHELTER_SINGLE,
    contract_forms=[ContractForm.CARE_STAY],
    rent_cents=0,
    max_persons=1,
    rent_allowance_possible=False,
    social_rent=False,
    rent_points=None,
)
VACANT = replace(
    HOME,
    tenure_title=TenureTitle.VACANCY_ACT,
    permit_number="Z-1",
    permit_until_date=date(2026, 12, 31),
    period=Period.of(date(2026, 1, 1), date(2026, 12, 31)),
    social_rent=False,
    rent_points=None,
)
FLEX = replace(VACANT, kind=PlaceKind.FLEX_HOME, tenure_title=TenureTitle.FLEX, rent_points=120)
LOAN = replace(
    HOME, tenure_title=TenureTitle.LOAN_FOR_USE, rent_cents=0, rent_allowance_possible=False
)
GUEST = replace(ROOM, contract_forms=[ContractForm.GUEST_AGREEMENT], rent_allowance_possible=False)


def codes(let: Letting) -> set[str]:
    return {requirement.code for requirement in unmet(TERMS, let)}


@pytest.mark.parametrize("let", [HOME, ROOM, SHELTER, VACANT, FLEX, LOAN, GUEST])
def test_ordinary_lettings_can_be(let: Letting) -> None:
    assert codes(let) == set()


NOT_POSSIBLE: list[tuple[Letting, dict[str, Any], str]] = [
    (VACANT, {"permit_number": None}, "permit_number_needed"),
    (VACANT, {"permit_until_date": None}, "permit_date_needed"),
    (FLEX, {"permit_until_date": None}, "permit_date_needed"),
    (VACANT, {"period": Period.of(date(2026, 1, 1))}, "period_within_permit"),
    (VACANT, {"period": Period.of(date(2026, 1, 1), date(2027, 1, 1))}, "period_within_permit"),
    (FLEX, {"period": Period.of(date(2026, 1, 1), date(2027, 1, 1))}, "period_within_permit"),
    (
        VACANT,
        {
            "permit_until_date": date(2026, 7, 2),
            "period": Period.of(date(2026, 1, 1), date(2026, 7, 2)),
        },
        "permit_too_short",
    ),
    (HOME, {"tenure_title": TenureTitle.HOSPITA, "landlord_lives_in": True}, "hospita_room"),
    (ROOM, {"landlord_lives_in": False}, "landlord_lives_elsewhere"),
    (GUEST, {"kind": PlaceKind.GROUP}, "guest_room"),
    (GUEST, {"min_stay_days": 366}, "guest_year"),
    (HOME, {"tenure_title": TenureTitle.ROOMWISE}, "room_letting"),
    (HOME, {"tenure_title": TenureTitle.YOUTH_5Y}, "youth_ages"),
    (SHELTER, {"contract_forms": [ContractForm.INTERMEDIARY]}, "shelter_is_care_stay"),
    (SHELTER, {"max_persons": 2}, "shelter_is_single"),
    (SHELTER, {"rent_cents": 1}, "stay_without_rent"),
    (SHELTER, {"kind": PlaceKind.SUPPORTED, "rent_cents": 1}, "stay_without_rent"),
    (LOAN, {"rent_cents": 1}, "loan_without_rent"),
    (HOME, {"rent_cents": 0}, "lease_has_rent"),
    (HOME, {"rent_points": None}, "rent_limit_needed"),
    (HOME, {"maximum_rent_cents": 59_999}, "rent_above_maximum"),
    (HOME, {"rent_points": 143, "rent_cents": 93_294}, "rent_above_points"),
    (HOME, {"rent_points": 186, "rent_cents": 122_808}, "rent_above_points"),
    (SHELTER, {"rent_allowance_possible": True}, "no_rent_allowance"),
    (LOAN, {"rent_allowance_possible": True}, "no_rent_allowance"),
    (HOME, {"min_persons": 3}, "persons_in_order"),
    (HOME, {"requires": [Trait.PETS], "forbids": [Trait.PETS]}, "house_rules_contradict"),
    (HOME, {"requires": [Trait.WOMEN_ONLY, Trait.MEN_ONLY]}, "house_rules_contradict"),
    (HOME, {"care_types": [CareType.AMBULANT]}, "support_without_level"),
    (HOME, {"care_level": CareLevel.LIGHT}, "support_without_level"),
    (
        HOME,
        {"period": Period.of(date(2026, 1, 1), date(2026, 1, 10)), "min_stay_days": 11},
        "stay_longer_than_period",
    ),
]

JUST_POSSIBLE: list[tuple[Letting, dict[str, Any]]] = [
    (VACANT, {"period": Period.of(date(2026, 1, 1), date(2026, 12, 30))}),
    (
        VACANT,
        {
            "permit_until_date": date(2026, 7, 3),
            "period": Period.of(date(2026, 1, 1), date(2026, 7, 3)),
        },
    ),
    (ROOM, {"tenure_title": TenureTitle.HOSPITA}),
    (ROOM, {"tenure_title": TenureTitle.HOSPITA, "kind": PlaceKind.ROOM_SHARED}),
    (ROOM, {"tenure_title": TenureTitle.ROOMWISE}),
    (GUEST, {"min_stay_days": 365}),
    (HOME, {"tenure_title": TenureTitle.YOUTH_5Y, "age_bands": [AgeBand.AGE_23_26]}),
    (HOME, {"contract_forms": [ContractForm.CARE_STAY, ContractForm.INTERMEDIARY]}),
    (HOME, {"rent_points": 143, "rent_cents": 93_293}),
    (HOME, {"rent_points": 186, "rent_cents": 122_807}),
    (HOME, {"rent_points": 187, "rent_cents": 200_000}),
    (HOME, {"rent_points": None, "maximum_rent_cents": 60_000}),
    (HOME, {"rent_points": None, "social_rent": False, "rent_cents": 122_808}),
    (ROOM, {"rent_points": 100, "rent_cents": 100_000}),
    (HOME, {"care_types": [CareType.NONE]}),
    (HOME, {"care_types": [CareType.AMBULANT], "care_level": CareLevel.LIGHT}),
    (
        HOME,
        {"period": Period.of(date(2026, 1, 1), date(2026, 1, 10)), "min_stay_days": 10},
    ),
    (HOME, {"requires": [Trait.WOMEN_ONLY], "forbids": [Trait.PETS]}),
]


@pytest.mark.parametrize(("let", "change", "code"), NOT_POSSIBLE)
def test_what_cannot_be_is_named(let: Letting, change: dict[str, Any], code: str) -> None:
    assert code in codes(replace(let, **change))


@pytest.mark.parametrize(("let", "change"), JUST_POSSIBLE)
def test_what_can_just_be_is_let_through(let: Letting, change: dict[str, Any]) -> None:
    assert codes(replace(let, **change)) == set()


def test_every_row_is_tried_on_its_wrong_side() -> None:
    assert {code for _, _, code in NOT_POSSIBLE} == {requirement.code for requirement in TERMS}


def test_every_row_speaks_both_languages_and_names_a_field_and_a_basis() -> None:
    for requirement in TERMS:
        assert requirement.nl != requirement.en
        assert all((requirement.where, requirement.nl, requirement.en, requirement.basis))


def test_the_limits_of_a_day_are_the_latest_begun() -> None:
    assert limits_on(date(2026, 1, 1)) is RENT_LIMITS[0]
    assert limits_on(date(1999, 1, 1)) is RENT_LIMITS[0]
    assert limits_on(date(2199, 1, 1)) is RENT_LIMITS[-1]


@given(points=st.integers(0, 250))
def test_more_points_never_allow_less_rent(points: int) -> None:
    unlimited = 10**9
    limits = RENT_LIMITS[0]
    assert (limits.most(points) or unlimited) <= (limits.most(points + 1) or unlimited)
