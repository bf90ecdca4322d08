"""Pages by key: stable while rows come and go, and as fast on page 600 as on page 1."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from pydantic import Field
from sqlalchemy import Select
from sqlalchemy.orm import Session

from service.database_roles import listing
from service.errors import Fault, InvalidInput
from service.wire import Asked

M = TypeVar("M")
S = TypeVar("S", bound=Select[Any])


class PageQuery(Asked):
    """Which page of a list."""

    limit: Annotated[int, Field(ge=1, le=500, description="Rows on a page")] = 50
    cursor: Annotated[
        str | None,
        Field(
            max_length=200,
            description="`nextCursor` of the page before",
            examples=["C3penD8NTFaaay2cj34aEQ"],
        ),
    ] = None


@dataclass(frozen=True)
class Page(Generic[M]):
    """Rows, and the cursor of what follows them."""

    rows: Sequence[M]
    next_cursor: str | None


def page(db: Session, statement: Select[M], model: Any, query: PageQuery) -> Page[M]:
    """The asked page of the statement's rows, in the order of their ids."""
    with listing(db, model):
        rows = db.scalars(bounded(statement, model, query)).unique().all()
    return cut(rows, query)


def bounded(statement: S, model: Any, query: PageQuery) -> S:
    """The statement for one row more than the page, which tells whether there is a next."""
    if query.cursor is not None:
        statement = statement.where(model.id > _read(query.cursor))
    return statement.order_by(model.id).limit(query.limit + 1)


def cut(rows: Sequence[M], query: PageQuery) -> Page[M]:
    """The page, of rows that have an id."""
    if len(rows) <= query.limit:
        return Page(rows, None)
    kept = rows[: query.limit]
    return Page(kept, _write(kept[-1].id))  # type: ignore[attr-defined]


def _write(last: UUID) -> str:
    return base64.urlsafe_b64encode(last.bytes).decode().rstrip("=")


def _read(cursor: str) -> UUID:
    try:
        return UUID(bytes=base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error) as error:
        fault = Fault("query.cursor", "cursor_invalid", "is not a cursor of this list")
        raise InvalidInput("The cursor is not valid.", [fault]) from error
