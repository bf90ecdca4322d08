"""Pages by key: stable while rows come and go, and as fast on page 600 as on page 1."""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from pydantic import Field
from sqlalchemy import Select, tuple_
from sqlalchemy.orm import Session

from service.database_roles import listing
from service.errors import Fault, InvalidInput
from service.wire import Asked, InDigits

M = TypeVar("M")
S = TypeVar("S", bound=Select[Any])
UUID_BYTES = 16
IS = "="
"""Between the name of a column and its value, in a cursor."""


class PageQuery(Asked):
    """Which page of a list."""

    limit: Annotated[int, InDigits, Field(ge=1, le=500, description="Rows on a page")] = 50
    cursor: Annotated[
        str | None,
        Field(
            max_length=400,
            description="`nextCursor` of the page before, of a list in the same order",
            examples=["C3penD8NTFaaay2cj34aEQ"],
        ),
    ] = None

    @property
    def ordered_by(self) -> str | None:
        """The column, a text, number, day or moment that is always filled in, that goes before the
        id in the order; a list that has one tells which."""
        return None


@dataclass(frozen=True)
class Page(Generic[M]):
    """Rows, and the cursor of what follows them."""

    rows: Sequence[M]
    next_cursor: str | None


def page(db: Session, statement: Select[M], model: Any, query: PageQuery) -> Page[M]:
    """The asked page of the statement's rows, in their order."""
    with listing(db, model):
        rows = db.scalars(bounded(statement, model, query)).unique().all()
    return cut(rows, query)


def bounded(statement: S, model: Any, query: PageQuery) -> S:
    """The statement for one row more than the page, which tells whether there is a next."""
    if query.cursor is not None:
        last, before = _read(query.cursor, model, query)
        after = tuple_(*order(model, query)) > tuple_(*before, last)
        statement = statement.where(after if before else model.id > last)
    return statement.order_by(*order(model, query)).limit(query.limit + 1)


def order(model: Any, query: PageQuery) -> list[Any]:
    """The columns by which the rows of a list stand in order; the id is the last."""
    first = [getattr(model, query.ordered_by)] if query.ordered_by else []
    return [*first, model.id]


def cut(
    rows: Sequence[M], query: PageQuery, ordered_of: Callable[[M], object] | None = None
) -> Page[M]:
    """The page, of rows that have an id; `ordered_of` reads from a row what it is ordered by."""
    if len(rows) <= query.limit:
        return Page(rows, None)
    kept = rows[: query.limit]
    last: Any = kept[-1]
    text = ""
    if query.ordered_by:
        value = ordered_of(last) if ordered_of else getattr(last, query.ordered_by)
        text = f"{query.ordered_by}{IS}{value}"
    return Page(kept, _write(last.id, text))


def _write(last: UUID, text: str) -> str:
    return base64.urlsafe_b64encode(last.bytes + text.encode()).decode().rstrip("=")


def _read(cursor: str, model: Any, query: PageQuery) -> tuple[UUID, tuple[Any, ...]]:
    """The id of the last row, and what it is ordered by where the list has such an order."""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        name, _, text = raw[UUID_BYTES:].decode().partition(IS)
        if name != (query.ordered_by or "") or "\0" in text:
            raise ValueError("of a list in another order")
        before = (_value(getattr(model, name), text),) if name else ()
        return UUID(bytes=raw[:UUID_BYTES]), before
    except (ValueError, binascii.Error) as error:
        fault = Fault("query.cursor", "cursor_invalid", "is not a cursor of this list")
        raise InvalidInput("The cursor is not valid.", [fault]) from error


def _value(column: Any, text: str) -> str | int | date:
    kind = column.type.python_type
    if kind is int:
        return int(text)
    return kind.fromisoformat(text) if issubclass(kind, date) else text
