"""What a template says without a name or a number is the same as if Jinja said it when drawn."""

from __future__ import annotations

import pytest
from jinja2 import Environment

from service.pages.languages import LANGUAGES, translations
from service.pages.rendering import environment

SENTENCES = (
    '{{ _("Proposals") }}',
    '{{ gettext("Proposals") }}',
    "{% trans %}Proposals{% endtrans %}",
    '{{ _("No %(what)s & 100%% of <it>", what="<b>") }}',
    '{{ _("Unknown, 100%% & <b>sure</b>") }}',
    '{% set said = {"a": _("Proposals")} %}{{ said.a }} {{ _("Proposals") ~ "<" }}',
    "{{ _(given) }}",
    '{{ ngettext("%(num)s warning", "%(num)s warnings", 2) }}',
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", SENTENCES)
def test_a_sentence_is_the_same_whenever_it_is_said(language: str, template: str) -> None:
    drawn = Environment(autoescape=True, extensions=["jinja2.ext.i18n"])
    drawn.install_gettext_translations(translations(language), newstyle=True)
    said = environment(language).from_string(template).render(given="Proposals")
    assert said == drawn.from_string(template).render(given="Proposals")


def test_only_what_has_a_name_is_left_to_be_said_when_drawn() -> None:
    source = '{{ _("Proposals") }}{{ _("%(a)s", a=1) }}'
    compiled = environment("nl").compile(source, raw=True)
    found = [each in compiled for each in ("Voorstellen", "'Proposals'", "'%(a)s'")]
    assert found == [True, False, True]
