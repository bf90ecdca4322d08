"""Quotas as few families: those that never count the same placement share one."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.capacity.family import CROSSING, NOWHERE, TOWN, Family, Rows, looked_up
from matching.pairs.columns import Columns
from matching.problem import Problem
from matching.rules.declaration import ALL_FORMS

ANY = -1
CONDITIONS = ("landlord", "provider", "region", "municipality", "youth")
ONE_TOWN = tuple(name == "municipality" for name in CONDITIONS)


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """Quotas with the same kind of conditions on the same forms; no column is counted by two."""

    asks: tuple[bool, ...]
    forms: int
    quotas: Rows


def quotas(problem: Problem, columns: Columns) -> list[Family]:
    """All quotas, in an order of families that the columns do not change."""
    asked, given = _conditions(problem), _given(problem, columns)
    sizes = [
        int(max(row.max(initial=0), other.max(initial=0))) + 2
        for row, other in zip(asked.T, given, strict=True)
    ]
    found = []
    for layer in layers(problem):
        row = np.full(len(columns), NOWHERE, dtype=np.int64)
        upper: list[int] = []
        for shape in layer:
            wanted = _keys(given, shape, sizes)
            at = looked_up(_keys(asked[shape.quotas].T, shape, sizes), wanted)
            meant = (at >= 0) & ((shape.forms >> columns.form) & 1 == 1)
            row[meant] = at[meant] + len(upper)
            upper += problem.quotas.at_most[shape.quotas].tolist()
        in_towns = len(layer) == 1 and (layer[0].asks, layer[0].forms) == (ONE_TOWN, ALL_FORMS)
        kind = TOWN if in_towns else CROSSING
        found.append(Family(kind, row, np.array(upper, dtype=np.int64)))
    return found


def layers(problem: Problem) -> list[list[Shape]]:
    """Shapes that exclude each other, together; by size, so that few layers are needed."""
    asked, forms = _conditions(problem), _forms(problem)
    found: list[list[Shape]] = []
    for shape in _shapes(asked, forms):
        for layer in found:
            if all(_exclude(shape, other, asked) for other in layer):
                layer.append(shape)
                break
        else:
            found.append([shape])
    return found


def _shapes(asked: NDArray[Any], forms: Rows) -> list[Shape]:
    """Quotas by what they ask; one that repeats another's conditions starts a shape of its own."""
    groups: dict[tuple[tuple[bool, ...], int, int], list[int]] = {}
    seen: dict[tuple[Any, ...], int] = {}
    for quota, (row, mask) in enumerate(zip(asked.tolist(), forms.tolist(), strict=True)):
        turn = seen.get((*row, mask), 0)
        seen[(*row, mask)] = turn + 1
        asks = tuple(value != ANY for value in row)
        groups.setdefault((asks, mask, turn), []).append(quota)
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return [Shape(asks, mask, np.array(rows)) for (asks, mask, _), rows in ordered]


def _exclude(one: Shape, other: Shape, asked: NDArray[Any]) -> bool:
    """No column can be counted by both: their forms differ, or one condition always does."""
    if not one.forms & other.forms:
        return True
    both = [row for row in range(len(CONDITIONS)) if one.asks[row] and other.asks[row]]
    return any(
        not np.intersect1d(asked[one.quotas, row], asked[other.quotas, row]).size for row in both
    )


def _conditions(problem: Problem) -> NDArray[Any]:
    """Each quota's conditions, -1 for any: shape (quotas, conditions)."""
    columns = [getattr(problem.quotas, name) for name in CONDITIONS]
    return np.stack(columns, axis=1).astype(np.int64)


def _forms(problem: Problem) -> Rows:
    forms = problem.quotas.contract_forms.astype(np.int64)
    return np.where(forms == 0, ALL_FORMS, forms)


def _given(problem: Problem, columns: Columns) -> NDArray[Any]:
    """What the conditions are asked of, by column."""
    places = problem.places
    young = problem.requests.youth[columns.request]
    return np.stack(
        [
            places.landlord[columns.place],
            columns.provider,
            places.region[columns.place],
            places.municipality[columns.place],
            young.astype(np.int64),
        ]
    )


def _keys(values: NDArray[Any], shape: Shape, sizes: list[int]) -> Rows:
    """One number for the values that the shape asks about."""
    key = np.zeros(values.shape[1], dtype=np.int64)
    for asks, row, size in zip(shape.asks, values, sizes, strict=True):
        if asks:
            key = key * size + row.astype(np.int64) + 1
    return key
