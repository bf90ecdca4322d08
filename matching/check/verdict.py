"""One judge for every plan, whoever made it: what it is worth, and what is wrong with it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from matching.archive import digest
from matching.check.capacities import wrong_capacities
from matching.check.choices import broken_rules
from matching.check.reading import Plan, read
from matching.check.scores import Parts, parts_of, tier_of
from matching.codes.contracts import ContractForm
from matching.codes.rounds import Proof, Status
from matching.policy import Policy
from matching.problem import Problem
from matching.solution import ENGINE_VERSION, Assignment, Certificate, Solution, Unplaced

Choice = tuple[int, int, int, int]
"""Rows of a request and a place, position of a contract form, row of a provider or -1."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many of each tier have a place, the points by rule of each who has, and what is wrong."""

    plan: Plan
    tiers: tuple[int, ...]
    points: Mapping[UUID, Parts]
    faults: tuple[str, ...]

    @property
    def score(self) -> int:
        """The points of the whole plan."""
        return sum(sum(parts.values()) for parts in self.points.values())


def judged(problem: Problem, policy: Policy, choices: Iterable[Choice]) -> Verdict:
    """Reads the plan as a solution, and counts and checks it."""
    plan, unreadable = read(problem, policy, _solution(problem, policy, list(choices)))
    if unreadable:
        return Verdict(plan, (), {}, tuple(unreadable))
    faults = [*broken_rules(plan, plan.choices), *wrong_capacities(plan)]
    placed = Counter(tier_of(plan, choice.request) for choice in plan.choices)
    held = [line.request for line in plan.solution.assignments]
    points = dict(zip(held, parts_of(plan, plan.choices), strict=True))
    tiers = tuple(placed[tier.code] for tier in policy.tiers)
    return Verdict(plan, tiers, points, tuple(faults))


def _solution(problem: Problem, policy: Policy, choices: list[Choice]) -> Solution:
    """Only who lives where is of interest here: points, reasons and proofs are left away."""
    names, first = _names(problem.requests.id), policy.tiers[0].code
    held = {request for request, *_ in choices}
    rest = [name for row, name in enumerate(names) if row not in held]
    certificate = Certificate(
        (), 0, 0, Proof.COUNT, digest(problem), policy.sha256(), ENGINE_VERSION
    )
    return Solution(
        status=Status.STOPPED,
        assignments=tuple(sorted(_assignments(problem, policy, choices), key=lambda a: a.request)),
        unplaced=tuple(Unplaced(name, first, 0, ()) for name in sorted(rest)),
        conflicts=(),
        certificate=certificate,
    )


def _assignments(problem: Problem, policy: Policy, choices: list[Choice]) -> Iterator[Assignment]:
    """More people than a place has units get the same last unit, which the checker sees."""
    names, providers = _names(problem.requests.id), _names(problem.providers.id)
    units: list[list[UUID]] = [[] for _ in range(len(problem.places))]
    for unit, place in zip(_names(problem.units.id), problem.units.place.tolist(), strict=True):
        units[place].append(unit)
    for request, place, form, provider in choices:
        yield Assignment(
            request=names[request],
            place=units[place].pop() if len(units[place]) > 1 else units[place][0],
            contract_form=ContractForm.at(form),
            provider=providers[provider] if provider >= 0 else None,
            tier=policy.tiers[0].code,
            score=0,
            parts=(),
            warnings=(),
            fixed=None,
            alternatives=(),
        )


def _names(ids: NDArray[np.uint8]) -> list[UUID]:
    return [UUID(bytes=row.tobytes()) for row in ids]
