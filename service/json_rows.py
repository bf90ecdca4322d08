"""Rows as JSON that the database makes: a page of them costs a fraction of what objects cost.

The names and their order come from the schema of the answer, so there is one description of it.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import JSON, ColumnElement, DateTime, func, literal_column
from sqlalchemy.dialects import postgresql

from service.period import DayPeriod
from service.wire import Outbound

_POSTGRESQL = postgresql.dialect()  # type: ignore[no-untyped-call]

Columns = Mapping[str, ColumnElement[Any]]


def json_object(out: type[Outbound], table: Any, others: Columns | None = None) -> Any:
    """The fields of `out` from the columns of the same name, or from `others`.

    `geometry` is left out: the caller adds it in the reference system that was asked for."""
    elsewhere = others or {}
    pairs: list[ColumnElement[Any]] = []
    for name, field in out.model_fields.items():
        if name != "geometry":
            column = elsewhere[name] if name in elsewhere else getattr(table, name)
            pairs += [literal_column(f"'{field.alias or name}'"), _as_sent(column)]
    return func.json_build_object(*pairs, type_=JSON)


def put_together(columns: ColumnElement[Any]) -> ColumnElement[Any]:
    """An expression of columns only, written out once: one of seventy parts takes longer to write
    than the query to run."""
    return literal_column(str(columns.compile(dialect=_POSTGRESQL)), type_=columns.type)


def _as_sent(column: Any) -> ColumnElement[Any]:
    """Most values are written as pydantic writes them; these two are not."""
    if isinstance(column.type, DayPeriod):
        last = func.upper(column) - literal_column("1")
        first = func.lower(column)
        return func.json_build_object(
            literal_column("'startDate'"), first, literal_column("'endDate'"), last
        )
    if isinstance(column.type, DateTime):
        form: ColumnElement[str] = literal_column("""'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'""")
        return func.to_char(func.timezone(literal_column("'UTC'"), column), form)
    element: ColumnElement[Any] = column
    return element
