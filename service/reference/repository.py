"""Where the facts are kept."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from geo.municipalities import Municipality as Fact
from service.actor import PLATFORM_ID
from service.codelists.organisations import OrganisationKind
from service.models import Municipality, Organisation, Region, RegionMunicipality
from service.period import Period


def put_municipalities(db: Session, facts: Sequence[Fact]) -> None:
    """Adds new municipalities and corrects the others; loaded boundaries stay."""
    rows = [
        {
            "code": fact.code,
            "name": fact.name,
            "corop_code": fact.corop_code,
            "corop_name": fact.corop_name,
            "centre": f"SRID=28992;POINT({fact.centre.x} {fact.centre.y})",
        }
        for fact in facts
    ]
    statement = insert(Municipality).values(rows)
    changed: dict[str, Any] = {
        name: statement.excluded[name] for name in ("name", "corop_code", "corop_name", "centre")
    }
    db.execute(statement.on_conflict_do_update(index_elements=["code"], set_=changed))


def put_region(db: Session, region_id: UUID, code: str, name: str, source: str) -> None:
    """Adds the region unless it is there."""
    statement = insert(Region).values(id=region_id, code=code, name=name, source=source, version=1)
    db.execute(statement.on_conflict_do_nothing())


def put_members(db: Session, region_id: UUID, codes: Iterable[str], since: date) -> None:
    """Adds the municipalities of a region that are not yet in it."""
    rows = [
        {"region_id": region_id, "municipality_code": code, "period": Period.of(since)}
        for code in codes
    ]
    db.execute(insert(RegionMunicipality).values(rows).on_conflict_do_nothing())


def put_platform(db: Session) -> None:
    """The organisation that registers all others."""
    statement = insert(Organisation).values(
        id=PLATFORM_ID,
        kind=OrganisationKind.PLATFORM,
        name="Platform Woonplek",
        contract_forms=[],
        version=1,
        changed_at=func.now(),
    )
    db.execute(statement.on_conflict_do_nothing())
