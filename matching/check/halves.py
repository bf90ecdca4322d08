"""Halved limits: that each follows from limits of the problem, and that the plan keeps it."""

from collections.abc import Iterator
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from matching.check.capacities import Capacities, Capacity
from matching.check.reading import Choice, Plan
from matching.codes.care import CareType
from matching.codes.rounds import LimitKind
from matching.solution import Halved, Limit

REQUEST, PLACE = "REQUEST", "PLACE"


def wrong_halves(plan: Plan) -> Iterator[str]:
    """Those of limits that do not exist, with another number than half, or that the plan breaks.

    What half a sum allows needs no more proof: no choice in whole numbers is a half.
    """
    if not plan.solution.halves:
        return
    capacities = Capacities(plan)
    known = dict(limits_of(capacities))
    taken = [{*capacities.of(choice), *_own(plan, choice)} for choice in plan.choices]
    for number, half in enumerate(plan.solution.halves):
        for wrong in _half(half, known, taken):
            yield f"halved limits {number}: {wrong}"


def _half(half: Halved, known: dict[Limit, Capacity], taken: list[set[Capacity]]) -> Iterator[str]:
    for limit in half.limits:
        if limit not in known:
            yield f"there is no limit {limit.kind} {' '.join(map(str, limit.of))}"
            return
    found = {known[limit] for limit in half.limits}
    if len(found) < len(half.limits):
        yield "a limit is named twice"
    if half.at_most != sum(limit.free for limit in found) // 2:
        yield f"{half.at_most} is not half of what its limits allow"
    used = sum(len(found & each) // 2 for each in taken)
    if used > half.at_most:
        yield f"the plan has {used} of at most {half.at_most}"


def _own(plan: Plan, choice: Choice) -> Iterator[Capacity]:
    """That a request has one place, and a place so many units."""
    yield Capacity(REQUEST, (choice.request,), 1)
    yield Capacity(PLACE, (choice.place,), int(plan.problem.capacity()[choice.place]))


def limits_of(capacities: Capacities) -> Iterator[tuple[Limit, Capacity]]:
    """Every limit that may be halved, by the name that a proof gives it."""
    plan, problem = capacities.plan, capacities.plan.problem
    for request, row in plan.requests.items():
        yield Limit(LimitKind.REQUEST, (request,)), Capacity(REQUEST, (row,), 1)
    units, first = problem.capacity().tolist(), dict[int, UUID]()
    for unit, place in sorted(plan.units.items()):
        first.setdefault(place, unit)
    for place, unit in first.items():
        yield Limit(LimitKind.PLACE, (unit,)), Capacity(PLACE, (place,), units[place])
    areas, regions = _ids(problem.neighbourhoods.id), _ids(problem.regions.id)
    for area, free in capacities.areas.items():
        limit = Capacity("E27_NEIGHBOURHOOD", (area,), free)
        yield Limit(LimitKind.NEIGHBOURHOOD, (areas[area],)), limit
    providers = _ids(problem.providers.id)
    for slot, free in capacities.support.slots.items():
        provider, region, care = slot
        name = Limit(LimitKind.CASELOAD, (providers[provider], regions[region]), CareType.at(care))
        yield name, Capacity("E11_CASELOAD", slot, free)
    for row, free in enumerate(problem.providers.free_leases.tolist()):
        yield Limit(LimitKind.LEASES, (providers[row],)), Capacity("E06_LEASES", (row,), free)
    for row, (quota, most) in enumerate(
        zip(_ids(problem.quotas.id), problem.quotas.at_most.tolist(), strict=True)
    ):
        yield Limit(LimitKind.QUOTA, (quota,)), Capacity("E27_QUOTA", (row,), most)


def _ids(ids: NDArray[np.uint8]) -> list[UUID]:
    return [UUID(bytes=row.tobytes()) for row in ids]
