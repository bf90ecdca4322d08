"""Rows that are alike in some columns are of one kind."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


def kinds(columns: Sequence[NDArray[Any]], many: int) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
    """For `many` rows: one row of each kind, and each row's kind. No columns make one kind."""
    code = np.zeros(many, dtype=np.int64)
    first = np.zeros(min(many, 1), dtype=np.intp)
    for column in columns:
        values, number = np.unique(column, return_inverse=True)
        key = code * len(values) + number
        _, first, code = np.unique(key, return_index=True, return_inverse=True)
    return first, code.astype(np.int32)
