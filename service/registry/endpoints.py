"""The five operations over HTTP, made from a resource's declaration."""

from typing import Any, TypeVar
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field, create_model
from pydantic.alias_generators import to_camel
from sqlalchemy.orm import Session

from service.conditional import IfMatch, located, tagged
from service.db import Db
from service.geometry import CrsQuery, Sends, answer_in
from service.models import Identified
from service.registry import repository, service
from service.registry.resource import Resource
from service.routing import Once, domain_router
from service.security import Caller
from service.wire import NothingAsked, Outbound, body_of, list_of, query_of

M = TypeVar("M", bound=Identified)


def registry_router(resource: Resource[M]) -> APIRouter:
    """A router with create, list, read, change and withdraw."""
    router = domain_router(f"/{resource.path}", tag=resource.path)
    add_create(router, resource)
    _add_list(router, resource)
    _add_read(router, resource)
    add_change(router, resource)
    add_withdraw(router, resource)
    return router


def page_of(name: str, out: type[Outbound]) -> type[Outbound]:
    """The body of a list: the rows under the plural's name, and the cursor of the next page."""
    field = name.replace("-", "_")
    fields: dict[str, Any] = {
        field: (list_of(out), ...),
        "next_cursor": (str | None, Field(description="For the next page; null on the last")),
    }
    made: type[Outbound] = create_model(
        out.__name__.removesuffix("Out") + "Page",
        __base__=Outbound,
        __doc__="A page of a list, in the order of the ids, or of what is asked.",
        **fields,
    )
    return made


def words(resource: Resource[M]) -> str:
    """The noun as part of an operation's id."""
    return resource.noun.title().replace(" ", "")


def plural(resource: Resource[M]) -> str:
    """The path as part of an operation's id."""
    name = to_camel(resource.path.replace("-", "_"))
    return name[:1].upper() + name[1:]


def _query(resource: Resource[M]) -> Any:
    """What may be asked of an operation that is no list."""
    return query_of(CrsQuery if resource.located else NothingAsked)


def _prepare(resource: Resource[M], db: Session, response: Response, query: Any) -> None:
    if resource.located:
        answer_in(db, response, query)


def add_create(router: APIRouter, resource: Resource[M]) -> None:
    """POST, with the rules of the resource."""

    def create(
        body: Any, query: Any, request: Request, response: Response, db: Db, actor: Caller
    ) -> Any:
        _prepare(resource, db, response, query)
        row = service.create(db, actor, resource, body)
        located(response, request.url.path, row)
        return resource.shown_once(db, actor, row)

    create.__annotations__ |= {"body": body_of(resource.create), "query": _query(resource)}
    router.post(
        "",
        status_code=201,
        dependencies=[Once, *([Sends] if resource.located else [])],
        response_model=resource.made or resource.out,
        operation_id=f"create{words(resource)}",
        summary=f"Register {resource.one}",
        description=f"Registers {resource.one} ({resource.dutch}), owned by the caller.",
    )(create)


def _add_list(router: APIRouter, resource: Resource[M]) -> None:
    out = page_of(resource.path, resource.out)
    name = next(iter(out.model_fields))

    def listed(query: Any, response: Response, db: Db, actor: Caller) -> Any:
        _prepare(resource, db, response, query)
        found = repository.listed(db, resource, query)
        rows = [resource.shown(db, actor, row) for row in found.rows]
        return {name: rows, "next_cursor": found.next_cursor}

    listed.__annotations__["query"] = query_of(resource.listing)
    router.get(
        "",
        response_model=out,
        operation_id=f"list{plural(resource)}",
        summary=f"List each {resource.noun}",
        description=f"Each {resource.noun} ({resource.dutch}) that the caller may see, by pages.",
    )(listed)


def _add_read(router: APIRouter, resource: Resource[M]) -> None:
    def read(id: UUID, query: Any, response: Response, db: Db, actor: Caller) -> Any:
        _prepare(resource, db, response, query)
        row = repository.get(db, resource, id)
        tagged(response, row)
        return resource.shown(db, actor, row)

    read.__annotations__["query"] = _query(resource)
    router.get(
        "/{id}",
        response_model=resource.out,
        operation_id=f"read{words(resource)}",
        summary=f"Read {resource.one}",
        description=f"One {resource.noun} ({resource.dutch}).",
    )(read)


def add_change(router: APIRouter, resource: Resource[M]) -> None:
    """PATCH on the version that was read."""

    def change(
        id: UUID,
        body: Any,
        query: Any,
        response: Response,
        db: Db,
        actor: Caller,
        if_match: IfMatch = None,
    ) -> Any:
        _prepare(resource, db, response, query)
        row = service.change(db, actor, resource, id, body, if_match)
        tagged(response, row)
        return resource.shown(db, actor, row)

    change.__annotations__ |= {"body": body_of(resource.change), "query": _query(resource)}
    router.patch(
        "/{id}",
        dependencies=[Sends] if resource.located else [],
        response_model=resource.out,
        operation_id=f"change{words(resource)}",
        summary=f"Change {resource.one}",
        description=f"Changes the fields of {resource.one} ({resource.dutch}) that are sent.",
    )(change)


def add_withdraw(router: APIRouter, resource: Resource[M]) -> None:
    """DELETE, which keeps the row on record."""

    def withdraw(id: UUID, db: Db, actor: Caller, if_match: IfMatch = None) -> None:
        service.withdraw(db, actor, resource, id, if_match)

    router.delete(
        "/{id}",
        status_code=204,
        operation_id=f"withdraw{words(resource)}",
        summary=f"Withdraw {resource.one}",
        description=f"Withdraws {resource.one} ({resource.dutch}); {resource.kept}.",
    )(withdraw)
