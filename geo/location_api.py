"""Geocoder on PDOK Location API v1, which gives a label and a point and no BAG ids."""

import re
from typing import Any, NamedTuple

from geo.crs import CRS84
from geo.errors import GeocoderUnavailable, GeographyError
from geo.geocoder import (
    AddressQuery,
    Located,
    MunicipalityAt,
    Precision,
    ask,
    nowhere,
    search_words,
)
from geo.geojson import parse_point
from geo.json_source import JsonSource
from geo.municipalities import Municipalities, dutch_municipalities, name_key
from geo.points import RdPoint

LOCATION_API = "https://api.pdok.nl/kadaster/location-api/v1"

_LIMIT = "50"  # the most it gives
_COLLECTIONS = {
    Precision.ADDRESS: "adres",
    Precision.POSTCODE: "adres",  # there is no collection of postcodes
    Precision.TOWN: "woonplaats",
    Precision.MUNICIPALITY: "gemeentegebied",
}
# "Witte de Withstraat 42A, 3012BR Rotterdam, Rotterdam (Zuid-Holland)"
_ADDRESS = re.compile(
    r"(?P<street>.+) (?P<house>[0-9]+[^,]*), (?P<postcode>[0-9]{4}[A-Z]{2}) (?P<town>[^,(]+)"
    r"(?:, (?P<municipality>[^,(]+).*)?"
)
_AFTER_NUMBER = re.compile(r"(?<=[0-9])[^0-9].*")
_FIRST_NAME = re.compile(r"[^,(]*")


class _Found(NamedTuple):
    """A feature: its point, its display name and the parts of an address in that."""

    point: RdPoint
    title: str
    street: str
    house: str
    postcode: str
    town: str
    municipality: str


class LocationApi:
    """Asks PDOK Location API. The municipality is the one around the point where boundaries are
    loaded, else the one the label names, else unknown."""

    source = "pdok-location-api"

    def __init__(
        self,
        http: JsonSource,
        url: str = LOCATION_API,
        municipality_at: MunicipalityAt = nowhere,
        municipalities: Municipalities | None = None,
    ) -> None:
        self._http = http
        self._url = f"{url.rstrip('/')}/search"
        self._municipality_at = municipality_at
        self._municipalities = municipalities or dutch_municipalities()

    def find(self, query: AddressQuery) -> list[Located]:
        """All addresses that fit, the plain house number before its letters; for a postcode,
        which has no feature of its own, the first address in it."""
        name = self._name(query)
        words = search_words(f"{query.street} {query.house} {query.postcode} {name}")
        if not words:
            return []
        found = self._features(words, _COLLECTIONS[query.precision])
        fitting = sorted((f for f in found if _fits(f, query, name)), key=lambda f: len(f.house))
        if query.precision is Precision.POSTCODE:
            fitting = fitting[:1]
        return [self._located(place, query) for place in fitting]

    def _name(self, query: AddressQuery) -> str:
        if query.precision is Precision.MUNICIPALITY:
            return self._municipalities.with_code(query.municipality_code).name
        return query.town

    def _features(self, words: str, collection: str) -> list[_Found]:
        params = {
            "q": words,
            f"{collection}[version]": "1",
            "limit": _LIMIT,
            "f": "json",
            "crs": CRS84.uri,
        }
        answer = ask(self._http, self._url, params)
        features = answer.get("features") if isinstance(answer, dict) else None
        if not isinstance(features, list):
            raise GeocoderUnavailable("an answer without features")
        return [found for feature in features if (found := _found(feature)) is not None]

    def _located(self, found: _Found, query: AddressQuery) -> Located:
        exact = query.precision is not Precision.POSTCODE
        return Located(
            point=found.point,
            precision=query.precision,
            label=found.title if exact else f"{found.postcode} {found.town}",
            source=self.source,
            municipality_code=self._municipality(found, query),
        )

    def _municipality(self, found: _Found, query: AddressQuery) -> str | None:
        if query.precision is Precision.MUNICIPALITY:
            return query.municipality_code
        around = self._municipality_at(found.point)
        named = self._municipalities.named(found.municipality)
        if around is None and named:
            return min(named, key=lambda row: row.centre.metres_to(found.point)).code
        return around


def _found(feature: Any) -> _Found | None:
    """The feature, None when it is not one of ours: no label, or no point in the Netherlands."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    title = properties.get("display_name") if isinstance(properties, dict) else None
    if not isinstance(title, str):
        return None
    try:
        point = parse_point(feature.get("geometry"))
    except GeographyError:
        return None
    parts = _ADDRESS.fullmatch(title)
    if parts is None:
        return _Found(point, title, "", "", "", "", "")
    return _Found(
        point, title, **{key: (text or "").strip() for key, text in parts.groupdict().items()}
    )


def _fits(found: _Found, query: AddressQuery, name: str) -> bool:
    if query.precision in (Precision.TOWN, Precision.MUNICIPALITY):
        first = _FIRST_NAME.match(found.title)
        return first is not None and name_key(first[0]) == name_key(name)
    if query.postcode:
        in_place = found.postcode.startswith(query.postcode)
    else:
        in_place = (name_key(found.street), name_key(found.town)) == (
            name_key(query.street),
            name_key(query.town),
        )
    return in_place and (query.house_number is None or _is_same_house(found, query))


def _is_same_house(found: _Found, query: AddressQuery) -> bool:
    if query.house_letter or query.addition:
        return name_key(found.house) == name_key(query.house)
    return _AFTER_NUMBER.sub("", found.house) == str(query.house_number)
