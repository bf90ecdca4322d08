"""Templates into HTML: one environment a language."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from service.pages.assets import address
from service.pages.languages import LANGUAGES, translations
from service.pages.said_once import InOneLanguage
from service.pages.wording import filters


@cache
def environment(language: str) -> Environment:
    """Everything is escaped, and a name that is not there is an error."""
    made = InOneLanguage(
        language,
        loader=PackageLoader("service.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
    )
    install: Callable[..., None] = made.install_gettext_translations  # type: ignore[attr-defined]
    install(translations(language), newstyle=True)
    made.policies["ext.i18n.trimmed"] = True
    made.filters |= filters(language)
    made.globals |= {"asset": address, "language": language, "languages": LANGUAGES}
    return made


def rendered(language: str, template: str, context: Mapping[str, Any]) -> str:
    """The HTML of a template."""
    return environment(language).get_template(template).render(context)
