"""What recorded age bands can have become by the day of a round."""

from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.codes.households import AgeBand
from service.households.ages import bands_on, can_be


def band_of(age: int) -> AgeBand:
    edges = {18: AgeBand.AGE_18_20, 21: AgeBand.AGE_21_22, 23: AgeBand.AGE_23_26}
    passed = [band for first, band in edges.items() if age >= first]
    return AgeBand.AGE_27_PLUS if age >= 27 else [AgeBand.UNDER_18, *passed][-1]


def age_on(day: date, born: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@given(
    st.dates(date(1950, 1, 1), date(2020, 1, 1)),
    st.dates(date(2020, 1, 1), date(2025, 1, 1)),
    st.integers(366, 12_000),
)
def test_nobody_is_of_an_age_that_was_not_thought_possible(
    born: date, recorded: date, passed: int
) -> None:
    day = recorded + timedelta(days=passed)
    then = band_of(age_on(recorded, born))
    assert band_of(age_on(day, born)) in bands_on(day, {then}, recorded)


@given(
    st.lists(st.dates(date(1990, 1, 1), date(2024, 1, 1)), max_size=4),
    st.dates(date(2020, 1, 1), date(2025, 1, 1)),
    st.integers(0, 3_000),
    st.lists(st.sampled_from(AgeBand), max_size=5),
)
def test_people_fit_where_each_has_a_band_of_their_own_at_an_age_they_had(
    births: list[date], recorded: date, passed: int, bands: list[AgeBand]
) -> None:
    day = recorded + timedelta(days=passed)

    def had(born: date) -> set[AgeBand]:
        ages = range(age_on(recorded, born), age_on(day, born) + 1)
        return {band_of(age) for age in ages if age >= 0}

    fits = any(
        all(band in had(born) for born, band in zip(births, given, strict=True))
        for given in permutations(bands, len(births))
    )
    assert can_be(births, bands, recorded, day) is fits


@pytest.mark.parametrize("band", AgeBand)
@pytest.mark.parametrize("passed", [366, 729, 730, 731, 1_095, 1_096, 1_097, 1_461, 1_462])
def test_no_more_ages_are_possible_than_birthdays_allow(band: AgeBand, passed: int) -> None:
    recorded = date(2022, 3, 1)
    day = recorded + timedelta(days=passed)
    births = (recorded - timedelta(days=days) for days in range(366 * 30))
    possible = {
        band_of(age_on(day, born)) for born in births if band_of(age_on(recorded, born)) is band
    }
    assert bands_on(day, {band}, recorded) == possible


def test_a_band_is_taken_as_it_is_for_a_year() -> None:
    recorded = date(2025, 3, 1)
    young = {AgeBand.AGE_18_20}
    assert bands_on(date(2026, 3, 1), young, recorded) == young
    assert bands_on(date(2026, 3, 3), young, recorded) == {AgeBand.AGE_18_20, AgeBand.AGE_21_22}


def test_a_band_of_long_ago_makes_nobody_young() -> None:
    assert bands_on(date(2026, 1, 1), {AgeBand.AGE_18_20}, date(1990, 1, 1)) == {
        AgeBand.AGE_27_PLUS
    }
