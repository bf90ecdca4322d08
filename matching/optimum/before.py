"""The plan of before, for a round that is solved anew: what stays as it was counts for more."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from matching.capacity.family import PLACE, Family, Rows
from matching.capacity.model import Chosen
from matching.flow.tree import Tree
from matching.pairs.candidates import Pairs
from matching.pairs.columns import BITS, FORMS, Columns, keys_of


def _none() -> Rows:
    return np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Before:
    """Without a plan of before nothing is different.

    `stays` are its choices and `shut` those of pairs that somebody may have who may not have them
    so, both by their keys (`key`) in order. Each that stays counts `bonus` points more. Where a
    point counts for more than 1 (`point`), each that stays counts 1 beside it: less than a point
    all together, so that of plans that are equally good the best is one that moves fewest. `taken`
    are the places of units that are not to be had any more, one for each. Of each rank no plan has
    more than is `settled`, given that much of those before it; nothing is known where it is empty.
    """

    places: int = 0
    stays: Rows = field(default_factory=_none)
    shut: Rows = field(default_factory=_none)
    bonus: int = 0
    point: int = 1
    taken: Rows = field(default_factory=_none)
    settled: Rows = field(default_factory=_none)

    def key(self, columns: Columns) -> Rows:
        """A number by which each choice is known."""
        return keys_of(columns.request * self.places + columns.place, columns)

    def settles(self, counts: Rows) -> bool:
        """Whether these counts, of the first ranks, are known to be the most."""
        return np.array_equal(self.settled[: len(counts)], counts)

    def has(self, columns: Columns) -> Chosen:
        """Which choices are those of the plan."""
        return _among(self.stays, self.key(columns))

    def of(self, columns: Columns) -> Columns:
        """The choices that somebody may have, with what they count for."""
        if not len(self.stays):
            return columns
        key = self.key(columns)
        stays = _among(self.stays, key)
        score = (columns.score + self.bonus * stays) * self.point + stays * (self.point > 1)
        return replace(columns, score=score).take(~_among(self.shut, key))

    def pairs(self, pairs: Pairs) -> Rows:
        """The pairs of the plan by number; all of them are there."""
        pair = (self.stays >> BITS) // FORMS
        request, place = np.divmod(pair, max(self.places, 1))
        at, starts = pairs.numbers_of(request)
        here: Rows = at[pairs.place[at] == np.repeat(place, np.diff(starts))]
        return here

    def limits(self, families: Sequence[Family]) -> tuple[Family, ...]:
        """Limits without the units that are taken."""
        return tuple(
            replace(family, upper=self._left(family.upper)) if family.kind == PLACE else family
            for family in families
        )

    def tree(self, tree: Tree) -> Tree:
        """A tree without the units that are taken: places are its first nodes."""
        return replace(tree, upper=self._left(tree.upper))

    def _left(self, upper: Rows) -> Rows:
        found: Rows = np.maximum(upper - np.bincount(self.taken, minlength=len(upper)), 0)
        return found


def _among(keys: Rows, wanted: Rows) -> Chosen:
    """Which of these are among keys that stand in order."""
    found: Chosen = np.append(keys, -1)[np.searchsorted(keys, wanted)] == wanted
    return found
