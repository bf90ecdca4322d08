"""Who is signed in on the pages."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from service.codelists.organisations import OrganisationKind
from service.models.base import Base, code


class PageSession(Base):
    """A visit from signing in to signing out. `key` is the SHA-256 of the secret in the visitor's
    cookie: who reads the table can use none of them. `subject` and `sid` are what the
    provider calls who signed in and the session there, if it told."""

    __tablename__ = "page_session"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(
        Uuid, ForeignKey("organisation.id"), nullable=False
    )
    kind: Mapped[OrganisationKind] = mapped_column(code(OrganisationKind, "kind"), nullable=False)
    user_name: Mapped[str] = mapped_column(String(120), nullable=False)
    assurance: Mapped[str | None] = mapped_column(String(200))
    subject: Mapped[str | None] = mapped_column(String(255))
    sid: Mapped[str | None] = mapped_column(String(255))
    started_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), nullable=False)
    seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), nullable=False)
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (Index("ix_page_session_seen_at", "seen_at"),)
