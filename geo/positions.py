"""Strict reading of positions: exactly two finite numbers that lie in the Netherlands."""

from math import isfinite

import numpy as np

from geo.bounds import RD_BOUNDS
from geo.crs import REFERENCE_SYSTEMS, Coordinates, ReferenceSystem, coordinates_to_rd
from geo.errors import GeographyError, Reason


def parse_positions(values: list[object], system: ReferenceSystem, where: str) -> Coordinates:
    """Positions in the axis order of `system` as rows (x, y) in RD.

    GeographyError names the first that is wrong as `where[index]`.
    """
    pairs = [_pair(value, system, f"{where}[{index}]") for index, value in enumerate(values)]
    rows = coordinates_to_rd(np.array(pairs, dtype=np.float64), system)
    for index, (x, y) in enumerate(rows.tolist()):
        if not RD_BOUNDS.contains(x, y):
            raise GeographyError(Reason.OUTSIDE_NETHERLANDS, f"{where}[{index}]")
    return rows


def parse_position(value: object, system: ReferenceSystem, where: str) -> tuple[float, float]:
    """One position in the axis order of `system` as (x, y) in RD."""
    row = coordinates_to_rd(np.array([_pair(value, system, where)], dtype=np.float64), system)
    x, y = row[0].tolist()
    if not RD_BOUNDS.contains(x, y):
        raise GeographyError(Reason.OUTSIDE_NETHERLANDS, where)
    return x, y


def _pair(value: object, system: ReferenceSystem, where: str) -> tuple[float, float]:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise GeographyError(Reason.NOT_A_POSITION, where)
    first, second = (finite_number(item, where) for item in value)
    east, north = (second, first) if system.northing_first else (first, second)
    if not system.bounds.contains(east, north):
        raise misplaced(east, north, system, where)
    return first, second


def finite_number(value: object, where: str) -> float:
    """A JSON number as float; true, text, NaN, infinity and 1e999 are none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise GeographyError(Reason.NOT_A_POSITION, where)
    try:
        number = float(value)
    except OverflowError:
        raise GeographyError(Reason.NOT_A_POSITION, where) from None
    if not isfinite(number):
        raise GeographyError(Reason.NOT_A_POSITION, where)
    return number


def misplaced(east: float, north: float, system: ReferenceSystem, where: str) -> GeographyError:
    """Why a position outside the bounds of `system` is there: swapped, another system, abroad."""
    if system.bounds.contains(north, east):
        order_nl, order_en = system.axis_order.value
        facts = {"system": system.title, "order_nl": order_nl, "order_en": order_en}
        return GeographyError(Reason.AXES_SWAPPED, where, **facts)
    for other in REFERENCE_SYSTEMS:
        if other.bounds.contains(east, north) or other.bounds.contains(north, east):
            facts = {"looks_like": other.title, "system": system.title}
            return GeographyError(Reason.OTHER_SYSTEM, where, **facts)
    return GeographyError(Reason.OUTSIDE_NETHERLANDS, where)
