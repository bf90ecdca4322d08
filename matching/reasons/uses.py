"""What choices use of each limit, and which limits could run out were there one household more.

Choices that the round does not have are thought of beside its own, one at a time; they are counted
in the same rows.
"""

from dataclasses import dataclass, replace

import numpy as np

from matching.capacity.family import MARKS, MINIMUM, NOWHERE, PLACE, Family, Rows
from matching.capacity.groups import apart, member_of
from matching.capacity.limits import by_option, by_pair, neighbourhoods
from matching.capacity.model import Chosen
from matching.codes.households import GroupKind
from matching.pairs.columns import Columns
from matching.reasons.standing import Standing

CELLS = 1 << 22
APART = "E14_GROUP"


@dataclass(frozen=True, slots=True, eq=False)
class Uses:
    """Choices, the caseload that each uses, and the row that it uses of each limit that crosses."""

    choices: Columns
    caseload: Rows
    crossing: tuple[Rows, ...]

    def take(self, rows: Rows) -> "Uses":
        """Some of them."""
        crossing = tuple(row[rows] for row in self.crossing)
        return Uses(self.choices.take(rows), self.caseload[rows], crossing)


def limits_of(standing: Standing, choices: Columns) -> tuple[Family, ...]:
    """Every capacity over some choices, in the order of the standing's limits, groups that live
    together left out: whoever is in one stays where it is.
    """
    sheet = standing.kernel.sheet
    return (
        Family(PLACE, choices.place, sheet.problem.capacity()),
        neighbourhoods(sheet.problem, choices),
        *by_option(sheet.problem, choices),
        *by_pair(sheet, choices),
    )


def scarce(family: Family, request: Rows, one_more: bool) -> Chosen:
    """The rows that may run out: all who ask, and one household more, are too many for them.

    Choices come request by request.
    """
    if family.kind in (PLACE, MINIMUM, MARKS):
        return np.ones(len(family.upper), dtype=np.bool_)
    askers = np.zeros(len(family.upper), dtype=np.int64)
    at = np.flatnonzero(family.row >= 0)
    row, of = family.row[at], request[at]
    step = max(1, CELLS // max(len(askers), 1))
    for start in range(0, int(of[-1]) + 1 if len(of) else 0, step):
        low, high = np.searchsorted(of, (start, start + step))
        asks = np.zeros((step, len(askers)), dtype=np.bool_)
        asks[of[low:high] - start, row[low:high]] = True
        askers += asks.sum(axis=0)
    found: Chosen = askers + one_more > family.upper
    return found


def within(family: Family, rows: Chosen) -> Family:
    """The family with these of its rows alone."""
    return replace(family, row=np.where(np.append(rows, False)[family.row], family.row, NOWHERE))


def like_own(standing: Standing, own: tuple[Family, ...], choices: Columns) -> tuple[Family, ...]:
    """Every capacity over choices beside the round's own, in the rows of its own."""
    found = list(limits_of(standing, choices))
    at = standing.limit_codes().index(APART)
    found[at] = replace(own[at], row=_apart(standing, own[at], choices))
    return tuple(found)


def _apart(standing: Standing, own: Family, choices: Columns) -> Rows:
    """Rows of groups that stay apart are numbered as they come: their own choices say how."""
    problem = standing.problem
    member = member_of(problem, GroupKind.APART) >= 0
    mine = np.flatnonzero(member[standing.choices.request])
    if not len(mine):
        return np.full(len(choices), NOWHERE, dtype=np.int64)
    every = apart(problem, joined(standing.choices.take(mine), choices))
    known = np.full(len(every.upper) + 1, NOWHERE, dtype=np.int64)
    known[every.row[: len(mine)]] = own.row[mine]
    found: Rows = known[every.row[len(mine) :]]
    return found


def joined(one: Columns, other: Columns) -> Columns:
    """Choices of a round and after them those thought of beside it."""
    return Columns(
        *(np.concatenate(both) for both in zip(one.columns(), other.columns(), strict=True))
    )
