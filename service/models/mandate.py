"""A municipality lets a centre municipality decide for it."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index, Uuid
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, Owned, not_empty, owned
from service.models.withdrawable import Withdrawable
from service.period import DayPeriod, Period


class Mandate(Withdrawable, Owned, Base):
    """The owner gives, `mandated_id` decides in its place during the period."""

    __tablename__ = "mandate"

    mandated_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("organisation.id"), nullable=False)
    period: Mapped[Period] = mapped_column(DayPeriod, nullable=False)

    __table_args__ = owned(
        not_empty(),
        ExcludeConstraint(
            ("organisation_id", "="),
            ("mandated_id", "="),
            ("period", "&&"),
            where="withdrawn_at IS NULL",
            name="ex_mandate_once",
        ),
        Index("ix_mandate_mandated_id", "mandated_id"),
    )
