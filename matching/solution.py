"""What a round brings: a plan, the reasons, and how good it is proven to be.

No clock and no path is in it, so the same input gives the same bytes.
"""

from dataclasses import dataclass, field
from itertools import pairwise
from uuid import UUID

from matching import canonical
from matching.codes.care import CareType
from matching.codes.contracts import ContractForm
from matching.codes.rounds import LimitKind, PairReason, Proof, Status, TierCode

ENGINE_VERSION = "0.5.0"


@dataclass(frozen=True, slots=True)
class Part:
    """The points that one rule gives (above 0) or takes (below 0)."""

    rule: str
    points: int


@dataclass(frozen=True, slots=True)
class Alternative:
    """A next-best place for somebody placed; `free` when the plan leaves a unit there open."""

    place: UUID
    contract_form: ContractForm
    provider: UUID | None
    score: int
    free: bool


@dataclass(frozen=True, slots=True)
class Assignment:
    """A household joined to one bookable place; `warnings` are the rules not met but not hard."""

    request: UUID
    place: UUID
    contract_form: ContractForm
    provider: UUID | None
    tier: TierCode
    score: int
    parts: tuple[Part, ...]
    warnings: tuple[str, ...]
    fixed: PairReason | None
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class Blocker:
    """At how many units a rule stands in the way, and at how many it does so alone."""

    rule: str
    units: int
    alone: int


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Why a household got no place: rules in the way, or `eligible_units` that others got."""

    request: UUID
    tier: TierCode
    eligible_units: int
    blockers: tuple[Blocker, ...]

    @property
    def competition(self) -> bool:
        """There were places that fit; others went first or a capacity was used up."""
        return self.eligible_units > 0


@dataclass(frozen=True, slots=True)
class Conflict:
    """A fixed pair that cannot be kept; no rules named means the fixed pairs exclude each other."""

    request: UUID
    place: UUID
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TierProof:
    """How many of a tier got a place, and how many could have at most, given the tiers before."""

    code: TierCode
    requests: int
    placed: int
    bound: int
    proof: Proof


@dataclass(frozen=True, slots=True)
class Minimum:
    """How many placements a quota asks at least and how many the plan has that it counts."""

    quota: UUID
    asked: int
    reached: int

    @property
    def counted(self) -> int:
        """What is reached, up to what is asked: more is worth nothing."""
        return min(self.asked, self.reached)

    @property
    def short(self) -> int:
        """How many are missing."""
        return max(self.asked - self.reached, 0)


@dataclass(frozen=True, slots=True)
class MinimumsProof:
    """How much of all minimums together is reached, counted up to each, and how much could be at
    most, given the tiers before `before`; they come before that tier.
    """

    before: TierCode
    asked: int
    reached: int
    bound: int
    proof: Proof


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit of the problem, by the id of what it is on: a request, the first unit of a place, a
    neighbourhood, a provider and a region (and the kind of care), a provider, a quota (its most, or
    its minimum).
    """

    kind: LimitKind
    of: tuple[UUID, ...]
    care: CareType | None = field(default=None, metadata=canonical.LEFT_OUT)


@dataclass(frozen=True, slots=True)
class Halved:
    """Limits of which half the sum, rounded down, is a limit too: no plan in whole choices has more
    than `at_most`, where each choice counts half the limits that it uses, rounded down.

    Whatever the limits are that is so (Chvatal and Gomory); linear bounds of tiers rest on some.
    """

    limits: tuple[Limit, ...]
    at_most: int


@dataclass(frozen=True, slots=True)
class Price:
    """What the last of a limit is worth."""

    limit: Limit
    worth: int


@dataclass(frozen=True, slots=True)
class Prices:
    """What limits are worth to the best plan, in 1/`grid` of a point; those not named are worth
    nothing. A plan for a round that differs little begins there.

    A place counts for `steps` of its rank (fixed pairs, then tiers and minimums in their order),
    each a whole multiple of the next, and for what its points are over `lowest`. Whatever prices
    say, no plan is worth more than what limits cost together and what each household has beyond the
    prices at best (Lagrange).
    """

    grid: int
    steps: tuple[int, ...]
    lowest: int
    limits: tuple[Price, ...]

    def __post_init__(self) -> None:
        if self.grid < 1:
            raise ValueError(f"grid is {self.grid}, and should be 1 or more")
        for at, step in enumerate(self.steps):
            if step < 1:
                raise ValueError(f"steps[{at}] is {step}, and should be 1 or more")
        for at, (step, following) in enumerate(pairwise(self.steps)):
            if step % following:
                raise ValueError(
                    f"steps[{at}] is {step}, and should be a whole multiple of the next one, "
                    f"{following}"
                )


@dataclass(frozen=True, slots=True)
class Certificate:
    """How good the plan is: tier by tier, then the score for those counts.

    `minimums` only where quotas have minimums at which the policy aims. `most_in_all`: no plan
    places more households, whoever goes first; what the tiers cost all together shows beside it.
    """

    tiers: tuple[TierProof, ...]
    score: int
    score_bound: int
    score_proof: Proof
    problem_sha256: str
    policy_sha256: str
    engine_version: str
    minimums: MinimumsProof | None = field(default=None, metadata=canonical.LEFT_OUT)
    most_in_all: int | None = field(default=None, metadata=canonical.LEFT_OUT)

    @property
    def placed(self) -> int:
        """How many have a place, in all tiers."""
        return sum(tier.placed for tier in self.tiers)

    @property
    def gap(self) -> int:
        """Placements that could still be missing, plus points; 0 is proven best."""
        agreed = self.minimums.bound - self.minimums.reached if self.minimums else 0
        placed = sum(tier.bound - tier.placed for tier in self.tiers)
        return placed + agreed + self.score_bound - self.score

    @property
    def value(self) -> tuple[int, ...]:
        """What is compared between two plans, first number first: tier counts, with what is reached
        of the minimums among them, then score.
        """
        counts: list[int] = []
        for tier in self.tiers:
            if self.minimums and self.minimums.before is tier.code:
                counts.append(self.minimums.reached)
            counts.append(tier.placed)
        return (*counts, self.score)


@dataclass(frozen=True, slots=True)
class Solution(canonical.Written):
    """The result of a round, ordered by request id; `minimums` by the id of their quota.

    `halves` are what the bounds of the certificate rest on beside the limits of the problem.
    `prices` only where choices came in by price, limits cross the flow, and no more was needed.
    """

    status: Status
    assignments: tuple[Assignment, ...]
    unplaced: tuple[Unplaced, ...]
    conflicts: tuple[Conflict, ...]
    certificate: Certificate
    minimums: tuple[Minimum, ...] = field(default=(), metadata=canonical.LEFT_OUT)
    halves: tuple[Halved, ...] = field(default=(), metadata=canonical.LEFT_OUT)
    prices: Prices | None = field(default=None, metadata=canonical.LEFT_OUT)
