"""What a named official decided, and why."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, DateTime, ForeignKey, String, Uuid, false
from sqlalchemy.orm import Mapped, mapped_column

from service.codelists.decisions import DecisionOutcome, RejectionReason
from service.models.base import Base, Owned, code, owned


class Decision(Owned, Base):
    """One decision on one proposal, with its motivation (Awb 3:46), owned by the municipality whose
    official decided; an approval can be withdrawn while not every party has answered.

    `another_person`: the official found out that who has a home elsewhere under the same name and
    birth date is somebody else. `leaves_other_home`: it is the same person, who moves out there."""

    __tablename__ = "decision"

    proposal_id: Mapped[UUID] = mapped_column(
        Uuid, ForeignKey("proposal.id"), nullable=False, unique=True
    )
    outcome: Mapped[DecisionOutcome] = mapped_column(
        code(DecisionOutcome, "outcome"), nullable=False
    )
    reason_code: Mapped[RejectionReason | None] = mapped_column(
        code(RejectionReason, "reason_code")
    )
    motivation: Mapped[str] = mapped_column(String(2000), nullable=False)
    another_person: Mapped[bool] = mapped_column(
        Boolean, nullable=False, default=False, server_default=false()
    )
    leaves_other_home: Mapped[bool] = mapped_column(
        Boolean, nullable=False, default=False, server_default=false()
    )
    decided_by: Mapped[str] = mapped_column(String(120), nullable=False)
    decided_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), nullable=False)
    withdrawal_motivation: Mapped[str | None] = mapped_column(String(2000))
    withdrawn_by: Mapped[str | None] = mapped_column(String(120))
    withdrawn_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = owned(
        CheckConstraint(
            "(outcome = 'REJECTED') = (reason_code IS NOT NULL)", name="rejection_has_a_reason"
        ),
        CheckConstraint(
            "num_nulls(withdrawal_motivation, withdrawn_by, withdrawn_at) IN (0, 3)",
            name="withdrawal_whole",
        ),
    )
