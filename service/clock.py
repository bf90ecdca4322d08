"""Which day it is where Woonplek works."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Europe/Amsterdam")
DAY = timedelta(days=1)
YEARS_AHEAD = 10
"""So far is planned: no term of the law that ends a stay is longer (Leegstandwet, article 15)."""


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """This day in the Netherlands: a term that ends today has not passed."""
    return now().astimezone(HERE).date()


def last_planned() -> date:
    """The last day for which anything is counted, asked or ended."""
    return date(today().year + YEARS_AHEAD, 12, 31)


def too_far() -> str:
    """What is said of a later day."""
    return f"lies too far ahead: nothing is planned after {last_planned()}"
