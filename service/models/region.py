"""Regions in which municipalities work together."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.models.base import Base, Identified, not_empty
from service.models.municipality import Municipality
from service.models.withdrawable import Withdrawable
from service.period import DayPeriod, Period


class RegionMunicipality(Base):
    """Which municipality belongs to which region, and when."""

    __tablename__ = "region_municipality"

    region_id: Mapped[UUID] = mapped_column(
        Uuid, ForeignKey("region.id"), primary_key=True, nullable=False
    )
    municipality_code: Mapped[str] = mapped_column(
        String(4), ForeignKey("municipality.code"), primary_key=True
    )
    period: Mapped[Period] = mapped_column(DayPeriod, nullable=False)

    municipality: Mapped[Municipality] = relationship(lazy="raise")

    __table_args__ = (
        not_empty(),
        Index("ix_region_municipality_municipality_code", "municipality_code"),
    )

    @property
    def name(self) -> str:
        """The municipality's name, where it was loaded."""
        return self.municipality.name


class Region(Withdrawable, Identified, Base):
    """A named set of municipalities; `source` says whose division it is."""

    __tablename__ = "region"

    code: Mapped[str] = mapped_column(String(20), nullable=False)
    name: Mapped[str] = mapped_column(String(60), nullable=False)
    source: Mapped[str] = mapped_column(String(120), nullable=False)

    municipalities: Mapped[list[RegionMunicipality]] = relationship(
        order_by=RegionMunicipality.municipality_code, cascade="all, delete-orphan", lazy="raise"
    )

    __table_args__ = (
        Index("uq_region_code", "code", unique=True, postgresql_where="withdrawn_at IS NULL"),
    )
