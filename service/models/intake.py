"""A file of places or requests, and what became of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, Index, Integer, LargeBinary, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from service.codelists.decisions import ImportState
from service.models.base import Base, Owned, code, owned


class Intake(Owned, Base):
    """All of a file or nothing of it; the report says which cell is wrong and why."""

    __tablename__ = "intake"

    subject: Mapped[str] = mapped_column(String(20), nullable=False)
    file_name: Mapped[str] = mapped_column(String(120), nullable=False)
    content: Mapped[bytes] = mapped_column(LargeBinary, nullable=False, deferred=True)
    content_hash: Mapped[str] = mapped_column(String(64), nullable=False)
    asked_by: Mapped[str] = mapped_column(String(120), nullable=False)
    state: Mapped[ImportState] = mapped_column(code(ImportState, "state"), nullable=False)
    rows: Mapped[int | None] = mapped_column(Integer)
    created_rows: Mapped[int | None] = mapped_column(Integer)
    changed_rows: Mapped[int | None] = mapped_column(Integer)
    unchanged_rows: Mapped[int | None] = mapped_column(Integer)
    faults: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, nullable=False, default=list)
    fault_count: Mapped[int] = mapped_column(Integer, nullable=False, default=0)
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = owned(
        CheckConstraint("subject IN ('places', 'requests')", name="subject_known"),
        Index("ix_intake_organisation_id_created_at", "organisation_id", "created_at"),
    )
