"""A solved round once more in row numbers: the choices there were, their limits, and the plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from matching.archive import digest
from matching.capacity.family import Family, Rows
from matching.capacity.groups import fitting, together
from matching.capacity.limits import families
from matching.capacity.minimums import MINIMUM, Order, aimed_at, marked, order_of
from matching.capacity.model import Chosen, Model
from matching.capacity.quotas import agreed, capped, layers
from matching.codes.rounds import Level, Status
from matching.pairs.candidates import Pairs, pairs_of
from matching.pairs.columns import Columns, columns_at
from matching.pairs.kernel import Kernel, kernel_of
from matching.pairs.reach import refuse_points
from matching.pairs.sheet import sheet_of
from matching.policy import Policy
from matching.problem import Problem
from matching.reasons.alone import Lone, Sorted, sorted_rules
from matching.reasons.minimums import minimums_of
from matching.solution import Prices, Solution
from matching.tiers import tiers_of

UNIT = "UNIT"


class NotOfThisProblem(ValueError):
    """The solution speaks of something that the problem does not have; the message names it."""


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """Ids of requests, units and providers by row, and rows by id; `place` is by unit id."""

    request: list[UUID]
    request_row: dict[UUID, int]
    provider: list[UUID]
    place: dict[UUID, int]
    units: list[list[UUID]]

    def requests_of(self, ids: Sequence[UUID]) -> Rows:
        """The rows of requests; raises `NotOfThisProblem` naming the first that is not there."""
        return _rows_of(self.request_row, ids)

    def places_of(self, units: Sequence[UUID]) -> Rows:
        """The places that units belong to; raises `NotOfThisProblem` like `requests_of`."""
        return _rows_of(self.place, units)


@dataclass(frozen=True, eq=False)
class Standing:
    """`choices` are all that the rules allow, `chosen` which of them the plan has.

    `tier` is by request. Rows are those of the problem as it was given. `proven`: no plan is
    better. `settled`: none has more of a tier, or of the minimums, given what comes before it.
    `prices` are those that came with the solution.
    """

    kernel: Kernel
    pairs: Pairs
    tier: NDArray[np.int64]
    choices: Columns
    chosen: Chosen
    proven: bool
    settled: bool
    names: Names
    prices: Prices | None

    @property
    def problem(self) -> Problem:
        """The problem that the row numbers belong to."""
        return self.kernel.sheet.problem

    @property
    def policy(self) -> Policy:
        """The policy of the round."""
        return self.kernel.sheet.policy

    @cached_property
    def plan(self) -> Columns:
        """The choices of the plan, by request."""
        return self.choices.take(self.chosen)

    @cached_property
    def unplaced(self) -> Rows:
        """The requests without a place."""
        placed = np.zeros(len(self.tier), dtype=np.bool_)
        placed[self.plan.request] = True
        return np.nonzero(~placed)[0]

    @cached_property
    def rules(self) -> Sorted:
        """The hard rules by what they take."""
        return sorted_rules(self.kernel)

    @cached_property
    def lone(self) -> tuple[Lone, ...]:
        """Where one rule alone is in the way of who has no place, some requests at a time."""
        return tuple(self.rules.lone(self.unplaced))

    @cached_property
    def counts(self) -> Rows:
        """How many of each rank the plan places, marks of minimums among them."""
        found = np.bincount(self.order.rank[self.plan.request], minlength=self.order.levels)
        if self.order.minimums >= 0:
            reached = minimums_of(self.problem, self.plan)
            found[self.order.minimums] += sum(each.counted for each in reached)
        return found

    @cached_property
    def order(self) -> Order:
        """What comes before what."""
        return order_of(self.problem, self.policy, self.tier)

    def choices_of(self, requests: Rows) -> Rows:
        """The choices of some requests, each given once and in order, by their numbers."""
        first = np.searchsorted(self.choices.request, requests, "left")
        last = np.searchsorted(self.choices.request, requests, "right")
        shift = np.repeat(last - np.cumsum(last - first), last - first)
        return np.arange(len(shift)) + shift

    def model(self, choices: Columns, limits: tuple[Family, ...], rank: Rows) -> Model:
        """The model over some choices within these limits, and the marks of minimums after them."""
        return marked(Model(choices, rank, len(rank), limits), self.problem)

    def limits(self, choices: Columns) -> tuple[Family, ...]:
        """Every capacity over some choices, without rows that these cannot fill."""
        sheet = self.kernel.sheet
        return (*families(sheet, choices), *together(sheet.problem, choices))

    def limit_codes(self) -> tuple[str, ...]:
        """The rule that each of the first limits is from; groups come after them."""
        hard = self.policy.level("E12_SHARE") is Level.HARD
        return (
            UNIT,
            "E27_NEIGHBOURHOOD",
            "E11_CASELOAD",
            "E06_LEASES",
            *["E27_QUOTA"] * len(layers(self.problem, capped(self.problem))),
            *[MINIMUM, MINIMUM] * len(layers(self.problem, agreed(self.problem))),
            "E14_GROUP",
            *(["E12_SHARE"] if hard else []),
            "E14_GROUP",
            "E14_GROUP",
        )


def standing(problem: Problem, policy: Policy, solution: Solution) -> Standing:
    """Reads a solution back; raises `NotOfThisProblem` where it is another problem's, and
    `ProblemError` where points would not fit (`refuse_points`).
    """
    refuse_points(problem, policy)
    kernel = kernel_of(sheet_of(aimed_at(problem, policy), policy))
    pairs = _possible(kernel, pairs_of(kernel))
    choices = columns_at(kernel, pairs, np.arange(len(pairs)))
    names = names_of(problem)
    plan = _plan(problem, names, solution)
    chosen = np.zeros(len(choices), dtype=np.bool_)
    chosen[_found(problem, choices, plan)] = True
    return Standing(
        kernel=kernel,
        pairs=pairs,
        tier=tiers_of(problem, policy),
        choices=choices,
        chosen=chosen,
        proven=solution.status is Status.OPTIMAL,
        settled=_settled(problem, policy, solution),
        names=names,
        prices=solution.prices,
    )


def _settled(problem: Problem, policy: Policy, solution: Solution) -> bool:
    """Whether the certificate is of this very round and leaves no count open."""
    found = solution.certificate
    if solution.status is Status.INFEASIBLE or found.policy_sha256 != policy.sha256():
        return False
    agreed = found.minimums
    counts = [(tier.placed, tier.bound) for tier in found.tiers]
    counts += [(agreed.reached, agreed.bound)] if agreed else []
    proven = all(placed == bound for placed, bound in counts)
    return proven and found.problem_sha256 == digest(problem)


def _possible(kernel: Kernel, pairs: Pairs) -> Pairs:
    """The pairs that a plan may have: the fixed ones as they are, groups where all of one fit."""
    fixed = kernel.sheet.problem.fixed
    place = np.full(len(pairs.first) - 1, -1, dtype=np.int64)
    place[fixed.request] = fixed.place
    wanted = np.repeat(place, np.diff(pairs.first))
    kept = pairs.only((wanted < 0) | (wanted == pairs.place))
    return kept.only(fitting(kernel, kept))


def names_of(problem: Problem) -> Names:
    """The ids of a problem."""
    request, unit, provider = (
        [UUID(bytes=row.tobytes()) for row in table.id]
        for table in (problem.requests, problem.units, problem.providers)
    )
    place = dict(zip(unit, problem.units.place.tolist(), strict=True))
    units: list[list[UUID]] = [[] for _ in range(len(problem.places))]
    for name in sorted(unit):
        units[place[name]].append(name)
    return Names(request, {name: row for row, name in enumerate(request)}, provider, place, units)


def _rows_of(rows: Mapping[UUID, int], ids: Sequence[UUID]) -> Rows:
    try:
        return np.array([rows[each] for each in ids], dtype=np.int64)
    except KeyError as error:
        raise NotOfThisProblem(f"{error.args[0]} is not in this problem") from None


def _plan(problem: Problem, names: Names, solution: Solution) -> NDArray[np.int64]:
    """Request, place, form and provider of each assignment: shape (4, assignments)."""
    provider = {name: row for row, name in enumerate(names.provider)}
    try:
        rows = [
            (
                names.request_row[one.request],
                names.place[one.place],
                one.contract_form.position,
                -1 if one.provider is None else provider[one.provider],
            )
            for one in solution.assignments
        ]
    except KeyError as error:
        raise NotOfThisProblem(f"{error.args[0]} is not in this problem") from None
    return np.array(rows, dtype=np.int64).reshape(-1, 4).T


def _found(problem: Problem, choices: Columns, plan: NDArray[np.int64]) -> Rows:
    """Which of the choices each of the plan is."""
    keys = _keys(problem, choices.request, choices.place, choices.form, choices.provider)
    wanted = _keys(problem, *plan)
    at = np.searchsorted(keys, wanted)
    missing = np.append(keys, -1)[at] != wanted
    if missing.any():
        raise NotOfThisProblem(f"assignments[{int(missing.argmax())}] is no choice of this problem")
    return at


def _keys(problem: Problem, request: Rows, place: Rows, form: Rows, provider: Rows) -> Rows:
    places, providers = len(problem.places), len(problem.providers) + 1
    found: Rows = ((request * places + place) * 16 + form) * providers + provider + 1
    return found
