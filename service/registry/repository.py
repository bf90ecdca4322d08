"""The queries behind every kind of registration."""

from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from service.actor import Actor
from service.errors import NotFound
from service.models import Identified
from service.paging import Page, page
from service.registry.resource import Listing, Resource

M = TypeVar("M", bound=Identified)


def get(db: Session, resource: Resource[M], row_id: UUID) -> M:
    """One row that the actor may see; absent and hidden are the same."""
    statement = select(resource.model).where(resource.model.id == row_id)
    row = db.scalars(statement.options(*resource.options)).unique().one_or_none()
    if row is None:
        raise NotFound(f"There is no {resource.noun} with this id.")
    return row


def own(db: Session, resource: Resource[M], actor: Actor, row_id: UUID) -> M:
    """One row of the actor's own organisation; one of another's that it may see is absent too."""
    row: Any = get(db, resource, row_id)
    if row.organisation_id != actor.organisation_id:
        raise NotFound(f"There is no {resource.noun} of yours with this id.")
    found: M = row
    return found


def listed(db: Session, resource: Resource[M], query: Listing) -> Page[M]:
    """The asked page of rows that the actor may see."""
    statement = filtered(select(resource.model), resource, query)
    withdrawn: Any = getattr(resource.model, "withdrawn_at", None)
    if withdrawn is not None:
        statement = statement.where(withdrawn.is_(None))
    statement = statement.options(*resource.options)
    return page(db, statement, resource.model, query)


def filtered(statement: Select[M], resource: Resource[M], query: Listing) -> Select[M]:
    """The rows that pass each filter that is asked."""
    for name in type(query).model_fields.keys() - Listing.model_fields.keys():
        value: Any = getattr(query, name)
        if value is None:
            continue
        if name in resource.filters:
            statement = statement.where(resource.filters[name](value))
        elif hasattr(resource.model, name):
            statement = statement.where(getattr(resource.model, name) == value)
    return statement


def lock(db: Session, row: Identified) -> None:
    """Waits for those who decide by this row or refer to it, and keeps them from it until the end;
    whoever read an older version than is there by then is told so when it is written."""
    model = type(row)
    db.execute(select(model.id).where(model.id == row.id).with_for_update(key_share=True))


def wait_for_turn(db: Session, what: str, whose: UUID) -> None:
    """What is done to this is done one after the other, though there is no row yet to lock."""
    turn = func.hashtextextended(f"{what} {whose}", 0)
    db.execute(select(func.pg_advisory_xact_lock(turn)))


def add(db: Session, row: M) -> M:
    """Writes a new row now, so that the database's own checks speak."""
    db.add(row)
    db.flush()
    return row
