"""Answers of a geocoder, kept for a while."""

from datetime import datetime

from sqlalchemy import DateTime, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base


class Geocoded(Base):
    """One answer of one geocoder to one question; addresses only, nothing of people."""

    __tablename__ = "geocoded"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of the question, so that no address can be read from it."""
    answer: Mapped[str] = mapped_column(Text, nullable=False)
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), nullable=False)
