"""The pieces of a country: its regions, and groups of regions that share many households.

What pieces share is settled before they are solved apart. A limit of a few belongs to the piece
that uses it most; one that most use is `wide`, and gets a share for each or a price for all.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matching.capacity.family import MINIMUM, NOWHERE, PLACE, Family, Rows, united
from matching.capacity.model import Model

Flags = NDArray[np.bool_]
WIDE = 4


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """`part` is each choice's piece, -1 where it is left out; `wide` says which rows of the
    families are in more than some of the `many` pieces.
    """

    part: Rows
    many: int
    wide: Flags

    def used(self, model: Model, shares: NDArray[np.float64]) -> NDArray[np.float64]:
        """How much of each row each piece uses: shape (pieces, rows of the families)."""
        found = np.zeros((self.many, len(self.wide)))
        for offset, family in zip(model.offsets(), model.families, strict=True):
            uses = np.nonzero((family.row >= 0) & (self.part >= 0) & (shares > 0))[0]
            at = (self.part[uses], offset + family.row[uses])
            np.add.at(found, at, family.sign * shares[uses])
        return found


def pieces_of(
    model: Model, region: Rows, group: Rows, home: Rows, held: Flags, wide: Flags | None = None
) -> Pieces:
    """The pieces where each region is in a `group` and each request is at `home` in one of them.

    `region` is that of each choice, -1 for none. A limit is first of the piece that has `held`
    choices in it; `wide` are the wide rows, where known already.
    """
    mine = np.append(group, NOWHERE)[region]
    part = np.where(mine == home[model.columns.request], mine, NOWHERE)
    many = int(group.max(initial=-1)) + 1
    found = np.zeros(len(model.upper()), dtype=np.bool_) if wide is None else wide
    for offset, family in zip(model.offsets(), model.families, strict=True):
        if not _limits_pieces(family):
            continue
        users, rows = _users(family, part, many), slice(offset, offset + len(family.upper))
        if wide is None:
            found[rows] = (users > 0).sum(axis=1) > WIDE
        of = (users + len(model) * _users(family, np.where(held, part, NOWHERE), many)).argmax(
            axis=1
        )
        lost = (family.row >= 0) & (part != of[family.row])
        part = np.where(lost & ~found[rows][family.row], NOWHERE, part)
    return Pieces(part, many, found)


def _limits_pieces(family: Family) -> bool:
    """A place is in one piece; minimums and groups ask nothing of who is left out."""
    asks = family.equal or family.continues or family.kind in (PLACE, MINIMUM)
    return family.sign > 0 and not asks and len(family.upper) > 0


def _users(family: Family, part: Rows, many: int) -> Rows:
    """How many choices of each piece are in each row."""
    uses = np.nonzero((family.row >= 0) & (part >= 0))[0]
    key = family.row[uses] * many + part[uses]
    found: Rows = np.bincount(key, minlength=len(family.upper) * many).reshape(-1, many)
    return found


def groups(request: Rows, region: Rows, regions: int, many: int) -> Rows:
    """A group for each of the regions: two at a time, those join who share most households for
    their size. A region with no choices has none.

    `request` and `region` are those of each choice.
    """
    pair = united(request[region >= 0] * regions + region[region >= 0])
    size = np.bincount(pair % regions, minlength=regions).astype(np.float64)
    shared = _shared(pair // regions, pair % regions, regions)
    found = np.arange(regions)
    found[size == 0] = NOWHERE
    for _ in range(int((size > 0).sum()) - many):
        weight = (shared + 1e-6) / np.maximum(np.outer(size, size), 1.0)
        weight[np.tril_indices(regions)] = -1.0
        weight[size == 0] = weight[:, size == 0] = -1.0
        one, other = np.unravel_index(int(weight.argmax()), weight.shape)
        for axis in (shared, shared.T):
            axis[one] += axis[other]
        size[one] += size[other]
        size[other] = 0.0
        found[found == other] = one
    used = united(found[found >= 0])
    return np.where(found >= 0, np.searchsorted(used, found), NOWHERE)


def _shared(request: Rows, region: Rows, regions: int) -> NDArray[np.float64]:
    """How many requests each two regions share, given by request and region in order."""
    found = np.zeros((regions, regions))
    for step in range(1, regions):
        near = np.nonzero(request[step:] == request[:-step])[0]
        if not len(near):
            break
        np.add.at(found, (region[near], region[near + step]), 1.0)
    return found + found.T


def cut_out(model: Model, part: Rows) -> tuple[Model, Rows]:
    """The model of some choices with no more rows than they use, and those rows by number.

    Rows are numbered as a solver does: first one for each request, then those of the families.
    """
    own = model.take(part)
    asks, request = np.unique(own.columns.request, return_inverse=True)
    rows, kept, offsets = [asks], [], own.offsets()
    for number, family in enumerate(own.families):
        beside = [
            each.row
            for each, at in zip(own.families, offsets, strict=True)
            if at == offsets[number] and len(each.upper) == len(family.upper)
        ]
        used = united(*beside)
        used = used[used >= 0]
        if not family.continues:
            rows.append(model.requests + offsets[number] + used)
        row = np.where(family.row >= 0, np.searchsorted(used, family.row), NOWHERE)
        kept.append(replace(family, row=row, upper=family.upper[used]))
    columns = replace(own.columns, request=request.astype(np.int64))
    found = Model(columns, model.rank[asks], len(asks), tuple(kept))
    return found, np.concatenate(rows)
