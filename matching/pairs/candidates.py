"""Every eligible pair of a problem, found without looking at every pair.

Requests are taken together where the rule that takes most leaves them the same places, and near
each other where they must live near a point; what that rules out is never looked at. (Nothing is
left out that could be eligible: taking the nearest few instead loses 5 to 19 % of the placements.)
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.pairs.kernel import Forms, Kernel
from matching.pairs.profiles import Profile
from matching.pairs.sheet import MUSTS, Sheet
from matching.rules.declaration import ALL_FORMS

Rows = NDArray[np.intp]
Corner = NDArray[np.float64]
CELLS = 1 << 20
TILE_METRES = 20_000.0
ONE_TILE = 600


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Eligible pairs by request and then place: request r has those from first[r] to first[r + 1].

    `points[k]` is what the pair is worth in a form of the kernel's kind k, the form's own points
    left out. Whole numbers of whatever width is enough.
    """

    first: NDArray[np.int64]
    place: NDArray[Any]
    forms: Forms
    points: tuple[NDArray[Any], ...]

    def __len__(self) -> int:
        return len(self.place)

    def request_of(self, at: NDArray[np.intp]) -> NDArray[np.int64]:
        """The request of each of some pairs, by the pair's number."""
        found: NDArray[np.int64] = np.searchsorted(self.first, at, side="right") - 1
        return found

    def only(self, kept: NDArray[np.bool_]) -> "Pairs":
        """The pairs where the flags say yes."""
        if kept.all():
            return self
        first = np.concatenate([[0], np.cumsum(kept)])[self.first]
        points = tuple(part[kept] for part in self.points)
        return Pairs(first, self.place[kept], self.forms[kept], points)


Part = tuple[Rows, NDArray[np.int64], list[NDArray[Any]]]


def pairs_of(kernel: Kernel) -> Pairs:
    """All of them: shapes (requests + 1) and (pairs)."""
    requests, places = len(kernel.sheet.problem.requests), len(kernel.sheet.problem.places)
    width = np.min_scalar_type(max(places - 1, 0))
    parts: list[Part] = []
    for rows, cols in blocks(kernel):
        row, place, forms = kernel.open_over(rows, cols)
        points = [_narrow(part) for part in kernel.points_at(rows[row], place)]
        parts.append(
            (rows, np.bincount(row, minlength=len(rows)), [place.astype(width), forms, *points])
        )
    count = np.zeros(requests, dtype=np.int64)
    for rows, many, _ in parts:
        count[rows] = many
    first = np.concatenate([[0], np.cumsum(count)])
    none = [
        np.empty(0, width),
        np.empty(0, np.uint8),
        *([np.empty(0, np.int16)] * len(kernel.kinds)),
    ]
    place, forms, *points = (
        _in_order(parts, first, which, empty) for which, empty in enumerate(none)
    )
    return Pairs(first, place, forms, tuple(points))


def blocks(kernel: Kernel) -> Iterator[tuple[Rows, Rows]]:
    """Requests and places, a few at a time: every pair that may be eligible is in one of them."""
    problem = kernel.sheet.problem
    requests, places = np.arange(len(problem.requests)), np.arange(len(problem.places))
    near = _boxes(kernel.sheet)
    for rows, cols in _grouped(_sharpest(kernel), requests, places):
        for some in _tiled(near, rows, len(cols)):
            low, high = near[some, :2].min(axis=0), near[some, 2:].max(axis=0)
            yield some, _inside(kernel.sheet, cols, low, high)


def _sharpest(kernel: Kernel) -> Profile | None:
    """The table that leaves the fewest pairs."""

    def left(table: Profile) -> int:
        rows, cols = (np.bincount(code) for code in (table.row, table.col))
        return int(rows @ (table.table != ALL_FORMS) @ cols)

    return min(
        (table for table in kernel.single.values() if table.table.any()), key=left, default=None
    )


def _grouped(table: Profile | None, requests: Rows, places: Rows) -> Iterator[tuple[Rows, Rows]]:
    if table is None:
        yield requests, places
        return
    order = np.argsort(table.row, kind="stable")
    cuts = np.nonzero(np.diff(table.row[order]))[0] + 1
    for rows in np.split(order, cuts):
        if len(rows):
            left = table.table[table.row[rows[0]]] != ALL_FORMS
            yield rows, places[left[table.col]]


def _boxes(sheet: Sheet) -> NDArray[np.float64]:
    """Where each request must live, as (west, south, east, north): all its musts together."""
    anchors, many = sheet.problem.anchors, len(sheet.problem.requests)
    found = np.tile([-np.inf, -np.inf, np.inf, np.inf], (many, 1))
    rows = sheet.anchors[MUSTS].order
    request, reach = anchors.request[rows], anchors.max_metres[rows]
    for side, middle in enumerate((anchors.x[rows], anchors.y[rows])):
        np.maximum.at(found[:, side], request, middle - reach)
        np.minimum.at(found[:, 2 + side], request, middle + reach)
    return found


def _tiled(near: NDArray[np.float64], rows: Rows, places: int) -> Iterator[Rows]:
    """The requests of a group, those of one tile of the country together."""
    tile = np.zeros(len(rows), dtype=np.int64)
    bound = np.isfinite(near[rows, 0]) & (places > ONE_TILE)
    middle = (near[rows[bound], :2] + near[rows[bound], 2:]) / 2
    east, north = np.maximum(middle // TILE_METRES, 0).astype(np.int64).T
    tile[bound] = 1 + east * 1_000 + north
    order = np.argsort(tile, kind="stable")
    most = max(1, CELLS // max(places, 1))
    for part in np.split(order, np.nonzero(np.diff(tile[order]))[0] + 1):
        for start in range(0, len(part), most):
            yield rows[np.sort(part[start : start + most])]


def _inside(sheet: Sheet, cols: Rows, low: Corner, high: Corner) -> Rows:
    x, y = sheet.problem.places.x[cols], sheet.problem.places.y[cols]
    if not np.isfinite(low).all():
        return cols
    inside = (x >= low[0]) & (x <= high[0]) & (y >= low[1]) & (y <= high[1])
    found: Rows = cols[inside]
    return found


def _narrow(points: NDArray[np.int32]) -> NDArray[Any]:
    low, high = int(points.min(initial=0)), int(points.max(initial=0))
    fits = np.iinfo(np.int16).min <= low and high <= np.iinfo(np.int16).max
    return points.astype(np.int16) if fits else points


def _in_order(
    parts: list[Part], first: NDArray[np.int64], which: int, empty: NDArray[Any]
) -> NDArray[Any]:
    """One column of all parts, put by request; it is taken out of the parts."""
    columns = [part[2][which] for part in parts]
    found = np.empty(int(first[-1]), dtype=np.result_type(empty, *columns))
    for (rows, many, kept), column in zip(parts, columns, strict=True):
        shift = first[rows] - (np.cumsum(many) - many)
        found[np.arange(len(column)) + np.repeat(shift, many)] = column
        kept[which] = empty
    return found
