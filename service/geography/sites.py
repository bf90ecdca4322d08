"""Where a property is: the point its owner gave, else its address looked up; checked either way."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from geo.errors import GeocoderUnavailable
from geo.geocoder import AddressQuery, Geocoder, Located, Precision
from geo.municipalities import Municipality, dutch_municipalities
from geo.points import RdPoint
from geo.siting import BOUNDARY_TOLERANCE, FARTHEST_FROM_CENTRE, Boundaries, check_siting
from service.codelists.places import LocationPrecision
from service.errors import Fault, InvalidInput, SourceDown

_SUFFIX = re.compile(r"(?P<letter>[A-Za-z](?![A-Za-z]))?[ -]*(?P<addition>.*)")

# The middle of a postcode area or a town can lie over the border of its municipality: with the
# boundaries of 2026 at most 1.5 km; a namesake lies 11 km away or farther.
TOLERANCE = {
    Precision.ADDRESS: BOUNDARY_TOLERANCE,
    Precision.POSTCODE: 5_000,
    Precision.TOWN: 5_000,
    Precision.MUNICIPALITY: FARTHEST_FROM_CENTRE,
}
"""How many metres outside its municipality what was looked up may lie."""


class Address(Protocol):
    """What is read of a property: the row and the body of a creation both have it."""

    @property
    def street(self) -> str | None:
        """Its street."""

    @property
    def house_number(self) -> int | None:
        """Its house number."""

    @property
    def house_number_suffix(self) -> str | None:
        """Letter and addition."""

    @property
    def postcode(self) -> str | None:
        """Six characters."""

    @property
    def town(self) -> str:
        """Its town."""

    @property
    def municipality_code(self) -> str:
        """CBS code."""


@dataclass(frozen=True)
class Site:
    """A point in RD and how exact it is; the BAG id where the geocoder knows it."""

    point: RdPoint
    precision: LocationPrecision
    bag_id: str | None = None


@dataclass(frozen=True)
class SiteFinder:
    """Finds and checks sites, with the geocoder and the boundaries of its choice: one request asks
    the database, a file of thousands has a `BoundaryIndex` in memory."""

    geocoder: Geocoder
    boundaries: Boundaries

    def given(self, point: RdPoint, municipality_code: str) -> Site:
        """The site of a point that the owner gave; GeographyError when it cannot lie there."""
        municipality = _municipality(municipality_code)
        check_siting(point, municipality, self.boundaries, "body.geometry")
        return Site(point, LocationPrecision.ADDRESS)

    def looked_up(self, address: Address) -> Site:
        """The most exact site that the geocoder knows of an address.

        InvalidInput when that is in another municipality; SourceDown when it cannot be asked."""
        municipality = _municipality(address.municipality_code)
        for query in _from_exact_to_rough(address):
            found = self._find(query)
            if found:
                return self._best(found, municipality)
        return Site(municipality.centre, LocationPrecision.MUNICIPALITY)

    def _find(self, query: AddressQuery) -> list[Located]:
        try:
            return self.geocoder.find(query)
        except GeocoderUnavailable as error:
            raise SourceDown(
                "Addresses cannot be looked up now, so nothing was registered. Try again later, or "
                "send the point yourself in `geometry`."
            ) from error

    def _best(self, found: list[Located], municipality: Municipality) -> Site:
        for place in found:
            if self._metres_astray(place.point, municipality) <= TOLERANCE[place.precision]:
                precision = LocationPrecision[place.precision.name]
                return Site(place.point, precision, place.bag_address_id)
        detail = (
            f"This address was not found in {municipality.name} but in another municipality. "
            "Correct it, or send the point yourself in `geometry`."
        )
        fault = Fault("body.municipalityCode", "address_elsewhere", detail)
        raise InvalidInput("Address and municipality do not fit together.", [fault])

    def _metres_astray(self, point: RdPoint, municipality: Municipality) -> float:
        """Outside the boundary, or without one beyond the farthest that any can reach."""
        outside = self.boundaries.metres_outside(municipality.code, point)
        if outside is None:
            return max(0.0, point.metres_to(municipality.centre) - FARTHEST_FROM_CENTRE)
        return outside


def _municipality(code: str) -> Municipality:
    return dutch_municipalities().with_code(code, "body.municipalityCode")


def _from_exact_to_rough(address: Address) -> Iterator[AddressQuery]:
    postcode, code = address.postcode or "", address.municipality_code
    if address.house_number is not None and (postcode or address.street):
        suffix = _SUFFIX.fullmatch(address.house_number_suffix or "")
        yield AddressQuery(
            postcode=postcode,
            house_number=address.house_number,
            house_letter=(suffix and suffix["letter"]) or "",
            addition=(suffix and suffix["addition"]) or "",
            street=address.street or "",
            town=address.town,
            municipality_code=code,
        )
    if postcode:
        yield AddressQuery(postcode=postcode, town=address.town, municipality_code=code)
    yield AddressQuery(town=address.town, municipality_code=code)
    yield AddressQuery(municipality_code=code)
