"""A plan that is called best leaves nobody out for whom a unit is free and all else can stay."""

from collections.abc import Iterator
from functools import reduce
from operator import or_

import numpy as np
from numpy.typing import NDArray

from matching.check.capacities import Capacities
from matching.check.reading import Choice, Plan
from matching.codes.contracts import ContractForm
from matching.codes.rounds import Level, Status
from matching.pairs.block import every_pair
from matching.pairs.eligibility import killed
from matching.rules.declaration import ALL_FORMS

CELLS = 1_000_000
NO_GROUP = -1
ASKED = ("provider", "care_type", "youth", "housing_first")
OFFERED = ("landlord", "region", "municipality", "neighbourhood", "complex")
"""What capacities look at: of pairs that are alike in these, one is tried."""


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
    capacities, step = Capacities(plan), max(1, CELLS // max(1, len(places)))
    for start in range(0, len(alone) if len(places) else 0, step):
        requests = np.array(alone[start : start + step], dtype=np.int64)
        for row in sorted(_placeable(capacities, requests, places)):
            yield f"request {names[row]} could be placed as well, yet the plan is called best"


def _placeable(
    capacities: Capacities, requests: NDArray[np.int64], places: NDArray[np.int64]
) -> set[int]:
    """Those of the requests for whom one of the places is free."""
    pairs = _open_pairs(capacities.plan, requests, places)
    return {request for request, place, forms in pairs if _fits(capacities, request, place, forms)}


def _open_pairs(
    plan: Plan, requests: NDArray[np.int64], places: NDArray[np.int64]
) -> list[tuple[int, int, int]]:
    """Request, place and forms (as a mask) that no rule about pairs forbids: one of each kind."""
    block = every_pair(plan.sheet, requests, places)
    rules = plan.policy.pair_rules(Level.HARD)
    lost = reduce(or_, (killed(rule, block) for rule in rules))
    forms = np.broadcast_to(ALL_FORMS & ~lost, (len(requests), len(places)))
    row, column = np.nonzero(forms)
    asked, offered, left = requests[row], places[column], forms[row, column]
    kinds = [getattr(plan.problem.requests, name)[asked] for name in ASKED]
    kinds += [getattr(plan.problem.places, name)[offered] for name in OFFERED]
    alike = np.stack([*(kind.astype(np.int64) for kind in kinds), left])
    _, first = np.unique(alike, axis=1, return_index=True)
    columns = (each[first].tolist() for each in (asked, offered, left))
    return list(zip(*columns, strict=True))


def _fits(capacities: Capacities, request: int, place: int, forms: int) -> bool:
    support = capacities.support
    choices = (
        Choice("", request, place, form, provider)
        for form in ContractForm
        if form.bit & forms
        for provider in support.candidates(request)
        if support.agrees(request, place, form, provider)
    )
    return any(map(capacities.have_room, choices))
