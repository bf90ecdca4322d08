"""A policy in plain words: each choice with what it does and what was chosen."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from matching.codes.contracts import ContractForm
from matching.codes.rounds import Level, TierCode
from matching.legal import SHARES, Amount, LegalAmounts
from matching.policy import Policy, Tier
from matching.rules import PAIR_RULES, RULES
from service.pages.languages import N_, translations
from service.pages.wording import filters
from service.policies.wording import AMOUNTS, CHOICES
from service.proposals.rule_texts import of_rule

LEVELLED = tuple(rule for rule in RULES.values() if len(rule.levels) > 1)
"""The rules that a policy may make stronger or weaker."""
WEIGHED = tuple(rule for rule in PAIR_RULES if rule.points and Level.SOFT in rule.levels)
"""The rules that can count, and how much."""
SINCE = {
    TierCode.YOUTH: N_("from %(days)s days without a home"),
    TierCode.LONG_WAITING: N_("from %(days)s days of waiting"),
}
"""The tiers that read from which day on they are meant."""


class Line(NamedTuple):
    """One thing that was chosen; `key` is the same in every policy, `rests_on` a source."""

    key: str
    label: str
    value: str
    rests_on: str = ""


class Part(NamedTuple):
    """One choice: what it is called and does, and what was chosen."""

    name: str
    title: str
    does: str
    lines: list[Line]


class Differs(NamedTuple):
    """One thing that two policies chose otherwise; "" where one says nothing of it."""

    label: str
    before: str
    after: str


class PartDiffers(NamedTuple):
    """One choice in which two policies differ."""

    title: str
    does: str
    lines: list[Differs]


def told(policy: Policy, language: str) -> list[Part]:
    """All choices of a policy."""
    words = _Words(language)
    return [
        Part(
            name,
            getattr(choice.title, language),
            getattr(choice.does, language),
            list(words.lines(policy, name)),
        )
        for name, choice in CHOICES.items()
    ]


def differences(before: Policy, after: Policy, language: str) -> list[PartDiffers]:
    """The choices in which they differ, and nothing else."""
    found = []
    for old, new in zip(told(before, language), told(after, language), strict=True):
        was, now = ({line.key: line for line in part.lines} for part in (old, new))
        lines = [
            Differs((now.get(key) or was[key]).label, _value(was, key), _value(now, key))
            for key in dict.fromkeys([*now, *was])
            if _value(was, key) != _value(now, key)
        ]
        if lines:
            found.append(PartDiffers(new.title, new.does, lines))
    return found


def _value(lines: dict[str, Line], key: str) -> str:
    return lines[key].value if key in lines else ""


class _Words:
    """How choices are written in one language."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._say = translations(language)
        self._write = filters(language)

    def lines(self, policy: Policy, name: str) -> Iterator[Line]:
        """What a policy chose under this name."""
        several = {
            "tiers": self._tiers,
            "form_points": self._form_points,
            "levels": self._levels,
            "weights": self._weights,
            "legal": self._legal,
        }
        if name in several:
            yield from several[name](policy)
        else:
            title = getattr(CHOICES[name].title, self._language)
            yield Line(name, title, self._one(getattr(policy, name)))

    def _one(self, value: TierCode | int) -> str:
        return self._label(value) if isinstance(value, TierCode) else self._number(value)

    def _tiers(self, policy: Policy) -> Iterator[Line]:
        """Each with its place in the order, so that a change of order is seen."""
        for place, tier in enumerate(policy.tiers, 1):
            yield Line(tier.code.value, self._label(tier.code), f"{place}{self._since(tier)}")

    def _since(self, tier: Tier) -> str:
        if tier.code not in SINCE:
            return ""
        said = self._say.gettext(SINCE[tier.code])
        return f", {said % {'days': self._number(tier.from_days)}}"

    def _form_points(self, policy: Policy) -> Iterator[Line]:
        points = {each.form: each.points for each in policy.form_points}
        for form in ContractForm:
            yield Line(form.value, self._label(form), self._number(points.get(form, 0)))

    def _levels(self, policy: Policy) -> Iterator[Line]:
        """Of the rules that may be stronger or weaker."""
        for rule in LEVELLED:
            level = policy.level(rule.code)
            yield Line(rule.code, self._label(of_rule(rule.code)), self._label(level))

    def _weights(self, policy: Policy) -> Iterator[Line]:
        """Of the rules that count."""
        per = {
            "pair.kilometres": self._say.gettext("%(points)s for each kilometre"),
            "pair.tens_of_euros_short": self._say.gettext("%(points)s for each ten euros"),
        }
        for rule in WEIGHED:
            said = per.get(rule.measure, "%(points)s")
            points = said % {"points": self._number(policy.points(rule))}
            yield Line(rule.code, self._label(of_rule(rule.code)), points)

    def _legal(self, policy: Policy) -> Iterator[Line]:
        for period in policy.legal:
            since = self._say.gettext("from %(day)s") % {"day": self._day(period.valid_from)}
            yield from self._amounts(period, since)

    def _amounts(self, period: LegalAmounts, since: str) -> Iterator[Line]:
        for name, said in AMOUNTS.items():
            value = getattr(period, name)
            key, label = f"{period.valid_from}.{name}", f"{self._label(said)} ({since})"
            if isinstance(value, Amount):
                yield Line(key, label, self._amount(name, value), value.source)
            else:
                yield Line(key, label, "; ".join(map(self._label, value)))
        for term in period.title_terms:
            label = self._say.gettext("Longest lease: %(title)s") % {
                "title": self._label(term.title)
            }
            months = self._say.ngettext("%(num)s month", "%(num)s months", term.months.value)
            yield Line(
                f"{period.valid_from}.{term.title.value}",
                f"{label} ({since})",
                self._unsure(months % {"num": term.months.value}, term.months),
                term.months.source,
            )

    def _amount(self, name: str, amount: Amount) -> str:
        if name in SHARES:
            return self._unsure(f"{self._number(amount.value / 10)} %", amount)
        if name.endswith("_days"):
            days = self._say.ngettext("%(num)s day", "%(num)s days", amount.value)
            return days % {"num": self._number(amount.value)}
        return self._unsure(self._write["money"](amount.value), amount)

    def _unsure(self, value: str, amount: Amount) -> str:
        indication = self._say.gettext("indication")
        return value if amount.verified else f"{value} ({indication})"

    def _label(self, code: Any) -> str:
        return str(getattr(code, self._language))

    def _number(self, value: float) -> str:
        return str(self._write["number"](value))

    def _day(self, value: Any) -> str:
        return str(self._write["day"](value))
