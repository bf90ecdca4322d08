"""A solution's ids as row numbers of its problem."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from matching.codes.contracts import ContractForm
from matching.codes.rounds import Status
from matching.pairs.sheet import Sheet, sheet_of
from matching.policy import Policy
from matching.problem import Problem
from matching.solution import Alternative, Assignment, Solution


@dataclass(frozen=True, slots=True)
class Choice:
    """A household at a place, under a form, with a provider's row or -1."""

    ids: tuple[UUID, UUID] | None
    request: int
    place: int
    form: ContractForm
    provider: int

    @property
    def name(self) -> str:
        """As a fault speaks of it."""
        return "request {} at {}".format(*self.ids) if self.ids else ""


@dataclass(frozen=True)
class Plan:
    """A solution beside the problem and the policy it says to be of."""

    problem: Problem
    policy: Policy
    solution: Solution

    @cached_property
    def requests(self) -> dict[UUID, int]:
        """Row of each request."""
        return _rows(self.problem.requests.id)

    @cached_property
    def units(self) -> dict[UUID, int]:
        """Row in `places` of each bookable unit."""
        places = self.problem.units.place.tolist()
        return {name: places[row] for name, row in _rows(self.problem.units.id).items()}

    @cached_property
    def providers(self) -> dict[UUID | None, int]:
        """Row of each provider; None is -1."""
        found: dict[UUID | None, int] = {None: -1}
        return found | _rows(self.problem.providers.id)

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        """The assignments, in their order."""
        return tuple(self.choice(line, line) for line in self.solution.assignments)

    @cached_property
    def sheet(self) -> Sheet:
        """What the rules compare."""
        return sheet_of(self.problem, self.policy)

    def choice(self, line: Assignment, chosen: Assignment | Alternative) -> Choice:
        """An assignment, or one of its alternatives, in row numbers."""
        return Choice(
            (line.request, chosen.place),
            self.requests[line.request],
            self.units[chosen.place],
            chosen.contract_form,
            self.providers[chosen.provider],
        )


def read(problem: Problem, policy: Policy, solution: Solution) -> tuple[Plan, list[str]]:
    """The plan in row numbers, and what cannot be read: ids that are unknown, double or missing."""
    plan = Plan(problem, policy, solution)
    return plan, [*_unknown(plan), *_not_once(plan)]


def _rows(ids: NDArray[np.uint8]) -> dict[UUID, int]:
    return {UUID(bytes=row.tobytes()): number for number, row in enumerate(ids)}


def _unknown(plan: Plan) -> Iterator[str]:
    lines, conflicts = plan.solution.assignments, plan.solution.conflicts
    others = [other for line in lines for other in line.alternatives]
    requests = {line.request for line in lines} | {line.request for line in conflicts}
    requests |= {line.request for line in plan.solution.unplaced}
    places = {line.place for line in lines} | {line.place for line in conflicts}
    places |= {other.place for other in others}
    providers = {line.provider for line in lines} | {other.provider for other in others}
    yield from _not_in("request", requests, plan.requests)
    yield from _not_in("place", places, plan.units)
    yield from _not_in("provider", providers, plan.providers)


def _not_in(what: str, named: Collection[UUID | None], known: Collection[UUID | None]) -> list[str]:
    return [f"{what} {name} does not exist" for name in sorted(set(named) - set(known), key=str)]


def _not_once(plan: Plan) -> Iterator[str]:
    solution = plan.solution
    parts = {
        "assignments": [line.request for line in solution.assignments],
        "unplaced": [line.request for line in solution.unplaced],
        "conflicts": [line.request for line in solution.conflicts],
    }
    for part, names in parts.items():
        if names != sorted(names):
            yield f"{part} are not in the order of the request ids"
    if solution.status is Status.INFEASIBLE:
        return
    times = Counter([*parts["assignments"], *parts["unplaced"]])
    for name in plan.requests:
        if times[name] != 1:
            yield f"request {name} is named {times[name]} times instead of once"
    for unit, often in Counter(line.place for line in solution.assignments).items():
        if often > 1:
            yield f"place {unit} is given away {often} times"
