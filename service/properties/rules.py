"""What happens when a property is registered, changed or withdrawn."""

from typing import Any

from geoalchemy2 import WKTElement
from sqlalchemy.orm import Session

from geo.geojson import parse_point
from geo.points import RdPoint
from service.actor import Actor
from service.codelists.places import LocationPrecision, PlaceState
from service.errors import Conflict
from service.geography.geocoding import site_finder
from service.geography.sites import Site, SiteFinder
from service.geometry import RD, PointIn, sent_system
from service.models import Property
from service.properties import repository
from service.properties.address_rules import ADDRESS_RULES
from service.properties.standing_still import STANDS_STILL
from service.registry import Rules, differing
from service.registry.repository import lock
from service.registry.standing_still import refuse_kept
from service.requirements import require

ADDRESS = frozenset(
    {"street", "house_number", "house_number_suffix", "postcode", "town", "municipality_code"}
)
SAME_POINT_METRES = 0.002
"""What a point may differ that was sent back as it was answered: a millimetre each way."""
IN_USE = frozenset(PlaceState) - {PlaceState.WITHDRAWN}


class PropertyRules(Rules[Property]):
    """A property always has a point that fits its municipality."""

    def prepare(self, db: Session, actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
        """Columns with the point found and checked."""
        geometry = values.pop("geometry", None)
        row = Property(**values)
        require(ADDRESS_RULES, row)
        return values | _columns(_site(db, row, _point(db, geometry)), row)

    def change(self, db: Session, actor: Actor, row: Property, values: dict[str, Any]) -> None:
        """Finds the point again where the address changes, or where `geometry` is null; what an
        offer, a home or a limit rests on stands still."""
        lock(db, row)
        sent = "geometry" in values
        point = _point(db, values.pop("geometry", None))
        changed = differing(row, values)
        moves = not ADDRESS.isdisjoint(changed) or (sent and not is_there(row, point))
        changed |= {"geometry": point} if moves else {}
        refuse_kept(db, row, changed, STANDS_STILL)
        super().change(db, actor, row, values)
        require(ADDRESS_RULES, row)
        if not row.landlord_lives_in and repository.needs_the_landlord(db, row):
            raise Conflict(
                "A room is let here for which the landlord must live in.",
                nl="Hier wordt een kamer verhuurd waarvoor de verhuurder er ook moet wonen.",
            )
        if moves:
            site = _site(db, row, point if says_where(row, point) else None)
            super().change(db, actor, row, _columns(site, row))

    def withdraw(self, db: Session, actor: Actor, row: Property) -> None:
        """Only when all its places are withdrawn."""
        lock(db, row)
        if repository.has_places(db, row, IN_USE):
            raise Conflict(
                "There are places in this property: withdraw them first.",
                nl="In dit pand zijn woonplekken: trek die eerst in.",
            )
        super().withdraw(db, actor, row)


def is_there(row: Property, point: RdPoint | None) -> bool:
    """Whether the property's own point was sent, as it was last read."""
    here = RdPoint(row.gx, row.gy)
    return point is not None and point.metres_to(here) <= SAME_POINT_METRES


def says_where(row: Property, point: RdPoint | None) -> bool:
    """Whether a point that was sent tells where a changed address is: not if it is the middle of an
    area, as it was looked up for the address of before."""
    return row.precision is LocationPrecision.ADDRESS or not is_there(row, point)


def _point(db: Session, geometry: PointIn | None) -> RdPoint | None:
    if geometry is None:
        return None
    sent = {"type": geometry.type, "coordinates": geometry.coordinates}
    return parse_point(sent, sent_system(db), "body.geometry")


def _site(db: Session, row: Property, point: RdPoint | None) -> Site:
    finder: SiteFinder = site_finder(db)
    if point is None:
        return finder.looked_up(row)
    return finder.given(point, row.municipality_code)


def _columns(site: Site, row: Property) -> dict[str, Any]:
    point = WKTElement(f"POINT({site.point.x} {site.point.y})", srid=RD)
    bag_id = row.bag_id or site.bag_id
    return {"point": point, "precision": site.precision, "bag_id": bag_id}
