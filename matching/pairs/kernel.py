"""All hard and soft rules of a problem, made ready to ask of millions of pairs.

A rule that looks at one kind of request and one kind of place at a time becomes a small table, and
tables are put together; what is left (distances, pairs named one by one) is asked only of pairs
that are still open, and only for the requests that it concerns.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.codes.contracts import ContractForm
from matching.codes.rounds import Level
from matching.pairs.block import Block, concerned
from matching.pairs.eligibility import hard
from matching.pairs.profiles import Profile, merged, profile_of
from matching.pairs.reach import MOST_POINTS
from matching.pairs.scoring import form_points, soft_points, waiting_points
from matching.pairs.sheet import Sheet
from matching.rules.comparators import Values
from matching.rules.declaration import ALL_FORMS, PairRule

Flags = NDArray[np.bool_]
Forms = NDArray[np.uint8]
Points = NDArray[np.int32]
NEVER = -2 * MOST_POINTS
EVERY = np.uint8(ALL_FORMS)


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A rule that is asked pair by pair, and the requests that it can matter to."""

    values: Callable[[Block], Values]
    concerns: Flags


@dataclass(frozen=True, slots=True, eq=False)
class Soft:
    """What soft rules take from a pair in the same contract forms: from a table, or asked."""

    forms: int
    table: Profile | None
    values: Callable[[Block], Values]


@dataclass(frozen=True, slots=True, eq=False)
class Kernel:
    """The rules of a sheet: `single` tables, the same `tables` merged, and those `asked`.

    Forms that all soft rules treat alike are of one of the `kinds`, each a mask.
    """

    sheet: Sheet
    single: dict[str, Profile]
    tables: tuple[Profile, ...]
    asked: dict[str, Asked]
    soft: tuple[Soft, ...]
    kinds: tuple[int, ...]

    @property
    def kind_of_form(self) -> NDArray[np.int64]:
        """Which of the kinds each contract form is of, by its position."""
        return np.array(
            [[bool(kind & form.bit) for kind in self.kinds].index(True) for form in ContractForm]
        )

    def open_over(self, rows: NDArray[Any], cols: NDArray[Any]) -> tuple[Values, Values, Forms]:
        """Of each request with each place those with a form left: rows, columns, forms."""
        taken = np.zeros((len(rows), len(cols)), dtype=np.uint8)
        for table in self.tables:
            taken |= table.over(rows, cols)
        cell = np.flatnonzero(taken != ALL_FORMS)
        row, col = np.divmod(cell, max(len(cols), 1))
        forms = self._asked(rows[row], cols[col], ~taken.ravel()[cell] & EVERY)
        kept = np.flatnonzero(forms)
        return row[kept], cols[col[kept]], forms[kept]

    def open_at(self, rows: NDArray[Any], cols: NDArray[Any]) -> Forms:
        """The forms left to each of a list of pairs."""
        taken = np.zeros(len(rows), dtype=np.uint8)
        for table in self.tables:
            taken |= table.at(rows, cols)
        return self._asked(rows, cols, ~taken & EVERY)

    def points_at(self, rows: NDArray[Any], cols: NDArray[Any]) -> list[Points]:
        """What a list of pairs is worth in each kind of form, without the form's own points."""
        base = waiting_points(self.sheet.problem, self.sheet.policy)[rows].astype(np.int32)
        found = [base.copy() for _ in self.kinds]
        block = Block(self.sheet, rows, cols)
        for soft in self.soft:
            points = soft.table.at(rows, cols) if soft.table else soft.values(block)
            for kind, total in zip(self.kinds, found, strict=True):
                if soft.forms & kind:
                    total += points.astype(np.int32)
        return found

    def best_at(self, rows: NDArray[Any], cols: NDArray[Any], forms: Forms) -> Points:
        """What a list of pairs is worth in the best of the forms left to each."""
        worth = self.form_points()
        found = np.full(len(rows), NEVER, dtype=np.int32)
        for kind, points in enumerate(self.points_at(rows, cols)):
            points += worth[forms, kind]
            np.maximum(found, points, out=found)
        return found

    def form_points(self) -> Points:
        """The most that a set of forms gives in each kind: shape (sets, kinds)."""
        worth = form_points(self.sheet.policy)
        sets = np.arange(ALL_FORMS + 1)[:, None, None]
        bits = np.array([form.bit for form in ContractForm])
        within = np.array(self.kinds)[:, None] & bits
        found: Points = np.where(sets & within, worth, NEVER).max(axis=2).astype(np.int32)
        return found

    def _asked(self, rows: NDArray[Any], cols: NDArray[Any], forms: Forms) -> Forms:
        for rule in self.asked.values():
            at = np.flatnonzero(rule.concerns[rows] & (forms != 0))
            if len(at):
                block = Block(self.sheet, rows[at], cols[at])
                forms[at] &= ~rule.values(block).astype(np.uint8)
        return forms


def kernel_of(sheet: Sheet) -> Kernel:
    """Makes every table once; what a table says is what the rule itself says."""
    single: dict[str, Profile] = {}
    asked: dict[str, Asked] = {}
    for kill in hard(sheet.policy):
        table = profile_of(sheet, kill.reads, kill.takes, np.uint8)
        if table is not None:
            single[kill.code] = table
        else:
            asked[kill.code] = Asked(kill.takes, concerned(sheet, kill.reads, kill.counts))
    tables = merged([table for table in single.values() if table.table.any()], np.bitwise_or)
    soft = tuple(_soft(sheet, rule) for rule in sheet.policy.pair_rules(Level.SOFT))
    return Kernel(sheet, single, tables, asked, soft, _kinds(soft))


def _soft(sheet: Sheet, rule: PairRule) -> Soft:
    reads = (rule.measure,) if rule.measure else (*rule.left, *rule.right)
    values = partial(soft_points, rule)
    return Soft(rule.forms, profile_of(sheet, reads, values, np.int32), values)


def _kinds(soft: tuple[Soft, ...]) -> tuple[int, ...]:
    """Contract forms that every soft rule treats alike, together in one mask."""
    alike: dict[tuple[bool, ...], int] = {}
    for form in ContractForm:
        key = tuple(bool(one.forms & form.bit) for one in soft)
        alike[key] = alike.get(key, 0) | form.bit
    return tuple(alike.values())
