"""For many households at once: at how many units each rule stands in the way, and where alone.

The counts are those of `explain.counted`, which asks every pair rule by rule. Here a table
tells how many units a rule closes; pairs are looked at only for who stands alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from matching.pairs.block import every_pair
from matching.pairs.candidates import Pairs
from matching.pairs.eligibility import Kill, hard
from matching.pairs.kernel import Asked, Kernel
from matching.pairs.kinds import kinds
from matching.pairs.profiles import Profile, merged, profile_of
from matching.reasons.explain import meant, ranked
from matching.rules.comparators import Values
from matching.rules.declaration import ALL_FORMS
from matching.solution import Blocker

Counts = NDArray[np.int64]
# So many that what is worked out for them stays near the processor.
CELLS, SOME = 1 << 18, 1_000
SEVERAL = 255
TOLD = ("request.contract_forms", "place.contract_forms")


@dataclass(frozen=True, slots=True, eq=False)
class Obstacles:
    """Rules by what they take: `whole` and `asked` all forms or none, `partly` some.

    `solo` tables hold the number of the one whole rule that closes a pair (from 1), 0 for none and
    255 for several; `partial` the forms that the others take; `told` the forms a reason is about.
    """

    kernel: Kernel
    codes: tuple[str, ...]
    units: Counts
    whole: dict[str, Profile]
    partly: dict[str, Profile]
    asked: dict[str, Asked]
    solo: tuple[Profile, ...]
    partial: tuple[Profile, ...]
    told: Profile

    def blockers(self, pairs: Pairs, requests: NDArray[np.intp]) -> list[tuple[Blocker, ...]]:
        """For each request the rules in the way, most units alone first."""
        units = np.zeros((len(requests), len(self.codes)), dtype=np.int64)
        alone = np.zeros_like(units)
        for rule, code in enumerate(self.codes):
            if code in self.whole:
                units[:, rule] = _closed((self.whole[code],), self.units, requests)
            elif code in self.partly:
                units[:, rule] = self._partly(self.partly[code], pairs, requests)
        order = np.lexsort([table.row[requests] for table in self.solo] or [requests])
        step = max(1, CELLS // max(len(self.units), 1))
        for start in range(0, len(order), step):
            part = order[start : start + step]
            self._alone(requests[part], units, alone, part)
        return ranked(self.codes, units, alone)

    def _partly(self, table: Profile, pairs: Pairs, requests: NDArray[np.intp]) -> Counts:
        """Units closed to each request by a rule on some forms: not those open in another form."""
        found = _closed((table, self.told), self.units, requests)
        for start in range(0, len(requests), SOME):
            some = requests[start : start + SOME]
            mine, starts = pairs.numbers_of(some)
            turn = np.repeat(np.arange(len(some)), np.diff(starts))
            place = pairs.place[mine]
            taken = (table.at(some[turn], place) & self.told.at(some[turn], place)) != 0
            units = np.bincount(turn[taken], self.units[place[taken]], len(some))
            found[start : start + SOME] -= units.astype(np.int64)
        return found

    def _alone(
        self, rows: NDArray[np.intp], units: Counts, alone: Counts, into: NDArray[np.intp]
    ) -> None:
        """Counts, for some requests, the units that one rule alone closes; and the asked rules."""
        cols = np.arange(len(self.units))
        solo = np.zeros((len(rows), len(cols)), dtype=np.uint8)
        for table in self.solo:
            solo = _one_of(solo, table.over(rows, cols))
        for code, asked in self.asked.items():
            rule, some = self.codes.index(code), np.nonzero(asked.concerns[rows])[0]
            if len(some):
                shut = asked.values(every_pair(self.kernel.sheet, rows[some], cols)) != 0
                units[into[some], rule] = shut @ self.units.astype(np.float32)
                solo[some] = _one_of(solo[some], shut * np.uint8(rule + 1))
        taken = np.zeros_like(solo)
        for table in self.partial:
            taken |= table.over(rows, cols)
        left = self.told.over(rows, cols) & ~taken
        cell = np.flatnonzero((solo != 0) & (solo != SEVERAL) & (left != 0))
        row, col = np.divmod(cell, max(len(cols), 1))
        key = row * len(self.codes) + solo.ravel()[cell] - 1
        counts = np.bincount(key, self.units[col], len(rows) * len(self.codes))
        alone[into] += counts.reshape(len(rows), -1).astype(np.int64)
        cell = np.flatnonzero((solo == 0) & (taken == ALL_FORMS))
        row, col = np.divmod(cell, max(len(cols), 1))
        self._forms_alone(rows, row, col, alone, into)

    def _forms_alone(
        self,
        rows: NDArray[np.intp],
        row: NDArray[np.intp],
        col: NDArray[np.intp],
        alone: Counts,
        into: NDArray[np.intp],
    ) -> None:
        """Of pairs closed form by form: the units where one rule alone takes a told form."""
        masks = {code: table.at(rows[row], col) for code, table in self.partly.items()}
        once, twice = np.zeros(len(row), dtype=np.uint8), np.zeros(len(row), dtype=np.uint8)
        for mask in masks.values():
            twice |= once & mask
            once |= mask
        lone = self.told.at(rows[row], col) & ~twice
        for code, mask in masks.items():
            at = (mask & lone) != 0
            counts = np.bincount(row[at], self.units[col[at]], len(rows))
            alone[into, self.codes.index(code)] += counts.astype(np.int64)


def obstacles_of(kernel: Kernel) -> Obstacles:
    """Sorts the rules by what they take."""
    sheet = kernel.sheet
    rules = hard(sheet.policy)
    codes = tuple(kill.code for kill in rules)
    tables = {kill.code: _table(kernel, kill) for kill in rules}
    found = {code: table for code, table in tables.items() if table and table.table.any()}
    whole = {
        code: table for code, table in found.items() if np.isin(table.table, (0, ALL_FORMS)).all()
    }
    partly = {code: table for code, table in found.items() if code not in whole}
    solo = [
        Profile(table.row, table.col, (table.table != 0) * np.uint8(codes.index(code) + 1))
        for code, table in whole.items()
    ]
    told = profile_of(sheet, TOLD, meant, np.uint8, None)
    assert told is not None
    return Obstacles(
        kernel=kernel,
        codes=codes,
        units=sheet.problem.capacity(),
        whole=whole,
        partly=partly,
        asked={code: kernel.asked[code] for code, table in tables.items() if table is None},
        solo=merged(solo, _one_of),
        partial=merged(list(partly.values()), np.bitwise_or),
        told=told,
    )


def _table(kernel: Kernel, kill: Kill) -> Profile | None:
    known = kernel.single.get(kill.code)
    return known or profile_of(kernel.sheet, kill.reads, kill.takes, np.uint8, None)


def _closed(tables: Sequence[Profile], units: Counts, requests: NDArray[np.intp]) -> Counts:
    """How many units the tables have something to say of together, for each of some requests."""
    rows, row = kinds([table.row[requests] for table in tables], len(requests))
    cols, col = kinds([table.col for table in tables], len(units))
    # Whole numbers up to 16 million are exact in 32 bits; a country has fewer units.
    weights = np.bincount(col, units, len(cols)).astype(np.float32)
    found = np.zeros(len(rows), dtype=np.int64)
    step = max(1, CELLS // max(len(cols), 1))
    for start in range(0, len(rows), step):
        some = requests[rows[start : start + step]]
        said = reduce(np.bitwise_and, (table.over(some, cols) for table in tables))
        found[start : start + step] = (said != 0) @ weights
    return found[row]


def _one_of(one: Values, other: Values) -> Values:
    """The one that is not 0; where neither is, several."""
    both = (one != 0) & (other != 0)
    found: Values = (one | other) | (both * np.uint8(SEVERAL))
    return found
