"""Rows that are alike in some columns are of one kind."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

WORD = 1 << 62


def kinds(columns: Sequence[NDArray[Any]], many: int) -> tuple[NDArray[np.intp], NDArray[Any]]:
    """For `many` rows: one row of each kind, and each row's kind, in as few bits as it takes. No
    columns make one kind.
    """
    code, codes = np.zeros(many, dtype=np.int64), 1
    for column in columns:
        number, numbers = _numbered(column)
        if codes * numbers > WORD:
            code, codes = _ranked(code)
        code, codes = code * numbers + number, codes * numbers
    _, first, found = np.unique(code, return_index=True, return_inverse=True)
    return first, found.astype(np.min_scalar_type(max(len(first) - 1, 0)))


def _numbered(column: NDArray[Any]) -> tuple[NDArray[Any], int]:
    """A whole number for each row, in the order of the values, and how many there may be."""
    if column.dtype.kind not in "biu" or not len(column):
        return _ranked(column)
    low, high = int(column.min()), int(column.max())
    if high - low >= WORD // max(len(column), 1):
        return _ranked(column)
    return column.astype(np.int64) - low, high - low + 1


def _ranked(column: NDArray[Any]) -> tuple[NDArray[Any], int]:
    values, number = np.unique(column, return_inverse=True)
    return number, len(values)
