"""Strict reading of GeoJSON geometry into RD: what is not exactly right is refused, never
repaired; and writing it back in the system a client asked for."""

from collections.abc import Sequence
from typing import Any

import shapely
from shapely.geometry import MultiPolygon, Polygon

from geo.crs import CRS84, ReferenceSystem, coordinates_from_rd, from_rd
from geo.errors import GeographyError, Reason
from geo.points import RdPoint
from geo.positions import parse_position, parse_positions

MAX_VERTICES = 1_000  # against 30,000 points a thousand costs 0.9 s of database, 20,000 cost 20 s

# What GEOS can say of an area, without the coordinates it adds.
_INVALID = {
    "Self-intersection": ("de rand kruist zichzelf", "the edge crosses itself"),
    "Ring Self-intersection": ("een ring raakt zichzelf", "a ring touches itself"),
    "Hole lies outside shell": ("een gat ligt buiten het vlak", "a hole lies outside the area"),
    "Holes are nested": ("een gat ligt in een gat", "a hole lies in a hole"),
    "Nested shells": ("een vlak ligt in een ander vlak", "a part lies inside another part"),
    "Duplicate Rings": ("een ring staat er dubbel in", "a ring is in it twice"),
    "Interior is disconnected": ("gaten delen het vlak in tweeën", "holes cut the area in two"),
    "Too few points in geometry component": ("een ring is geen vlak", "a ring has no surface"),
}
_INVALID_OTHERWISE = ("de vorm klopt niet", "the shape is not valid")


def parse_point(value: object, system: ReferenceSystem = CRS84, where: str = "") -> RdPoint:
    """A decoded GeoJSON Point, its position in the axis order of `system`, as a point in RD.

    Whatever the value is, the only error is GeographyError; its `where` starts with ours.
    """
    _, coordinates = _geometry(value, ("Point",), where)
    return RdPoint(*parse_position(coordinates, system, _path(where, "coordinates")))


def parse_area(
    value: object,
    system: ReferenceSystem = CRS84,
    where: str = "",
    max_vertices: int | None = MAX_VERTICES,
) -> MultiPolygon:
    """A decoded GeoJSON Polygon or MultiPolygon as a valid MultiPolygon in RD.

    `max_vertices` is None only for files that an operator loads.
    """
    kind, coordinates = _geometry(value, ("Polygon", "MultiPolygon"), where)
    path = _path(where, "coordinates")
    if kind == "Polygon":
        polygons = [(path, _rings(coordinates, path))]
    else:
        parts = enumerate(_list(coordinates, path))
        polygons = [(f"{path}[{i}]", _rings(part, f"{path}[{i}]")) for i, part in parts]
    vertices = sum(len(ring) for _, rings in polygons for ring in rings)
    if max_vertices is not None and vertices > max_vertices:
        raise GeographyError(Reason.TOO_MANY_VERTICES, path, limit=max_vertices)
    area = MultiPolygon([_polygon(rings, system, at) for at, rings in polygons])
    _check_valid(area, path)
    return area


def point_geojson(point: RdPoint, system: ReferenceSystem = CRS84) -> dict[str, Any]:
    """The point as a GeoJSON Point in `system`."""
    return {"type": "Point", "coordinates": list(from_rd(point, system))}


def area_geojson(area: MultiPolygon, system: ReferenceSystem = CRS84) -> dict[str, Any]:
    """The area, in RD, as a GeoJSON MultiPolygon in `system`."""
    there = shapely.transform(area, lambda rows: coordinates_from_rd(rows, system))
    parts = [[_positions(ring) for ring in (p.exterior, *p.interiors)] for p in there.geoms]
    return {"type": "MultiPolygon", "coordinates": parts}


def _positions(ring: Any) -> list[list[float]]:
    positions: list[list[float]] = shapely.get_coordinates(ring).tolist()
    return positions


def _path(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


def _geometry(value: object, types: Sequence[str], where: str) -> tuple[str, object]:
    if not isinstance(value, dict) or value.keys() != {"type", "coordinates"}:
        raise GeographyError(Reason.NOT_AN_OBJECT, where)
    kind = value["type"]
    if kind not in types:
        expected = " / ".join(types)
        raise GeographyError(Reason.WRONG_TYPE, _path(where, "type"), expected=expected)
    return str(kind), value["coordinates"]


def _list(value: object, where: str) -> list[object]:
    if not isinstance(value, list | tuple) or not value:
        raise GeographyError(Reason.NOT_A_LIST, where)
    return list(value)


def _rings(value: object, where: str) -> list[list[object]]:
    return [_list(ring, f"{where}[{i}]") for i, ring in enumerate(_list(value, where))]


def _polygon(rings: list[list[object]], system: ReferenceSystem, where: str) -> Polygon:
    shell, *holes = (_ring(ring, system, f"{where}[{i}]") for i, ring in enumerate(rings))
    return Polygon(shell, holes)


def _ring(ring: list[object], system: ReferenceSystem, where: str) -> Any:
    rows = parse_positions(ring, system, where)
    if len(rows) < 4:
        raise GeographyError(Reason.RING_TOO_SHORT, where)
    if rows[0].tolist() != rows[-1].tolist():
        raise GeographyError(Reason.RING_NOT_CLOSED, where)
    return rows


def _check_valid(area: MultiPolygon, where: str) -> None:
    said = shapely.is_valid_reason(area).partition("[")[0]
    if said != "Valid Geometry":
        nl, en = _INVALID.get(said, _INVALID_OTHERWISE)
        raise GeographyError(Reason.AREA_NOT_VALID, where, problem_nl=nl, problem_en=en)
