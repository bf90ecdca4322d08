"""Counting months on the calendar, as terms in Dutch law are counted."""

from calendar import monthrange
from datetime import date

from service.clock import DAY


def last_day_of(start: date, months: int) -> date:
    """The last day of so many months that begin on `start`: from 1 December two years run to and
    with 30 November; where a month has no such day, to its end."""
    year, month = _month(start, months)
    longest = monthrange(year, month)[1]
    if start.day > longest:
        return date(year, month, longest)
    return date(year, month, start.day) - DAY


def months_before(moment: date, months: int) -> date:
    """The first day that lies no more than so many months before the start of `moment`."""
    year, month = _month(moment, -months)
    if moment.day > monthrange(year, month)[1]:
        return date(*_month(moment, 1 - months), 1)
    return date(year, month, moment.day)


def _month(day: date, months: int) -> tuple[int, int]:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return year, month + 1
