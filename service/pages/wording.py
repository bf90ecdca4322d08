"""How a value is written for people, in one language."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal
from markupsafe import Markup, escape

from matching.codes.code import Code
from service.clock import HERE

LOCALES = {"nl": "nl_NL", "en": "en_GB"}
MANY = 2_000
"""So many days, amounts and numbers are kept as they are written: to write one anew takes longer
than all else that is done with it."""
END_OF_PART = re.compile("(?<=[@.])(?=.)")
DAY = {"nl": "d MMMM y", "en": "d MMMM y"}


def filters(language: str) -> Mapping[str, Callable[..., Any]]:
    """By the name under which templates use them."""
    locale = Locale.parse(LOCALES[language])  # once: by its name Babel looks it up each time

    def label(code: Code) -> str:
        """A code's label, or a sentence in two languages."""
        return str(getattr(code, language))

    @lru_cache(MANY)
    def day(value: date) -> str:
        """A day, in words."""
        return format_date(value, DAY[language], locale)

    def moment(value: datetime) -> str:
        """A moment, as clocks here show it."""
        return format_datetime(value.astimezone(HERE), f"{DAY[language]}, HH:mm", locale=locale)

    @lru_cache(MANY, typed=True)
    def money(cents: int) -> str:
        """Euro cents as euros."""
        return format_currency(cents / 100, "EUR", locale=locale)

    @lru_cache(MANY, typed=True)
    def number(value: float) -> str:
        """A number with its separators."""
        return format_decimal(value, locale=locale)

    def signed(value: int) -> str:
        """A number that is added or taken away."""
        sign = "+" if value > 0 else "\N{MINUS SIGN}" if value < 0 else ""
        return sign + number(abs(value))

    each = (label, day, moment, money, number, signed, sentence, lines, in_parts)
    return {function.__name__: function for function in each}


def sentence(text: str) -> str:
    """With a capital at its beginning."""
    return text[:1].upper() + text[1:]


def lines(text: str) -> Markup:
    """A text of several lines as it was written."""
    return Markup("<br>").join(escape(line) for line in text.splitlines())


def in_parts(address: str) -> Markup:
    """An e-mail address, that breaks at the end of a line between its parts and not within one."""
    return Markup(END_OF_PART.sub("<wbr>", str(escape(address))))
