"""Something that is tried out on a round, and what comes of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    ForeignKeyConstraint,
    Index,
    String,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from service.codelists.trials import TrialFailure, TrialKind
from service.models.base import Base, Owned, code, owned


class Trial(Owned, Base):
    """What was asked, and the answer as the API would give it; one that is over has an answer or
    says why not."""

    __tablename__ = "trial"

    round_id: Mapped[UUID] = mapped_column(Uuid, nullable=False)
    kind: Mapped[TrialKind] = mapped_column(code(TrialKind, "kind"), nullable=False)
    asked: Mapped[dict[str, Any]] = mapped_column(JSONB, nullable=False)
    asked_by: Mapped[str] = mapped_column(String(120), nullable=False)
    started_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    answer: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    failure: Mapped[TrialFailure | None] = mapped_column(code(TrialFailure, "failure"))

    __table_args__ = owned(
        ForeignKeyConstraint(
            ["organisation_id", "round_id"], ["round.organisation_id", "round.id"]
        ),
        CheckConstraint(
            "num_nonnulls(answer, failure) = num_nonnulls(finished_at)", name="ends_in_one_way"
        ),
        Index("ix_trial_created_at", "created_at"),
    )
