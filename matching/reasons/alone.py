"""Which rule stands alone in the way, for many requests with every place.

A rule that takes all contract forms or none has a mark: half of some bits. The marks of two rules
together have more, so that one look at all rules tells which of them is alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.pairs.block import Block
from matching.pairs.eligibility import Kill, hard
from matching.pairs.kernel import Asked, Kernel
from matching.pairs.profiles import Profile, merged, profile_of
from matching.rules.comparators import Values
from matching.rules.declaration import ALL_FORMS

Rows = NDArray[np.int64]
Number = NDArray[np.int16]
NOBODY, SEVERAL = -1, -2
NARROW, WIDE = np.dtype(np.uint8), np.dtype(np.uint16)
CELLS, SPELLED = 1 << 20, 1 << 25


class Spelled(Profile):
    """A table with a column for each place, so that a request's row is only copied."""


@dataclass(frozen=True, slots=True, eq=False)
class Lone:
    """Pairs of some `requests`: `row` says which of them. `rule` is the number of the one rule in
    the way that takes all forms or none, or NOBODY; `taken` are the forms that the others take.
    """

    requests: Rows
    row: Rows
    place: Rows
    rule: Number
    taken: Values

    @property
    def request(self) -> Rows:
        """The request of each pair."""
        found: Rows = self.requests[self.row]
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Sorted:
    """Rules by what they take: `whole` and `asked` all forms or none, `partly` some.

    `mark` is that of each rule which takes all or none, `number` the rule of each mark. `marks` are
    tables of the marks of all whole rules, `forms` of what the partly ones take.
    """

    kernel: Kernel
    codes: tuple[str, ...]
    whole: dict[str, Profile]
    partly: dict[str, Profile]
    asked: dict[str, Asked]
    mark: dict[str, Any]
    number: Number
    marks: tuple[Profile, ...]
    forms: tuple[Profile, ...]

    def lone(self, requests: Rows) -> Iterator[Lone]:
        """Of these requests with each place, some requests at a time: where no more than one whole
        rule is in the way, and not that rule beside others that take every form.
        """
        # Who is alike stands together, so that a large table is looked up once for many.
        order = np.lexsort([table.row[requests] for table in self.marks] or [requests])
        step = max(1, CELLS // max(len(self.kernel.sheet.problem.places), 1))
        for start in range(0, len(order), step):
            yield self._lone(requests[order[start : start + step]])

    def _lone(self, requests: Rows) -> Lone:
        places = np.arange(len(self.kernel.sheet.problem.places))
        shape, width = (len(requests), len(places)), _width(len(self.mark))
        marks, taken = np.zeros(shape, dtype=width), np.zeros(shape, dtype=np.uint8)
        for found, tables in ((marks, self.marks), (taken, self.forms)):
            for table in tables:
                found |= _over(table, requests, places)
        most = width.itemsize * 4
        fits = (np.bitwise_count(marks) <= most) & ((marks == 0) | (taken != ALL_FORMS))
        cell = np.flatnonzero(fits)
        row, place = np.divmod(cell, max(len(places), 1))
        request, mark = requests[row], marks.ravel()[cell]
        for code, asked in self.asked.items():
            at = np.flatnonzero(asked.concerns[request])
            block = Block(self.kernel.sheet, request[at], place[at])
            mark[at[asked.values(block) != 0]] |= self.mark[code]
        rule, lost = self.number[mark], taken.ravel()[cell]
        kept = np.flatnonzero((rule == NOBODY) | ((rule != SEVERAL) & (lost != ALL_FORMS)))
        return Lone(requests, row[kept], place[kept], rule[kept], lost[kept])


def once(masks: Iterable[Values], many: int) -> Values:
    """The forms that just one of these masks over as many pairs takes from each."""
    one, more = np.zeros(many, dtype=np.uint8), np.zeros(many, dtype=np.uint8)
    for mask in masks:
        more |= one & mask
        one |= mask
    found: Values = one & ~more
    return found


def sorted_rules(kernel: Kernel) -> Sorted:
    """Sorts the hard rules by what they take."""
    rules = hard(kernel.sheet.policy)
    codes = tuple(kill.code for kill in rules)
    tables = {kill.code: _table(kernel, kill) for kill in rules}
    found = {code: table for code, table in tables.items() if table and table.table.any()}
    whole = {
        code: table for code, table in found.items() if np.isin(table.table, (0, ALL_FORMS)).all()
    }
    partly = {code: table for code, table in found.items() if code not in whole}
    asked = {code: kernel.asked[code] for code, table in tables.items() if table is None}
    mark = _marks([*whole, *asked])
    marks = [
        Profile(one.row, one.col, (one.table != 0) * mark[code]) for code, one in whole.items()
    ]
    return Sorted(
        kernel=kernel,
        codes=codes,
        whole=whole,
        partly=partly,
        asked=asked,
        mark=mark,
        number=_numbers(codes, mark),
        marks=_spelled(merged(marks, np.bitwise_or)),
        forms=_spelled(merged(list(partly.values()), np.bitwise_or)),
    )


def _table(kernel: Kernel, kill: Kill) -> Profile | None:
    known = kernel.single.get(kill.code)
    return known or profile_of(kernel.sheet, kill.reads, kill.takes, np.uint8, None)


def _width(rules: int) -> np.dtype[Any]:
    return NARROW if rules <= comb(8, 4) else WIDE


def _marks(codes: Sequence[str]) -> dict[str, Any]:
    """Half of the bits for each, no two alike."""
    width = _width(len(codes))
    bits = width.itemsize * 8
    halves = combinations(range(bits), bits // 2)
    each = (width.type(sum(1 << bit for bit in half)) for half in halves)
    return dict(zip(codes, each, strict=False))


def _numbers(codes: tuple[str, ...], mark: dict[str, Any]) -> Number:
    """Which rule each mark is of; of none NOBODY, of more than one SEVERAL."""
    found = np.full(1 << _width(len(mark)).itemsize * 8, SEVERAL, dtype=np.int16)
    found[0] = NOBODY
    for code, own in mark.items():
        found[own] = codes.index(code)
    return found


def _spelled(tables: Sequence[Profile]) -> tuple[Profile, ...]:
    """Tables with a column for each place, where that is not too much."""
    return tuple(
        table
        if len(table.table) * len(table.col) > SPELLED
        else Spelled(table.row, table.col, np.take(table.table, table.col, axis=1))
        for table in tables
    )


def _over(table: Profile, requests: Rows, places: Rows) -> Values:
    """The values of each of some requests with every place."""
    if isinstance(table, Spelled):
        found: Values = table.table[table.row[requests]]
        return found
    return table.over(requests, places)
