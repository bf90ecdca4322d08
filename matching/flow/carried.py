"""Which limits of a problem a flow carries, and which cross it and can run out.

Read from the tables alone, before any pair is looked at: who cannot be told to be one of few is
counted as asking.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.capacity.family import NOWHERE, TOWN, Rows
from matching.capacity.limits import may_run_out, neighbourhoods
from matching.capacity.quotas import minimums, quotas
from matching.codes.care import CareType
from matching.flow.tree import Level, Tree, nests, tree_of
from matching.pairs.columns import Columns
from matching.problem import Problem

Flags = NDArray[np.bool_]
CHOICE = -2
NO_CARE = CareType.NONE.position


@dataclass(frozen=True, slots=True, eq=False)
class Carried:
    """The tree, and for each family of `by_option` which of its rows cross it and may run out."""

    tree: Tree
    crossing: tuple[Flags, ...]


def carried(problem: Problem) -> Carried:
    """A caseload is in the tree when whoever uses it can use no other."""
    own = _own_slot(problem)
    shared = _shared(problem, own)
    slot = np.where((own >= 0) & ~np.append(shared, True)[np.maximum(own, NOWHERE)], own, NOWHERE)
    every = _every_place(problem)
    areas = neighbourhoods(problem, every)
    levels = [Level(areas.row, areas.upper)]
    cares, leases = may_run_out(problem)
    crossing = [shared & cares, leases]
    for family in quotas(problem, every):
        level = Level(family.row, family.upper)
        if family.kind == TOWN and all(nests(inner, level) for inner in levels):
            levels.append(level)
            crossing.append(np.zeros(len(family.upper), dtype=np.bool_))
        else:
            crossing.append(np.ones(len(family.upper), dtype=np.bool_))
    crossing += [np.ones(len(family.upper), dtype=np.bool_) for family in minimums(problem, every)]
    tree = tree_of(slot, problem.slots.free.astype(np.int64), problem.capacity(), levels)
    return Carried(tree, tuple(crossing))


def _every_place(problem: Problem) -> Columns:
    """A column at each place, for limits that look at nothing else."""
    place = np.arange(len(problem.places) if len(problem.requests) else 0)
    none = np.zeros(len(place), dtype=np.int64)
    return Columns(none, place, none, none - 1, none)


def _own_slot(problem: Problem) -> Rows:
    """Each request's only caseload row; -1 where it needs none, -2 where the plan has to choose."""
    slots, rows = problem.slots, problem.requests
    free = np.nonzero(slots.free > 0)[0]
    regions, kinds = len(problem.regions), len(CareType)
    key = (slots.provider.astype(np.int64) * kinds + slots.care_type) * regions + slots.region
    free = free[np.argsort(key[free], kind="stable")]
    asked = (rows.provider.astype(np.int64) * kinds + rows.care_type) * regions
    must = rows.region_is_must
    low = np.searchsorted(key[free], asked + np.where(must, rows.preferred_region, 0))
    high = np.searchsorted(key[free], asked + np.where(must, rows.preferred_region + 1, regions))
    one = np.append(free, NOWHERE)[np.minimum(low, len(free))]
    known = np.where(high - low == 1, one, np.where(high == low, NOWHERE, CHOICE))
    found: Rows = np.where(rows.provider < 0, CHOICE, known)
    return np.where(rows.care_type == NO_CARE, NOWHERE, found)


def _shared(problem: Problem, own: Rows) -> Flags:
    """Caseload that somebody uses who could use another."""
    slots, rows = problem.slots, problem.requests
    kinds = len(CareType)
    chooses = np.zeros((len(problem.providers) + 1, kinds), dtype=np.bool_)
    chooses[rows.provider[own == CHOICE], rows.care_type[own == CHOICE]] = True
    found: Flags = chooses[slots.provider, slots.care_type] | chooses[-1, slots.care_type]
    return found
