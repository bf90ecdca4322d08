"""The fields in which a policy is filled in: one for each thing that can be chosen."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pydantic.alias_generators import to_camel

from matching.codes.code import Code
from matching.codes.contracts import ContractForm
from matching.codes.rounds import TierCode
from service.pages.policies.told import LEVELLED, WEIGHED
from service.policies.wording import CHOICES
from service.proposals.rule_texts import Said, of_rule

FIRST = tuple(code for code in TierCode if code is not TierCode.REST)
"""The groups that can go first; all others come last."""
TAKEN_OVER = frozenset({"legal", "seed"})
"""What a form does not ask: it stays as in the edition that one begins with."""
LATER = Said("Gaat niet voor", "Does not go first")
FROM_DAYS = {
    TierCode.YOUTH: Said(
        "Jongeren: vanaf zo veel dagen zonder thuis",
        "Young people: from so many days without a home",
    ),
    TierCode.LONG_WAITING: Said(
        "Mensen die lang wachten: vanaf zo veel dagen",
        "People waiting long: from so many days",
    ),
}
FOR_EACH = {
    "pair.kilometres": Said("Punten voor elke kilometer", "Points for each kilometre"),
    "pair.tens_of_euros_short": Said("Punten voor elke tien euro", "Points for each ten euros"),
}
ONCE = Said("", "")
"""What the points of a rule are for, where that is not simply that it is so."""


class Field(NamedTuple):
    """One field: a number, or one of the options, each a value and what it says."""

    name: str
    label: Said
    options: tuple[tuple[str, Said], ...] = ()
    help: Said = ONCE


class Part(NamedTuple):
    """One choice: what it is called and does, and its fields."""

    title: Said
    does: Said
    fields: tuple[Field, ...]


def parts() -> tuple[Part, ...]:
    """All that can be chosen, in the order in which a policy is told."""
    fields = {
        "tiers": tuple(_of_tiers()),
        "minimums_before": (
            _options("minimumsBefore", CHOICES["minimums_before"].title, TierCode),
        ),
        "form_points": tuple(
            Field(f"formPoints.{form.value}", _said(form)) for form in ContractForm
        ),
        "levels": tuple(
            _options(f"levels.{rule.code}", of_rule(rule.code), rule.levels) for rule in LEVELLED
        ),
        "weights": tuple(
            Field(f"weights.{rule.code}", of_rule(rule.code), help=FOR_EACH.get(rule.measure, ONCE))
            for rule in WEIGHED
        ),
    }
    return tuple(
        Part(choice.title, choice.does, fields.get(name) or (Field(to_camel(name), choice.title),))
        for name, choice in CHOICES.items()
        if name not in TAKEN_OVER
    )


def _of_tiers() -> Iterator[Field]:
    places = (("", LATER), *((str(at), Said(str(at), str(at))) for at in range(1, len(FIRST) + 1)))
    for code in FIRST:
        yield Field(f"tiers.{code.value}", _said(code), options=places)
        if code in FROM_DAYS:
            yield Field(f"tiers.{code.value}.days", FROM_DAYS[code])


def _options(name: str, label: Said, codes: Iterable[Code]) -> Field:
    return Field(name, label, tuple((code.value, _said(code)) for code in codes))


def _said(code: Code) -> Said:
    return Said(code.nl, code.en)
