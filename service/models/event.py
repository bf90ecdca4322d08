"""The outbox: what happened and is to be told, written with what happened."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ARRAY, DateTime, ForeignKey, Index, String, Uuid, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base


class Event(Base):
    """Owned by the organisation that acted; `parties` and `municipalities` are those it concerns,
    who hear of it as far as they see its subject. Its id is the `webhook-id` of all it is told to.
    """

    __tablename__ = "event"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    organisation_id: Mapped[UUID] = mapped_column(
        Uuid, ForeignKey("organisation.id"), nullable=False
    )
    type: Mapped[str] = mapped_column(String(40), nullable=False)
    subject_id: Mapped[UUID] = mapped_column(Uuid, nullable=False)
    data: Mapped[dict[str, Any]] = mapped_column(JSONB, nullable=False)
    parties: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), nullable=False)
    municipalities: Mapped[list[str]] = mapped_column(ARRAY(String(4)), nullable=False)
    at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), nullable=False
    )
    told_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (
        Index("ix_event_organisation_id", "organisation_id"),
        Index("ix_event_at", "at", postgresql_where="told_at IS NULL"),
    )
