"""Ages are known as bands on a day of record; this is what they can have become since."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from math import inf

from matching.codes.households import AgeBand

GOOD_FOR = timedelta(days=365)
"""So long a recorded band is taken as it is; whoever records knows of birthdays to come."""

FIRST_AGES: dict[AgeBand, float] = {
    AgeBand.UNDER_18: 0,
    AgeBand.AGE_18_20: 18,
    AgeBand.AGE_21_22: 21,
    AgeBand.AGE_23_26: 23,
    AgeBand.AGE_27_PLUS: 27,
}


def bands_on(day: date, bands: Iterable[AgeBand], recorded: date) -> frozenset[AgeBand]:
    """The bands as recorded; after more than a year all that those people may be in by now."""
    if day - recorded <= GOOD_FOR:
        return frozenset(bands)
    fewest, most = full_years(recorded, day), full_years(recorded + timedelta(days=1), day) + 1
    reached = [(first + fewest, _end(band) + most) for band, first in _firsts(bands)]
    return frozenset(
        band
        for band, first in FIRST_AGES.items()
        if any(low < _end(band) and first < high for low, high in reached)
    )


def counted(bands: Iterable[AgeBand]) -> list[tuple[AgeBand, int]]:
    """How many people of each age, the youngest first."""
    return sorted(Counter(bands).items(), key=lambda each: each[0].position)


def adults_on(day: date, bands: Iterable[AgeBand], recorded: date) -> frozenset[AgeBand]:
    """The same of the adults alone. Somebody who asks before their 18th birthday is no child in
    somebody's household."""
    adults = {band for band in bands if band is not AgeBand.UNDER_18}
    return bands_on(day, adults or {AgeBand.UNDER_18}, recorded)


def is_youth(day: date, bands: Iterable[AgeBand], recorded: date) -> bool:
    """Whether every adult of the household is surely younger than 27 on the day."""
    return AgeBand.AGE_27_PLUS not in adults_on(day, bands, recorded)


def can_be(births: Iterable[date], bands: Iterable[AgeBand], recorded: date, day: date) -> bool:
    """Whether those who were born then can each be in a band of their own, at an age that they had
    from the day of record until this day."""
    left = [(full_years(born, recorded), full_years(born, day)) for born in births]
    for band in sorted(bands, key=FIRST_AGES.__getitem__):
        fitting = [ages for ages in left if ages[0] < _end(band) and FIRST_AGES[band] <= ages[1]]
        if fitting:  # who is the first to be too old for the next goes first
            left.remove(min(fitting, key=lambda ages: ages[1]))
    return not left


def full_years(since: date, day: date) -> int:
    """Full years: how often somebody had a birthday who was born on a day like `since`."""
    return day.year - since.year - ((day.month, day.day) < (since.month, since.day))


def _firsts(bands: Iterable[AgeBand]) -> Iterable[tuple[AgeBand, float]]:
    return ((band, FIRST_AGES[band]) for band in bands)


def _end(band: AgeBand) -> float:
    """The first age beyond the band."""
    return min((first for first in FIRST_AGES.values() if first > FIRST_AGES[band]), default=inf)
