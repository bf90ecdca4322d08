"""Reading what has a life of its own: one row, or a page of them, as far as the actor may see."""

import re
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from service.errors import NotFound
from service.models import Identified
from service.paging import Page, PageQuery, page

M = TypeVar("M", bound=Identified)


def one(db: Session, model: type[M], row_id: UUID) -> M:
    """One row; absent and hidden are the same."""
    row = db.scalars(select(model).where(model.id == row_id)).unique().one_or_none()
    if row is None:
        raise absent(model)
    return row


def absent(model: type[Identified]) -> NotFound:
    """What is said of a row that is not there, or hidden."""
    noun = re.sub("(?<=[a-z])(?=[A-Z])", "-", model.__name__).lower()
    return NotFound(f"There is no {noun} with this id.")


def many(
    db: Session, model: type[M], query: PageQuery, *conditions: ColumnElement[bool]
) -> Page[M]:
    """The asked page; each field of the query that is filled in filters the column of its name."""
    columns: Any = model
    asked = type(query).model_fields.keys() - PageQuery.model_fields.keys()
    equal = [
        getattr(columns, name) == value
        for name in sorted(asked)
        if (value := getattr(query, name)) is not None
    ]
    return page(db, select(model).where(*equal, *conditions), model, query)
