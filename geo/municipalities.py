"""The municipalities of the European Netherlands, from our own table of facts."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from geo.errors import GeographyError, Reason
from geo.points import RdPoint

YEAR = 2026  # the division of this year is in the table

# Names of places that people use more than the official ones.
_EVERYDAY_NAMES = {"denhaag": "sgravenhage", "denbosch": "shertogenbosch"}
_IN_BRACKETS = re.compile(r"\(.*?\)")
_NOT_A_LETTER = re.compile(r"[^a-z0-9]")


@dataclass(frozen=True)
class Municipality:
    """A municipality of 2026: CBS code of four digits, a centre in RD (100 m) and COROP area."""

    code: str
    name: str
    centre: RdPoint
    corop_code: str
    corop_name: str


class Municipalities:
    """Municipalities to be found by code, by name and by place."""

    def __init__(self, rows: Iterable[Municipality]) -> None:
        self._by_code = {row.code: row for row in sorted(rows, key=lambda row: row.code)}
        self._by_name: dict[str, list[Municipality]] = {}
        for row in self:
            for key in {name_key(row.name), _short_key(row.name)}:
                self._by_name.setdefault(key, []).append(row)

    def __iter__(self) -> Iterator[Municipality]:
        """In the order of their codes."""
        return iter(self._by_code.values())

    def __len__(self) -> int:
        return len(self._by_code)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def with_code(self, code: str, where: str = "") -> Municipality:
        """The municipality with this CBS code; GeographyError when there is none."""
        found = self._by_code.get(code)
        if found is None:
            raise GeographyError(Reason.UNKNOWN_MUNICIPALITY, where, year=YEAR)
        return found

    def named(self, name: str) -> tuple[Municipality, ...]:
        """All with this name, whatever its capitals, accents and hyphens; two for "Bergen"."""
        return tuple(self._by_name.get(name_key(name.casefold().removeprefix("gemeente ")), ()))

    def nearest(self, point: RdPoint) -> Municipality:
        """The municipality whose centre is nearest, which need not be the one around the point."""
        return min(self, key=lambda row: (row.centre.metres_to(point), row.code))


@cache
def dutch_municipalities() -> Municipalities:
    """The 342 municipalities of 2026."""
    table = resources.files("geo") / "data" / "municipalities.csv"
    with table.open(encoding="utf-8") as lines:
        return Municipalities(_municipality(row) for row in csv.DictReader(lines))


def name_key(name: str) -> str:
    """The same for all ways to write a place name: capitals, accents, hyphens, "Den Haag"."""
    key = _NOT_A_LETTER.sub("", unicodedata.normalize("NFKD", name).casefold())
    return _EVERYDAY_NAMES.get(key, key)


def _short_key(name: str) -> str:
    return name_key(_IN_BRACKETS.sub("", name))


def _municipality(row: dict[str, str]) -> Municipality:
    centre = RdPoint(float(row["centre_x"]), float(row["centre_y"]))
    return Municipality(row["code"], row["name"], centre, row["corop_code"], row["corop_name"])
