"""The prices that the basis of a linear optimum gives other objectives, with no solver.

Where tiers stand far apart, a basis that is best for all of them is best for the first ones alone,
and only its prices are other ones. Most of a basis hangs together like a tree: a choice with one
price left to find tells it, and a price that one choice alone asks for waits until the others of
that choice are known. What is left goes round in circles, and is solved as it stands.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from matching.capacity.family import Rows
from matching.capacity.model import Model
from matching.flow.ends import Ends, by_end
from matching.optimum.optimizer import BASIC, Numbers, Relaxed, entries

# Solved as they stand these take a tenth of a second.
CIRCLES = 1_500


@dataclass(slots=True, eq=False)
class Basis:
    """Where tight rows and basic choices meet: `row`, `column` and `sign` of each entry.

    `left` is what each choice is worth beyond the prices that are told, shape (choices,
    objectives).
    """

    row: Rows
    column: Rows
    sign: Numbers
    by_row: Ends
    prices: Numbers
    left: Numbers

    def tell(self, rows: Rows, found: Numbers) -> None:
        """Prices of some rows."""
        self.prices[rows] = found
        at = self.by_row.at(rows)
        paid = self.sign[at, None] * self.prices[self.row[at]]
        np.subtract.at(self.left, self.column[at], paid)

    def tell_each(self, at: Rows) -> None:
        """The price of the row of each of some entries, the last that its choice has to find."""
        self.tell(self.row[at], self.left[self.column[at]] / self.sign[at, None])

    def tell_together(self, at: Rows) -> bool:
        """The prices of all rows of some entries; False where that is too much, or cannot be."""
        rows, row = np.unique(self.row[at], return_inverse=True)
        columns, column = np.unique(self.column[at], return_inverse=True)
        if len(rows) != len(columns) or len(rows) > CIRCLES:
            return False
        matrix = np.zeros((len(rows), len(rows)))
        matrix[column, row] = self.sign[at]
        try:
            found = np.linalg.solve(matrix, self.left[columns])
        except np.linalg.LinAlgError:
            return False
        self.tell(rows, found.astype(np.float64))
        return True


def prices_of_basis(model: Model, found: Relaxed, objectives: Rows) -> Numbers | None:
    """The price of each row of the families at which no basic choice gains or loses, for each
    objective of shape (choices, objectives); None where the basis is none, or where too much of it
    goes round in circles.
    """
    basic, tight = found.columns == BASIC, found.rows != BASIC
    if np.count_nonzero(basic) != np.count_nonzero(tight):
        return None
    row, column, sign, _ = entries(model, np.zeros(len(model), dtype=np.int64))
    kept = tight[row] & basic[column]
    row, column = row[kept], column[kept]
    prices, worth = np.zeros((len(tight), objectives.shape[1])), objectives.astype(np.float64)
    basis = Basis(row, column, sign[kept], by_end(row, len(tight)), prices, worth)
    for at in _alone(column, row):
        basis.tell_each(at)
        tight[row[at]] = False
    rest = np.nonzero(tight[row])[0]
    waiting = [rest[at] for at in _alone(row[rest], column[rest])]
    for at in waiting:
        tight[row[at]] = basic[column[at]] = False
    if not basis.tell_together(rest[tight[row[rest]] & basic[column[rest]]]):
        return None
    for at in reversed(waiting):
        basis.tell_each(at)
    return prices[model.requests :]


def _alone(one: Rows, other: Rows) -> Iterator[Rows]:
    """Entries by number, each the last that is left at its `one` end; in turns, after each of which
    the `other` ends are gone with all that they meet.
    """
    every = by_end(other, int(other.max(initial=-1)) + 1)
    many, last = np.bincount(one), np.bincount(one, np.arange(len(one))).astype(np.int64)
    ready = np.nonzero(many == 1)[0]
    while len(ready):
        at = last[ready]
        at = at[np.unique(other[at], return_index=True)[1]]
        yield at
        gone = every.at(other[at])
        np.subtract.at(many, one[gone], 1)
        np.subtract.at(last, one[gone], gone)
        met = np.unique(one[gone])
        ready = met[many[met] == 1]
