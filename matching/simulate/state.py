"""What became of the year until now under one way of planning."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.check.capacities import Capacities
from matching.check.reading import Plan
from matching.codes.rounds import PairReason
from matching.problem import Pairs
from matching.simulate.year import Rows, Year
from matching.table import MOST, Table

Used = Counter[tuple[str, tuple[int, ...]]]


@dataclass(slots=True, eq=False)
class State:
    """`placed_in`: the week of each request's placement, -1 for none yet; `unit`: where; `fit`:
    the points that the match gives, those for waiting left out; `taken`: units in use."""

    placed_in: Rows
    unit: Rows
    fit: Rows
    taken: NDArray[np.bool_]
    refused: list[tuple[int, int]] = field(default_factory=list)
    used: Used = field(default_factory=Counter)

    def count(self, plan: Plan, held: list[bool]) -> None:
        """Takes off what the choices that came about use, as the checker counts it."""
        capacities = Capacities(plan)
        for choice, yes in zip(plan.choices, held, strict=True):
            if yes:
                self.used.update((each.rule, each.which) for each in capacities.of(choice))

    def forbidden(self, year: Year) -> Pairs:
        """The year's own pairs, and those that were refused since."""
        pairs = year.problem.forbidden
        said = np.array(self.refused, dtype=np.int64).reshape(-1, 2)
        no = np.full(len(said), PairReason.REFUSED_BEFORE.position)
        return Pairs.from_columns(
            request=np.concatenate([pairs.request, said[:, 0]]),
            place=np.concatenate([pairs.place, said[:, 1]]),
            reason=np.concatenate([pairs.reason, no]),
        )

    def left(self, year: Year, week: int) -> dict[str, Any]:
        """The tables of limits as they stand after what was used, by a week of the year."""
        return dict(self._tables(year, week))

    def _tables(self, year: Year, week: int) -> Iterator[tuple[str, Table]]:
        whole = year.problem
        slots, providers, quotas = whole.slots, whole.providers, whole.quotas
        areas, shares = whole.neighbourhood_caps, whole.housing_first_caps
        keys = zip(
            *(c.tolist() for c in (slots.provider, slots.region, slots.care_type)), strict=True
        )
        caseload = year.released(slots.free, week) - self._of("E11_CASELOAD", keys)
        leases = year.released(providers.free_leases, week)
        leases -= self._of("E06_LEASES", _each(np.arange(len(providers))))
        yield "slots", replace(slots, free=caseload)
        yield "providers", replace(providers, free_leases=leases)
        used = self._of("E27_NEIGHBOURHOOD", _each(areas.neighbourhood))
        yield "neighbourhood_caps", replace(areas, free=areas.free - used)
        used = self._of("E12_SHARE", _each(shares.complex))
        yield "housing_first_caps", replace(shares, free=shares.free - used)
        used = self._of("E27_QUOTA", _each(np.arange(len(quotas))))
        most = np.where(quotas.at_most < MOST, quotas.at_most - used, MOST)
        least = np.maximum(quotas.at_least - used, 0)
        yield "quotas", replace(quotas, at_most=most, at_least=least)

    def _of(self, rule: str, keys: Iterable[tuple[int, ...]]) -> NDArray[Any]:
        return np.array([self.used[rule, key] for key in keys], dtype=np.int64)


def beginning(year: Year) -> State:
    """Nobody has a place yet."""
    asking, units = len(year.problem.requests), len(year.problem.units)
    none = np.full(asking, -1, dtype=np.int64)
    return State(none, none.copy(), np.zeros_like(none), np.zeros(units, dtype=np.bool_))


def _each(rows: NDArray[Any]) -> list[tuple[int]]:
    return [(row,) for row in rows.tolist()]
