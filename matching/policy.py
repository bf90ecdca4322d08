"""What a municipality may choose about a round: who goes first, what counts, how strong a rule is.

Small, frozen, dated by its legal amounts, and hashed, so that a round can be replayed.
"""

from dataclasses import dataclass, field

from matching import canonical
from matching.codes.contracts import ContractForm
from matching.codes.rounds import Level, TierCode
from matching.legal import AMOUNTS_2026, LegalAmounts
from matching.rules import PAIR_RULES, RULES
from matching.rules.declaration import PairRule

HIGHEST_WEIGHT = 10_000


class PolicyError(ValueError):
    """The policy cannot be used; the message names the field."""


@dataclass(frozen=True, slots=True)
class Tier:
    """Requests that go before all later tiers; `from_days` is read by YOUTH and LONG_WAITING."""

    code: TierCode
    from_days: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.from_days <= 40_000:
            raise PolicyError("from_days: must lie between 0 and 40000")


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
class Policy:
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
        _unique("tiers", [tier.code for tier in self.tiers])
        if not self.tiers or self.tiers[-1].code is not TierCode.REST:
            raise PolicyError("tiers: the last must be REST")
        if self.minimums_before not in [tier.code for tier in self.tiers]:
            raise PolicyError("minimums_before: is no tier of this policy")
        _unique("form_points", [item.form for item in self.form_points])
        _unique("levels", [item.rule for item in self.levels])
        _unique("weights", [item.rule for item in self.weights])
        for row, item in enumerate(self.form_points):
            _between(f"form_points[{row}].points", item.points, HIGHEST_WEIGHT)
        for row, weight in enumerate(self.weights):
            _between(f"weights[{row}].points", weight.points, HIGHEST_WEIGHT)
        for row, choice in enumerate(self.levels):
            _allowed(f"levels[{row}]", choice)
        for row, weight in enumerate(self.weights):
            if not getattr(RULES.get(weight.rule), "points", 0):
                raise PolicyError(f"weights[{row}].rule: there is no rule with points of this code")
        _between("waiting_points", self.waiting_points, HIGHEST_WEIGHT)
        _between("waiting_weeks_most", self.waiting_weeks_most, 5_000)
        _between("wait_days", self.wait_days, 4_000)
        _between("cooling_days", self.cooling_days, 4_000)
        _between("stickiness", self.stickiness, HIGHEST_WEIGHT)
        _between("seed", self.seed, 2**63 - 1)
        _dated(self.legal)

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

    def to_json(self) -> str:
        """Canonical JSON: the same policy always gives the same text."""
        return canonical.to_json(self)

    @classmethod
    def from_json(cls, text: str | bytes) -> "Policy":
        """Raises `FormError` or `PolicyError`, each naming the field."""
        policy: Policy = canonical.from_json(cls, text)
        return policy

    def sha256(self) -> str:
        """The policy's digest, as it stands in a certificate."""
        return canonical.sha256(self.to_json())


def _between(field: str, value: int, highest: int) -> None:
    if not 0 <= value <= highest:
        raise PolicyError(f"{field}: must lie between 0 and {highest}")


def _allowed(field: str, choice: RuleLevel) -> None:
    rule = RULES.get(choice.rule)
    if rule is None:
        raise PolicyError(f"{field}.rule: there is no rule of this code")
    if choice.level not in rule.levels:
        allowed = ", ".join(rule.levels)
        raise PolicyError(f"{field}.level: this rule may be {allowed} only")


def _unique(field: str, values: list[str]) -> None:
    if len(set(values)) != len(values):
        raise PolicyError(f"{field}: names something twice")


def _dated(legal: tuple[LegalAmounts, ...]) -> None:
    if not legal:
        raise PolicyError("legal: needs the amounts of at least one period")
    starts = [amounts.valid_from for amounts in legal]
    if starts != sorted(set(starts)):
        raise PolicyError("legal: periods must follow each other in time")
