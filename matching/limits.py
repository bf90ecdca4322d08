"""What a plan may use: every capacity as rows over the columns.

A family is one kind of row in which a column stands at most once, so that prices of rows reach all
columns by one look-up. `PLACE`, `NEIGHBOURHOOD` and, where a request has one, `CASELOAD` make a
tree that a flow can carry; the rest crosses it.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.codes import CareType, ContractForm, GroupKind, Level
from matching.columns import Columns
from matching.problem import Problem
from matching.rules import LEASED_BY_PROVIDER
from matching.sheet import Sheet

Rows = NDArray[np.int64]
NOWHERE = -1
PLACE, NEIGHBOURHOOD, CASELOAD, CROSSING = "PLACE", "NEIGHBOURHOOD", "CASELOAD", "CROSSING"


@dataclass(frozen=True, slots=True, eq=False)
class Family:
    """For each column the row it uses (-1 for none) and how: +1 or -1.

    `row` counts within the family; `upper` is each row's limit; `equal` rows must reach it. A
    family that `continues` uses the rows of the family before it.
    """

    kind: str
    row: Rows
    upper: Rows
    sign: int = 1
    equal: bool = False
    continues: bool = False

    def used(self, chosen: NDArray[np.bool_]) -> Rows:
        """How much of each row the chosen columns use."""
        rows = self.row[chosen & (self.row >= 0)]
        return self.sign * np.bincount(rows, minlength=len(self.upper)).astype(np.int64)

    def take(self, columns: NDArray[Any]) -> "Family":
        """The family over some of the columns."""
        return replace(self, row=self.row[columns])


def families(sheet: Sheet, columns: Columns) -> list[Family]:
    """Every capacity of the problem, without rows that cannot run out."""
    problem = sheet.problem
    found = [
        Family(PLACE, columns.place, problem.capacity()),
        _neighbourhoods(problem, columns),
        _caseload(problem, columns),
        _leases(problem, columns),
        _apart(problem, columns),
        *_quotas(problem, columns),
    ]
    if sheet.policy.level("E12_SHARE") is Level.HARD:
        found.append(_share(problem, columns))
    return [_binding(family, columns) for family in found]


def _binding(family: Family, columns: Columns) -> Family:
    """A row that all its requests together cannot fill is no limit."""
    if family.kind == PLACE or not len(family.upper):
        return family
    known = family.row >= 0
    pairs = np.unique(np.stack([family.row[known], columns.request[known]]), axis=1)
    asking = np.bincount(pairs[0], minlength=len(family.upper))
    binds = asking > family.upper
    return replace(family, row=np.where(known & binds[family.row], family.row, NOWHERE))


def _looked_up(keys: NDArray[Any], wanted: NDArray[Any]) -> Rows:
    """The place of each wanted key among the keys, -1 where it is not there."""
    if not len(keys):
        return np.full(len(wanted), NOWHERE, dtype=np.int64)
    order = np.argsort(keys, kind="stable")
    at = np.minimum(np.searchsorted(keys, wanted, sorter=order), len(keys) - 1)
    return np.where(keys[order[at]] == wanted, order[at], NOWHERE)


def _neighbourhoods(problem: Problem, columns: Columns) -> Family:
    caps = problem.neighbourhood_caps
    where = problem.places.neighbourhood[columns.place]
    return Family(NEIGHBOURHOOD, _looked_up(caps.neighbourhood, where), caps.free.astype(np.int64))


def _caseload(problem: Problem, columns: Columns) -> Family:
    slots, regions = problem.slots, len(problem.regions)
    care = problem.requests.care_type[columns.request].astype(np.int64)
    region = problem.places.region[columns.place]
    wanted = (columns.provider * regions + region) * len(CareType) + care
    keys = (slots.provider.astype(np.int64) * regions + slots.region) * len(CareType)
    row = _looked_up(keys + slots.care_type, wanted)
    needs = (care != CareType.NONE.position) & (columns.provider >= 0)
    return Family(CASELOAD, np.where(needs, row, NOWHERE), slots.free.astype(np.int64))


def _leases(problem: Problem, columns: Columns) -> Family:
    leased = (LEASED_BY_PROVIDER >> columns.form) & 1 == 1
    row = np.where(leased, columns.provider, NOWHERE)
    return Family(CROSSING, row, problem.providers.free_leases.astype(np.int64))


def _share(problem: Problem, columns: Columns) -> Family:
    caps = problem.housing_first_caps
    row = _looked_up(caps.complex, problem.places.complex[columns.place])
    programme = problem.requests.housing_first[columns.request]
    return Family(CROSSING, np.where(programme, row, NOWHERE), caps.free.astype(np.int64))


def counted(problem: Problem, columns: Columns, quota: int) -> NDArray[np.bool_]:
    """Which columns a quota counts."""
    rules, places = problem.quotas, problem.places
    meant = np.ones(len(columns), dtype=np.bool_)
    for name in ("landlord", "region", "municipality"):
        if (wanted := getattr(rules, name)[quota]) >= 0:
            meant &= getattr(places, name)[columns.place] == wanted
    if rules.provider[quota] >= 0:
        meant &= columns.provider == rules.provider[quota]
    if rules.youth[quota] >= 0:
        meant &= problem.requests.youth[columns.request] == (rules.youth[quota] == 1)
    forms = int(rules.contract_forms[quota]) or ContractForm.all_bits()
    meant &= (forms >> columns.form) & 1 == 1
    return meant


def _quotas(problem: Problem, columns: Columns) -> list[Family]:
    return [
        Family(
            CROSSING,
            np.where(counted(problem, columns, quota), 0, NOWHERE),
            problem.quotas.at_most[quota : quota + 1].astype(np.int64),
        )
        for quota in range(len(problem.quotas))
    ]


def _member_of(problem: Problem, kind: GroupKind) -> Rows:
    """Each request's group of this kind, -1 for none."""
    group = problem.requests.group.astype(np.int64)
    right = np.append(problem.groups.kind == kind.position, False)
    return np.where(right[group], group, NOWHERE)


