"""Queries on the outbox and on whom an event concerns."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from service.actor import Actor
from service.events.table import KNOWN_TO_WHO_DID_IT
from service.models import Event, Mandate, Organisation

TELLER = "outbox"
"""Who acts when an organisation is told something: nobody who works there."""


def untold(db: Session, event_id: UUID) -> Event | None:
    """The event, unless everybody was told; nobody else tells it before this transaction ends."""
    statement = select(Event).where(Event.id == event_id, Event.told_at.is_(None))
    return db.scalars(statement).one_or_none()


def hearers(db: Session, event: Event) -> Sequence[Actor]:
    """The organisations that an event may concern: the parties, their municipalities, and those
    that decide for these by mandate today."""
    named = select(Organisation.id).where(
        or_(
            Organisation.id.in_(event.parties),
            Organisation.municipality_code.in_(event.municipalities),
        )
    )
    mandated = select(Mandate.mandated_id).where(
        Mandate.organisation_id.in_(named),
        Mandate.withdrawn_at.is_(None),
        Mandate.period.contains(func.today()),
    )
    statement = select(Organisation.id, Organisation.kind).where(
        or_(Organisation.id.in_(named), Organisation.id.in_(mandated)),
        Organisation.withdrawn_at.is_(None),
    )
    if event.type in KNOWN_TO_WHO_DID_IT:
        statement = statement.where(Organisation.id != event.organisation_id)
    rows = db.execute(statement.order_by(Organisation.id))
    return [Actor(TELLER, row.id, row.kind) for row in rows]


def sees(db: Session, model: type[Any], row_id: UUID) -> bool:
    """Whether the organisation may read this row."""
    return bool(db.scalar(select(select(model.id).where(model.id == row_id).exists())))
