"""How many leases an intermediary may hold."""

from sqlalchemy import CheckConstraint, Integer
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, Owned, not_empty, owned
from service.models.withdrawable import Withdrawable
from service.period import DayPeriod, Period


class LeaseBudget(Withdrawable, Owned, Base):
    """Makes a care provider an intermediary: omklap and intermediary leases count."""

    __tablename__ = "lease_budget"

    leases: Mapped[int] = mapped_column(Integer, nullable=False)
    period: Mapped[Period] = mapped_column(DayPeriod, nullable=False)

    __table_args__ = owned(
        not_empty(),
        CheckConstraint("leases >= 0", name="leases_not_negative"),
        ExcludeConstraint(
            ("organisation_id", "="),
            ("period", "&&"),
            where="withdrawn_at IS NULL",
            name="ex_lease_budget_once",
        ),
    )
