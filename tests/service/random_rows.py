"""What rows of random registries differ in: columns with values at, just within and just beyond the
limits of the rules. A row differs from the builders' own in a few of them."""

from datetime import date, timedelta
from itertools import product
from random import Random
from typing import Any

from builders import DAY

from matching.codes.care import CareLevel, CareType
from matching.codes.contracts import TemporaryGround, TenureTitle
from matching.codes.households import AgeBand, IncomeBand, Trait
from matching.codes.places import Accessibility, PlaceKind
from service.codelists.requests import EqualTreatment, EthosLight, FundingRegime
from service.period import Period

Row = dict[str, Any]

UNDER_18, YOUNG, YOUNGER, NEARLY, ADULT = AgeBand
NEW_YEAR = date(2027, 1, 1)
CARE = [kind for kind in CareType if kind is not CareType.NONE][:3]
STAYS = (0, 1, 30, 184, 365, 366, 730, 731)
RENTS = (0, 20_200, 49_820, 49_821, 71_302, 71_303, 76_414, 76_415, 93_293, 93_294, 120_000)
ROUNDED_RENT, ROUNDED_NET = 36_095, 33_795
"""An allowance that is a whole euro only if it is rounded more than once."""


def day(after: int) -> date:
    """So many days after the round's."""
    return DAY + timedelta(days=after)


def each(column: str, *values: Any) -> list[Row]:
    """The column with each of these values."""
    return [{column: value} for value in values]


def sets(column: str, codes: Any) -> list[Row]:
    """The column with none, one or two codes."""
    first, second, *_ = codes
    return each(column, [], [first], [second], [first, second])


REQUEST: tuple[list[Row], ...] = (
    each("needed_from_date", day(-30), day(1), day(30), NEW_YEAR, day(90)),
    each("min_stay_days", *STAYS),
    [{"needed_from_date": day(after), "min_stay_days": 0} for after in (1, 30)],
    sets("temporary_grounds", TemporaryGround),
    each("income_band", *IncomeBand),
    [
        {"income_band": IncomeBand.ALLOCATION, "max_net_rent_cents": ROUNDED_NET + less}
        for less in (0, -1)
    ],
    each("max_net_rent_cents", 0, 23_899, 23_900, 40_000, 49_821, 71_302),
    each("accessibility", *Accessibility),
    sets("wants_forbidden", Trait),
    sets("wants_required", list(Trait)[3:]),
    each("housing_first", True),
    [
        {"care_type": kind, "care_level": level}
        for kind, level in product(CARE, list(CareLevel)[1:5])
    ],
    each("origin_municipality_code", "0344", "0356", "0363"),
    each("funding_regime", *FundingRegime),
    each("equal_treatment", *EqualTreatment),
    each("ethos", *EthosLight),
)
HOUSEHOLD: tuple[list[Row], ...] = (
    each(
        "ages",
        (ADULT, ADULT),
        (ADULT, UNDER_18, UNDER_18),
        (UNDER_18,),
        (UNDER_18, UNDER_18),
        (YOUNG,),
        (YOUNG, YOUNGER),
        (YOUNGER,),
        (NEARLY,),
        (NEARLY, ADULT, ADULT),
    ),
    [
        {"ages": ages, "ages_recorded_date": day(-ago)}
        for ages in ((UNDER_18,), (YOUNG,), (YOUNGER,), (NEARLY, UNDER_18))
        for ago in (300, 365, 366, 729, 730, 731, 1_096, 1_097)
    ],
    sets("traits", list(Trait)[2:]),
    sets("traits", Trait),
)
PLACE: tuple[list[Row], ...] = (
    each("kind", *PlaceKind),
    each("housing_first", True),
    [
        {"min_persons": least, "max_persons": most}
        for least, most in ((1, 1), (2, 2), (2, 4), (3, 9))
    ],
    each("children_allowed", False),
    each("age_bands", [ADULT], [YOUNG, YOUNGER], [YOUNG, YOUNGER, NEARLY], [NEARLY, ADULT]),
    sets("forbids", Trait),
    sets("requires", list(Trait)[3:]),
    each("accessibility", *Accessibility),
    each("tenure_title", *TenureTitle),
    each("tenure_title", TenureTitle.TEMP_2Y, TenureTitle.HOSPITA, TenureTitle.MIDSTAY),
    [
        {"tenure_title": title, "permit_number": "V-1", "permit_until_date": until}
        for title in (TenureTitle.VACANCY_ACT, TenureTitle.FLEX, TenureTitle.INDEFINITE)
        for until in (day(182), day(183), day(184), day(364), day(365))
    ],
    [
        {"rent_cents": rent, "maximum_rent_cents": most}
        for rent in RENTS
        for most in (None, rent, rent + 1)
    ],
    [{"rent_cents": ROUNDED_RENT, "maximum_rent_cents": None}],
    each("social_rent", False),
    each("rent_allowance_possible", False),
    [{"kind": PlaceKind.PRIVATE_ROOM, "commercial_rent": paid} for paid in (False, True)],
    each("wmo_shelter", True),
    sets("care_types", CARE),
    each("care_level", *CareLevel),
    [
        {"period": Period.of(day(first), None if last is None else day(last))}
        for first in (0, 59, 60, 61, 120)
        for last in (None, 121, 183, 364, 365, 423, 424)
    ],
    each("period", Period.of(day(-90), day(0)), Period.of(day(-90), day(29))),
    each("min_stay_days", *STAYS),
    [
        {"min_stay_days": 184, "period": Period.of(day(30), day(30 + days - 1))}
        for days in (183, 184, 185)
    ],
    [
        {
            "tenure_title": TenureTitle.VACANCY_ACT,
            "permit_number": "V-1",
            "permit_until_date": day(30 + days - 1),
            "period": Period.of(day(30), day(30 + days - 1)),
        }
        for days in (183, 184, 185)
    ],
)


def few(random: Random, columns: tuple[list[Row], ...], most: int) -> Row:
    """Some of the columns with one of their values each."""
    chosen = random.sample(columns, random.randint(0, min(most, len(columns))))
    return {name: value for values in chosen for name, value in random.choice(values).items()}
