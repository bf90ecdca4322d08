"""What millions of pairs are worth, worked out some at a time and kept in as few bits as it takes.

Pairs are many, and most never enter a plan: what is worked out for all of them is one short number.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.pairs.candidates import Pairs, stretches
from matching.pairs.kernel import Kernel

Narrow = NDArray[Any]


def best_points(kernel: Kernel, pairs: Pairs, grid: int = 1) -> Narrow:
    """What each pair is worth at best in 1/`grid` points, where nothing has a price.

    A grid of 0 leaves the points out.
    """
    if not grid:
        return np.broadcast_to(np.zeros(1, dtype=np.int8), len(pairs))
    found: Narrow = np.empty(len(pairs), dtype=np.int16)
    for rows, part in stretches(pairs.first):
        forms = pairs.forms[part]
        best = kernel.best_at(pairs.requests_at(rows), pairs.place[part], forms)
        found = _put(found, part, best.astype(np.int64) * grid)
    return found


def points_by_kind(kernel: Kernel, pairs: Pairs) -> list[Narrow]:
    """What each pair is worth in each of the kernel's kinds of form, the form's own points left
    out.
    """
    found: list[Narrow] = [np.empty(len(pairs), dtype=np.int16) for _ in kernel.kinds]
    for rows, part in stretches(pairs.first):
        points = kernel.points_at(pairs.requests_at(rows), pairs.place[part])
        found = [_put(column, part, own) for column, own in zip(found, points, strict=True)]
    return found


def _put(column: Narrow, part: slice, values: Narrow) -> Narrow:
    """The column with these values in it, wider where they ask for it."""
    low, high = int(values.min(initial=0)), int(values.max(initial=0))
    width = np.result_type(column, np.min_scalar_type(low), np.min_scalar_type(high))
    wide = column if width == column.dtype else column.astype(width)
    wide[part] = values
    return wide
