"""Points of four-digit postcodes (PC4) from a file that an operator gives."""

import csv
import re
from pathlib import Path
from typing import NamedTuple

from geo.crs import CRS84
from geo.errors import GeographyError, Reason
from geo.points import RdPoint
from geo.positions import parse_position

COLUMNS = ("pc4", "woonplaats", "lon", "lat")
_PC4 = re.compile(r"[1-9][0-9]{3}")


class PostcodePoint(NamedTuple):
    """A four-digit postcode, the town it belongs to and its middle in RD."""

    pc4: str
    town: str
    point: RdPoint


def read_postcodes(path: Path) -> tuple[PostcodePoint, ...]:
    """The rows of a CSV with the columns pc4, woonplaats, lon and lat (CRS84).

    GeographyError names the line of the first row that is wrong.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.reader(lines, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise GeographyError(Reason.FILE_UNREADABLE, str(path), problem=error) from None
    if not rows or tuple(rows[0]) != COLUMNS:
        raise GeographyError(Reason.NOT_A_POSTCODE_TABLE, str(path), columns=",".join(COLUMNS))
    return tuple(_row(row, f"{path}, line {number}") for number, row in enumerate(rows[1:], 2))


def _row(row: list[str], where: str) -> PostcodePoint:
    try:
        pc4, town, lon, lat = row
        position = float(lon), float(lat)
    except ValueError:
        raise GeographyError(Reason.POSTCODE_ROW, where) from None
    if not _PC4.fullmatch(pc4) or not town.strip():
        raise GeographyError(Reason.POSTCODE_ROW, where)
    return PostcodePoint(pc4, town.strip(), RdPoint(*parse_position(position, CRS84, where)))
