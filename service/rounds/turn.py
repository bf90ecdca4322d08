"""Who goes first: the group, and then who waits longest."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, case, type_coerce

from matching.codes.rounds import TierCode
from service.models import Request

DAYS_OF_ONE_GROUP = 10_000_000


def group(tier: Any) -> ColumnElement[int]:
    """Which group goes first, of a column with its code."""
    return case({each.value: each.position for each in TierCode}, value=tier)


def turn(tier: Any) -> ColumnElement[int]:
    """The order as one number, beside the request: that is read, compared and sorted fastest."""
    days = type_coerce(Request.waiting_since_date - date.min, Integer)
    return group(tier) * DAYS_OF_ONE_GROUP + days
