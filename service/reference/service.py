"""Loads the facts; doing it again changes nothing that is the same."""

from datetime import date
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from geo.municipalities import dutch_municipalities
from service.actor import PLATFORM_ID
from service.reference import repository

COROP_SOURCE = "COROP-gebied (CBS), voorlopig in plaats van de opvangregio's"
COROP_FROM = date(2020, 1, 1)


def corop_id(code: str) -> UUID:
    """The same region has the same id in every installation."""
    return uuid5(PLATFORM_ID, f"corop:{code}")


def load(db: Session) -> None:
    """Municipalities, the platform, and COROP areas until shelter regions are loaded."""
    rows = list(dutch_municipalities())
    repository.put_municipalities(db, rows)
    regions = {row.corop_code: row.corop_name for row in rows}
    for code, name in sorted(regions.items()):
        members = [row.code for row in rows if row.corop_code == code]
        repository.put_region(db, corop_id(code), f"COROP-{code}", name, COROP_SOURCE)
        repository.put_members(db, corop_id(code), members, COROP_FROM)
    repository.put_platform(db)
