"""Queries on regions and their municipalities."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, selectinload

from service.models import Municipality, Region, RegionMunicipality

WITH_MEMBERS = (selectinload(Region.municipalities).joinedload(RegionMunicipality.municipality),)


def municipalities(db: Session, codes: Collection[str]) -> dict[str, Municipality]:
    """The municipalities that exist, by code."""
    found = db.scalars(select(Municipality).where(Municipality.code.in_(codes)))
    return {row.code: row for row in found}


def has_today(municipality_code: str) -> ColumnElement[bool]:
    """Regions that a municipality is in today."""
    return Region.municipalities.any(
        (RegionMunicipality.municipality_code == municipality_code)
        & RegionMunicipality.period.contains(func.today())
    )


def names(db: Session) -> dict[UUID, str]:
    """What all regions in use are called, by id, in the order of their names."""
    in_use = select(Region.id, Region.name).where(Region.withdrawn_at.is_(None))
    return {row.id: row.name for row in db.execute(in_use.order_by(Region.name))}
