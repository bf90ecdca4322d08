"""Queries on offers."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.actor import Actor
from service.models import Offer, Organisation
from service.scope import acts_as


def of_proposal(db: Session, proposal_id: UUID) -> Sequence[Offer]:
    """All offers of a proposal as they stand now."""
    statement = select(Offer).where(Offer.proposal_id == proposal_id).order_by(Offer.party)
    return db.scalars(statement.execution_options(populate_existing=True)).all()


def refresh(db: Session, offer: Offer) -> None:
    """Reads it again, behind the lock."""
    db.refresh(offer)


def add(db: Session, offers: Iterable[Offer]) -> None:
    """Writes them now, so that the database's own checks speak."""
    db.add_all(offers)
    db.flush()


def answers(db: Session, actor: Actor, offer: Offer) -> bool:
    """Whether the actor answers this offer today: for its own organisation, or by mandate of one
    that still takes part."""
    if offer.organisation_id == actor.organisation_id:
        return True
    mine = select(Organisation.id).where(
        Organisation.id == offer.organisation_id,
        Organisation.withdrawn_at.is_(None),
        acts_as(Organisation.id, actor),
    )
    return db.scalar(select(mine.exists())) or False
