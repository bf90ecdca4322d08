"""A household under a pseudonym; who they are stays with their care provider."""

from datetime import date
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Integer,
    String,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matching.codes.code import Code
from matching.codes.households import AgeBand, Trait
from service.models.base import Base, Owned, code, code_set, known_codes, owned
from service.models.withdrawable import Withdrawable


class HouseholdMember(Base):
    """One person as an age band on the household's day of record, never more."""

    __tablename__ = "household_member"

    household_id: Mapped[UUID] = mapped_column(
        Uuid, ForeignKey("household.id", ondelete="CASCADE"), primary_key=True
    )
    ordinal: Mapped[int] = mapped_column(Integer, primary_key=True)
    age_band: Mapped[AgeBand] = mapped_column(code(AgeBand, "age_band"), nullable=False)


class Household(Withdrawable, Owned, Base):
    """People who look for one home together, known by a random id and the provider's own key."""

    __tablename__ = "household"

    provider_reference: Mapped[str] = mapped_column(String(60), nullable=False)
    ages_recorded_date: Mapped[date] = mapped_column(Date, nullable=False)
    traits: Mapped[list[Code]] = mapped_column(code_set(Trait), nullable=False)

    members: Mapped[list[HouseholdMember]] = relationship(
        order_by=HouseholdMember.ordinal, cascade="all, delete-orphan", lazy="selectin"
    )

    __table_args__ = owned(
        UniqueConstraint("organisation_id", "provider_reference"),
        known_codes("traits", Trait),
        CheckConstraint("length(provider_reference) > 0", name="reference_given"),
    )
