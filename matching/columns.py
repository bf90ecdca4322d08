"""The choices a plan is made of: request x place x contract form x provider, with its score."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.block import Block
from matching.codes import ContractForm, Level
from matching.eligibility import eligible_pairs
from matching.scoring import form_points, soft_points, waiting_points
from matching.sheet import Sheet

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """One row for each choice, ordered by request, place, form and provider (-1 for none)."""

    request: Rows
    place: Rows
    form: Rows
    provider: Rows
    score: Rows

    def __len__(self) -> int:
        return len(self.request)

    def take(self, rows: NDArray[Any]) -> "Columns":
        """The choices with these numbers, or where the flags say yes."""
        return Columns(
            self.request[rows],
            self.place[rows],
            self.form[rows],
            self.provider[rows],
            self.score[rows],
        )


def columns_of(sheet: Sheet) -> Columns:
    """Every choice that the hard rules allow."""
    request, place, forms = eligible_pairs(sheet)
    support = sheet.support
    cell = support.classes(request, place)
    many = support.first[cell + 1] - support.first[cell]
    pair = np.repeat(np.arange(len(request)), many)
    turn = np.arange(len(pair)) - np.repeat(np.cumsum(many) - many, many)
    offer = support.first[cell[pair]] + turn
    usable = forms[pair] & support.forms[offer]
    chosen = [np.nonzero(usable & form.bit)[0] for form in ContractForm]
    at = np.concatenate(chosen)
    form = np.repeat(np.arange(len(chosen)), [len(rows) for rows in chosen])
    provider = support.provider[offer[at]].astype(np.int64)
    order = np.lexsort((provider, form, pair[at]))
    at, form, provider = pair[at][order], form[order], provider[order]
    found = Columns(request[at], place[at], form, provider, np.zeros(len(at), dtype=np.int64))
    return _scored(sheet, found, Block(sheet, request, place), at)


def _scored(sheet: Sheet, columns: Columns, pairs: Block, at: NDArray[np.intp]) -> Columns:
    total = waiting_points(sheet)[columns.request] + form_points(sheet.policy)[columns.form]
    for rule in sheet.policy.pair_rules(Level.SOFT):
        meant = (rule.forms >> columns.form) & 1
        total += soft_points(rule, pairs)[at] * meant
    return Columns(columns.request, columns.place, columns.form, columns.provider, total)
