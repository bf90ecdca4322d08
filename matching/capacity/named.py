"""The limits of a model by the ids of what they limit, so that others can look them up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from matching.capacity.family import MINIMUM, Rows
from matching.capacity.model import Model
from matching.capacity.quotas import agreed, capped, layers, members
from matching.codes.care import CareType
from matching.codes.rounds import LimitKind
from matching.problem import Problem
from matching.solution import Halved, Limit, Price


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """Of the first `families` of a model's: units, neighbourhoods, caseload, leases and maxima; and
    of its minimums.

    `quotas` are those of each family of maxima, `agreed` those of each of minimums. `unit` is the
    first unit of each place.
    """

    problem: Problem
    model: Model
    families: int
    quotas: tuple[Rows, ...]
    agreed: tuple[Rows, ...]
    unit: tuple[UUID, ...]

    def halved(self, rows: Rows, at_most: int) -> Halved:
        """Half of some limits, numbered as a solver does."""
        return Halved(tuple(sorted(map(self._limit, rows.tolist()), key=_order)), at_most)

    def priced(self, worth: Rows) -> tuple[Price, ...]:
        """What each row of the families is worth, where it has a name and is worth something."""
        told = (Price(limit, int(worth[row])) for row, limit in self._limits(worth != 0))
        return tuple(sorted(told, key=lambda price: _order(price.limit)))

    def worth(self, prices: Sequence[Price]) -> list[int]:
        """What each row of the families is worth; a limit that is not there is worth nothing."""
        upper = self.model.upper()
        row = {limit: row for row, limit in self._limits(np.ones(len(upper), dtype=np.bool_))}
        found = [0] * len(upper)
        for price in prices:
            if price.limit in row:
                found[row[price.limit]] = price.worth
        return found

    def _limits(self, wanted: NDArray[np.bool_]) -> Iterator[tuple[int, Limit]]:
        """Those of the wanted rows of the families that have a name."""
        offsets, families = self.model.offsets(), self.model.families
        ends = [len(self.unit), *offsets[2:]]
        for number, (at, end) in enumerate(zip(offsets[: self.families], ends, strict=False)):
            for row in np.nonzero(wanted[at:end])[0].tolist():
                yield at + row, self._of_family(number, row)
        minimums = (at for at, one in zip(offsets, families, strict=True) if one.kind == MINIMUM)
        for at, quotas in zip(minimums, self.agreed, strict=True):
            for row in np.nonzero(wanted[at : at + len(quotas)])[0].tolist():
                quota = _id(self.problem.quotas.id, quotas[row])
                yield at + row, Limit(LimitKind.MINIMUM, (quota,))

    def _limit(self, row: int) -> Limit:
        if row < self.model.requests:
            return Limit(LimitKind.REQUEST, (_id(self.problem.requests.id, row),))
        every = self.model.offsets()[: self.families]
        starts = np.array(every) + self.model.requests
        family = int(np.searchsorted(starts, row, side="right")) - 1
        return self._of_family(family, row - int(starts[family]))

    def _of_family(self, family: int, row: int) -> Limit:
        problem = self.problem
        match family:
            case 0:
                return Limit(LimitKind.PLACE, (self.unit[row],))
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
    most, least = (
        tuple(members(layer) for layer in layers(problem, those))
        for those in (capped(problem), agreed(problem))
    )
    return Names(problem, model, 4 + len(most), most, least, _first_units(problem))


def _first_units(problem: Problem) -> tuple[UUID, ...]:
    found: dict[int, UUID] = {}
    for row, place in enumerate(problem.units.place.tolist()):
        unit = _id(problem.units.id, row)
        found[place] = min(unit, found.get(place, unit))
    return tuple(found[place] for place in range(len(problem.places)))


def _id(ids: NDArray[np.uint8], row: int | np.signedinteger[Any]) -> UUID:
    return UUID(bytes=ids[row].tobytes())


def _order(limit: Limit) -> tuple[str, tuple[UUID, ...], str]:
    return limit.kind, limit.of, limit.care or ""
