"""The municipalities of the Netherlands: facts, not tenants."""

from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import ARRAY, CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base
from service.models.location import in_the_netherlands


class Municipality(Base):
    """Code, name, centre and, where boundaries are loaded, outline (all EPSG:28992)."""

    __tablename__ = "municipality"

    code: Mapped[str] = mapped_column(String(4), primary_key=True)
    name: Mapped[str] = mapped_column(String(60), nullable=False)
    corop_code: Mapped[str] = mapped_column(String(2), nullable=False)
    corop_name: Mapped[str] = mapped_column(String(60), nullable=False)
    centre: Mapped[Any] = mapped_column(
        Geometry("POINT", srid=28992, spatial_index=False), nullable=False
    )
    boundary: Mapped[Any | None] = mapped_column(
        Geometry("MULTIPOLYGON", srid=28992, spatial_index=True)
    )
    neighbour_codes: Mapped[list[str] | None] = mapped_column(ARRAY(String(4)))
    """Found from the boundaries when they are loaded: to find them takes a third of a second."""

    __table_args__ = (
        in_the_netherlands("centre"),
        CheckConstraint(
            "neighbour_codes IS NULL OR boundary IS NOT NULL", name="neighbours_need_a_boundary"
        ),
        CheckConstraint("code ~ '^[0-9]{4}$'", name="code_digits"),
    )
