"""The way by which a household reaches the page about its own offer."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Index, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, Owned, owned
from service.models.withdrawable import Withdrawable


class HouseholdLink(Withdrawable, Owned, Base):
    """Made by the care provider, opened once. `key` is the SHA-256 of the code in the link,
    `session_key` that of the secret in the cookie of who opened it: who reads the table can use
    neither."""

    __tablename__ = "household_link"

    offer_id: Mapped[UUID] = mapped_column(
        Uuid, ForeignKey("offer.id", ondelete="CASCADE"), nullable=False
    )
    key: Mapped[str] = mapped_column(String(64), nullable=False)
    made_by: Mapped[str] = mapped_column(String(120), nullable=False)
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), nullable=False)
    opened_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    session_key: Mapped[str | None] = mapped_column(String(64))
    question: Mapped[str | None] = mapped_column(String(2000))
    asked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = owned(
        UniqueConstraint("key"),
        UniqueConstraint("session_key"),
        Index("ix_household_link_offer_id", "offer_id"),
    )
