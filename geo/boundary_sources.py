"""Boundaries of municipalities from a GeoJSON file and from PDOK's OGC API Features."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from geo.boundaries import Boundary
from geo.crs import CRS84, RD_NEW, ReferenceSystem, parse_crs
from geo.errors import GeographyError, Reason
from geo.geojson import parse_area
from geo.json_source import JsonSource
from geo.municipalities import Municipalities, dutch_municipalities

PDOK_BOUNDARIES = (
    "https://api.pdok.nl/kadaster/brk-bestuurlijke-gebieden/ogc/v1/collections/gemeentegebied/items"
)
_PAGE = 100

# The property names of CBS, of Kadaster at PDOK, and of CBS districts at PDOK.
_PROPERTIES = (
    ("statcode", "statnaam"),
    ("code", "naam"),
    ("identificatie", "naam"),
    ("gemeentecode", "gemeentenaam"),
)


@dataclass(frozen=True)
class BoundaryReading:
    """Boundaries as they are read; `expected` is how many there should be, to show progress.

    Iterating raises GeographyError at the first that is wrong, and SourceUnavailable when the
    network gives up: store nothing unless all of it was read.
    """

    expected: int
    boundaries: Iterator[Boundary]


def boundaries_from_file(
    path: Path, municipalities: Municipalities | None = None
) -> BoundaryReading:
    """The municipalities in a GeoJSON FeatureCollection, in CRS84 unless it has a `crs`."""
    try:
        text = path.read_bytes()
    except OSError as error:
        raise GeographyError(Reason.FILE_UNREADABLE, str(path), problem=error.strerror) from None
    return boundaries_in(text, str(path), municipalities)


def boundaries_in(
    text: bytes, name: str, municipalities: Municipalities | None = None
) -> BoundaryReading:
    """The same of the text of a file with this name."""
    collection = _parsed(text, name)
    system = _stated_system(collection)
    features = _features(collection)
    reader = _Reader(system, municipalities or dutch_municipalities())
    return BoundaryReading(len(features), reader.read(features))


def boundaries_from_pdok(
    source: JsonSource, url: str = PDOK_BOUNDARIES, municipalities: Municipalities | None = None
) -> BoundaryReading:
    """The municipalities of Kadaster's administrative areas, page after page, in RD."""
    known = municipalities or dutch_municipalities()
    reader = _Reader(RD_NEW, known)
    features = _pages(source, url)
    return BoundaryReading(len(known), (b for page in features for b in reader.read(page)))


class _Reader:
    """Turns features into boundaries and remembers which municipalities were seen."""

    def __init__(self, system: ReferenceSystem, municipalities: Municipalities) -> None:
        self._system = system
        self._municipalities = municipalities
        self._seen: set[str] = set()
        self._count = 0

    def read(self, features: list[object]) -> Iterator[Boundary]:
        for feature in features:
            yield self._boundary(feature, f"features[{self._count}]")
            self._count += 1

    def _boundary(self, feature: object, where: str) -> Boundary:
        if not isinstance(feature, dict):
            raise GeographyError(Reason.NOT_A_COLLECTION, where)
        code, name = _code_and_name(feature.get("properties"), f"{where}.properties")
        self._municipalities.with_code(code, f"{where}.properties ({code[:20]!r})")
        if code in self._seen:
            raise GeographyError(Reason.MUNICIPALITY_TWICE, where, municipality=code)
        self._seen.add(code)
        path = f"{where}.geometry"
        outline = parse_area(feature.get("geometry"), self._system, path, max_vertices=None)
        return Boundary(code, name, outline)


def _code_and_name(properties: object, where: str) -> tuple[str, str]:
    found = properties if isinstance(properties, dict) else {}
    for code_key, name_key in _PROPERTIES:
        code, name = found.get(code_key), found.get(name_key)
        if isinstance(code, str) and isinstance(name, str) and code and name:
            return code.removeprefix("GM"), name
    known = ", ".join(f"{code_key}/{name_key}" for code_key, name_key in _PROPERTIES)
    raise GeographyError(Reason.NO_MUNICIPALITY_CODE, where, known=known)


def _parsed(text: bytes, name: str) -> dict[str, object]:
    try:
        value = json.loads(text)
    except UnicodeDecodeError:
        raise GeographyError(Reason.FILE_NOT_UTF_8, name) from None
    except (ValueError, RecursionError) as error:
        raise GeographyError(Reason.FILE_UNREADABLE, name, problem=error) from None
    if not isinstance(value, dict):
        raise GeographyError(Reason.NOT_A_COLLECTION, name)
    return value


def _stated_system(collection: dict[str, object]) -> ReferenceSystem:
    """GeoJSON before RFC 7946 could name its system, and GIS programs still write it so."""
    stated = collection.get("crs")
    if stated is None:
        return CRS84
    properties = stated.get("properties") if isinstance(stated, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return parse_crs(name if isinstance(name, str) else "", "crs.properties.name")


def _features(collection: object) -> list[object]:
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list) or not features:
        raise GeographyError(Reason.NOT_A_COLLECTION, "features")
    return features


def _pages(source: JsonSource, url: str) -> Iterator[list[object]]:
    """Ends by itself: every page holds a municipality, and none may come twice."""
    page = source.get(url, {"f": "json", "limit": str(_PAGE), "crs": RD_NEW.uri})
    while True:
        yield _features(page)
        link = _next_link(page)
        if link is None:
            return
        if not _is_same_server(link, url):
            raise GeographyError(Reason.PAGES_ASTRAY, "links")
        page = source.get(link)


def _is_same_server(link: str, url: str) -> bool:
    try:
        return urlsplit(link)[:2] == urlsplit(url)[:2]
    except ValueError:
        return False


def _next_link(page: object) -> str | None:
    links = page.get("links") if isinstance(page, dict) else None
    for link in links if isinstance(links, list) else []:
        if isinstance(link, dict) and link.get("rel") == "next":
            return str(link.get("href"))
    return None
