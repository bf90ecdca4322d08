"""What a neighbourhood can carry."""

from sqlalchemy import CheckConstraint, Integer, String
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, Owned, not_empty, owned
from service.models.withdrawable import Withdrawable
from service.period import DayPeriod, Period


class NeighbourhoodCapacity(Withdrawable, Owned, Base):
    """At most so many new placements in a neighbourhood (CBS code) during the period."""

    __tablename__ = "neighbourhood_capacity"

    neighbourhood_code: Mapped[str] = mapped_column(String(10), nullable=False)
    placements: Mapped[int] = mapped_column(Integer, nullable=False)
    period: Mapped[Period] = mapped_column(DayPeriod, nullable=False)

    __table_args__ = owned(
        not_empty(),
        CheckConstraint("placements >= 0", name="placements_not_negative"),
        CheckConstraint("neighbourhood_code ~ '^BU[0-9]{8}$'", name="neighbourhood_code_form"),
        ExcludeConstraint(
            ("organisation_id", "="),
            ("neighbourhood_code", "="),
            ("period", "&&"),
            where="withdrawn_at IS NULL",
            name="ex_neighbourhood_capacity_once",
        ),
    )
