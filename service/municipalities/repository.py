"""How municipalities are read."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from geo.points import RdPoint
from service.geography.located import LocatedRow
from service.geometry import RD
from service.json_rows import json_object
from service.models import Municipality, Region, RegionMunicipality
from service.municipalities.schemas import MunicipalityOut

_REGIONS = func.array(
    select(Region.id)
    .join(RegionMunicipality, RegionMunicipality.region_id == Region.id)
    .where(RegionMunicipality.municipality_code == Municipality.code)
    .where(RegionMunicipality.period.contains(func.today()))
    .where(Region.withdrawn_at.is_(None))
    .order_by(Region.code)
    .scalar_subquery()
)

_OTHERS: Mapping[str, ColumnElement[Any]] = {"region_ids": _REGIONS}


def read(db: Session, code: str | None = None) -> Sequence[LocatedRow]:
    """All municipalities in the order of their codes, or the one with this code."""
    fields = json_object(MunicipalityOut, Municipality, _OTHERS)
    centre = Municipality.centre
    statement = select(Municipality.code, fields, func.ST_X(centre), func.ST_Y(centre))
    if code is not None:
        statement = statement.where(Municipality.code == code)
    return [LocatedRow(*row) for row in db.execute(statement.order_by(Municipality.code))]


def names(db: Session) -> Sequence[tuple[str, str]]:
    """Code and name of all municipalities, by name."""
    found = db.execute(select(Municipality.code, Municipality.name).order_by(Municipality.name))
    return [(row.code, row.name) for row in found]


COARSE_METRES = 150
"""Nobody sees less of an outline on a map of a region."""


class Outline(NamedTuple):
    """A municipality as it is drawn: its name at its centre, and where boundaries are loaded its
    outline as the path of an SVG; metres in EPSG:28992, y upside down."""

    code: str
    name: str
    x: float
    y: float
    path: str | None
    holds: bool = False
    """Whether the point that was asked about lies in it; False where no boundary is loaded."""


def outlines(db: Session, region_id: UUID) -> Sequence[Outline]:
    """The municipalities that are in a region today."""
    in_region = _drawn().join(
        RegionMunicipality, RegionMunicipality.municipality_code == Municipality.code
    )
    statement = in_region.where(RegionMunicipality.region_id == region_id).where(
        RegionMunicipality.period.contains(func.today())
    )
    return [Outline(*row) for row in db.execute(statement)]


def outlines_around(db: Session, x: float, y: float, metres: int) -> Sequence[Outline]:
    """The municipalities so near to a point (EPSG:28992): their outline, or else their centre."""
    here = func.ST_SetSRID(func.ST_MakePoint(x, y), RD)
    shape = func.coalesce(Municipality.boundary, Municipality.centre)
    holds = func.coalesce(func.ST_Covers(Municipality.boundary, here), False)
    statement = _drawn().add_columns(holds).where(func.ST_DWithin(shape, here, metres))
    return [Outline(*row) for row in db.execute(statement)]


def outlines_of(db: Session, names: Sequence[str]) -> Sequence[Outline]:
    """The municipalities with these names: no two have the same."""
    statement = _drawn().where(Municipality.name.in_(names))
    return [Outline(*row) for row in db.execute(statement)]


def nearest(db: Session, point: RdPoint) -> str:
    """The code of the municipality in which a point lies, as far as boundaries are loaded, or else
    of that whose centre is nearest."""
    here = func.ST_SetSRID(func.ST_MakePoint(point.x, point.y), RD)
    distance = func.ST_Distance(func.coalesce(Municipality.boundary, Municipality.centre), here)
    return db.scalars(select(Municipality.code).order_by(distance).limit(1)).one()


def _drawn() -> Select[Any]:
    coarse = func.ST_SimplifyPreserveTopology(Municipality.boundary, COARSE_METRES)
    centre = Municipality.centre
    path = func.ST_AsSVG(coarse, 0, 0)
    columns = Municipality.code, Municipality.name, func.ST_X(centre), -func.ST_Y(centre), path
    return select(*columns).order_by(Municipality.code)