def _apart(problem: Problem, columns: Columns) -> Family:
    group = _member_of(problem, GroupKind.APART)[columns.request]
    complexes = len(problem.complexes)
    key = group * complexes + problem.places.complex[columns.place]
    keys = np.unique(key[group >= 0])
    row = np.where(group >= 0, _looked_up(keys, key), NOWHERE)
    return Family(CROSSING, row, np.ones(len(keys), dtype=np.int64))


def fits_together(problem: Problem, columns: Columns) -> NDArray[np.bool_]:
    """Columns whose whole group could be in the property: others can never be chosen."""
    group = _member_of(problem, GroupKind.TOGETHER)
    size = np.bincount(group[group >= 0], minlength=len(problem.groups))
    mine, where = group[columns.request], problem.places.property[columns.place]
    grouped = mine >= 0
    key = mine * len(problem.properties) + where
    members = np.unique(np.stack([key[grouped], columns.request[grouped]]), axis=1)[0]
    keys, present = np.unique(members, return_counts=True)
    row = _looked_up(keys, key)
    fits = ~grouped
    fits[grouped] = present[row[grouped]] == size[mine[grouped]]
    return fits


def together(problem: Problem, columns: Columns) -> list[Family]:
    """All or none, in one property: each member and the next stand or fall with each other.

    Row (member, property) has the member's columns there at -1 and the next member's at +1.
    """
    group = _member_of(problem, GroupKind.TOGETHER)
    members = np.nonzero(group >= 0)[0]
    members = members[np.argsort(group[members], kind="stable")]
    follows = np.full(len(problem.requests), NOWHERE, dtype=np.int64)
    same = group[members[1:]] == group[members[:-1]]
    follows[members[1:][same]] = members[:-1][same]
    leads = np.full(len(problem.requests), NOWHERE, dtype=np.int64)
    leads[members[:-1][same]] = members[:-1][same]
    where, properties = problem.places.property[columns.place], len(problem.properties)
    keys = np.unique((leads[columns.request] * properties + where)[leads[columns.request] >= 0])
    limit = np.zeros(len(keys), dtype=np.int64)
    found = []
    for link, sign, continues in ((leads, -1, False), (follows, 1, True)):
        mine = link[columns.request]
        row = np.where(mine >= 0, _looked_up(keys, mine * properties + where), NOWHERE)
        found.append(Family(CROSSING, row, limit, sign, equal=True, continues=continues))
    return found
