"""Why people have no place, counted again: every unplaced request with every place."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.check.choices import fixed_pairs
from matching.check.obstacles import Masks, Obstacles
from matching.check.reading import Plan
from matching.check.rooms import Rooms
from matching.codes import ContractForm
from matching.rules import FORM
from matching.solution import Unplaced

CELLS = 20_000_000
GROUP = "E14_GROUP"
Flags = NDArray[np.bool_]
Told = set[tuple[str, int, int]]


@dataclass(frozen=True, slots=True)
class Chances:
    """For some requests (rows): the places that are open, and who stands in the way where."""

    open: Flags
    blockers: list[Told]


def wrong_unplaced(plan: Plan) -> Iterator[str]:
    """Eligible units and blockers that are not what the rules say."""
    lines = plan.solution.unplaced
    obstacles, rooms = Obstacles(plan), Rooms(plan.problem)
    step = max(1, CELLS // (40 * len(ContractForm) * max(1, len(plan.problem.places))))
    requests = np.array([plan.requests[line.request] for line in lines], dtype=np.int64)
    found = [
        _chances(plan, obstacles, requests[start : start + step])
        for start in range(0, len(lines), step)
    ]
    open_places = [row for chances in found for row in chances.open]
    _only_fixed(plan, requests, open_places)
    blockers = [told for chances in found for told in chances.blockers]
    reachable = rooms.within_groups(dict(zip(requests.tolist(), open_places, strict=True)))
    units = plan.problem.capacity()
    for line, mine, told, request in zip(lines, open_places, blockers, requests, strict=True):
        fits = mine & reachable[int(request)]
        lost = int(units[mine & ~fits].sum())
        told |= {(GROUP, lost, lost)} if lost else set()
        yield from _compared(line, int(units[fits].sum()), told)


def _only_fixed(plan: Plan, requests: NDArray[np.int64], open_places: list[Flags]) -> None:
    """Leaves a request with a fixed place no other."""
    fixed = fixed_pairs(plan)
    for request, flags in zip(requests.tolist(), open_places, strict=True):
        if request in fixed:
            flags &= np.arange(len(flags)) == fixed[request][0]


def _compared(line: Unplaced, eligible: int, told: Told) -> Iterator[str]:
    if line.eligible_units != eligible:
        yield f"request {line.request}: {eligible} units fit, not {line.eligible_units}"
    if {(item.rule, item.units, item.alone) for item in line.blockers} != told:
        yield f"request {line.request}: in the way are {sorted(told)}"
    if len(line.blockers) != len(told):
        yield f"request {line.request}: a rule is named twice"


def _chances(plan: Plan, obstacles: Obstacles, requests: NDArray[np.int64]) -> Chances:
    """A pair is out when every form falls away; a rule is alone where nothing else takes a form.

    A rule is told where it takes a form that both share, or either names where they share none.
    """
    found = obstacles.taken(requests).items()
    taken = {code: masks for code, masks in found if code == FORM or masks.any()}
    lost = np.array([_by_form(masks) for masks in taken.values()])
    out: Flags = np.all(lost.any(axis=0), axis=-1)
    asked = _by_form(plan.problem.requests.contract_forms[requests, None])
    offered = _by_form(plan.problem.places.contract_forms[None, :])
    shared = asked & offered
    shared |= (asked | offered) & ~shared.any(axis=-1, keepdims=True)
    alone = out & (lost & shared & (lost.sum(axis=0) == 1)).any(axis=-1)
    told = out & (lost & shared).any(axis=-1)
    units = plan.problem.capacity()
    many, single = told @ units, alone @ units
    blockers = [
        {
            (code, int(many[rule, row]), int(single[rule, row]))
            for rule, code in enumerate(taken)
            if many[rule, row]
        }
        for row in range(len(requests))
    ]
    return Chances(np.logical_not(out), blockers)


def _by_form(masks: Masks) -> Flags:
    """A flag for each form, in a last dimension of its own."""
    return np.stack([masks & form.bit != 0 for form in ContractForm], axis=-1)
