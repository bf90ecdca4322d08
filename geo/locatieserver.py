"""Geocoder on PDOK Locatieserver v3_1, with only the parameters that its OpenAPI documents: it
refuses any other."""

import re
from dataclasses import dataclass
from typing import Any

from geo.bounds import RD_BOUNDS
from geo.crs import CRS84, RD_NEW, to_rd
from geo.errors import GeocoderUnavailable
from geo.geocoder import AddressQuery, Located, Precision, ask, search_words
from geo.json_source import JsonSource
from geo.municipalities import Municipalities, dutch_municipalities, name_key
from geo.points import RdPoint

LOCATIESERVER = "https://api.pdok.nl/bzk/locatieserver/search/v3_1"

_TYPES = {
    "adres": Precision.ADDRESS,
    "postcode": Precision.POSTCODE,
    "woonplaats": Precision.TOWN,
    "gemeente": Precision.MUNICIPALITY,
}
_TYPE_FOR = {precision: kind for kind, precision in _TYPES.items()}
_FIELDS = (
    "id,type,weergavenaam,straatnaam,huisnummer,huisletter,huisnummertoevoeging,postcode,"
    "woonplaatsnaam,gemeentecode,gemeentenaam,nummeraanduiding_id,adresseerbaarobject_id,"
    "centroide_ll,centroide_rd"
)
_ROWS = "50"
_POINT = re.compile(r"POINT\(([0-9]+(?:\.[0-9]+)?) ([0-9]+(?:\.[0-9]+)?)\)")


@dataclass(frozen=True)
class Suggestion:
    """A line to choose from while typing; `id` leads to the place with `lookup`."""

    id: str
    label: str
    precision: Precision


class Locatieserver:
    """Asks PDOK Locatieserver. It always answers with its best guess, so every answer is held
    against the query and dropped when it contradicts."""

    source = "pdok-locatieserver"

    def __init__(
        self,
        http: JsonSource,
        url: str = LOCATIESERVER,
        municipalities: Municipalities | None = None,
    ) -> None:
        self._http = http
        self._url = url.rstrip("/")
        self._municipalities = municipalities or dutch_municipalities()

    def find(self, query: AddressQuery) -> list[Located]:
        """All documents that fit the query, the plain house number before its letters."""
        words = self._words(query)
        if not words:
            return []
        params = {
            "q": words,
            "fq": f"type:{_TYPE_FOR[query.precision]}",
            "fl": _FIELDS,
            "rows": _ROWS,
        }
        fitting = [doc for doc in self._docs("free", params) if _fits(doc, query)]
        fitting.sort(key=lambda doc: _distance_from_query(doc, query))
        return [place for doc in fitting if (place := _located(doc)) is not None]

    def suggest(self, text: str, rows: int = 8) -> list[Suggestion]:
        """Addresses, postcodes and towns that begin like the text."""
        words = search_words(text)
        if not words:
            return []
        fq = "type:(adres OR postcode OR woonplaats)"
        docs = self._docs("suggest", {"q": words, "fq": fq, "rows": str(rows)})
        return [
            Suggestion(_text(doc, "id"), _text(doc, "weergavenaam"), _TYPES[_text(doc, "type")])
            for doc in docs
            if _text(doc, "type") in _TYPES and _text(doc, "id")
        ]

    def lookup(self, id: str) -> Located | None:
        """The place behind a suggestion, None when it is gone."""
        for doc in self._docs("lookup", {"id": id, "fl": _FIELDS}):
            return _located(doc)
        return None

    def _words(self, query: AddressQuery) -> str:
        if query.precision is Precision.MUNICIPALITY:
            return search_words(self._municipalities.with_code(query.municipality_code).name)
        parts = (query.street, query.house, query.postcode, query.town)
        return " ".join(filter(None, map(search_words, parts)))

    def _docs(self, endpoint: str, params: dict[str, str]) -> list[dict[str, Any]]:
        answer = ask(self._http, f"{self._url}/{endpoint}", params)
        response = answer.get("response") if isinstance(answer, dict) else None
        docs = response.get("docs") if isinstance(response, dict) else None
        if not isinstance(docs, list):
            raise GeocoderUnavailable("an answer without documents")
        return [doc for doc in docs if isinstance(doc, dict)]


def _fits(doc: dict[str, Any], query: AddressQuery) -> bool:
    if query.precision is Precision.MUNICIPALITY:
        return _text(doc, "gemeentecode") == query.municipality_code
    if query.postcode and not _text(doc, "postcode").startswith(query.postcode):
        return False
    if not query.postcode and name_key(_text(doc, "woonplaatsnaam")) != name_key(query.town):
        return False
    return query.house_number is None or _is_same_house(doc, query)


def _is_same_house(doc: dict[str, Any], query: AddressQuery) -> bool:
    if not query.postcode and name_key(_text(doc, "straatnaam")) != name_key(query.street):
        return False
    given = {"huisletter": query.house_letter, "huisnummertoevoeging": query.addition}
    return _text(doc, "huisnummer") == str(query.house_number) and all(
        name_key(_text(doc, field)) == name_key(wanted) for field, wanted in given.items() if wanted
    )


def _distance_from_query(doc: dict[str, Any], query: AddressQuery) -> tuple[bool, int]:
    elsewhere = bool(query.municipality_code) and (
        _text(doc, "gemeentecode") != query.municipality_code
    )
    return elsewhere, len(_text(doc, "huisletter") + _text(doc, "huisnummertoevoeging"))


def _located(doc: dict[str, Any]) -> Located | None:
    point = _point(doc)
    precision = _TYPES.get(_text(doc, "type"))
    if point is None or precision is None:
        return None
    return Located(
        point=point,
        precision=precision,
        label=_text(doc, "weergavenaam"),
        source=Locatieserver.source,
        municipality_code=_text(doc, "gemeentecode") or None,
        bag_address_id=_text(doc, "nummeraanduiding_id") or None,
        bag_object_id=_text(doc, "adresseerbaarobject_id") or None,
    )


def _point(doc: dict[str, Any]) -> RdPoint | None:
    for field, system in (("centroide_rd", RD_NEW), ("centroide_ll", CRS84)):
        match = _POINT.fullmatch(_text(doc, field))
        if match is not None:
            point = to_rd((float(match[1]), float(match[2])), system)
            return point if RD_BOUNDS.contains(*point) else None
    return None


def _text(doc: dict[str, Any], field: str) -> str:
    """A field as text: house numbers come as numbers, codes keep their leading zeros."""
    value = doc.get(field)
    return str(value) if isinstance(value, str | int) else ""
