"""Queries on links; the policies show a row to its care provider, and to who knows its key."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from service.models import HouseholdLink

KNOW = text("select set_config('app.household_link', :key, true)")


def know(db: Session, key: str) -> None:
    """Says for the rest of this transaction which code or visit is known to it."""
    db.execute(KNOW, {"key": key})


def of_code(db: Session, key: str) -> HouseholdLink | None:
    """The link with this code."""
    know(db, key)
    return db.scalars(select(HouseholdLink).where(HouseholdLink.key == key)).one_or_none()


def of_visit(db: Session, key: str) -> HouseholdLink | None:
    """The link that this visit came by. A code is none: it would open the page once more, in a
    cookie."""
    know(db, key)
    has_it = HouseholdLink.session_key == key
    return db.scalars(select(HouseholdLink).where(has_it)).one_or_none()


def locked(db: Session, link_id: UUID) -> HouseholdLink | None:
    """A link as it stands now, which nobody else opens or changes until the end."""
    statement = select(HouseholdLink).where(HouseholdLink.id == link_id).with_for_update()
    return db.scalars(statement.execution_options(populate_existing=True)).one_or_none()


def add(db: Session, link: HouseholdLink) -> None:
    """Writes it now, so that the database's own checks speak."""
    db.add(link)
    db.flush()


def withdraw_of(db: Session, offer_id: UUID, at: datetime) -> None:
    """Withdraws all links to an offer that stand."""
    of_offer = update(HouseholdLink).where(HouseholdLink.offer_id == offer_id)
    db.execute(of_offer.where(HouseholdLink.withdrawn_at.is_(None)).values(withdrawn_at=at))


def of_offers(db: Session, offer_ids: Sequence[UUID]) -> Sequence[HouseholdLink]:
    """All links to these offers, the newest first."""
    statement = select(HouseholdLink).where(HouseholdLink.offer_id.in_(offer_ids))
    return db.scalars(statement.order_by(HouseholdLink.created_at.desc())).all()
