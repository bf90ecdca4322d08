"""What a plan may use: every capacity of the problem as families of rows over the columns."""

from dataclasses import replace

import numpy as np

from matching.capacity.family import (
    CASELOAD,
    CROSSING,
    MARKS,
    MINIMUM,
    NEIGHBOURHOOD,
    NOWHERE,
    PLACE,
    Family,
    looked_up,
)
from matching.capacity.groups import apart
from matching.capacity.quotas import minimums, quotas
from matching.codes import CareType, Level
from matching.pairs.columns import Columns
from matching.pairs.sheet import Sheet
from matching.problem import Problem
from matching.rules.declaration import LEASED_BY_PROVIDER


def families(sheet: Sheet, columns: Columns) -> list[Family]:
    """Every capacity of the problem, without rows that cannot run out."""
    problem = sheet.problem
    found = [
        Family(PLACE, columns.place, problem.capacity()),
        neighbourhoods(problem, columns),
        *by_option(problem, columns),
        *by_pair(sheet, columns),
    ]
    return [_binding(family, columns) for family in found]


def by_option(problem: Problem, columns: Columns) -> list[Family]:
    """Those that all pairs share whose households and places are alike."""
    found = [_caseload(problem, columns), _leases(problem, columns)]
    return [*found, *quotas(problem, columns), *minimums(problem, columns)]


def by_pair(sheet: Sheet, columns: Columns) -> list[Family]:
    """Those that look at a household and a place by name."""
    found = [apart(sheet.problem, columns)]
    if sheet.policy.level("E12_SHARE") is Level.HARD:
        found.append(_share(sheet.problem, columns))
    return found


def _binding(family: Family, columns: Columns) -> Family:
    """A row that all its requests together cannot fill is no limit."""
    if family.kind in (PLACE, MINIMUM, MARKS) or not len(family.upper):
        return family
    known = family.row >= 0
    many = int(columns.request.max(initial=0)) + 1
    askers = np.unique(family.row[known] * many + columns.request[known]) // many
    asking = np.bincount(askers, minlength=len(family.upper))
    binds = asking > family.upper
    return replace(family, row=np.where(known & binds[family.row], family.row, NOWHERE))


def neighbourhoods(problem: Problem, columns: Columns) -> Family:
    """The caps on neighbourhoods."""
    caps = problem.neighbourhood_caps
    where = problem.places.neighbourhood[columns.place]
    return Family(NEIGHBOURHOOD, looked_up(caps.neighbourhood, where), caps.free.astype(np.int64))


def _caseload(problem: Problem, columns: Columns) -> Family:
    slots, regions = problem.slots, len(problem.regions)
    care = problem.requests.care_type[columns.request].astype(np.int64)
    region = problem.places.region[columns.place]
    wanted = (columns.provider * regions + region) * len(CareType) + care
    keys = (slots.provider.astype(np.int64) * regions + slots.region) * len(CareType)
    row = looked_up(keys + slots.care_type, wanted)
    needs = (care != CareType.NONE.position) & (columns.provider >= 0)
    return Family(CASELOAD, np.where(needs, row, NOWHERE), slots.free.astype(np.int64))


def _leases(problem: Problem, columns: Columns) -> Family:
    leased = (LEASED_BY_PROVIDER >> columns.form) & 1 == 1
    row = np.where(leased, columns.provider, NOWHERE)
    return Family(CROSSING, row, problem.providers.free_leases.astype(np.int64))


def _share(problem: Problem, columns: Columns) -> Family:
    caps = problem.housing_first_caps
    row = looked_up(caps.complex, problem.places.complex[columns.place])
    programme = problem.requests.housing_first[columns.request]
    return Family(CROSSING, np.where(programme, row, NOWHERE), caps.free.astype(np.int64))
