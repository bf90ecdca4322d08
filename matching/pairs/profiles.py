"""Rules as small tables: requests that a rule cannot tell apart share a row, places a column.

What stands in a table is worked out by the rule itself, on one request and one place of each kind.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.pairs.block import Block, every_pair, side_columns
from matching.pairs.kinds import kinds
from matching.pairs.sheet import Sheet
from matching.rules.comparators import Values

Codes = NDArray[Any]
LARGEST = 1 << 22
MERGED = 1 << 19


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """`table[row[request], col[place]]` is what a rule, or several, say of the pair."""

    row: Codes
    col: Codes
    table: Values

    def at(self, rows: NDArray[Any], cols: NDArray[Any]) -> Values:
        """The values of a list of pairs."""
        many = self.table.shape[1]
        found: Values = self.table.ravel()[self.row[rows] * np.int32(many) + self.col[cols]]
        return found

    def over(self, rows: NDArray[Any], cols: NDArray[Any]) -> Values:
        """The values of each of the requests (rows) with each of the places."""
        kinds, which = np.unique(self.row[rows], return_inverse=True)
        found: Values = np.take(self.table[kinds], self.col[cols], axis=1)[which]
        return found


def profile_of(
    sheet: Sheet,
    paths: Sequence[str],
    values: Callable[[Block], Values],
    dtype: type[Any],
    largest: int | None = LARGEST,
) -> Profile | None:
    """The table of what `values` makes of these operands.

    None where they take more than a column of each side, or the table would be too large.
    """
    sides = side_columns(paths)
    if sides is None:
        return None
    rows, row = kinds([sheet.request[name] for name in sides[0]], len(sheet.problem.requests))
    cols, col = kinds([sheet.place[name] for name in sides[1]], len(sheet.problem.places))
    if largest is not None and len(rows) * len(cols) > largest:
        return None
    found = values(every_pair(sheet, rows, cols))
    table = np.broadcast_to(found, (len(rows), len(cols))).astype(dtype)
    return Profile(row, col, table)


def merged(
    profiles: Sequence[Profile], join: Callable[[Values, Values], Values]
) -> tuple[Profile, ...]:
    """As few tables as stay small, smallest first, each the `join` of those it is made of."""
    found: list[Profile] = []
    for profile in sorted(profiles, key=lambda item: item.table.size):
        for at, other in enumerate(found):
            if _joint_size(other, profile) <= MERGED:
                found[at] = joined(other, profile, join)
                break
        else:
            found.append(profile)
    return tuple(found)


def joined(one: Profile, other: Profile, join: Callable[[Values, Values], Values]) -> Profile:
    """Two tables as one."""
    rows, row = kinds([one.row, other.row], len(one.row))
    cols, col = kinds([one.col, other.col], len(one.col))
    tables = [item.table[np.ix_(item.row[rows], item.col[cols])] for item in (one, other)]
    return Profile(row, col, join(*tables))


def _joint_size(one: Profile, other: Profile) -> int:
    rows = kinds([one.row, other.row], len(one.row))[0]
    return len(rows) * len(kinds([one.col, other.col], len(one.col))[0])
