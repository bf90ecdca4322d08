"""What a part of a score or a warning says to people, by the code of its rule."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from matching.reasons.explain import in_general
from matching.rules import FORM, RULES, WAITING


class Said(NamedTuple):
    """A sentence in Dutch and in English."""

    nl: str
    en: str


BONUSES = {
    WAITING: Said(
        "Punten voor de tijd dat dit huishouden al wacht.",
        "Points for the time that this household has waited.",
    ),
    FORM: Said("Punten voor de contractvorm.", "Points for the contract form."),
}
"""What gives points; all other parts take points because a rule is not met."""


def said(kept: Mapping[str, Any]) -> Said:
    """The sentence that was kept with a part, or else the rule's own."""
    if "nl" in kept:
        return Said(kept["nl"], kept["en"])
    code = kept["rule"]
    return BONUSES.get(code) or of_rule(code)


def of_rule(code: str) -> Said:
    """What a rule says of every pair that it rules out."""
    return Said(in_general(RULES[code].nl), in_general(RULES[code].en))
