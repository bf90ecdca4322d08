"""The bounding box of a list request (OGC API Features part 1, `bbox`)."""

import re
from math import isfinite
from typing import NamedTuple

import shapely
from shapely.geometry import Polygon

from geo.bounds import Box
from geo.crs import CRS84, ReferenceSystem, coordinates_to_rd
from geo.errors import GeographyError, Reason
from geo.positions import misplaced

_NUMBER = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,20})?")
_EDGE_PARTS = 20  # a straight edge in degrees bends in RD: 20 parts keep it within 5 m


class Window(NamedTuple):
    """What a bbox asks for, in RD: `outline` exactly, `envelope` to search an index first."""

    envelope: Box
    outline: Polygon


def parse_bbox(text: str, system: ReferenceSystem = CRS84, where: str = "bbox") -> Window | None:
    """Reads lower left and upper right corner, each in the axis order of `system`; None when no
    part of the box lies in the Netherlands. GeographyError names a corner outside `system`."""
    box = _box(text.split(","), system, where)
    _check_corners(box, system, where)
    seen = box.overlap(system.bounds)
    if seen is None:
        error = misplaced((box.west + box.east) / 2, (box.south + box.north) / 2, system, where)
        if error.reason is Reason.OUTSIDE_NETHERLANDS:
            return None
        raise error
    return _window(seen, system)


def _box(parts: list[str], system: ReferenceSystem, where: str) -> Box:
    numbers = [float(part) for part in parts if _NUMBER.fullmatch(part)]
    if len(parts) != 4 or len(numbers) != 4 or not all(map(isfinite, numbers)):
        raise GeographyError(Reason.NOT_A_BBOX, where)
    first, second, third, fourth = numbers
    if system.northing_first:
        first, second, third, fourth = second, first, fourth, third
    if first >= third or second >= fourth:
        order_nl, order_en = system.axis_order.value
        raise GeographyError(
            Reason.CORNERS_OUT_OF_ORDER,
            where,
            system=system.title,
            order_nl=order_nl,
            order_en=order_en,
        )
    return Box(first, second, third, fourth)


def _check_corners(box: Box, system: ReferenceSystem, where: str) -> None:
    for corner, east, north in (
        (("linksonder", "lower left"), box.west, box.south),
        (("rechtsboven", "upper right"), box.east, box.north),
    ):
        if not system.extent.contains(east, north):
            error = misplaced(east, north, system, where)
            outside = error.reason is Reason.OUTSIDE_NETHERLANDS
            raise _outside(corner, system, where) if outside else error


def _outside(corner: tuple[str, str], system: ReferenceSystem, where: str) -> GeographyError:
    corner_nl, corner_en = corner
    order_nl, order_en = system.axis_order.value
    west, south, east, north = system.extent
    lowest, highest = (
        f"{second}, {first}" if system.northing_first else f"{first}, {second}"
        for first, second in ((west, south), (east, north))
    )
    return GeographyError(
        Reason.OUTSIDE_SYSTEM,
        where,
        system=system.title,
        corner_nl=corner_nl,
        corner_en=corner_en,
        lowest=lowest,
        highest=highest,
        order_nl=order_nl,
        order_en=order_en,
    )


def _window(box: Box, system: ReferenceSystem) -> Window:
    longest = max(box.east - box.west, box.north - box.south)
    edge = shapely.segmentize(shapely.box(*box), longest / _EDGE_PARTS)
    rows = shapely.get_coordinates(edge)
    outline = Polygon(coordinates_to_rd(rows[:, ::-1] if system.northing_first else rows, system))
    return Window(Box(*outline.bounds), outline)
