"""Which day it is where Woonplek works."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Europe/Amsterdam")


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """This day in the Netherlands: a term that ends today has not passed."""
    return now().astimezone(HERE).date()
