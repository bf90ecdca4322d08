"""A plan that is called best leaves nobody out for whom a unit is free and all else can stay."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import or_

import numpy as np
from numpy.typing import NDArray

from matching.check.capacities import Capacities, Capacity
from matching.check.reading import Choice, Plan
from matching.codes.contracts import ContractForm
from matching.codes.rounds import Level, Status
from matching.pairs.block import every_pair
from matching.pairs.eligibility import killed
from matching.rules.declaration import ALL_FORMS

CELLS = 1_000_000
NO_GROUP = -1
ASKED = ("provider", "care_type", "youth", "from_shelter", "housing_first")
OFFERED = ("landlord", "region", "municipality")
"""What capacities look at, beside what is full: of pairs that are alike in these, one is tried."""
Kind = tuple[int, ...]


def wrong_optimum(plan: Plan) -> Iterator[str]:
    """Requests without a place who could have had one. Who is in a group is not looked at: one
    place more is not enough for them, or stands in another's way."""
    if plan.solution.status is not Status.OPTIMAL:
        return
    names = {plan.requests[line.request]: line.request for line in plan.solution.unplaced}
    alone = [row for row in names if plan.problem.requests.group[row] == NO_GROUP]
    held = np.array([choice.place for choice in plan.choices], dtype=np.int64)
    capacity = plan.problem.capacity()
    places = np.nonzero(np.bincount(held, minlength=len(capacity)) < capacity)[0]
    tried, step = Tried(Capacities(plan)), max(1, CELLS // max(1, len(places)))
    for start in range(0, len(alone) if len(places) else 0, step):
        requests = np.array(alone[start : start + step], dtype=np.int64)
        for row in sorted(_placeable(tried, requests, places)):
            yield f"request {names[row]} could be placed as well, yet the plan is called best"


@dataclass(frozen=True)
class Tried:
    """What was found of each kind of pair: whether the plan has room for it."""

    capacities: Capacities
    found: dict[Kind, bool] = field(default_factory=dict)

    @cached_property
    def full(self) -> list[NDArray[np.bool_]]:
        """The places in a neighbourhood, and in a complex, of which nothing is left."""
        places, capacities = self.capacities.plan.problem.places, self.capacities
        every = (
            ("E27_NEIGHBOURHOOD", capacities.areas, places.neighbourhood),
            ("E12_SHARE", capacities.shares, places.complex),
        )
        return [
            np.isin(
                column, [which for which, free in caps.items() if self._ends(rule, which, free)]
            )
            for rule, caps, column in every
        ]

    def _ends(self, rule: str, which: int, free: int) -> bool:
        return self.capacities.used[Capacity(rule, (which,), free)] >= free

    def fits(self, request: int, place: int, forms: int, kind: Kind) -> bool:
        """Whether this pair, or one of its kind before, can be added to the plan."""
        if kind not in self.found:
            self.found[kind] = _fits(self.capacities, request, place, forms)
        return self.found[kind]


def _placeable(tried: Tried, requests: NDArray[np.int64], places: NDArray[np.int64]) -> set[int]:
    """Those of the requests for whom one of the places is free."""
    pairs = _open_pairs(tried, requests, places)
    return {pair[0] for pair in pairs if tried.fits(*pair)}


def _open_pairs(
    tried: Tried, requests: NDArray[np.int64], places: NDArray[np.int64]
) -> Iterator[tuple[int, int, int, Kind]]:
    """Request, place and forms (as a mask) that no rule about pairs forbids: one of each kind."""
    plan = tried.capacities.plan
    block = every_pair(plan.sheet, requests, places)
    rules = plan.policy.pair_rules(Level.HARD)
    lost = reduce(or_, (killed(rule, block) for rule in rules))
    forms = np.broadcast_to(ALL_FORMS & ~lost, (len(requests), len(places)))
    row, column = np.nonzero(forms)
    asked, offered, left = requests[row], places[column], forms[row, column]
    kinds = [getattr(plan.problem.requests, name)[asked] for name in ASKED]
    kinds += [getattr(plan.problem.places, name)[offered] for name in OFFERED]
    kinds += [full[offered] for full in tried.full]
    alike = np.stack([*(kind.astype(np.int64) for kind in kinds), left])
    kind, first = np.unique(alike, axis=1, return_index=True)
    columns = (each[first].tolist() for each in (asked, offered, left))
    return zip(*columns, map(tuple, kind.T.tolist()), strict=True)


def _fits(capacities: Capacities, request: int, place: int, forms: int) -> bool:
    support = capacities.support
    choices = (
        Choice(None, request, place, form, provider)
        for form in ContractForm
        if form.bit & forms
        for provider in support.candidates(request)
        if support.agrees(request, place, form, provider)
    )
    return any(map(capacities.have_room, choices))
