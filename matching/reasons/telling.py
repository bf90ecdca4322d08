"""A change that would have helped, as a sentence in Dutch and in English."""

from matching.codes.contracts import ContractForm
from matching.reasons.explain import in_general
from matching.reasons.shortfall import Amount, Measure
from matching.reasons.standing import UNIT
from matching.rules import FORM, RULES
from matching.rules.declaration import DAYS, CapacityRule, Noun, PairRule


def told(
    rule: str, amount: Amount, form: ContractForm, losers: int, *, to_supporter: bool = False
) -> tuple[str, str]:
    """The sentences; `losers` is how many others would lose their place by it. `to_supporter`: who
    reads is the care provider that would support.
    """
    dutch, english = _cause(rule, amount, form, to_supporter)
    return (
        f"{dutch} Was dat anders, dan had dit huishouden een woonplek. {_cost_nl(losers)}",
        f"{english} Were it otherwise, this household would have a place. {_cost_en(losers)}",
    )


def _cause(code: str, amount: Amount, form: ContractForm, to_supporter: bool) -> tuple[str, str]:
    if code == FORM:
        return (
            f"De contractvorm die hier past ({form.nl}) hoort nog niet bij allebei.",
            f"The contract form that would fit here ({form.en}) is not open to both.",
        )
    if code == UNIT:
        return (
            f"Er is één passende woonplek te weinig ({form.nl}).",
            f"There is one fitting place too few ({form.en}).",
        )
    rule = RULES[code]
    if isinstance(rule, CapacityRule):
        return (to_supporter and rule.you_one_short) or rule.one_short
    dutch, english = in_general(rule.nl), in_general(rule.en)
    by = said(rule.counts, amount) if isinstance(rule, PairRule) else None
    if by is None:
        return dutch, english
    return f"{dutch} Het scheelt {by[0]}.", f"{english} It differs by {by[1]}."


def said(counts: Noun | None, amount: Amount) -> tuple[str, str] | None:
    """An amount in Dutch and in English, of what it counts; None of what is yes or no."""
    number = amount.number
    if amount.measure is Measure.CENTS:
        return f"€ {number // 100},{number % 100:02d}", f"€{number // 100}.{number % 100:02d}"
    if amount.measure is Measure.METRES:
        tenths = -(-number // 100)
        return f"{tenths // 10},{tenths % 10} km", f"{tenths // 10}.{tenths % 10} km"
    noun = DAYS if amount.measure is Measure.DAYS else counts
    if noun is None:
        return None
    return f"{number} {noun.nl[number != 1]}", f"{number} {noun.en[number != 1]}"


def _cost_nl(losers: int) -> str:
    if not losers:
        return "Niemand anders verliest daardoor een woonplek."
    if losers == 1:
        return "Wel verliest dan 1 ander huishouden een woonplek."
    return f"Wel verliezen dan {losers} andere huishoudens een woonplek."


def _cost_en(losers: int) -> str:
    if not losers:
        return "Nobody else loses a place by it."
    if losers == 1:
        return "But then 1 other household loses a place."
    return f"But then {losers} other households lose a place."
