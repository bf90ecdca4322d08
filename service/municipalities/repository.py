"""How municipalities are read."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from service.geography.located import LocatedRow
from service.json_rows import json_object
from service.models import Municipality, Region, RegionMunicipality
from service.municipalities.schemas import MunicipalityOut

_REGIONS = func.array(
    select(Region.id)
    .join(RegionMunicipality, RegionMunicipality.region_id == Region.id)
    .where(RegionMunicipality.municipality_code == Municipality.code)
    .where(RegionMunicipality.period.contains(func.current_date()))
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
