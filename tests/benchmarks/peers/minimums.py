"""What quotas ask at least, written down apart from the engine: which of them count a column."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.pairs.columns import Columns
from matching.problem import Problem
from peers.capacities import counted

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Minimums:
    """`quotas` holds for each column the quotas with a minimum that count it; `nothing` stands
    where there is none. `at_least` is each quota's minimum, 0 for those without."""

    quotas: NDArray[np.int32]
    at_least: Rows

    @property
    def nothing(self) -> int:
        """The quota that is none."""
        return len(self.at_least)

    @property
    def asked(self) -> int:
        """All minimums together."""
        return int(self.at_least.sum())

    def take(self, columns: NDArray[np.intp]) -> "Minimums":
        """Those of some of the columns."""
        return Minimums(self.quotas[columns], self.at_least)

    def reached(self) -> int:
        """How much of all minimums together the columns reach, each up to what it asks."""
        many = np.bincount(self.quotas.ravel(), minlength=self.nothing + 1)[:-1]
        return int(np.minimum(many, self.at_least).sum())


def minimums_of(problem: Problem, columns: Columns) -> Minimums:
    """Quotas without a minimum are left away."""
    at_least = problem.quotas.at_least.astype(np.int64)
    parts = []
    for row, quotas in counted(problem, columns):
        if at_least[quotas].any():
            meant = np.where(at_least[quotas] > 0, quotas, len(at_least))
            parts.append(np.append(meant, len(at_least))[row])
    shape = (len(columns), len(parts))
    return Minimums(np.array(parts, dtype=np.int32).T.reshape(shape), at_least)
