"""The share of Housing First homes in a complex."""

from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Integer, String, Uuid
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, Owned, not_empty, owned
from service.models.withdrawable import Withdrawable
from service.period import DayPeriod, Period


class HousingFirstRule(Withdrawable, Owned, Base):
    """At most this percentage, and at least one, of the homes in a complex of an owner.

    The 20 % of Housing First Nederland is a rule of thumb: a warning unless the municipality
    makes it hard, and the household's own choice goes before it.
    """

    __tablename__ = "housing_first_rule"

    owner_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("organisation.id"), nullable=False)
    complex_reference: Mapped[str] = mapped_column(String(60), nullable=False)
    max_percent: Mapped[int] = mapped_column(Integer, nullable=False)
    hard: Mapped[bool] = mapped_column(Boolean, nullable=False)
    period: Mapped[Period] = mapped_column(DayPeriod, nullable=False)

    __table_args__ = owned(
        not_empty(),
        CheckConstraint("max_percent >= 0 AND max_percent <= 100", name="percent_of_hundred"),
        ExcludeConstraint(
            ("organisation_id", "="),
            ("owner_id", "="),
            ("complex_reference", "="),
            ("period", "&&"),
            where="withdrawn_at IS NULL",
            name="ex_housing_first_rule_once",
        ),
    )
