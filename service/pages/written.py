"""What people write in a field, as the API takes it; what is not so written stays as it is, so that
the model says what is wrong with it."""

import re
from typing import Any

_MONEY = re.compile(r"(?:€\s*)?(\d{1,7})(?:[.,](\d{2}))?")
_DAY = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")


def cents(text: str) -> Any:
    """Euros, with or without cents behind a comma, as cents."""
    found = _MONEY.fullmatch(text)
    return int(found[1]) * 100 + int(found[2] or 0) if found else text


def number(text: str) -> Any:
    """A whole number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text


def day(text: str) -> str:
    """A day as people here write it, as yyyy-mm-dd."""
    found = _DAY.fullmatch(text)
    return f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}" if found else text
