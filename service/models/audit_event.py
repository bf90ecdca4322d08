"""What was done, by whom, to what: only ever added to."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, ForeignKey, Identity, Index, String, Uuid, func
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base


class AuditEvent(Base):
    """The six fields of BIO2 8.15.01: action, object, result, origin, actor, time."""

    __tablename__ = "audit_event"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), nullable=False
    )
    organisation_id: Mapped[UUID] = mapped_column(
        Uuid, ForeignKey("organisation.id"), nullable=False
    )
    actor: Mapped[str] = mapped_column(String(120), nullable=False)
    action: Mapped[str] = mapped_column(String(60), nullable=False)
    subject: Mapped[str] = mapped_column(String(60), nullable=False)
    subject_id: Mapped[UUID] = mapped_column(Uuid, nullable=False)
    result: Mapped[str] = mapped_column(String(60), nullable=False)
    origin: Mapped[str] = mapped_column(String(60), nullable=False)

    __table_args__ = (
        Index("ix_audit_event_organisation_id_id", "organisation_id", "id"),
        Index("ix_audit_event_subject_id", "subject_id"),
    )
