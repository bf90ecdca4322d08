"""Answers of a geocoder, kept for a while."""

from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base


class Geocoded(Base):
    """One answer of one geocoder to one question; addresses only, nothing of people."""

    __tablename__ = "geocoded"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    answer: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, nullable=False)
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), nullable=False)
