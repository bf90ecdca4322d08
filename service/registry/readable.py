"""What the workflow makes and people read over HTTP: one row, and all that one may see by pages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic.alias_generators import to_pascal
from sqlalchemy.orm import Session

from service import reading
from service.conditional import tagged
from service.db import Db
from service.models import Identified
from service.paging import PageQuery
from service.registry.endpoints import page_of
from service.registry.resource import with_article
from service.wire import Outbound, query_of

M = TypeVar("M", bound=Identified)


@dataclass(frozen=True)
class Readable(Generic[M]):
    """One kind of row that is read and not registered."""

    model: type[M]
    path: str
    """Plural, kebab-case: in camelCase the name of the list."""
    name: str
    """Singular, as it stands in the id of an operation."""
    noun: str
    """Singular in English for summaries, such as "link for a household"."""
    out: type[Outbound]
    listing: type[PageQuery]
    one: str
    """What is read of one, with the Dutch term."""
    each: str
    """Which stand in the list, with the Dutch term."""
    in_list: type[Outbound] | None = None
    """One in the list, where that tells less."""
    shown: Callable[[Session, Sequence[M]], Sequence[Any]] = lambda db, rows: rows
    """The rows as far as the reader may see them, in the same order."""


def add_reading(router: APIRouter, readable: Readable[M], under: str = "") -> None:
    """GET of the list and of one, at the router's address or `under` it."""
    page = page_of(readable.path, readable.in_list or readable.out)
    rows = next(iter(page.model_fields))

    def listed(query: Any, db: Db) -> dict[str, Any]:
        found = reading.many(db, readable.model, query)
        return {rows: readable.shown(db, found.rows), "next_cursor": found.next_cursor}

    def read(id: UUID, response: Response, db: Db) -> Any:
        row = reading.one(db, readable.model, id)
        tagged(response, row)
        return readable.shown(db, [row])[0]

    listed.__annotations__["query"] = query_of(readable.listing)
    router.get(
        under,
        response_model=page,
        operation_id=f"list{to_pascal(rows)}",
        summary=f"List each {readable.noun}",
        description=readable.each,
    )(listed)
    router.get(
        f"{under}/{{id}}",
        response_model=readable.out,
        operation_id=f"read{readable.name}",
        summary=f"Read {with_article(readable.noun)}",
        description=readable.one,
    )(read)
