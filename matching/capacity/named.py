"""The limits of a model by the ids of what they limit, so that others can look them up."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from matching.capacity.family import Rows
from matching.capacity.model import Model
from matching.capacity.quotas import capped, layers, members
from matching.codes.care import CareType
from matching.codes.rounds import LimitKind
from matching.problem import Problem
from matching.solution import Halved, Limit


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """Of the first `families` of a model's: units, neighbourhoods, caseload, leases and maxima.

    `quotas` are those of each family of maxima.
    """

    problem: Problem
    model: Model
    families: int
    quotas: tuple[Rows, ...]

    def halved(self, rows: Rows, at_most: int) -> Halved:
        """Half of some limits, numbered as a solver does."""
        return Halved(tuple(sorted(map(self._limit, rows.tolist()), key=_order)), at_most)

    def _limit(self, row: int) -> Limit:
        problem = self.problem
        if row < self.model.requests:
            return Limit(LimitKind.REQUEST, (_id(problem.requests.id, row),))
        every = self.model.offsets()[: self.families]
        starts = np.array(every) + self.model.requests
        family = int(np.searchsorted(starts, row, side="right")) - 1
        row -= int(starts[family])
        match family:
            case 0:
                units = np.nonzero(problem.units.place == row)[0]
                return Limit(LimitKind.PLACE, (min(_id(problem.units.id, unit) for unit in units),))
            case 1:
                where = problem.neighbourhood_caps.neighbourhood[row]
                return Limit(LimitKind.NEIGHBOURHOOD, (_id(problem.neighbourhoods.id, where),))
            case 2:
                slots = problem.slots
                ids = (problem.providers.id, slots.provider), (problem.regions.id, slots.region)
                care = CareType.at(int(slots.care_type[row]))
                return Limit(LimitKind.CASELOAD, tuple(_id(of, at[row]) for of, at in ids), care)
            case 3:
                return Limit(LimitKind.LEASES, (_id(problem.providers.id, row),))
        quota = self.quotas[family - 4][row]
        return Limit(LimitKind.QUOTA, (_id(problem.quotas.id, quota),))


def named(problem: Problem, model: Model) -> Names:
    """The names of the limits of a model that lasts (`lasting`)."""
    quotas = tuple(members(layer) for layer in layers(problem, capped(problem)))
    return Names(problem, model, 4 + len(quotas), quotas)


def _id(ids: NDArray[np.uint8], row: int | np.signedinteger[Any]) -> UUID:
    return UUID(bytes=ids[row].tobytes())


def _order(limit: Limit) -> tuple[str, tuple[UUID, ...], str]:
    return limit.kind, limit.of, limit.care or ""
