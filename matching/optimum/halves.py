"""Half of some limits together is a limit too, and where it is no whole number, rounded down.

Where shares of a half remain, prices alone cannot tell whether a place is there. Of limits of which
each choice with a share uses two or none, half the sum may be a half over a whole number: no plan
has that half. (Chvatal and Gomory; which limits, Caprara and Fischetti, 1996: sums that are even,
found by elimination.)
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.capacity.family import NOWHERE, Family, Rows
from matching.capacity.model import Model
from matching.optimum.optimizer import Numbers

CUT = "CUT"
TRIES, EACH, LITTLE = 40, 12, 1e-6
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Half:
    """Limits, numbered as a solver does; half their sum, rounded down, is `most`."""

    rows: Rows
    most: int

    def family(self, model: Model, limits: int) -> Family:
        """The limit that it is on the choices of a model, made of the first families."""
        counts = _uses(model, limits, self.rows) // 2
        return Family(CUT, np.where(counts > 0, 0, NOWHERE), np.array([self.most], dtype=np.int64))


def halves(
    model: Model, limits: int, households: int, shares: Numbers, random: np.random.Generator
) -> list[Half]:
    """Those that these shares of choices break, of the fewest limits first.

    Made of the first families of the model, so many, and of "at most one" of each household.
    """
    used, upper = np.zeros(model.requests + len(model.upper())), _upper(model)
    every = _rows(model, limits, households)
    for row in every:
        np.add.at(used, row[row >= 0], shares[row >= 0])
    tight = random.permutation(np.flatnonzero((np.abs(used - upper) < LITTLE) & (upper > 0)))
    some = np.flatnonzero(shares > LITTLE)
    found = []
    for rows in _even([row[some] for row in every], upper, tight, random):
        counts = _uses(model, limits, rows) // 2
        most = int(upper[rows].sum()) // 2
        if counts.max(initial=0) == 1 and counts @ shares > most + LITTLE:
            found.append(Half(rows, most))
    found.sort(key=lambda half: len(half.rows))
    return found[:EACH]


def _upper(model: Model) -> Rows:
    return np.concatenate([np.ones(model.requests, dtype=np.int64), model.upper()])


def _rows(model: Model, limits: int, households: int) -> list[Rows]:
    """The limit that each choice uses of each kind, -1 for none."""
    request = model.columns.request
    found = [np.where(request < households, request, NOWHERE)]
    for at, family in _families(model, limits):
        found.append(np.where(family.row >= 0, model.requests + at + family.row, NOWHERE))
    return found


def _families(model: Model, limits: int) -> list[tuple[int, Family]]:
    return list(zip(model.offsets(), model.families, strict=True))[:limits]


def _uses(model: Model, limits: int, rows: Rows) -> Rows:
    """How many of some limits each choice uses."""
    chosen = np.zeros(model.requests + len(model.upper()) + 1, dtype=np.int64)
    chosen[rows] = 1
    found = chosen[model.columns.request]
    for at, family in _families(model, limits):
        found += np.where(family.row >= 0, chosen[model.requests + at + family.row], 0)
    return found


def _even(every: list[Rows], upper: Rows, tight: Rows, random: np.random.Generator) -> list[Rows]:
    """Limits of which each of the choices uses an even number, and which are odd together."""
    number = np.full(len(upper) + 1, NOWHERE)
    number[tight] = np.arange(len(tight))
    matrix = np.zeros((len(every[0]) + 1, len(tight) + 1), dtype=np.bool_)
    for row in every:
        at = number[row]
        matrix[np.flatnonzero(at >= 0), at[at >= 0]] ^= True
    matrix[-1, :-1], matrix[-1, -1] = upper[tight] % 2 == 1, True
    solved, leads = _eliminated(matrix)
    if solved[len(leads) :, -1].any():
        return []
    free, found = np.setdiff1d(np.arange(len(tight)), leads), []
    mine = solved[: len(leads)]
    for turn in range(TRIES if len(free) else 1):
        chosen = np.zeros(len(tight), dtype=np.bool_)
        chosen[random.choice(free, min(turn, len(free)), replace=False)] = True
        chosen[leads] = (mine[:, :-1][:, chosen].sum(axis=1) % 2 == 1) ^ mine[:, -1]
        found.append(np.sort(tight[chosen]))
    return found


def _eliminated(matrix: Flags) -> tuple[Flags, list[int]]:
    """The same equations of even and odd, solved for one unknown each; the last column is what they
    come to, and the unknowns of the first rows are told.
    """
    packed, leads, many = np.packbits(matrix, axis=1), list[int](), matrix.shape[1]
    for column in range(many - 1):
        bit = (packed[:, column >> 3] >> (7 - (column & 7))) & 1
        below = np.flatnonzero(bit[len(leads) :])
        if not len(below):
            continue
        top, other = len(leads), len(leads) + int(below[0])
        packed[[top, other]], bit[other] = packed[[other, top]], bit[top]
        bit[top] = 0
        packed[np.flatnonzero(bit)] ^= packed[top]
        leads.append(column)
    return np.unpackbits(packed, axis=1)[:, :many].astype(np.bool_), leads
