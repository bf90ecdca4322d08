"""Turns the text of a cell into a value, the Dutch way of writing first."""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from geo.municipalities import dutch_municipalities
from matching.codes.code import Code
from matching.codes.households import AgeBand
from service.intake.faults import CellError, Wrong

Parser = Callable[[str], Any]

BETWEEN_CODES = "|"
NOON = time(12, tzinfo=UTC)

_WHOLE = re.compile(r"-?[0-9]{1,9}")
_AMOUNT = re.compile(r"(?:€ ?)?([0-9]{1,9}|[0-9]{1,3}(?:\.[0-9]{3})+(?=,))(?:[.,]([0-9]{1,2}))?")
_DEGREE = re.compile(r"-?[0-9]{1,3}(?:[.,][0-9]{1,15})?")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DUTCH_DAY = re.compile(r"([0-9]{1,2})[-/]([0-9]{1,2})[-/]([0-9]{4})")
_YES_OR_NO = {"ja": True, "yes": True, "nee": False, "no": False}


def text(cell: str) -> str:
    """The words as they stand, whatever a spreadsheet would make of them (`=1+1` is a name)."""
    return unicodedata.normalize("NFC", cell)


def postcode(cell: str) -> str:
    """A postcode without its space and in capitals."""
    return "".join(cell.split()).upper()


def bag_id(cell: str) -> str:
    """A BAG id of sixteen digits; a spreadsheet takes the leading zero away."""
    return cell.zfill(16) if cell.isdecimal() else cell


def whole(cell: str) -> int:
    """A whole number."""
    if not _WHOLE.fullmatch(cell):
        raise CellError(Wrong.NOT_A_NUMBER)
    return int(cell)


def euros(cell: str) -> int:
    """An amount in euros as cents; a point before three digits is only read as thousands when
    cents follow, since 1.228 could be either."""
    found = _AMOUNT.fullmatch(cell)
    if found is None:
        raise CellError(Wrong.NOT_AN_AMOUNT)
    units, cents = found.groups()
    return int(units.replace(".", "")) * 100 + int((cents or "0").ljust(2, "0"))


def degrees(cell: str) -> float:
    """A longitude or latitude in degrees."""
    if not _DEGREE.fullmatch(cell):
        raise CellError(Wrong.NOT_A_DEGREE)
    return float(Decimal(cell.replace(",", ".")))


def day(cell: str) -> date:
    """A day as yyyy-mm-dd or dd-mm-yyyy."""
    iso, dutch = _ISO_DAY.fullmatch(cell), _DUTCH_DAY.fullmatch(cell)
    parts = iso.groups() if iso else dutch.groups()[::-1] if dutch else ()
    try:
        return date(*map(int, parts))
    except (TypeError, ValueError):
        raise CellError(Wrong.NOT_A_DAY) from None


def noon(cell: str) -> datetime:
    """The middle of a day, which is that same day in UTC and in the Netherlands."""
    return datetime.combine(day(cell), NOON)


def yes_or_no(cell: str) -> bool:
    """Yes or no."""
    try:
        return _YES_OR_NO[cell.casefold()]
    except KeyError:
        raise CellError(Wrong.NOT_YES_OR_NO) from None


def municipality(cell: str) -> str:
    """The code of a municipality that is named by its code or its name."""
    if cell.isdecimal() and len(cell) <= 4:
        # A spreadsheet takes the leading zero of 0344 away.
        found = tuple(one for one in dutch_municipalities() if one.code == cell.zfill(4))
    else:
        found = dutch_municipalities().named(cell)
    if not found:
        raise CellError(Wrong.NOT_A_MUNICIPALITY)
    if len(found) > 1:
        raise CellError(Wrong.MUNICIPALITY_UNCLEAR)
    return found[0].code


def one_of(codes: type[Code], *allowed: Code) -> Parser:
    """One code of a list, by the code itself or by its Dutch or English label."""
    members = allowed or tuple(codes)
    known = {
        written.casefold(): member
        for member in members
        for written in (member.value, member.nl, member.en)
    }
    names = {
        "allowed_nl": "; ".join(member.nl for member in members),
        "allowed_en": ", ".join(member.value for member in members),
    }

    def parse(cell: str) -> Code:
        found = known.get(cell.casefold())
        if found is None:
            raise CellError(Wrong.NOT_A_CODE, **names)
        return found

    return parse


def some_of(codes: type[Code]) -> Parser:
    """Codes of a list with | between them."""
    one = one_of(codes)

    def parse(cell: str) -> list[Code]:
        return [one(part.strip()) for part in cell.split(BETWEEN_CODES) if part.strip()]

    return parse


def members(cell: str) -> list[dict[str, Code]]:
    """The age band of each person, with | between them; several may have the same."""
    return [{"ageBand": band} for band in some_of(AgeBand)(cell)]
