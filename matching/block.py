"""A block of pairs, dense or listed, and the operands on it.

`rows` and `cols` are request and place numbers that broadcast against each other: shapes (r, 1)
and (1, c) for every combination, or (n,) and (n,) for a list of pairs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.comparators import Values
from matching.sheet import FARTHEST_KM, NO_RENT_TITLE, Sheet

Rows = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Some pairs of a sheet."""

    sheet: Sheet
    rows: Rows
    cols: Rows

    def operand(self, path: str) -> Values:
        """The values of "request.x", "place.x", "pair.x" or "forbidden.REASON" on the block."""
        side, name = path.split(".")
        if side == "request":
            return self.sheet.request[name][self.rows]
        if side == "place":
            return self.sheet.place[name][self.cols]
        if side == "forbidden":
            return _is_listed(self, self.sheet.forbidden[name])
        return PAIR_OPERANDS[name](self)


def every_pair(sheet: Sheet, rows: Rows, cols: Rows) -> Block:
    """Each of these requests with each of these places."""
    return Block(sheet, np.asarray(rows)[:, None], np.asarray(cols)[None, :])


def _is_listed(block: Block, keys: NDArray[np.int64]) -> Values:
    wanted = block.rows.astype(np.int64) * len(block.sheet.problem.places) + block.cols
    if not len(keys):
        return np.zeros(wanted.shape, dtype=np.int8)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    listed: Values = (keys[at] == wanted).astype(np.int8)
    return listed


def _net_rent(block: Block) -> Values:
    """Rent after the least allowance the band allows for: cautious on purpose."""
    rent = block.operand("place.paid_rent_cents").astype(np.int64)
    least, _ = block.sheet.allowance.at(block.rows, rent)
    no_title = np.isin(block.operand("place.tenure_title"), NO_RENT_TITLE)
    possible = block.operand("place.allowance_possible") & ~no_title
    net: Values = rent - np.where(possible, least, 0)
    return net


def _tens_of_euros_short(block: Block) -> Values:
    short = _net_rent(block) - block.operand("request.net_rent_limit_cents")
    tens: Values = np.minimum(-(-np.maximum(short, 0) // 1000), 100)
    return tens


def _over_anchors(block: Block, count: Callable[[Values, Values], Values]) -> Values:
    """Sums `count(anchor numbers, squared metres)` over each request's anchors."""
    sheet = block.sheet
    anchors = sheet.problem.anchors
    first = sheet.anchor_first[block.rows]
    many = sheet.anchor_first[block.rows + 1] - first
    total = np.zeros(np.broadcast_shapes(block.rows.shape, block.cols.shape), dtype=np.int64)
    x, y = block.operand("place.x"), block.operand("place.y")
    for turn in range(int(many.max(initial=0))):
        has = turn < many
        anchor = sheet.anchor_order[np.where(has, first + turn, 0)]
        squared = (x - anchors.x[anchor]) ** 2 + (y - anchors.y[anchor]) ** 2
        total += np.where(has, count(anchor, squared), 0)
    return total


def _far(block: Block, must: bool) -> Values:
    anchors = block.sheet.problem.anchors

    def too_far(anchor: Values, squared: Values) -> Values:
        reach = anchors.max_metres[anchor].astype(np.float64)
        far: Values = (anchors.must[anchor] == must) & (squared > reach * reach)
        return far.astype(np.int64)

    return _over_anchors(block, too_far)


def _kilometres(block: Block) -> Values:
    """Whole kilometres to all anchors together, as the crow flies, at most 100 for each."""

    def whole_kilometres(_: Values, squared: Values) -> Values:
        kilometres: Values = np.minimum(np.sqrt(squared) // 1000, FARTHEST_KM)
        return kilometres.astype(np.int64)

    return _over_anchors(block, whole_kilometres)


PAIR_OPERANDS: dict[str, Callable[[Block], Values]] = {
    "net_rent_cents": _net_rent,
    "tens_of_euros_short": _tens_of_euros_short,
    "far_musts": lambda block: _far(block, must=True),
    "far_wishes": lambda block: _far(block, must=False),
    "kilometres": _kilometres,
}
