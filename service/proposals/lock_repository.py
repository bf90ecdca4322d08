"""The one place where all that a decision touches is locked.

Row-level security will put a definer function behind `lock_for_decision`: a municipality may not
lock a corporation's place or a provider's household by itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from service.errors import Conflict
from service.models import (
    Agreement,
    Base,
    Household,
    HousingFirstRule,
    LeaseBudget,
    NeighbourhoodCapacity,
    Organisation,
    Place,
    Property,
    Proposal,
    Request,
    RequestGroup,
)

LOCK_NOT_AVAILABLE = "55P03"

M = TypeVar("M", bound=Base)


class Held(NamedTuple):
    """Rows that nobody else can change until this transaction ends."""

    proposal: Proposal
    property: Property
    place: Place
    household: Household
    request: Request


def lock_for_decision(db: Session, proposal_id: UUID) -> Held:
    """Locks a proposal and all that its decision rests on, as they stand now.

    Always in this order, so that no two can wait for each other: proposal, property, place,
    household, request, its group, then the organisations and after them the limits that count,
    each table by id. Who is still waiting when the time is up is told so with 409: somebody else
    is at work on the same.
    """
    with _not_for_ever():
        proposal = _locked(db, Proposal, proposal_id)
        held = Held(
            proposal,
            # Shared, as those who change a place in it do it.
            _locked(db, Property, _property_of(db, proposal.place_id), read=True),
            _locked(db, Place, proposal.place_id),
            _locked(db, Household, proposal.household_id),
            _locked(db, Request, proposal.request_id),
        )
        for model, which in _counted(held):
            _lock_each(db, model, which)
    return held


def _counted(held: Held) -> Iterator[tuple[Any, ColumnElement[bool]]]:
    """Whose numbers and words decide what is possible, and what is possible for others next."""
    proposal, property, _, _, request = held
    supporting = proposal.support_provider_id or proposal.provider_id
    yield RequestGroup, RequestGroup.id == request.group_id
    yield (
        Organisation,
        or_(
            Organisation.id.in_({proposal.organisation_id, supporting}),
            Organisation.municipality_code == property.municipality_code,
        ),
    )
    yield (
        Agreement,
        (Agreement.organisation_id == proposal.owner_id) & (Agreement.provider_id == supporting),
    )
    yield LeaseBudget, LeaseBudget.organisation_id == supporting
    yield (
        NeighbourhoodCapacity,
        NeighbourhoodCapacity.neighbourhood_code == property.neighbourhood_code,
    )
    yield (
        HousingFirstRule,
        (HousingFirstRule.owner_id == proposal.owner_id)
        & (HousingFirstRule.complex_reference == property.complex_reference),
    )


@contextmanager
def _not_for_ever() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
            raise
        raise Conflict(
            "Somebody else is deciding on this place or household now: read it again."
        ) from error


def _property_of(db: Session, place_id: UUID) -> UUID:
    """A place never moves to another property."""
    return db.scalars(select(Place.property_id).where(Place.id == place_id)).one()


def _locked(db: Session, model: type[M], row_id: UUID, *, read: bool = False) -> M:
    """FOR NO KEY UPDATE, so that rows that refer to it can still be written.

    Not by `Session.get`: that takes a row changed since an earlier look for a lost update."""
    row: Any = model
    statement = select(model).where(row.id == row_id)
    statement = statement.with_for_update(read=read, key_share=not read)
    return db.scalars(statement.execution_options(populate_existing=True)).one()


def _lock_each(db: Session, model: Any, which: ColumnElement[bool]) -> None:
    statement = select(model.id).where(which).order_by(model.id)
    db.execute(statement.with_for_update(key_share=True))
