"""A row of a file that is good, in the form in which the database takes it over."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from pydantic_core import to_json

from geo.points import RdPoint
from service.geometry import RD
from service.models import Identified
from service.period import Period

NOWHERE = UUID(int=0)
"""Stands where the API asks for the id of the property or household that the same row makes."""


class Staged(NamedTuple):
    """A row with its own key and that of what it belongs to, the columns of both as JSON, and the
    versions on record that it was held against (0: none); of a property, those of its places with
    its own."""

    row: int
    key: str
    parent_key: str
    parent: str
    child: str
    parent_seen: int
    child_seen: int


def version_of(row: Identified | None) -> int:
    """The version on record, 0 where there is no such row yet."""
    return 0 if row is None else row.version


def as_json(columns: Mapping[str, Any]) -> str:
    """Columns by name, as PostgreSQL reads them back into a row of their table."""
    return to_json({name: _written(value) for name, value in columns.items()}).decode()


def as_ewkt(point: RdPoint) -> str:
    """A point as text that PostGIS takes for a geometry."""
    return f"SRID={RD};POINT({point.x} {point.y})"


def _written(value: Any) -> Any:
    if isinstance(value, Period):
        last = "" if value.end_date is None else value.end_date.isoformat()
        return f"[{value.start_date.isoformat()},{last}]"
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value
