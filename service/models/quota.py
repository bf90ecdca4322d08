"""A number agreed with or set for an owner, municipality or group."""

from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Integer, Uuid, false
from sqlalchemy.orm import Mapped, mapped_column

from matching.codes.contracts import ContractForm
from service.models.base import Base, Owned, code, not_empty, of_municipality, owned
from service.models.withdrawable import Withdrawable
from service.period import DayPeriod, Period


class Quota(Withdrawable, Owned, Base):
    """At least or at most so many placements that fit all that is filled in (taakstelling,
    prestatieafspraak)."""

    __tablename__ = "quota"

    place_municipality_code: Mapped[str | None] = of_municipality(nullable=True)
    owner_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("organisation.id"))
    contract_form: Mapped[ContractForm | None] = mapped_column(code(ContractForm, "contract_form"))
    youth_only: Mapped[bool] = mapped_column(Boolean, nullable=False)
    from_shelter_only: Mapped[bool] = mapped_column(Boolean, nullable=False, server_default=false())
    minimum: Mapped[int | None] = mapped_column(Integer)
    minimum_percent: Mapped[int | None] = mapped_column(Integer)
    maximum: Mapped[int | None] = mapped_column(Integer)
    period: Mapped[Period] = mapped_column(DayPeriod, nullable=False)

    __table_args__ = owned(
        not_empty(),
        CheckConstraint(
            "num_nonnulls(minimum, minimum_percent, maximum) > 0", name="a_number_given"
        ),
        CheckConstraint("minimum_percent BETWEEN 0 AND 100", name="share_in_percent"),
        CheckConstraint("minimum >= 0 AND maximum >= 0", name="not_negative"),
        CheckConstraint("minimum <= maximum", name="in_order"),
    )
