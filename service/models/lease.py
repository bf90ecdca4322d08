"""The contract of a placement and the days that matter in its life."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matching.codes.contracts import ContractForm, TenureTitle
from service.codelists.decisions import LeaseParty, MilestoneKind
from service.models.base import Base, Owned, code, not_empty, owned
from service.period import DayPeriod, Period


class LeaseMilestone(Base):
    """A day on which something must be done or can first or last be done."""

    __tablename__ = "lease_milestone"

    lease_id: Mapped[UUID] = mapped_column(
        Uuid, ForeignKey("lease.id", ondelete="CASCADE"), primary_key=True
    )
    ordinal: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[MilestoneKind] = mapped_column(code(MilestoneKind, "kind"), nullable=False)
    due_date: Mapped[date] = mapped_column(Date, nullable=False)


class Lease(Owned, Base):
    """Owned by the municipality of the round; the owner lets to the tenant."""

    __tablename__ = "lease"

    placement_id: Mapped[UUID] = mapped_column(
        Uuid, ForeignKey("placement.id"), nullable=False, unique=True
    )
    owner_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("organisation.id"), nullable=False)
    provider_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("organisation.id"), nullable=False)
    intermediary_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("organisation.id"))
    tenant: Mapped[LeaseParty] = mapped_column(code(LeaseParty, "tenant"), nullable=False)
    contract_form: Mapped[ContractForm] = mapped_column(
        code(ContractForm, "contract_form"), nullable=False
    )
    tenure_title: Mapped[TenureTitle] = mapped_column(
        code(TenureTitle, "tenure_title"), nullable=False
    )
    rent_cents: Mapped[int] = mapped_column(Integer, nullable=False)
    period: Mapped[Period] = mapped_column(DayPeriod, nullable=False)

    milestones: Mapped[list[LeaseMilestone]] = relationship(
        order_by=LeaseMilestone.ordinal, cascade="all, delete-orphan", lazy="selectin"
    )

    __table_args__ = owned(
        not_empty(),
        CheckConstraint("rent_cents >= 0", name="rent_not_negative"),
        CheckConstraint(
            "(tenant = 'CARE_PROVIDER') = (intermediary_id IS NOT NULL)",
            name="intermediary_is_the_tenant",
        ),
        Index("ix_lease_owner_id", "owner_id"),
        Index("ix_lease_provider_id", "provider_id"),
    )
