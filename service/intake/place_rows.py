"""Rows of a file of places: each is a place and the property it is in."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from geo.boundaries import BoundaryIndex
from geo.crs import CRS84
from geo.errors import GeographyError
from geo.geojson import parse_point
from geo.offline import OfflineGeocoder
from geo.points import RdPoint
from geo.postcodes import read_postcodes
from service.actor import Actor
from service.codelists.places import PropertyKind
from service.errors import InvalidInput
from service.geography import repository as geography
from service.geography.sites import Site, SiteFinder
from service.intake import repository
from service.intake.columns.table import Header, Reading, complete
from service.intake.faults import RowFault, Wrong
from service.intake.seen import Seen
from service.intake.staging import NOWHERE, Staged, as_ewkt, as_json, version_of
from service.intake.validation import RowCheck
from service.models import Place, Property
from service.places.letting import Letting
from service.places.schemas import PlaceIn
from service.places.standing_still import WHILE_LIVED_IN
from service.places.terms import TERMS
from service.properties.address_rules import ADDRESS_RULES
from service.properties.rules import ADDRESS, is_there, says_where
from service.properties.schemas import PropertyIn
from service.properties.standing_still import WHILE_COUNTED_ON
from service.registry import differing
from service.registry.service import columns
from service.registry.standing_still import kept
from service.settings import load

LONGEST_REFERENCE = 60
Outcome = Staged | list[RowFault]


class PlaceRows:
    """Reads the rows of one file by chunks."""

    def __init__(self, db: Session, actor: Actor, header: Header) -> None:
        self._db = db
        self._actor = actor
        self._header = header
        boundaries = BoundaryIndex(geography.read_boundaries(db))
        self._sites = SiteFinder(_offline(load().postcodes), boundaries)
        self._seen = Seen()
        self._inside: Mapping[UUID, int] = {}

    def staged(self, readings: Sequence[Reading]) -> Iterator[Outcome]:
        """Each row ready to be stored, or all that is wrong with it."""
        keys = [reading.key("place", "ownerReference") for reading in readings]
        places = repository.places(self._db, self._actor, keys)
        for reading, key in zip(readings, keys, strict=True):
            _name_property(reading.bodies["property"], places.get(key), key)
        at = [reading.key("property", "ownerReference") for reading in readings]
        properties = repository.properties(self._db, self._actor, at)
        ids = [row.id for row in properties.values()]
        self._inside = repository.versions_inside(self._db, ids)
        for reading, key, property_key in zip(readings, keys, at, strict=True):
            yield self._one(reading, places.get(key), properties.get(property_key))

    def _one(self, reading: Reading, place: Place | None, at: Property | None) -> Outcome:
        check = RowCheck(self._header, reading)
        self._complete(reading, place, at)
        body = check.body(PropertyIn, "property")
        terms = check.body(PlaceIn, "place")
        key = reading.key("place", "ownerReference")
        self._seen.once(check, reading.number, key, ("place", "ownerReference"))
        if body is None or terms is None:
            return check.faults
        if check.could_read(("property", "houseNumber")):
            check.fits(ADDRESS_RULES, body, "property")
        check.fits(TERMS, Letting.of(terms, body.landlord_lives_in), "place")
        self._stands_still(check, place, terms)
        parent = self._property(check, body, at)
        self._seen.alike(
            check,
            reading.number,
            body.owner_reference,
            parent,
            ("property", "ownerReference"),
        )
        child = as_json(_columns(terms))
        staged = Staged(
            reading.number,
            terms.owner_reference,
            body.owner_reference,
            parent,
            child,
            version_of(at) + (0 if at is None else self._inside.get(at.id, 0)),
            version_of(place),
        )
        return check.faults or staged

    def _complete(self, reading: Reading, place: Place | None, at: Property | None) -> None:
        body, terms = reading.bodies["property"], reading.bodies["place"]
        if at is not None:
            complete(body, PropertyIn, ("property",), self._header, at)
        if place is not None:
            complete(terms, PlaceIn, ("place",), self._header, place)
        body.setdefault("kind", PropertyKind.DWELLING)
        terms["propertyId"] = NOWHERE

    def _stands_still(self, check: RowCheck, place: Place | None, terms: PlaceIn) -> None:
        """Of who lives there; what is on offer is asked when the rows are written."""
        if place is not None:
            changed = differing(place, _columns(terms))
            for still in kept(self._db, place, changed, WHILE_LIVED_IN):
                check.keeps(still, "place", place, changed)

    def _counted_on(self, check: RowCheck, at: Property | None, values: Mapping[str, Any]) -> None:
        if at is not None:
            changed = differing(at, values)
            for still in kept(self._db, at, changed, WHILE_COUNTED_ON):
                check.keeps(still, "property", at, changed)

    def _property(self, check: RowCheck, body: PropertyIn, at: Property | None) -> str:
        values = columns(body)
        del values["geometry"]
        self._counted_on(check, at, values)
        try:
            site = self._site(body, values, at)
        except GeographyError as error:
            name = "geometry" if body.geometry is not None else "municipalityCode"
            check.refused(("property", name), error)
            return ""
        except InvalidInput:
            check.wrong(("property", "postcode"), Wrong.ADDRESS_ELSEWHERE)
            return ""
        located = {"point": as_ewkt(site.point), "precision": site.precision}
        return as_json(values | located)

    def _site(self, body: PropertyIn, values: dict[str, Any], at: Property | None) -> Site:
        point = _point(body)
        if (
            at is not None
            and (point is None or is_there(at, point))
            and ADDRESS.isdisjoint(differing(at, values))
        ):
            # It was found before, perhaps more exactly than we can here.
            return Site(RdPoint(at.gx, at.gy), at.precision)
        if point is not None and (at is None or says_where(at, point)):
            return self._sites.given(point, body.municipality_code)
        return self._sites.looked_up(body)


def _point(body: PropertyIn) -> RdPoint | None:
    if body.geometry is None:
        return None
    sent = {"type": "Point", "coordinates": body.geometry.coordinates}
    return parse_point(sent, CRS84, "")


def _columns(terms: PlaceIn) -> dict[str, Any]:
    """Those of the place that a row fills."""
    return {
        name: value
        for name, value in columns(terms).items()
        if name not in {"property_id", "draft"}
    }


def _name_property(body: dict[str, Any], place: Place | None, key: str) -> None:
    """Without a number of its own a property goes by its address."""
    if place is not None:
        body.setdefault("ownerReference", place.property.owner_reference)
    number = f"{body.get('houseNumber', '')}{body.get('houseNumberSuffix', '')}"
    address = (body.get("postcode", ""), number, body.get("street", ""), body.get("town", ""))
    named = " ".join(filter(None, address)) if number else key
    body.setdefault("ownerReference", named[:LONGEST_REFERENCE].strip())


@cache
def _offline(postcodes: Path | None) -> OfflineGeocoder:
    """A file of thousands asks nobody over the network."""
    return OfflineGeocoder(read_postcodes(postcodes) if postcodes else ())
