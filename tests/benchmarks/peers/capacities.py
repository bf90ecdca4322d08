"""What a plan may use, written down apart from the engine: rows over the columns, with a limit.

A problem with groups cannot be written so; the invented country has none.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.codes.care import CareType
from matching.codes.contracts import ContractForm
from matching.pairs.columns import Columns
from matching.problem import Problem

Rows = NDArray[np.int64]
Part = tuple[Rows, NDArray[Any]]
LEASED = (ContractForm.OMKLAP.position, ContractForm.INTERMEDIARY.position)
OF_REQUESTS = ("youth", "from_shelter")
CONDITIONS = ("landlord", "provider", "region", "municipality", *OF_REQUESTS)
KINDS = len(CareType)


@dataclass(frozen=True, slots=True, eq=False)
class Capacities:
    """`rows` holds for each column the rows it uses: place, neighbourhood, caseload, then leases
    and quotas; `no_row` stands where it uses none. `upper` is each row's limit."""

    rows: NDArray[np.int32]
    upper: Rows

    @property
    def no_row(self) -> int:
        """The row without a limit."""
        return len(self.upper)

    def take(self, columns: NDArray[np.intp]) -> "Capacities":
        """Those of some of the columns."""
        return Capacities(self.rows[columns], self.upper)


def capacities_of(problem: Problem, columns: Columns) -> Capacities:
    """Rows that cannot run out are left away."""
    if len(problem.groups):
        raise ValueError("groups cannot be written as rows that run out")
    parts = [
        _places(problem, columns),
        _neighbourhoods(problem, columns),
        _caseload(problem, columns),
        _leases(problem, columns),
        *_quotas(problem, columns),
    ]
    total = sum(len(upper) for _, upper in parts)
    found = np.full((len(columns), len(parts)), total, dtype=np.int32)
    start = 0
    for turn, (row, upper) in enumerate(parts):
        used = np.bincount(row[row >= 0], minlength=len(upper))
        binds = np.append(upper < np.minimum(used, len(problem.requests)), False)
        kept = binds[row] | ((turn == 0) & (row >= 0))
        found[kept, turn] = row[kept] + start
        start += len(upper)
    return Capacities(found, np.concatenate([upper for _, upper in parts]).astype(np.int64))


def _places(problem: Problem, columns: Columns) -> Part:
    return columns.place, problem.capacity()


def _neighbourhoods(problem: Problem, columns: Columns) -> Part:
    caps = problem.neighbourhood_caps
    row_of = np.full(len(problem.neighbourhoods) + 1, -1)
    row_of[caps.neighbourhood] = np.arange(len(caps))
    return row_of[problem.places.neighbourhood[columns.place]], caps.free


def _caseload(problem: Problem, columns: Columns) -> Part:
    slots, regions = problem.slots, len(problem.regions)
    row_of = np.full((len(problem.providers) + 1) * regions * KINDS, -1)
    row_of[(slots.provider * regions + slots.region) * KINDS + slots.care_type] = np.arange(
        len(slots)
    )
    care = problem.requests.care_type[columns.request]
    region = problem.places.region[columns.place]
    row = row_of[(columns.provider * regions + region) * KINDS + care]
    return np.where((care > 0) & (columns.provider >= 0), row, -1), slots.free


def _leases(problem: Problem, columns: Columns) -> Part:
    leased = np.isin(columns.form, LEASED)
    return np.where(leased, columns.provider, -1), problem.providers.free_leases


def _quotas(problem: Problem, columns: Columns) -> Iterator[Part]:
    for row, quotas in counted(problem, columns):
        yield row, problem.quotas.at_most[quotas]


def counted(problem: Problem, columns: Columns) -> Iterator[tuple[Rows, Rows]]:
    """Quotas with the same conditions, told apart by one key, after which of them counts each
    column: its place among them, -1 for none."""
    for rows in _alike(problem):
        quotas = np.array(rows)
        rules = problem.quotas.take(quotas)
        keys = np.zeros(len(quotas), dtype=np.int64)
        key = np.zeros(len(columns), dtype=np.int64)
        for name in CONDITIONS:
            wanted = getattr(rules, name).astype(np.int64)
            if wanted[0] >= 0:
                keys = keys * 10_000 + wanted
                key = key * 10_000 + _value(problem, columns, name)
        order = np.argsort(keys)
        at = np.minimum(np.searchsorted(keys[order], key), len(keys) - 1)
        forms = int(rules.contract_forms[0]) or ContractForm.all_bits()
        meant = (keys[order][at] == key) & ((forms >> columns.form) & 1 == 1)
        yield np.where(meant, order[at], -1), quotas


def _alike(problem: Problem) -> list[list[int]]:
    """Rows of quotas with the same conditions on other values; the same values stand apart."""
    found: dict[tuple[object, ...], list[int]] = {}
    often: dict[tuple[int, ...], int] = {}
    for row in range(len(problem.quotas)):
        values = tuple(int(getattr(problem.quotas, name)[row]) for name in CONDITIONS)
        forms = int(problem.quotas.contract_forms[row])
        again = often[(*values, forms)] = often.get((*values, forms), 0) + 1
        shape = (*(value >= 0 for value in values), forms, again)
        found.setdefault(shape, []).append(row)
    return list(found.values())


def _value(problem: Problem, columns: Columns, name: str) -> Rows:
    if name == "provider":
        return columns.provider
    if name in OF_REQUESTS:
        asked: Rows = getattr(problem.requests, name)[columns.request].astype(np.int64)
        return asked
    found: Rows = getattr(problem.places, name)[columns.place].astype(np.int64)
    return found
