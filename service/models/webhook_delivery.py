"""One event on its way to one endpoint."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    SmallInteger,
    String,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from service.codelists.webhooks import DeliveryFailure, DeliveryState
from service.models.base import Base, Owned, code, owned


class WebhookDelivery(Owned, Base):
    """Holds all that is sent, so that whoever delivers needs nothing of who acted. Of an answer
    nothing is kept but its status."""

    __tablename__ = "webhook_delivery"

    endpoint_id: Mapped[UUID] = mapped_column(Uuid, nullable=False)
    event_id: Mapped[UUID] = mapped_column(Uuid, nullable=False)
    event_type: Mapped[str] = mapped_column(String(40), nullable=False)
    data: Mapped[dict[str, Any]] = mapped_column(JSONB, nullable=False)
    occurred_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), nullable=False)
    state: Mapped[DeliveryState] = mapped_column(code(DeliveryState, "state"), nullable=False)
    attempts: Mapped[int] = mapped_column(Integer, nullable=False, default=0)
    tries_until: Mapped[datetime] = mapped_column(DateTime(timezone=True), nullable=False)
    next_attempt_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    last_attempt_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    last_status: Mapped[int | None] = mapped_column(SmallInteger)
    last_failure: Mapped[DeliveryFailure | None] = mapped_column(
        code(DeliveryFailure, "last_failure")
    )
    delivered_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = owned(
        ForeignKeyConstraint(
            ["organisation_id", "endpoint_id"],
            ["webhook_endpoint.organisation_id", "webhook_endpoint.id"],
        ),
        UniqueConstraint("endpoint_id", "event_id"),
        Index("ix_webhook_delivery_endpoint_id_delivered_at", "endpoint_id", "delivered_at"),
    )
