"""What comes of a comparison; canonical JSON, without clocks and paths."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from matching import canonical
from matching.codes.contracts import ContractForm
from matching.codes.rounds import TierCode


class Outcome(StrEnum):
    """How the two plans agree about one household."""

    SAME = "SAME"
    OTHER_PLACE = "OTHER_PLACE"
    ONLY_PEOPLE = "ONLY_PEOPLE"
    ONLY_ENGINE = "ONLY_ENGINE"


@dataclass(frozen=True, slots=True)
class Broken:
    """A hard rule that a decision does not meet, as a sentence in Dutch and in English."""

    rule: str
    nl: str
    en: str


@dataclass(frozen=True, slots=True)
class Line:
    """One household in both plans; points are None where it has no place within the rules."""

    request: UUID
    tier: TierCode
    outcome: Outcome
    people_place: UUID | None
    people_points: int | None
    engine_place: UUID | None
    engine_form: ContractForm | None
    engine_provider: UUID | None
    engine_points: int | None
    broken: tuple[Broken, ...]


@dataclass(frozen=True, slots=True)
class TierCount:
    """A tier's households: who ask, whom people gave a place, of those within the rules, and whom
    the engine would have given one."""

    code: TierCode
    requests: int
    people: int
    people_within_rules: int
    engine: int


@dataclass(frozen=True, slots=True)
class MinimumCount:
    """What a quota asks at least, and how many of each plan's placements within the rules count."""

    quota: UUID
    asked: int
    people: int
    engine: int


@dataclass(frozen=True, slots=True)
class Difference:
    """Households whose places hang together: each has what another would have had.

    `tiers` counts these households alone; points are of plans within the rules.
    """

    lines: tuple[Line, ...]
    tiers: tuple[TierCount, ...]
    people_points: int
    engine_points: int

    @property
    def lost(self) -> tuple[Line, ...]:
        """Who would have had a place from the engine and got none from people."""
        return tuple(line for line in self.lines if line.outcome is Outcome.ONLY_ENGINE)


@dataclass(frozen=True, slots=True)
class Shadow(canonical.Written):
    """Both plans of one day beside each other; `gap` 0 says that the engine's is proven best."""

    day: date
    tiers: tuple[TierCount, ...]
    people_points: int
    engine_points: int
    gap: int
    same: tuple[Line, ...]
    differences: tuple[Difference, ...]
    problem_sha256: str
    policy_sha256: str
    engine_version: str
    minimums: tuple[MinimumCount, ...]
