"""What queries for a round ask over and over."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Row, Uuid, any_, bindparam, func, literal, or_

Rows = Sequence[Row[*tuple[Any, ...]]]


def among(column: Any, ids: Collection[UUID]) -> ColumnElement[bool]:
    """One array parameter, however many ids."""
    found: ColumnElement[bool] = column == any_(literal(list(ids), ARRAY(Uuid)))
    return found


def among_given(column: Any) -> ColumnElement[bool]:
    """The same of a statement that is put together once: it is given `ids` when it is asked."""
    found: ColumnElement[bool] = column == any_(bindparam("ids", type_=ARRAY(Uuid)))
    return found


def lasts_after(period: Any, day: date) -> ColumnElement[bool]:
    """Whether a period has days from this day on."""
    return or_(func.upper_inf(period), func.upper(period) > day)
