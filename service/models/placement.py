"""A household on a place, from the approval on; never two at once."""

from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Uuid
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from matching.codes.care import CareType
from service.codelists.decisions import EndingReason, PlacementState
from service.models.base import Base, Owned, code, not_empty, owned
from service.period import DayPeriod, Period


class Placement(Owned, Base):
    """Owned by the municipality of the round; held first, confirmed with every yes.

    One that ended still keeps its days: nobody else lived there, or lives there until the end.
    What limits count of it is as it was when it was decided: who is asked for or who moves in later
    gives no room back.
    """

    __tablename__ = "placement"

    proposal_id: Mapped[UUID] = mapped_column(
        Uuid, ForeignKey("proposal.id"), nullable=False, unique=True
    )
    place_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("place.id"), nullable=False)
    household_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("household.id"), nullable=False)
    owner_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("organisation.id"), nullable=False)
    provider_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("organisation.id"), nullable=False)
    support_provider_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("organisation.id"))
    state: Mapped[PlacementState] = mapped_column(code(PlacementState, "state"), nullable=False)
    period: Mapped[Period] = mapped_column(DayPeriod, nullable=False)
    ending_reason: Mapped[EndingReason | None] = mapped_column(code(EndingReason, "ending_reason"))
    care_type: Mapped[CareType] = mapped_column(code(CareType, "care_type"), nullable=False)
    housing_first: Mapped[bool] = mapped_column(Boolean, nullable=False)
    youth: Mapped[bool] = mapped_column(Boolean, nullable=False)
    from_shelter: Mapped[bool] = mapped_column(Boolean, nullable=False)

    __table_args__ = owned(
        not_empty(),
        ExcludeConstraint(
            ("place_id", "="),
            ("period", "&&"),
            where="state <> 'CANCELLED'",
            name="ex_placement_place",
        ),
        ExcludeConstraint(
            ("household_id", "="),
            ("period", "&&"),
            where="state <> 'CANCELLED'",
            name="ex_placement_household",
        ),
        CheckConstraint(
            "(state = 'ENDED') = (ending_reason IS NOT NULL)", name="ending_has_a_reason"
        ),
        Index("ix_placement_owner_id", "owner_id"),
        Index("ix_placement_provider_id", "provider_id"),
        Index("ix_placement_support_provider_id", "support_provider_id"),
    )
