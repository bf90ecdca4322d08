"""What a plan may use: every capacity of the problem as families of rows over the columns."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matching.capacity.family import (
    CASELOAD,
    CROSSING,
    MARKS,
    MINIMUM,
    NEIGHBOURHOOD,
    NOWHERE,
    PLACE,
    Family,
    Rows,
    looked_up,
    united,
)
from matching.capacity.groups import apart
from matching.capacity.quotas import minimums, quotas
from matching.codes.care import CareType
from matching.codes.rounds import Level
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


def lasting(sheet: Sheet, columns: Columns) -> list[Family]:
    """Every capacity, in rows that are the same whatever other columns there are: a basis lasts."""
    problem = sheet.problem
    options = by_option(problem, columns)
    for number, flags in enumerate(may_run_out(problem)):
        row = options[number].row
        row = np.where(np.append(flags, False)[row], row, NOWHERE)
        options[number] = replace(options[number], row=row)
    places = Family(PLACE, columns.place, problem.capacity())
    return [places, neighbourhoods(problem, columns), *options, *by_pair(sheet, columns)]


def may_run_out(problem: Problem) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which caseloads and which leases those who may ask for one could use up."""
    asking = _asking_care(problem) > problem.slots.free
    return asking, _asking_lease(problem) > problem.providers.free_leases


def _asking_care(problem: Problem) -> Rows:
    """How many requests may come to each caseload row."""
    slots, rows = problem.slots, problem.requests
    asks = np.zeros((len(problem.providers) + 1, len(CareType)), dtype=np.int64)
    np.add.at(asks, (rows.provider, rows.care_type), 1)
    found: Rows = asks[slots.provider, slots.care_type] + asks[-1, slots.care_type]
    return found


def _asking_lease(problem: Problem) -> Rows:
    """How many requests may come to each provider's leases."""
    rows = problem.requests
    leased = (rows.contract_forms & LEASED_BY_PROVIDER) != 0
    asks = np.bincount(rows.provider[leased] + 1, minlength=len(problem.providers) + 1)
    found: Rows = asks[1:] + asks[0]
    return found


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
    askers = united(family.row[known] * many + columns.request[known]) // many
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
