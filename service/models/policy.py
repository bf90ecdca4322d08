"""The rules and priorities by which a municipality lets the engine work."""

from typing import Any

from sqlalchemy import CheckConstraint, Integer, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, Owned, not_empty, owned
from service.models.withdrawable import Withdrawable
from service.period import DayPeriod, Period


class MatchingPolicy(Withdrawable, Owned, Base):
    """A dated edition of a policy. The content never changes: a change is a new edition."""

    __tablename__ = "policy"

    name: Mapped[str] = mapped_column(String(60), nullable=False)
    edition: Mapped[int] = mapped_column(Integer, nullable=False)
    period: Mapped[Period] = mapped_column(DayPeriod, nullable=False)
    content: Mapped[dict[str, Any]] = mapped_column(JSONB, nullable=False)
    content_hash: Mapped[str] = mapped_column(String(64), nullable=False)

    __table_args__ = owned(
        not_empty(),
        UniqueConstraint("organisation_id", "name", "edition"),
        CheckConstraint("edition >= 1", name="edition_positive"),
    )
