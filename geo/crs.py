"""The coordinate reference systems of the NLGov geo module 1.0.2, and the way to and from RD.

CRS84 and the ETRS89 systems are taken as equal, as PDOK does: they differ less than the 0.25 m
within which RD is reached without the RDNAPTRANS grid.
"""

from dataclasses import dataclass
from enum import Enum
from functools import cache

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer

from geo.bounds import DEGREE_BOUNDS, DEGREE_EXTENT, RD_BOUNDS, RD_EXTENT, Box
from geo.errors import GeographyError, Reason
from geo.points import RdPoint

Coordinates = NDArray[np.float64]


class AxisOrder(Enum):
    """Which coordinate comes first, in Dutch and English."""

    LONGITUDE_LATITUDE = ("lengtegraad, breedtegraad", "longitude, latitude")
    LATITUDE_LONGITUDE = ("breedtegraad, lengtegraad", "latitude, longitude")
    X_Y = ("x, y", "x, y")


@dataclass(frozen=True)
class ReferenceSystem:
    """A system a client may ask for or send: `decimals` give a millimetre, `bounds` hold the
    Netherlands and `extent` the whole system, both west to east whatever the axis order."""

    code: str
    title: str
    uri: str
    other_names: tuple[str, ...]
    axis_order: AxisOrder
    decimals: int
    bounds: Box
    extent: Box

    @property
    def northing_first(self) -> bool:
        """Whether positions are written north before east."""
        return self.axis_order is AxisOrder.LATITUDE_LONGITUDE


def _epsg(
    code: str, title: str, order: AxisOrder, decimals: int, bounds: Box, extent: Box
) -> ReferenceSystem:
    # The module's table writes the version of the EPSG register, OGC writes 0 for "the newest".
    names = (
        f"http://www.opengis.net/def/crs/EPSG/9.9.1/{code}",
        f"urn:ogc:def:crs:EPSG::{code}",
        f"EPSG:{code}",
    )
    uri = f"http://www.opengis.net/def/crs/EPSG/0/{code}"
    return ReferenceSystem(code, title, uri, names, order, decimals, bounds, extent)


CRS84 = ReferenceSystem(
    code="CRS84",
    title="CRS84",
    uri="http://www.opengis.net/def/crs/OGC/1.3/CRS84",
    other_names=("urn:ogc:def:crs:OGC:1.3:CRS84", "OGC:CRS84"),
    axis_order=AxisOrder.LONGITUDE_LATITUDE,
    decimals=8,
    bounds=DEGREE_BOUNDS,
    extent=DEGREE_EXTENT,
)
RD_NEW = _epsg("28992", "RD New", AxisOrder.X_Y, 3, RD_BOUNDS, RD_EXTENT)
ETRS89 = _epsg("4258", "ETRS89", AxisOrder.LATITUDE_LONGITUDE, 8, DEGREE_BOUNDS, DEGREE_EXTENT)
ETRF2000 = _epsg("9067", "ETRF2000", AxisOrder.LATITUDE_LONGITUDE, 8, DEGREE_BOUNDS, DEGREE_EXTENT)

REFERENCE_SYSTEMS = (CRS84, RD_NEW, ETRS89, ETRF2000)
_BY_NAME = {
    name: system for system in REFERENCE_SYSTEMS for name in (system.uri, *system.other_names)
}


def parse_crs(name: str, where: str = "") -> ReferenceSystem:
    """The system a URI (or URN, or `EPSG:28992`) names; GeographyError for any other."""
    system = _BY_NAME.get(name)
    if system is None:
        known = ", ".join(system.uri for system in REFERENCE_SYSTEMS)
        raise GeographyError(Reason.UNKNOWN_CRS, where, known=known)
    return system


@cache
def _degrees_to_rd() -> Transformer:
    # pyproj keeps one transformation a thread behind this object, so sharing it is safe.
    return Transformer.from_crs("OGC:CRS84", "EPSG:28992", always_xy=True)


@cache
def _rd_to_degrees() -> Transformer:
    return Transformer.from_crs("EPSG:28992", "OGC:CRS84", always_xy=True)


def coordinates_to_rd(coordinates: Coordinates, system: ReferenceSystem) -> Coordinates:
    """Rows in the axis order of `system` as rows (x, y) in RD, to the millimetre."""
    if system is RD_NEW:
        return coordinates.round(RD_NEW.decimals)
    first, second = coordinates.T
    east, north = (second, first) if system.northing_first else (first, second)
    return np.column_stack(_degrees_to_rd().transform(east, north)).round(RD_NEW.decimals)


def coordinates_from_rd(coordinates: Coordinates, system: ReferenceSystem) -> Coordinates:
    """Rows (x, y) in RD as rows in the axis order and with the decimals of `system`."""
    if system is RD_NEW:
        return coordinates.round(RD_NEW.decimals)
    east, north = _rd_to_degrees().transform(*coordinates.T)
    pair = (north, east) if system.northing_first else (east, north)
    return np.column_stack(pair).round(system.decimals)


def to_rd(position: tuple[float, float], system: ReferenceSystem = CRS84) -> RdPoint:
    """A position in the axis order of `system` as a point in RD; no bounds are checked."""
    x, y = coordinates_to_rd(np.array([position], dtype=np.float64), system)[0].tolist()
    return RdPoint(x, y)


def from_rd(point: RdPoint, system: ReferenceSystem = CRS84) -> tuple[float, float]:
    """A point in RD as a position in the axis order and with the decimals of `system`."""
    first, second = coordinates_from_rd(np.array([point], dtype=np.float64), system)[0].tolist()
    return first, second
