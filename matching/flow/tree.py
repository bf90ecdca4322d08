"""The limits that a flow can carry: a tree from the source, over households and places, to a sink.

source -> caseload -> request -> place -> neighbourhood -> town -> sink. A unit of flow is a
household on its way to a place. (Ahuja, Magnanti and Orlin, Network Flows, 1993.)
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.capacity.family import NOWHERE, Rows


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """Limits over places: `row` is each place's limit (-1 for none), `upper` what it allows."""

    row: Rows
    upper: Rows


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """`slot` is each request's caseload (-1 for none), `slots` what is free of each.

    `parent` holds for each place, and then for the rows of each level in turn, the node over it by
    number, -1 for the sink; `upper` holds what each of them can take.
    """

    slot: Rows
    slots: Rows
    places: int
    parent: Rows
    upper: Rows

    @property
    def steps(self) -> NDArray[np.int64]:
        """How many nodes lie between each node and the sink."""
        found = np.zeros(len(self.parent), dtype=np.int64)
        above = self.parent
        while (above >= 0).any():
            found += above >= 0
            above = np.where(above >= 0, self.parent[above], NOWHERE)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Arms:
    """Pairs that a flow may use, by request: their request, place and what they are worth.

    There may be millions: numbers of rows are of whatever width is enough.
    """

    request: NDArray[Any]
    place: NDArray[Any]
    worth: Rows


def tree_of(slot: Rows, slots: Rows, capacity: Rows, levels: list[Level]) -> Tree:
    """The tree of these limits; a level whose parts lie in more than one of the next is refused."""
    parent = np.full(len(capacity), NOWHERE, dtype=np.int64)
    upper = capacity.astype(np.int64)
    top = np.arange(len(capacity))
    for level in levels:
        over = np.where(level.row >= 0, len(upper) + level.row, NOWHERE)
        parent = np.concatenate([parent, np.full(len(level.upper), NOWHERE, dtype=np.int64)])
        known = over >= 0
        parent[top[known]] = over[known]
        if (parent[top[known]] != over[known]).any() or (parent[top[~known]] != NOWHERE).any():
            raise ValueError("a limit is not within one limit of the next level")
        top = np.where(known, over, top)
        upper = np.concatenate([upper, level.upper])
    return Tree(slot, slots, len(capacity), parent, upper)


def nests(inner: Level, outer: Level) -> bool:
    """Whether the places of each inner limit are all in the same outer limit, or all in none."""
    known = inner.row >= 0
    first = np.full(len(inner.upper), NOWHERE, dtype=np.int64)
    first[inner.row[known]] = outer.row[known]
    return bool((first[inner.row[known]] == outer.row[known]).all())
