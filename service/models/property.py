"""An address or a site at which places are."""

from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import Boolean, CheckConstraint, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.codelists.places import LocationPrecision, PropertyKind
from service.models.base import Base, Owned, code, of_municipality, owned
from service.models.location import Located, in_the_netherlands
from service.models.withdrawable import Withdrawable


class Property(Located, Withdrawable, Owned, Base):
    """A dwelling, building or piece of land with its address (BAG) and point (EPSG:28992)."""

    __tablename__ = "property"

    kind: Mapped[PropertyKind] = mapped_column(code(PropertyKind, "kind"), nullable=False)
    owner_reference: Mapped[str] = mapped_column(String(60), nullable=False)
    street: Mapped[str | None] = mapped_column(String(120))
    house_number: Mapped[int | None] = mapped_column(Integer)
    house_number_suffix: Mapped[str | None] = mapped_column(String(12))
    postcode: Mapped[str | None] = mapped_column(String(6))
    town: Mapped[str] = mapped_column(String(80), nullable=False)
    municipality_code: Mapped[str] = of_municipality()
    bag_id: Mapped[str | None] = mapped_column(String(16))
    neighbourhood_code: Mapped[str | None] = mapped_column(String(10))
    complex_reference: Mapped[str | None] = mapped_column(String(60))
    complex_units: Mapped[int | None] = mapped_column(Integer)
    landlord_lives_in: Mapped[bool] = mapped_column(Boolean, nullable=False)
    point: Mapped[Any] = mapped_column(
        Geometry("POINT", srid=28992, spatial_index=False), nullable=False
    )
    precision: Mapped[LocationPrecision] = mapped_column(
        code(LocationPrecision, "precision"), nullable=False
    )

    __table_args__ = owned(
        in_the_netherlands("point"),
        UniqueConstraint("organisation_id", "owner_reference"),
        UniqueConstraint("organisation_id", "id", "municipality_code"),
        CheckConstraint("postcode ~ '^[1-9][0-9]{3}[A-Z]{2}$'", name="postcode_form"),
        CheckConstraint("bag_id ~ '^[0-9]{16}$'", name="bag_id_form"),
        CheckConstraint("complex_units >= 1", name="complex_units_positive"),
        Index("ix_property_point", "point", postgresql_using="gist"),
        Index("ix_property_gx_gy", "gx", "gy"),
        Index("ix_property_municipality_code", "municipality_code"),
    )
