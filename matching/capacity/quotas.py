"""Quotas as few families: those that never count the same placement share one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.capacity.family import (
    CROSSING,
    MARKS,
    MINIMUM,
    NOWHERE,
    TOWN,
    Family,
    Rows,
    looked_up,
)
from matching.pairs.columns import Columns
from matching.problem import Problem
from matching.rules.declaration import ALL_FORMS
from matching.table import MOST

ANY = -1
CONDITIONS = ("landlord", "provider", "region", "municipality", "youth", "from_shelter")
ONE_TOWN = tuple(name == "municipality" for name in CONDITIONS)


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """Quotas with the same kind of conditions on the same forms; no column is counted by two."""

    asks: tuple[bool, ...]
    forms: int
    quotas: Rows


Layer = list[Shape]


def quotas(problem: Problem, columns: Columns) -> list[Family]:
    """All maxima, in an order of families that the columns do not change."""
    found = []
    for layer, row in _counted(problem, columns, capped(problem)):
        upper = problem.quotas.at_most[members(layer)].astype(np.int64)
        in_towns = len(layer) == 1 and (layer[0].asks, layer[0].forms) == (ONE_TOWN, ALL_FORMS)
        found.append(Family(TOWN if in_towns else CROSSING, row, upper))
    return found


def minimums(problem: Problem, columns: Columns) -> list[Family]:
    """All minimums: no more places are marked as counted towards one than the plan has.

    After each family comes that of its marks, which no choice of a household is (`marked`).
    """
    found = []
    for layer, row in _counted(problem, columns, agreed(problem)):
        none = np.zeros(len(members(layer)), dtype=np.int64)
        marks = np.full(len(columns), NOWHERE, dtype=np.int64)
        found += [Family(MINIMUM, row, none, sign=-1), Family(MARKS, marks, none, continues=True)]
    return found


def capped(problem: Problem) -> Rows:
    """The quotas with a maximum."""
    return np.nonzero(problem.quotas.at_most < MOST)[0]


def agreed(problem: Problem) -> Rows:
    """The quotas with a minimum."""
    return np.nonzero(problem.quotas.at_least > 0)[0]


def members(layer: Layer) -> Rows:
    """The quotas of a layer, in the order of its family's rows."""
    return np.concatenate([shape.quotas for shape in layer])


def _counted(problem: Problem, columns: Columns, those: Rows) -> Iterator[tuple[Layer, Rows]]:
    """The layers of some quotas, with the row that counts each column."""
    if not len(those):
        return
    asked, given = _conditions(problem), _given(problem, columns)
    sizes = [
        int(max(row.max(initial=0), other.max(initial=0))) + 2
        for row, other in zip(asked.T, given, strict=True)
    ]
    for layer in layers(problem, those):
        row = np.full(len(columns), NOWHERE, dtype=np.int64)
        before = 0
        for shape in layer:
            wanted = _keys(given, shape, sizes)
            at = looked_up(_keys(asked[shape.quotas].T, shape, sizes), wanted)
            meant = (at >= 0) & ((shape.forms >> columns.form) & 1 == 1)
            row[meant] = at[meant] + before
            before += len(shape.quotas)
        yield layer, row


def layers(problem: Problem, those: Rows) -> list[Layer]:
    """Shapes that exclude each other, together; by size, so that few layers are needed."""
    asked, forms = _conditions(problem), _forms(problem)
    found: list[Layer] = []
    for shape in _shapes(asked, forms, those):
        for layer in found:
            if all(_exclude(shape, other, asked) for other in layer):
                layer.append(shape)
                break
        else:
            found.append([shape])
    return found


def _shapes(asked: NDArray[Any], forms: Rows, those: Rows) -> list[Shape]:
    """Quotas by what they ask; one that repeats another's conditions starts a shape of its own."""
    groups: dict[tuple[tuple[bool, ...], int, int], list[int]] = {}
    seen: dict[tuple[Any, ...], int] = {}
    for quota in those.tolist():
        row, mask = asked[quota].tolist(), int(forms[quota])
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
    sheltered = problem.requests.from_shelter[columns.request]
    return np.stack(
        [
            places.landlord[columns.place],
            columns.provider,
            places.region[columns.place],
            places.municipality[columns.place],
            young.astype(np.int64),
            sheltered.astype(np.int64),
        ]
    )


def _keys(values: NDArray[Any], shape: Shape, sizes: list[int]) -> Rows:
    """One number for the values that the shape asks about."""
    key = np.zeros(values.shape[1], dtype=np.int64)
    for asks, row, size in zip(shape.asks, values, sizes, strict=True):
        if asks:
            key = key * size + row.astype(np.int64) + 1
    return key
