"""What a municipality may choose about a round: who goes first, what counts, how strong a rule is.

Small, frozen, dated by its legal amounts, and hashed, so that a round can be replayed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from matching import canonical
from matching.codes.contracts import ContractForm
from matching.codes.rounds import Level, TierCode
from matching.faults import Fault, Faulty, between, distinct, refuse
from matching.legal import AMOUNTS_2026, LegalAmounts
from matching.rules import PAIR_RULES, RULES
from matching.rules.declaration import PairRule

HIGHEST_WEIGHT = 10_000
MOST_DAYS = 40_000
MOST: Mapping[str, int] = {
    "waiting_points": HIGHEST_WEIGHT,
    "waiting_weeks_most": 5_000,
    "wait_days": 4_000,
    "cooling_days": 4_000,
    "stickiness": HIGHEST_WEIGHT,
    "seed": 2**63 - 1,
}
"""The highest that each single number of a policy may be."""


class PolicyError(Faulty):
    """The policy cannot be used; the message names each field that is wrong."""


@dataclass(frozen=True, slots=True)
class Tier:
    """Requests that go before all later tiers; `from_days` is read by YOUTH and LONG_WAITING."""

    code: TierCode
    from_days: int = 0


@dataclass(frozen=True, slots=True)
class FormPoints:
    """How many points a contract form is worth."""

    form: ContractForm
    points: int


@dataclass(frozen=True, slots=True)
class RuleLevel:
    """A rule at another level than its own."""

    rule: str
    level: Level


@dataclass(frozen=True, slots=True)
class RuleWeight:
    """What a soft rule costs: points for each time, kilometre or ten euros, as the rule says."""

    rule: str
    points: int


FORM_POINTS = (
    FormPoints(ContractForm.OWN_NAME, 40),
    FormPoints(ContractForm.OWN_NAME_ADDENDUM, 34),
    FormPoints(ContractForm.TRIPARTITE, 28),
    FormPoints(ContractForm.OMKLAP, 20),
    FormPoints(ContractForm.INTERMEDIARY, 8),
    FormPoints(ContractForm.CARE_STAY, 8),
    FormPoints(ContractForm.GUEST_AGREEMENT, 0),
)
TIERS = (
    Tier(TierCode.URGENT),
    Tier(TierCode.YOUTH, 60),
    Tier(TierCode.LONG_WAITING, 26 * 7),
    Tier(TierCode.REST),
)


@dataclass(frozen=True, slots=True)
class Policy(canonical.Written):
    """The choices of a round.

    `tiers` in order of going first, REST last. `waiting_points` for each full week waited, up to
    `waiting_weeks_most`. A place may come free up to `wait_days` after the household can move.
    `levels` and `weights` name only the rules that differ from their own default. `stickiness` is
    what an unchanged proposal is worth when a plan is made anew after a refusal or a change: so
    many points may be lost to leave one household as it was, never a place of any tier.
    `minimums_before`: what quotas ask at least comes before this tier and all after it, and never
    costs a tier before it a place. `cooling_days`: so long who decides is told of an earlier no or
    an ended placement in the same complex or at the same owner (E26); a year unless a
    municipality chooses otherwise, 0 for never.
    """

    tiers: tuple[Tier, ...] = TIERS
    form_points: tuple[FormPoints, ...] = FORM_POINTS
    waiting_points: int = 1
    waiting_weeks_most: int = 104
    wait_days: int = 60
    levels: tuple[RuleLevel, ...] = ()
    weights: tuple[RuleWeight, ...] = ()
    legal: tuple[LegalAmounts, ...] = (AMOUNTS_2026,)
    seed: int = 0
    stickiness: int = field(default=0, metadata=canonical.LEFT_OUT)
    minimums_before: TierCode = field(default=TierCode.REST, metadata=canonical.LEFT_OUT)
    cooling_days: int = field(default=365, metadata=canonical.LEFT_OUT)

    def __post_init__(self) -> None:
        found = (*_of_tiers(self), *_of_points(self), *_of_rules(self), *_of_numbers(self))
        refuse((*found, *_of_legal(self.legal)), PolicyError)

    def level(self, rule: str) -> Level:
        """How strong a rule is in this policy."""
        chosen = {item.rule: item.level for item in self.levels}
        return chosen.get(rule, RULES[rule].level)

    def points(self, rule: PairRule) -> int:
        """What a soft rule costs in this policy."""
        chosen = {item.rule: item.points for item in self.weights}
        return chosen.get(rule.code, rule.points)

    def pair_rules(self, *levels: Level) -> tuple[PairRule, ...]:
        """The pair rules that have one of these levels here."""
        return tuple(rule for rule in PAIR_RULES if self.level(rule.code) in levels)

    def sha256(self) -> str:
        """The policy's digest, as it stands in a certificate."""
        return canonical.sha256(self.to_json())


def _of_tiers(policy: Policy) -> Iterator[Fault]:
    codes = [tier.code for tier in policy.tiers]
    yield from distinct(("tiers",), codes)
    for row, tier in enumerate(policy.tiers):
        yield from between(("tiers", row, "from_days"), tier.from_days, MOST_DAYS)
    if codes[-1:] != [TierCode.REST]:
        yield Fault(("tiers",), "rest_not_last", "the last must be REST")
    if policy.minimums_before not in codes:
        yield Fault(("minimums_before",), "unknown_tier", "is no tier of this policy")


def _of_points(policy: Policy) -> Iterator[Fault]:
    yield from distinct(("form_points",), [item.form for item in policy.form_points])
    for row, item in enumerate(policy.form_points):
        yield from between(("form_points", row, "points"), item.points, HIGHEST_WEIGHT)


def _of_rules(policy: Policy) -> Iterator[Fault]:
    yield from distinct(("levels",), [item.rule for item in policy.levels])
    for row, choice in enumerate(policy.levels):
        yield from _of_level(row, choice)
    yield from distinct(("weights",), [item.rule for item in policy.weights])
    for row, weight in enumerate(policy.weights):
        yield from _of_weight(row, weight)


def _of_level(row: int, choice: RuleLevel) -> Iterator[Fault]:
    rule = RULES.get(choice.rule)
    if rule is None:
        yield Fault(("levels", row, "rule"), "unknown_rule", "there is no rule of this code")
    elif choice.level not in rule.levels:
        allowed = f"this rule may be {', '.join(rule.levels)} only"
        yield Fault(("levels", row, "level"), "level_not_allowed", allowed)


def _of_weight(row: int, weight: RuleWeight) -> Iterator[Fault]:
    yield from between(("weights", row, "points"), weight.points, HIGHEST_WEIGHT)
    if not getattr(RULES.get(weight.rule), "points", 0):
        unknown = "there is no rule with points of this code"
        yield Fault(("weights", row, "rule"), "unknown_rule", unknown)


def _of_numbers(policy: Policy) -> Iterator[Fault]:
    for name, most in MOST.items():
        yield from between((name,), getattr(policy, name), most)


def _of_legal(legal: tuple[LegalAmounts, ...]) -> Iterator[Fault]:
    starts = [amounts.valid_from for amounts in legal]
    if not legal:
        yield Fault(("legal",), "no_period", "needs the amounts of at least one period")
    elif starts != sorted(set(starts)):
        yield Fault(("legal",), "periods_order", "periods must follow each other in time")
