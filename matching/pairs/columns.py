"""The choices a plan is made of: request x place x contract form x provider, with its score."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.codes.contracts import ContractForm
from matching.pairs.candidates import Pairs, pairs_of
from matching.pairs.kernel import Kernel, kernel_of
from matching.pairs.scoring import form_points
from matching.pairs.sheet import Sheet

Rows = NDArray[np.int64]
FORMS, BITS = len(ContractForm), 24


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

    def columns(self) -> tuple[Rows, ...]:
        """Request, place, form, provider and score."""
        return self.request, self.place, self.form, self.provider, self.score

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
    kernel = kernel_of(sheet)
    pairs = pairs_of(kernel)
    return columns_at(kernel, pairs, np.arange(len(pairs)))


def columns_at(kernel: Kernel, pairs: Pairs, at: NDArray[np.intp]) -> Columns:
    """The choices of some of the pairs, given in their order."""
    request = pairs.request_of(at)
    place = pairs.place[at].astype(np.int64)
    pair, form, provider = options(kernel, request, place, pairs.forms[at])
    kind = kernel.kind_of_form[form]
    points = np.stack(kernel.points_at(request, place)).astype(np.int64)
    score = points[kind, pair] + form_points(kernel.sheet.policy)[form]
    return Columns(request[pair], place[pair], form, provider, score)


def options(
    kernel: Kernel, request: Rows, place: Rows, forms: NDArray[Any]
) -> tuple[NDArray[np.intp], Rows, Rows]:
    """Who can stand behind which form: for each way the number of the pair, form and provider."""
    support = kernel.sheet.support
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
    return pair[at][order], form[order], provider[order]


def keys_of(pair: Rows, columns: Columns) -> Rows:
    """A number for each choice by which it is known in other models; `pair` is that of each."""
    found: Rows = ((pair * FORMS + columns.form) << BITS) + columns.provider + 1
    return found
