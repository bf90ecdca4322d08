"""The question put to one party after an approval, and its answer."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.orm import Mapped, mapped_column

from service.codelists.decisions import DeclineReason, OfferParty, OfferState
from service.models.base import Base, Owned, code, owned


class Offer(Owned, Base):
    """Owned by the organisation that answers: the owner for itself, the care provider on behalf of
    the household, the receiving municipality for its consent."""

    __tablename__ = "offer"

    proposal_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("proposal.id"), nullable=False)
    municipality_id: Mapped[UUID] = mapped_column(
        Uuid, ForeignKey("organisation.id"), nullable=False
    )
    party: Mapped[OfferParty] = mapped_column(code(OfferParty, "party"), nullable=False)
    state: Mapped[OfferState] = mapped_column(code(OfferState, "state"), nullable=False)
    reason_code: Mapped[DeclineReason | None] = mapped_column(code(DeclineReason, "reason_code"))
    refusal_effect: Mapped[str | None] = mapped_column(String(2000))
    remark: Mapped[str | None] = mapped_column(String(2000))
    answered_by: Mapped[str | None] = mapped_column(String(120))
    answered_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    answered_by_household: Mapped[bool] = mapped_column(
        Boolean, nullable=False, default=False, server_default="false"
    )

    __table_args__ = owned(
        UniqueConstraint("proposal_id", "party"),
        CheckConstraint("(state = 'DECLINED') = (reason_code IS NOT NULL)", name="no_has_a_reason"),
        CheckConstraint(
            "NOT answered_by_household OR party = 'HOUSEHOLD'", name="household_answers_for_itself"
        ),
        Index("ix_offer_municipality_id", "municipality_id"),
    )
