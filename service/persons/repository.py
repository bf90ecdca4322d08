"""Queries on persons. None of them tells one care provider of another's."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select, text
from sqlalchemy.orm import Session

from service.clock import today
from service.codelists.organisations import OrganisationKind
from service.models import Household, Organisation, Person, Placement
from service.placements.repository import living

DOUBLES = text("select * from doubles(:request_ids)")


def of_household(db: Session, household_id: UUID) -> Sequence[Person]:
    """Those of a household of the actor's own."""
    statement = select(Person).where(Person.household_id == household_id)
    return db.scalars(statement.order_by(Person.created_at, Person.id)).all()


def of_homeless(db: Session, household_ids: Collection[UUID]) -> Sequence[Person]:
    """Those of these households of the actor's own that live nowhere now."""
    lives = exists().where(Placement.household_id == Person.household_id, *living(today()))
    statement = select(Person).where(Person.household_id.in_(household_ids), ~lives)
    return db.scalars(statement.order_by(Person.id)).all()


def household_of(db: Session, person: Person) -> Household:
    """The household that somebody of the actor's own belongs to."""
    return db.get_one(Household, person.household_id)


def providers(db: Session) -> Sequence[UUID]:
    """The care providers that take part, or did."""
    kind = Organisation.kind == OrganisationKind.CARE_PROVIDER
    return db.scalars(select(Organisation.id).where(kind).order_by(Organisation.id)).all()


def some(db: Session, after: UUID | None, most: int) -> Sequence[Person]:
    """Those of the actor's own that follow, but for whom somebody is at work on, or decides on:
    who grows up while a place is approved is in that home the next night."""
    statement = select(Person).join(Household, Household.id == Person.household_id)
    statement = statement.order_by(Person.id).limit(most)
    if after is not None:
        statement = statement.where(Person.id > after)
    return db.scalars(statement.with_for_update(skip_locked=True, key_share=True)).all()


def forget(db: Session, person: Person) -> None:
    """The identity, its key and its marks are gone."""
    db.delete(person)
    db.flush()


def doubles(db: Session, request_ids: Collection[UUID]) -> Mapping[UUID, Sequence[Any]]:
    """By request, of those that the actor decides on: what stands under `DoubleOut`."""
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in db.execute(DOUBLES, {"request_ids": list(request_ids)}):
        found[row.request_id].append(row)
    return found
