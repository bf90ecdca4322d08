"""People's decisions of a day beside the engine's plan for that day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from matching.check import check
from matching.check.reading import read
from matching.policy import Policy
from matching.problem import Problem
from matching.reasons.report import uuids
from matching.shadow.chains import chains
from matching.shadow.decisions import Decision, day_of, faults_of, fixed_places
from matching.shadow.people import People, people_of
from matching.shadow.report import Difference, Line, MinimumCount, Outcome, Shadow, TierCount
from matching.solution import Assignment, Solution
from matching.solve import solve
from matching.tiers import tiers_of


def replay(problem: Problem, policy: Policy, decisions: Sequence[Decision]) -> Shadow:
    """Agreements and differences, whom each cost a place, and what either plan gives.

    People's forms and providers are the best that the rules leave to their decisions. Pairs that
    were fixed before the day are in both plans. Raises ValueError where `faults_of` finds any,
    and where the engine has no plan that its checker accepts.
    """
    if any(True for _ in faults_of(problem, decisions)):
        raise ValueError("the decisions are not those of this snapshot")
    solution = solve(problem, policy)
    if solution.conflicts:
        raise ValueError("the fixed pairs of this snapshot cannot all be kept")
    if wrong := check(problem, policy, solution):
        raise ValueError(f"the engine's plan does not pass its checker: {wrong[0]}")
    tables = _tables(problem, policy, solution, decisions)
    units = dict(enumerate(problem.capacity().tolist()))
    groups = chains(tables.people_at, tables.engine_at, units)
    differ = {row for group in groups for row in group}
    same = [row for row in sorted(tables.engine_at) if row not in differ]
    certificate = solution.certificate
    return Shadow(
        day=day_of(problem),
        tiers=tables.counts(range(len(problem.requests))),
        people_points=sum(tables.people.points.values()),
        engine_points=certificate.score,
        gap=certificate.gap,
        same=tuple(tables.line(row) for row in same),
        differences=tuple(tables.difference(group) for group in groups),
        problem_sha256=certificate.problem_sha256,
        policy_sha256=certificate.policy_sha256,
        engine_version=certificate.engine_version,
        minimums=tuple(
            MinimumCount(one.quota, one.asked, tables.people.counted[one.quota], one.reached)
            for one in solution.minimums
        ),
    )


@dataclass(frozen=True, slots=True)
class _Tables:
    """Both plans by row of the request; `unit` names the place that people gave."""

    policy: Policy
    names: list[UUID]
    tier: list[int]
    people_at: dict[int, int]
    unit: dict[int, UUID]
    people: People
    engine_at: dict[int, int]
    engine: dict[int, Assignment]

    def difference(self, rows: Sequence[int]) -> Difference:
        """The lines of these households, counted."""
        lines = tuple(self.line(row) for row in rows)
        return Difference(
            lines=lines,
            tiers=self.counts(rows),
            people_points=sum(line.people_points or 0 for line in lines),
            engine_points=sum(line.engine_points or 0 for line in lines),
        )

    def line(self, row: int) -> Line:
        """One household in both plans."""
        found = self.engine.get(row)
        return Line(
            request=self.names[row],
            tier=self.policy.tiers[self.tier[row]].code,
            outcome=self._outcome(row),
            people_place=self.unit.get(row),
            people_points=self.people.points.get(row),
            engine_place=found.place if found else None,
            engine_form=found.contract_form if found else None,
            engine_provider=found.provider if found else None,
            engine_points=found.score if found else None,
            broken=self.people.broken.get(row, ()),
        )

    def counts(self, rows: Iterable[int]) -> tuple[TierCount, ...]:
        """These households by tier."""
        by_tier: list[list[int]] = [[] for _ in self.policy.tiers]
        for row in rows:
            by_tier[self.tier[row]].append(row)
        return tuple(
            TierCount(
                code=tier.code,
                requests=len(mine),
                people=sum(row in self.people_at for row in mine),
                people_within_rules=sum(row in self.people.points for row in mine),
                engine=sum(row in self.engine_at for row in mine),
            )
            for tier, mine in zip(self.policy.tiers, by_tier, strict=True)
        )

    def _outcome(self, row: int) -> Outcome:
        if row not in self.engine_at:
            return Outcome.ONLY_PEOPLE
        if row not in self.people_at:
            return Outcome.ONLY_ENGINE
        same = self.people_at[row] == self.engine_at[row]
        return Outcome.SAME if same else Outcome.OTHER_PLACE


def _tables(
    problem: Problem, policy: Policy, solution: Solution, decisions: Sequence[Decision]
) -> _Tables:
    names, plan = uuids(problem.requests.id), read(problem, policy, solution)[0]
    people_at = fixed_places(problem)
    people_at |= {plan.requests[each.request]: plan.units[each.place] for each in decisions}
    unit = {plan.requests[line.request]: line.place for line in solution.assignments if line.fixed}
    unit |= {plan.requests[each.request]: each.place for each in decisions}
    return _Tables(
        policy=policy,
        names=names,
        tier=tiers_of(problem, policy).tolist(),
        people_at=people_at,
        unit=unit,
        people=people_of(problem, policy, people_at),
        engine_at={choice.request: choice.place for choice in plan.choices},
        engine={plan.requests[line.request]: line for line in solution.assignments},
    )
