"""Why people have no place, counted again: every unplaced request with every place."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.check.choices import fixed_pairs
from matching.check.obstacles import Obstacles
from matching.check.reading import Plan
from matching.check.rooms import Rooms
from matching.codes.contracts import ContractForm
from matching.solution import Unplaced

CELLS = 1 << 18
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
    step = max(1, CELLS // max(1, len(plan.problem.places)))
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
    taken = obstacles.taken(requests)
    once, twice = np.zeros((2, len(requests), len(plan.problem.places)), dtype=np.uint8)
    for masks in taken.values():
        twice |= once & masks
        once |= masks
    out: Flags = once == ContractForm.all_bits()
    asked = plan.problem.requests.contract_forms[requests]
    told = obstacles.told[asked] * out
    lone = _Lone(told & ~twice, plan.problem.capacity())
    units = _in_bits(plan.problem.capacity())
    blockers: list[Told] = [set() for _ in requests]
    for code, masks in taken.items():
        many, single = _units(masks & told, units), lone.units(masks)
        for row in np.nonzero(many)[0].tolist():
            blockers[row].add((code, int(many[row]), int(single[row])))
    return Chances(np.logical_not(out), blockers)


class _Lone:
    """The pairs of which some form is taken by one rule alone: they are few."""

    def __init__(self, forms: NDArray[np.uint8], units: NDArray[np.int64]) -> None:
        self._cell = np.flatnonzero(forms)
        self._forms = forms.ravel()[self._cell]
        self._rows = len(forms)
        self._row, self._place = np.divmod(self._cell, max(1, len(units)))
        self._weight = units[self._place]

    def units(self, masks: NDArray[np.uint8]) -> NDArray[np.int64]:
        """At how many units of each row these masks are that rule."""
        mine = np.flatnonzero(masks[self._row, self._place] & self._forms)
        return np.bincount(self._row[mine], self._weight[mine], self._rows).astype(np.int64)


def _in_bits(units: NDArray[np.int64]) -> list[NDArray[np.uint8]]:
    """For each binary digit of the units the places that have it, eight places a byte."""
    digits = int(units.max(initial=0)).bit_length()
    return [np.packbits(units >> digit & 1 != 0) for digit in range(digits)]


def _units(masks: NDArray[np.uint8], units: list[NDArray[np.uint8]]) -> NDArray[np.int64]:
    """How many units each row of masks marks: bits are counted, as that is many times faster."""
    marked, found = np.packbits(masks != 0, axis=1), np.zeros(len(masks), dtype=np.int64)
    for digit, places in enumerate(units):
        found += np.bitwise_count(marked & places).sum(axis=1, dtype=np.int64) << digit
    return found
