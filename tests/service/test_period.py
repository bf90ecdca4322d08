"""Periods of whole days, in Python and in PostgreSQL alike."""

from datetime import date, timedelta

import pytest
from builders import make_agreement, make_organisation
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.codelists.organisations import OrganisationKind
from service.models import Agreement
from service.period import Period

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
DAY = timedelta(days=1)


def agreed(db: Session, period: Period) -> Agreement:
    owner = make_organisation(db, OrganisationKind.CORPORATION)
    provider = make_organisation(db, OrganisationKind.CARE_PROVIDER)
    return make_agreement(db, owner, provider, period=period)


@pytest.mark.parametrize(
    "period", [Period.of(FIRST, LAST), Period.of(FIRST, FIRST), Period.of(FIRST)]
)
def test_a_period_is_read_back_as_it_was_written(session: Session, period: Period) -> None:
    row = agreed(session, period)
    session.expire(row)
    assert row.period == period


@pytest.mark.parametrize("day", [FIRST - DAY, FIRST, LAST, LAST + DAY])
def test_the_database_and_python_agree_on_the_days_of_a_period(session: Session, day: date) -> None:
    period = agreed(session, Period.of(FIRST, LAST)).period
    found = session.scalars(select(Agreement).where(Agreement.period.contains(day))).all()
    assert bool(found) is period.covers(day) is (FIRST <= day <= LAST)


def test_a_period_is_compared_with_the_clock_and_with_other_periods(session: Session) -> None:
    agreed(session, Period.of(FIRST))
    now = select(Agreement).where(Agreement.period.contains(func.today()))
    assert len(session.scalars(now).all()) == 1
    after = select(Agreement).where(Agreement.period.overlaps(Period.of(LAST)))
    assert len(session.scalars(after).all()) == 1
    before = Period.of(FIRST - DAY, FIRST - DAY)
    assert session.scalars(select(Agreement).where(Agreement.period.overlaps(before))).all() == []


def test_a_period_does_not_end_before_it_starts() -> None:
    with pytest.raises(ValidationError, match="ends before it starts"):
        Period.of(LAST, FIRST)


FAR = 12
PERIODS = st.tuples(st.integers(0, FAR - 4), st.none() | st.integers(0, 3)).map(
    lambda drawn: Period.of(
        FIRST + drawn[0] * DAY, None if drawn[1] is None else FIRST + (drawn[0] + drawn[1]) * DAY
    )
)


def days(period: Period) -> set[date]:
    """Its days one by one; one on the horizon means that it has no end."""
    return {day for day in (FIRST + n * DAY for n in range(FAR + 1)) if period.covers(day)}


@given(one=PERIODS, other=PERIODS)
def test_a_period_contains_another_when_it_has_all_its_days(one: Period, other: Period) -> None:
    assert one.contains(other) is (days(other) <= days(one))


@given(period=PERIODS, since=st.integers(0, FAR - 1))
def test_what_is_left_of_a_period_that_runs_is_its_days_from_then_on(
    period: Period, since: int
) -> None:
    first = FIRST + since * DAY
    left = period.since(first)
    runs = first in days(period)
    assert (days(left) if left else set()) == {day for day in days(period) if runs and day >= first}
