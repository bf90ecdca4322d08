"""What people write in a field, as the API takes it; what is not so written stays as it is, so that
the model says what is wrong with it."""

import re
from typing import Any

from geo.crs import from_rd
from geo.points import RdPoint
from service.pages.forms import Form

_MONEY = re.compile(r"(?:€\s*)?([0-9]{1,7})(?:[.,]([0-9]{2}))?")
_NUMBERS = re.compile(r"[0-9]{1,6}(?:[.,][0-9]{1,8})?(?=[\s,;/]|$)")
LARGEST_DEGREE = 180
_DAY = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})")


def cents(text: str) -> Any:
    """Euros, with or without cents behind a comma, as cents."""
    found = _MONEY.fullmatch(text)
    return int(found[1]) * 100 + int(found[2] or 0) if found else text


def number(text: str) -> Any:
    """A whole number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text


def position(text: str) -> Any:
    """A point as people copy it, latitude and longitude or metres of the Dutch grid, in GeoJSON."""
    numbers = [float(each.replace(",", ".")) for each in _NUMBERS.findall(text)]
    if len(numbers) != 2 or _NUMBERS.sub("", text).strip(" ,;/"):
        return text
    in_metres = min(numbers) > LARGEST_DEGREE
    longitude, latitude = from_rd(RdPoint(*numbers)) if in_metres else reversed(numbers)
    return {"type": "Point", "coordinates": [longitude, latitude]}


def period(form: Form) -> dict[str, str]:
    """The first and the last day, as far as they are filled in."""
    days = {name: form.one(f"period.{name}") for name in ("startDate", "endDate")}
    return {name: day(text) for name, text in days.items() if text}


def day(text: str) -> str:
    """A day as people here write it, as yyyy-mm-dd."""
    found = _DAY.fullmatch(text)
    return f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}" if found else text
