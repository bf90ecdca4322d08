"""How many households a team can support."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from matching.codes.care import CareType
from service.models.base import Base, Owned, code, not_empty, owned
from service.models.withdrawable import Withdrawable
from service.period import DayPeriod, Period


class SupportCapacity(Withdrawable, Owned, Base):
    """Slots of one team of a care provider, for one kind of care in one region."""

    __tablename__ = "support_capacity"

    team: Mapped[str] = mapped_column(String(60), nullable=False)
    region_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("region.id"), nullable=False)
    care_type: Mapped[CareType] = mapped_column(code(CareType, "care_type"), nullable=False)
    slots: Mapped[int] = mapped_column(Integer, nullable=False)
    period: Mapped[Period] = mapped_column(DayPeriod, nullable=False)

    __table_args__ = owned(
        not_empty(),
        CheckConstraint("slots >= 0", name="slots_not_negative"),
        Index("ix_support_capacity_region_id", "region_id"),
    )
