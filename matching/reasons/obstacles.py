"""For many households at once: at how many units each rule stands in the way, and where alone.

The counts are those of `explain.counted`, which asks every pair rule by rule. Here a table
tells how many units a rule closes; pairs are looked at only for who stands alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from matching.pairs.block import every_pair
from matching.pairs.candidates import Pairs
from matching.pairs.kinds import kinds
from matching.pairs.profiles import Profile, profile_of
from matching.reasons.alone import NOBODY, Lone, Sorted, once
from matching.reasons.explain import meant, ranked
from matching.rules.declaration import ALL_FORMS
from matching.solution import Blocker

Counts = NDArray[np.int64]
# So many that what is worked out for them stays near the processor.
CELLS, SOME = 1 << 18, 1_000
TOLD = ("request.contract_forms", "place.contract_forms")


@dataclass(frozen=True, slots=True, eq=False)
class Obstacles:
    """The rules, the units of each place, and `told`: the forms that a reason is about."""

    rules: Sorted
    units: Counts
    told: Profile

    def blockers(
        self, pairs: Pairs, requests: NDArray[np.intp], lone: Iterable[Lone]
    ) -> list[tuple[Blocker, ...]]:
        """For each request the rules in the way, most units alone first; `lone` tells where one
        rule is alone, of all these requests.
        """
        rules = self.rules
        units = np.zeros((len(requests), len(rules.codes)), dtype=np.int64)
        for rule, code in enumerate(rules.codes):
            if code in rules.whole:
                units[:, rule] = _closed((rules.whole[code],), self.units, requests)
            elif code in rules.partly:
                units[:, rule] = self._partly(rules.partly[code], pairs, requests)
            elif code in rules.asked:
                units[:, rule] = self._asked(code, requests)
        alone, into = np.zeros_like(units), np.empty(len(self.told.row), dtype=np.int64)
        into[requests] = np.arange(len(requests))
        for part in lone:
            alone[into[part.requests]] = self._alone(part)
        return ranked(rules.codes, units, alone)

    def _asked(self, code: str, requests: NDArray[np.intp]) -> Counts:
        """Units closed to each request by a rule that is asked pair by pair."""
        asked, places = self.rules.asked[code], np.arange(len(self.units))
        found = np.zeros(len(requests), dtype=np.int64)
        some = np.nonzero(asked.concerns[requests])[0]
        step = max(1, CELLS // max(len(places), 1))
        for start in range(0, len(some), step):
            at = some[start : start + step]
            shut = asked.values(every_pair(self.rules.kernel.sheet, requests[at], places)) != 0
            found[at] = shut @ self.units.astype(np.float32)
        return found

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

    def _alone(self, lone: Lone) -> Counts:
        """The units that one rule alone closes: by request of a block, and rule."""
        request, rules = lone.request, self.rules
        told = self.told.at(request, lone.place)
        found = self._count(lone, np.flatnonzero((lone.rule >= 0) & ((told & ~lone.taken) != 0)))
        at = np.flatnonzero((lone.rule == NOBODY) & (lone.taken == ALL_FORMS))
        masks = {code: one.at(request[at], lone.place[at]) for code, one in rules.partly.items()}
        only = told[at] & once(masks.values(), len(at))
        for code, mask in masks.items():
            mine = at[(mask & only) != 0]
            units = np.bincount(lone.row[mine], self.units[lone.place[mine]], len(found))
            found[:, rules.codes.index(code)] += units.astype(np.int64)
        return found

    def _count(self, lone: Lone, at: Counts) -> Counts:
        many, rules = len(lone.requests), len(self.rules.codes)
        key = lone.row[at] * rules + lone.rule[at]
        found = np.bincount(key, self.units[lone.place[at]], many * rules).astype(np.int64)
        return found.reshape(many, rules)


def obstacles_of(rules: Sorted) -> Obstacles:
    """What rules sorted by what they take are asked with."""
    sheet = rules.kernel.sheet
    told = profile_of(sheet, TOLD, meant, np.uint8, None)
    assert told is not None
    return Obstacles(rules, sheet.problem.capacity(), told)


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
    every: Counts = found[row]
    return every
