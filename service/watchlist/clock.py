"""The three months that nobody under 27 may be without a home, in days."""

from datetime import date
from enum import Enum

from service.leases.calendar import last_day_of

MONTHS = 3
"""So long at most (Nationaal Actieplan Dakloosheid, the mission's own promise)."""
FIRST_ALARM_DAYS, SECOND_ALARM_DAYS = 60, 90


class Alarm(Enum):
    """How late it is."""

    NONE = "NONE"
    FIRST = "FIRST"
    SECOND = "SECOND"


def days_left(since: date, day: date) -> int:
    """Until the last of the three months; below 0 once they are over."""
    return (last_day_of(since, MONTHS) - day).days


def alarm(since: date, day: date) -> Alarm:
    """By how many days somebody is without a home."""
    gone = (day - since).days
    if gone >= SECOND_ALARM_DAYS:
        return Alarm.SECOND
    return Alarm.FIRST if gone >= FIRST_ALARM_DAYS else Alarm.NONE
