"""The five operations on registrations with a point, over HTTP."""

from typing import Any, TypeVar
from uuid import UUID

from fastapi import APIRouter, Response

from service.db import Db
from service.geography import answers, located
from service.geography.accept import AskedForm
from service.geography.described import CURSOR, feature, feature_collection, responses
from service.geography.located import LocatedResource
from service.geometry import CrsQuery, answer_in, asked_system
from service.models import Identified
from service.registry.endpoints import add_change, add_create, add_withdraw, page_of, plural, words
from service.routing import domain_router
from service.wire import query_of

M = TypeVar("M", bound=Identified)


def located_router(resource: LocatedResource[M]) -> APIRouter:
    """A router with create, search, read, change and withdraw."""
    router = domain_router(f"/{resource.path}", tag=resource.path)
    add_create(router, resource)
    _add_search(router, resource)
    _add_read(router, resource)
    add_change(router, resource)
    add_withdraw(router, resource)
    return router


def _add_search(router: APIRouter, resource: LocatedResource[M]) -> None:
    out = page_of(resource.path, resource.out)

    def search(query: Any, response: Response, form: AskedForm, db: Db) -> Response:
        answer_in(db, response, query)
        page = located.page(db, resource, query)
        more = {"nextCursor": page.next_cursor}
        return answers.many(resource.path, page.rows, "id", form, asked_system(db), more)

    search.__annotations__["query"] = query_of(resource.listing)
    router.get(
        "",
        response_model=out,
        responses=responses(feature_collection(resource.out, nextCursor=CURSOR)),
        operation_id=f"list{plural(resource)}",
        summary=f"Search {resource.path}",
        description=f"Each {resource.noun} ({resource.dutch}) that the caller may see and that "
        "passes all filters, by pages in the order of the ids, or of what is asked.",
    )(search)


def _add_read(router: APIRouter, resource: LocatedResource[M]) -> None:
    def read(id: UUID, query: Any, response: Response, form: AskedForm, db: Db) -> Response:
        answer_in(db, response, query)
        row = located.read(db, resource, id)
        return answers.one(row, "id", form, asked_system(db))

    read.__annotations__["query"] = query_of(CrsQuery)
    router.get(
        "/{id}",
        response_model=resource.out,
        responses=responses(feature(resource.out)),
        operation_id=f"read{words(resource)}",
        summary=f"Read {resource.one}",
        description=f"One {resource.noun} ({resource.dutch}).",
    )(read)
