"""Geometry on the wire and in the database: GeoJSON on the one side, EPSG:28992 on the other."""

from typing import Annotated, Any, Literal, get_args

from fastapi import Depends, Header, Response
from fastapi.params import Depends as DependsMark
from geoalchemy2 import WKBElement
from geoalchemy2.shape import from_shape, to_shape
from pydantic import BeforeValidator, Field, ValidationInfo
from shapely.geometry import MultiPolygon, Point
from sqlalchemy.orm import Session

from geo.crs import CRS84, ReferenceSystem, parse_crs
from geo.geojson import area_geojson, parse_area, parse_point, point_geojson
from geo.points import RdPoint
from service.db import Db
from service.wire import Asked, Inbound, Outbound

RD = 28992

Position = Annotated[list[float], Field(min_length=2, max_length=2)]
Ring = Annotated[list[Position], Field(min_length=4)]
Rings = Annotated[list[Ring], Field(min_length=1)]


class CrsQuery(Asked):
    """Which reference system the answer is to be in."""

    crs: Annotated[
        str | None,
        Field(
            max_length=200,
            description="The reference system of the geometry in the answer, by its URI; CRS84 "
            "when left out, RD New is http://www.opengis.net/def/crs/EPSG/0/28992",
            examples=[CRS84.uri],
        ),
    ] = None


ContentCrs = Annotated[
    str | None,
    Header(
        alias="Content-Crs",
        max_length=200,
        description="The reference system of the geometry in the body; CRS84 when left out.",
        examples=[CRS84.uri],
    ),
]


def sends(db: Db, content_crs: ContentCrs = None) -> None:
    """Remembers for this transaction the system of the geometry in the body; OGC API Features
    writes its URI between angle brackets, the geo module without."""
    uri = (content_crs or CRS84.uri).removeprefix("<").removesuffix(">")
    db.info["sent_system"] = parse_crs(uri, "header.Content-Crs")


Sends: DependsMark = Depends(sends)
"""Put in the `dependencies` of what takes geometry in its body."""


def answer_in(db: Session, response: Response, query: CrsQuery) -> None:
    """Remembers for this transaction the system that is asked for, and says so in the answer."""
    system = parse_crs(query.crs or CRS84.uri, "query.crs")
    db.info["asked_system"] = system
    response.headers["Content-Crs"] = f"<{system.uri}>"


def sent_system(db: Session) -> ReferenceSystem:
    """The system of the geometry that was sent; CRS84 unless the client named another."""
    system: ReferenceSystem = db.info.get("sent_system", CRS84)
    return system


def asked_system(db: Session) -> ReferenceSystem:
    """The system to answer in; CRS84 unless the client asked for another."""
    system: ReferenceSystem = db.info.get("asked_system", CRS84)
    return system


class PointIn(Inbound):
    """A GeoJSON Point."""

    type: Literal["Point"]
    coordinates: Position = Field(
        description="Longitude, latitude (or x, y with Content-Crs)", examples=[[5.1214, 52.0907]]
    )

    def element(self, system: ReferenceSystem, where: str) -> WKBElement:
        """As the database keeps it; GeographyError when it is not a point in the Netherlands."""
        point = parse_point({"type": self.type, "coordinates": self.coordinates}, system, where)
        return from_shape(Point(point.x, point.y), srid=RD)


class PolygonIn(Inbound):
    """A GeoJSON Polygon: closed rings, the first is the outside."""

    type: Literal["Polygon"]
    coordinates: Rings = Field(description="Rings of positions; the first ring is the outside")


class MultiPolygonIn(Inbound):
    """A GeoJSON MultiPolygon."""

    type: Literal["MultiPolygon"]
    coordinates: Annotated[list[Rings], Field(min_length=1)] = Field(
        description="The rings of each polygon"
    )


AreaIn = Annotated[
    PolygonIn | MultiPolygonIn,
    Field(discriminator="type", description="At most 1,000 vertices; a shape is never repaired"),
]
AREA_TYPES = frozenset(
    name
    for area in (PolygonIn, MultiPolygonIn)
    for name in get_args(area.model_fields["type"].annotation)
)


def area_element(
    area: PolygonIn | MultiPolygonIn, system: ReferenceSystem, where: str
) -> WKBElement:
    """As the database keeps it; GeographyError when it is not a valid area in the Netherlands."""
    parsed = parse_area({"type": area.type, "coordinates": area.coordinates}, system, where)
    return from_shape(parsed, srid=RD)


class PointOut(Outbound):
    """A GeoJSON Point."""

    type: Literal["Point"]
    coordinates: Position


class MultiPolygonOut(Outbound):
    """A GeoJSON MultiPolygon."""

    type: Literal["MultiPolygon"]
    coordinates: list[Rings]


def _asked(info: ValidationInfo) -> ReferenceSystem:
    """The system the client asked for, as `Resource.shown` hands it over."""
    system: ReferenceSystem = (info.context or {}).get("system", CRS84)
    return system


def _point(value: Any, info: ValidationInfo) -> Any:
    if not isinstance(value, WKBElement):
        return value
    shape = to_shape(value)
    return point_geojson(RdPoint(shape.x, shape.y), _asked(info))


def _area(value: Any, info: ValidationInfo) -> Any:
    if not isinstance(value, WKBElement):
        return value
    shape = to_shape(value)
    return area_geojson(MultiPolygon(shape), _asked(info))


ShownPoint = Annotated[PointOut, BeforeValidator(_point)]
ShownArea = Annotated[MultiPolygonOut, BeforeValidator(_area)]
