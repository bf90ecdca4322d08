"""Registrations with a point: how they are read, one or a page of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

import numpy as np
from pydantic.alias_generators import to_camel
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from geo.crs import ReferenceSystem, coordinates_from_rd
from service.actor import Actor
from service.database_roles import listing
from service.errors import NotFound
from service.geography import repository
from service.geography.search import SearchListing
from service.geometry import asked_system
from service.json_rows import json_object, put_together
from service.models import Identified, Property
from service.paging import Page, bounded, cut, order
from service.registry import Resource
from service.registry.repository import filtered
from service.wire import Outbound

M = TypeVar("M", bound=Identified)


@dataclass(frozen=True)
class LocatedResource(Resource[M]):
    """A kind of registration that lies at a property, or is one."""

    located: bool = True
    listing: type[SearchListing] = SearchListing
    at_property: ColumnElement[bool] | None = None
    """How a row is joined to its property; None for the properties themselves."""
    others: Mapping[str, ColumnElement[Any]] = field(default_factory=dict)
    """Fields of the answer that are not a column of the same name."""
    standing: Callable[[Any], ColumnElement[bool]] = lambda query: Property.withdrawn_at.is_(None)
    """Which rows stand in the list that a query asks for."""

    @cached_property
    def fields(self) -> Any:
        """The answer's fields but for its geometry, as JSON."""
        return put_together(json_object(self.out, self.model, self.others))

    def shown(self, db: Session, actor: Actor, row: M) -> Outbound:
        """The row as it stands in the database now."""
        return self.out.model_validate(read(db, self, row.id))


class LocatedRow(NamedTuple):
    """A row without geometry, and where it is."""

    id: Any
    fields: dict[str, Any]
    x: float
    y: float


def read(db: Session, resource: LocatedResource[M], row_id: UUID) -> dict[str, Any]:
    """One row that the actor may see, in the system that was asked for."""
    statement = select(resource.model).where(resource.model.id == row_id)
    found = db.execute(_columns(statement, resource)).one_or_none()
    if found is None:
        raise NotFound(f"There is no {resource.noun} with this id.")
    return with_geometry([LocatedRow(*found)], asked_system(db))[0]


def page(db: Session, resource: LocatedResource[M], query: SearchListing) -> Page[dict[str, Any]]:
    """The asked page of rows that the actor may see, in the system that was asked for."""
    model = resource.model
    on_page = bounded(_found(resource, query), model, query).cte("on_page")
    # Found once: a planner that expects a single row would look for the page at every row anew.
    once = on_page.prefix_with("MATERIALIZED")
    shown = select(model).where(model.id.in_(select(once.c.id))).order_by(*order(model, query))
    with listing(db, model):
        rows = db.execute(_columns(shown, resource)).all()
    ordered_by = to_camel(query.ordered_by or "")
    found = cut([LocatedRow(*row) for row in rows], query, lambda row: row.fields[ordered_by])
    return Page(with_geometry(found.rows, asked_system(db)), found.next_cursor)


def _found(resource: LocatedResource[M], query: SearchListing) -> Select[Any]:
    """The ids of the rows that are asked for. Their properties are looked at where the search is by
    place, and otherwise for the rows of the page alone."""
    statement = filtered(select(resource.model), resource, query).where(resource.standing(query))
    if resource.at_property is not None and (query.bbox, query.around) != (None, None):
        statement = statement.join(Property, resource.at_property)
    if query.bbox is not None:
        statement = statement.where(repository.in_window(Property, query.window()))
    if query.around is not None:
        statement = statement.where(repository.in_circle(Property, query.circle()))
    return statement.with_only_columns(resource.model.id)


def _columns(statement: Select[Any], resource: LocatedResource[M]) -> Select[Any]:
    if resource.at_property is not None:
        statement = statement.join(Property, resource.at_property)
    return statement.with_only_columns(resource.model.id, resource.fields, Property.gx, Property.gy)


def with_geometry(rows: Sequence[LocatedRow], system: ReferenceSystem) -> list[dict[str, Any]]:
    """The rows with their points in the system."""
    if not rows:
        return []
    there = coordinates_from_rd(np.array([(row.x, row.y) for row in rows]), system).tolist()
    return [
        row.fields | {"geometry": {"type": "Point", "coordinates": position}}
        for row, position in zip(rows, there, strict=True)
    ]
