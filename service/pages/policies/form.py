"""A policy as a form: filled in from an edition that stands, and read back as a new one."""

from collections.abc import Mapping
from dataclasses import replace

from pydantic.alias_generators import to_camel

from matching.codes.contracts import ContractForm
from matching.codes.rounds import Level, TierCode
from matching.policy import (
    HIGHEST_WEIGHT,
    MOST,
    MOST_DAYS,
    FormPoints,
    Policy,
    RuleLevel,
    RuleWeight,
    Tier,
)
from service.errors import Fault
from service.pages.expected import A_NUMBER
from service.pages.forms import Form, Wrong
from service.pages.policies.fields import FIRST, FROM_DAYS, TAKEN_OVER
from service.pages.policies.told import LEVELLED, WEIGHED
from service.pages.refusals import Refused
from service.pages.written import number

SAME_PLACE = Fault(
    "",
    "named_twice",
    "Another group has this place already.",
    "Een andere groep heeft deze plaats al.",
)
NOT_FIRST = Fault(
    "",
    "unknown_tier",
    "This group does not go first in this policy. Choose another.",
    "Deze groep gaat niet voor in dit beleid. Kies een andere.",
)


def form_of(policy: Policy) -> Mapping[str, str]:
    """What each field says of a policy."""
    places = {tier.code: (str(at), tier.from_days) for at, tier in enumerate(policy.tiers, 1)}
    points = {each.form: each.points for each in policy.form_points}
    numbers: dict[str, int] = {
        **{to_camel(name): getattr(policy, name) for name in MOST.keys() - TAKEN_OVER},
        **{f"formPoints.{form.value}": points.get(form, 0) for form in ContractForm},
        **{f"weights.{rule.code}": policy.points(rule) for rule in WEIGHED},
        **{f"tiers.{code.value}.days": places.get(code, ("", 0))[1] for code in FROM_DAYS},
    }
    return {
        **{name: str(value) for name, value in numbers.items()},
        **{f"tiers.{code.value}": places.get(code, ("", 0))[0] for code in FIRST},
        **{f"levels.{rule.code}": policy.level(rule.code).value for rule in LEVELLED},
        "minimumsBefore": policy.minimums_before.value,
    }


def policy_of(form: Form, basis: Policy) -> Policy:
    """What was filled in, with the rest as the basis has it. Raises Refused with all that is
    wrong."""
    read = _Read(form)
    tiers = read.tiers()
    made = replace(
        basis,
        tiers=tiers,
        minimums_before=read.minimums_before(tiers),
        form_points=read.form_points(),
        waiting_points=read.one("waiting_points"),
        waiting_weeks_most=read.one("waiting_weeks_most"),
        wait_days=read.one("wait_days"),
        levels=read.levels(),
        weights=read.weights(basis),
        stickiness=read.one("stickiness"),
        cooling_days=read.one("cooling_days"),
    )
    if read.wrong:
        raise Refused(read.wrong, 400)
    return made


class _Read:
    """A form that is read field by field; what is wrong is gathered, and 0 or the like stands in
    its place."""

    def __init__(self, form: Form) -> None:
        self._form, self.wrong = form, dict[str, Wrong]()

    def one(self, name: str) -> int:
        """A single number of a policy, by its name there."""
        return self._number(to_camel(name), MOST[name])

    def form_points(self) -> tuple[FormPoints, ...]:
        """Of every contract form."""
        return tuple(
            FormPoints(form, self._number(f"formPoints.{form.value}", HIGHEST_WEIGHT))
            for form in ContractForm
        )

    def levels(self) -> tuple[RuleLevel, ...]:
        """Of the rules that are not at their own."""
        found = ((rule, self._level(f"levels.{rule.code}", rule.levels)) for rule in LEVELLED)
        return tuple(RuleLevel(rule.code, level) for rule, level in found if level != rule.level)

    def weights(self, basis: Policy) -> tuple[RuleWeight, ...]:
        """Of the rules that do not count for what is their own; what the basis says of rules that
        are not asked for stays."""
        asked = {rule.code for rule in WEIGHED}
        found = ((rule, self._number(f"weights.{rule.code}", HIGHEST_WEIGHT)) for rule in WEIGHED)
        return (
            *(each for each in basis.weights if each.rule not in asked),
            *(RuleWeight(rule.code, points) for rule, points in found if points != rule.points),
        )

    def tiers(self) -> tuple[Tier, ...]:
        """Those that have a place, in its order, and after them all others."""
        order: dict[str, TierCode] = {}
        for code in FIRST:
            name = f"tiers.{code.value}"
            place = self._form.one(name)
            if place in order:
                self.wrong[name] = SAME_PLACE
            elif place and number(place) not in range(1, len(FIRST) + 1):
                self.wrong[name] = "enum"
            elif place:
                order[place] = code
        found = [Tier(order[place], self._days(order[place])) for place in sorted(order)]
        return (*found, Tier(TierCode.REST))

    def minimums_before(self, tiers: tuple[Tier, ...]) -> TierCode:
        """A group of this policy."""
        found = {tier.code.value: tier.code for tier in tiers}.get(self._form.one("minimumsBefore"))
        if found is None:
            self.wrong["minimumsBefore"] = NOT_FIRST
        return found or TierCode.REST

    def _days(self, code: TierCode) -> int:
        return self._number(f"tiers.{code.value}.days", MOST_DAYS) if code in FROM_DAYS else 0

    def _level(self, name: str, allowed: tuple[Level, ...]) -> Level:
        found = {level.value: level for level in allowed}.get(self._form.one(name))
        if found is None:
            self.wrong[name] = "enum"
        return found or allowed[0]

    def _number(self, name: str, most: int) -> int:
        found = number(self._form.one(name))
        if isinstance(found, int) and found <= most:
            return found
        self.wrong[name] = _too_high(most) if isinstance(found, int) else A_NUMBER
        return 0


def _too_high(most: int) -> Fault:
    return Fault(
        "",
        "out_of_range",
        f"Write a whole number from 0 to {most}.",
        f"Schrijf een heel getal van 0 tot en met {most}.",
    )
