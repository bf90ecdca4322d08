"""One bookable woonplek."""

from datetime import date
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    FetchedValue,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    UniqueConstraint,
    Uuid,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matching.codes.care import CareLevel, CareType
from matching.codes.code import Code
from matching.codes.contracts import ContractForm, TenureTitle
from matching.codes.households import AgeBand, Trait
from matching.codes.places import Accessibility, PlaceKind
from service.codelists.places import PlaceState
from service.models.base import Base, Owned, code, code_set, known_codes, not_empty, owned
from service.models.property import Property
from service.period import DayPeriod, Period


class Place(Owned, Base):
    """A dwelling, room, single-person shelter room or flex home, with the terms on which it is let.

    Rents are euro cents a month without service costs. `period` is when it may be lived in. Its
    municipality is that of its property, as the database sees to.
    """

    __tablename__ = "place"

    property_id: Mapped[UUID] = mapped_column(Uuid, nullable=False)
    municipality_code: Mapped[str] = mapped_column(
        String(4), server_default=FetchedValue(), nullable=False
    )
    owner_reference: Mapped[str] = mapped_column(String(60), nullable=False)
    kind: Mapped[PlaceKind] = mapped_column(code(PlaceKind, "kind"), nullable=False)
    state: Mapped[PlaceState] = mapped_column(code(PlaceState, "state"), nullable=False)
    housing_first: Mapped[bool] = mapped_column(Boolean, nullable=False)

    min_persons: Mapped[int] = mapped_column(Integer, nullable=False)
    max_persons: Mapped[int] = mapped_column(Integer, nullable=False)
    children_allowed: Mapped[bool] = mapped_column(Boolean, nullable=False)
    age_bands: Mapped[list[Code]] = mapped_column(code_set(AgeBand), nullable=False)
    forbids: Mapped[list[Code]] = mapped_column(code_set(Trait), nullable=False)
    requires: Mapped[list[Code]] = mapped_column(code_set(Trait), nullable=False)
    accessibility: Mapped[Accessibility] = mapped_column(
        code(Accessibility, "accessibility"), nullable=False
    )

    contract_forms: Mapped[list[Code]] = mapped_column(code_set(ContractForm), nullable=False)
    tenure_title: Mapped[TenureTitle] = mapped_column(
        code(TenureTitle, "tenure_title"), nullable=False
    )
    permit_number: Mapped[str | None] = mapped_column(String(60))
    permit_until_date: Mapped[date | None] = mapped_column(Date)
    rent_cents: Mapped[int] = mapped_column(Integer, nullable=False)
    service_costs_cents: Mapped[int] = mapped_column(Integer, nullable=False)
    maximum_rent_cents: Mapped[int | None] = mapped_column(Integer)
    rent_points: Mapped[int | None] = mapped_column(Integer)
    social_rent: Mapped[bool] = mapped_column(Boolean, nullable=False)
    rent_allowance_possible: Mapped[bool] = mapped_column(Boolean, nullable=False)
    commercial_rent: Mapped[bool] = mapped_column(Boolean, nullable=False, server_default=false())
    wmo_shelter: Mapped[bool] = mapped_column(Boolean, nullable=False, server_default=false())

    care_types: Mapped[list[Code]] = mapped_column(code_set(CareType), nullable=False)
    care_level: Mapped[CareLevel] = mapped_column(code(CareLevel, "care_level"), nullable=False)

    period: Mapped[Period] = mapped_column(DayPeriod, nullable=False)
    min_stay_days: Mapped[int] = mapped_column(Integer, nullable=False)

    property: Mapped[Property] = relationship(lazy="raise", viewonly=True)

    __table_args__ = owned(
        ForeignKeyConstraint(
            ["organisation_id", "property_id", "municipality_code"],
            ["property.organisation_id", "property.id", "property.municipality_code"],
            onupdate="CASCADE",
        ),
        UniqueConstraint("organisation_id", "owner_reference"),
        known_codes("age_bands", AgeBand),
        known_codes("contract_forms", ContractForm, least=1),
        known_codes("care_types", CareType),
        known_codes("forbids", Trait),
        known_codes("requires", Trait),
        not_empty(),
        CheckConstraint("min_persons >= 1 AND max_persons >= min_persons", name="persons_in_order"),
        CheckConstraint("rent_cents >= 0 AND service_costs_cents >= 0", name="rent_not_negative"),
        CheckConstraint("maximum_rent_cents >= rent_cents", name="rent_within_maximum"),
        CheckConstraint("min_stay_days >= 0", name="min_stay_not_negative"),
        Index("ix_place_property_id", "property_id"),
        Index("ix_place_municipality_code", "municipality_code"),
        Index("ix_place_state", "state"),
    )
