"""A care provider asks for a home for a household."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from geoalchemy2 import Geometry
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matching.codes.care import CareLevel, CareType
from matching.codes.code import Code
from matching.codes.contracts import ContractForm, TemporaryGround
from matching.codes.households import IncomeBand, Trait
from matching.codes.places import Accessibility
from service.codelists.requests import (
    AnchorKind,
    EqualTreatment,
    EthosLight,
    FundingRegime,
    RequestState,
    UrgencyGround,
)
from service.models.base import Base, Owned, code, code_set, known_codes, of_municipality, owned
from service.models.household import Household
from service.models.location import in_the_netherlands


class RequestAnchor(Base):
    """A point (EPSG:28992) to live near, at most so many metres away; hard only with `must`."""

    __tablename__ = "request_anchor"

    request_id: Mapped[UUID] = mapped_column(
        Uuid, ForeignKey("request.id", ondelete="CASCADE"), primary_key=True
    )
    ordinal: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[AnchorKind] = mapped_column(code(AnchorKind, "kind"), nullable=False)
    point: Mapped[Any] = mapped_column(
        Geometry("POINT", srid=28992, spatial_index=False), nullable=False
    )
    max_metres: Mapped[int] = mapped_column(Integer, nullable=False)
    must: Mapped[bool] = mapped_column(Boolean, nullable=False)

    __table_args__ = (
        in_the_netherlands("point"),
        CheckConstraint("max_metres >= 0", name="distance_not_negative"),
    )


class RequestAvoidArea(Base):
    """An area (EPSG:28992) where this household cannot live; why is not recorded here."""

    __tablename__ = "request_avoid_area"

    request_id: Mapped[UUID] = mapped_column(
        Uuid, ForeignKey("request.id", ondelete="CASCADE"), primary_key=True
    )
    ordinal: Mapped[int] = mapped_column(Integer, primary_key=True)
    area: Mapped[Any] = mapped_column(
        Geometry("MULTIPOLYGON", srid=28992, spatial_index=True), nullable=False
    )


class Request(Owned, Base):
    """What a household needs, since when it waits, and which municipality decides."""

    __tablename__ = "request"

    household_id: Mapped[UUID] = mapped_column(Uuid, nullable=False)
    provider_reference: Mapped[str] = mapped_column(String(60), nullable=False)
    state: Mapped[RequestState] = mapped_column(code(RequestState, "state"), nullable=False)
    parked_until_date: Mapped[date | None] = mapped_column(Date)
    municipality_code: Mapped[str] = of_municipality()
    origin_municipality_code: Mapped[str | None] = of_municipality(nullable=True)
    preferred_region_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("region.id"))
    region_decision_reason: Mapped[str | None] = mapped_column(String(2000))
    region_decision_date: Mapped[date | None] = mapped_column(Date)

    waiting_since_date: Mapped[date] = mapped_column(Date, nullable=False)
    homeless_since_date: Mapped[date | None] = mapped_column(Date)
    needed_from_date: Mapped[date] = mapped_column(Date, nullable=False)
    min_stay_days: Mapped[int] = mapped_column(Integer, nullable=False)
    ethos: Mapped[EthosLight] = mapped_column(code(EthosLight, "ethos"), nullable=False)
    youth_coordinator: Mapped[str | None] = mapped_column(String(120))

    urgency_ground: Mapped[UrgencyGround | None] = mapped_column(
        code(UrgencyGround, "urgency_ground")
    )
    urgency_decision_number: Mapped[str | None] = mapped_column(String(60))
    urgency_until_date: Mapped[date | None] = mapped_column(Date)
    urgency_refusal_effect: Mapped[str | None] = mapped_column(String(2000))

    contract_forms: Mapped[list[Code]] = mapped_column(code_set(ContractForm), nullable=False)
    temporary_grounds: Mapped[list[Code]] = mapped_column(code_set(TemporaryGround), nullable=False)
    income_band: Mapped[IncomeBand] = mapped_column(code(IncomeBand, "income_band"), nullable=False)
    max_net_rent_cents: Mapped[int | None] = mapped_column(Integer)
    accessibility: Mapped[Accessibility] = mapped_column(
        code(Accessibility, "accessibility"), nullable=False
    )
    wants_forbidden: Mapped[list[Code]] = mapped_column(code_set(Trait), nullable=False)
    wants_required: Mapped[list[Code]] = mapped_column(code_set(Trait), nullable=False)
    housing_first: Mapped[bool] = mapped_column(Boolean, nullable=False)

    care_type: Mapped[CareType] = mapped_column(code(CareType, "care_type"), nullable=False)
    care_level: Mapped[CareLevel] = mapped_column(code(CareLevel, "care_level"), nullable=False)
    support_provider_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("organisation.id"))
    funding_regime: Mapped[FundingRegime] = mapped_column(
        code(FundingRegime, "funding_regime"), nullable=False
    )
    funding_until_date: Mapped[date | None] = mapped_column(Date)
    equal_treatment: Mapped[EqualTreatment] = mapped_column(
        code(EqualTreatment, "equal_treatment"),
        nullable=False,
        server_default=EqualTreatment.NOT_APPLICABLE,
    )
    equal_treatment_reason: Mapped[str | None] = mapped_column(String(2000))

    consent_given_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), nullable=False)
    group_id: Mapped[UUID | None] = mapped_column(Uuid)

    household: Mapped[Household] = relationship(lazy="raise", viewonly=True)
    anchors: Mapped[list[RequestAnchor]] = relationship(
        order_by=RequestAnchor.ordinal, cascade="all, delete-orphan", lazy="selectin"
    )
    avoid_areas: Mapped[list[RequestAvoidArea]] = relationship(
        order_by=RequestAvoidArea.ordinal, cascade="all, delete-orphan", lazy="selectin"
    )

    @property
    def avoid_area_count(self) -> int:
        """How many areas to avoid there are: all that others than the provider may know."""
        return len(self.avoid_areas)

    __table_args__ = owned(
        ForeignKeyConstraint(
            ["organisation_id", "household_id"], ["household.organisation_id", "household.id"]
        ),
        ForeignKeyConstraint(
            ["organisation_id", "group_id"], ["request_group.organisation_id", "request_group.id"]
        ),
        UniqueConstraint("organisation_id", "provider_reference"),
        known_codes("contract_forms", ContractForm, least=1),
        known_codes("temporary_grounds", TemporaryGround),
        known_codes("wants_forbidden", Trait),
        known_codes("wants_required", Trait),
        CheckConstraint("min_stay_days >= 0", name="min_stay_not_negative"),
        CheckConstraint("max_net_rent_cents >= 0", name="net_rent_not_negative"),
        CheckConstraint(
            "(care_type = 'NONE') = (care_level = 'NONE')", name="care_type_and_level_agree"
        ),
        Index(
            "uq_request_open_household",
            "household_id",
            unique=True,
            postgresql_where="state IN ('DRAFT', 'ACTIVE', 'OFFERED', 'PARKED')",
        ),
        Index("ix_request_household_id", "household_id"),
        Index("ix_request_municipality_code_state", "municipality_code", "state"),
        *(
            Index(
                f"ix_request_{since}_id",
                since,
                "id",
                postgresql_where="state IN ('ACTIVE', 'OFFERED', 'PARKED')",
            )
            for since in ("homeless_since_date", "waiting_since_date")
        ),
    )
