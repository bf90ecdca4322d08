"""In which language a visitor reads, and what stands in its catalog."""

from collections.abc import Sequence
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from fastapi import Request

LANGUAGES = ("nl", "en")
"""The first is the default. The sentences in code and templates are the English ones."""
COOKIE = "woonplek-language"
LOCALE = Path(__file__).parent / "locale"


def N_(sentence: str) -> str:  # noqa: N802  (the name by which catalogs find it)
    """Marks a sentence that is translated where it is shown."""
    return sentence


@cache
def translations(language: str) -> NullTranslations:
    """The catalog of a language, read once: it takes some hundredths of a second."""
    path = LOCALE / language / "LC_MESSAGES" / "woonplek.po"
    if not path.exists():
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


def language_of(request: Request) -> str:
    """What the visitor chose, or else the browser's first that we have, or else Dutch."""
    chosen = request.cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return chosen
    return _preferred(request.headers.get("accept-language", "").split(","))


def _preferred(asked: Sequence[str]) -> str:
    weighed = [_weighed(each) for each in asked]
    known = [(-weight, place) for place, (name, weight) in enumerate(weighed) if name in LANGUAGES]
    return weighed[min(known)[1]][0] if known else LANGUAGES[0]


def _weighed(asked: str) -> tuple[str, float]:
    name, _, quality = asked.strip().partition(";q=")
    try:
        weight = float(quality or 1)
    except ValueError:
        weight = 0.0
    return name.lower()[:2], weight
