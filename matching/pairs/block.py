"""A block of pairs, dense or listed, and the operands on it.

`rows` and `cols` are request and place numbers that broadcast against each other: shapes (r, 1)
and (1, c) for every combination, or (n,) and (n,) for a list of pairs.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.pairs.money import allowance_terms
from matching.pairs.sheet import ALL_ANCHORS, MUSTS, WISHES, Listed, Sheet
from matching.rules.comparators import Values
from matching.table import MOST

Rows = NDArray[Any]
FARTHEST_KM, MOST_TENS = 100, 100
NEVER = -MOST


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Some pairs of a sheet."""

    sheet: Sheet
    rows: Rows
    cols: Rows

    def operand(self, path: str) -> Values:
        """The values of one of the sheet's operands on the block."""
        side, name = path.split(".")
        if side == "request":
            return self.sheet.request[name][self.rows]
        if side == "place":
            return self.sheet.place[name][self.cols]
        if side == "forbidden":
            return _is_listed(self, self.sheet.forbidden[name])
        if side in WHERE_BEFORE:
            return _last_day(self, self.sheet.earlier[name], WHERE_BEFORE[side])
        return PAIR_OPERANDS[name](self)


def every_pair(sheet: Sheet, rows: Rows, cols: Rows) -> Block:
    """Each of these requests with each of these places."""
    return Block(sheet, np.asarray(rows)[:, None], np.asarray(cols)[None, :])


def _is_listed(block: Block, keys: NDArray[np.int64]) -> Values:
    if block.rows.ndim == 2:
        return _scattered(block, keys)
    wanted = block.rows.astype(np.int64) * len(block.sheet.problem.places) + block.cols
    if not len(keys):
        return np.zeros(wanted.shape, dtype=np.int8)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    listed: Values = (keys[at] == wanted).astype(np.int8)
    return listed


def _net_rent(block: Block) -> Values:
    """Rent after the least allowance the band allows for: cautious on purpose."""
    kind = block.operand("request.allowance_kind"), block.operand("place.rent_kind")
    net: Values = block.sheet.net_rent[kind]
    return net


def _least_net_rent(block: Block) -> Values:
    """Rent after the most allowance the band allows for, down to whole euros; of a row of pairs."""
    sheet, rent = block.sheet, block.operand("place.paid_rent_cents").astype(np.int64)
    terms = allowance_terms(sheet.problem.requests.take(block.rows), sheet.policy.legal)
    _, most = terms.at(np.arange(len(block.rows)), rent)
    net: Values = rent - np.where(block.operand("place.allowance_granted"), most, 0)
    return net // 100 * 100


def _most_net_rent(block: Block) -> Values:
    """Rent after the least allowance, up to whole euros."""
    return -(-_net_rent(block) // 100) * 100


def _scattered(block: Block, keys: NDArray[np.int64]) -> Values:
    """The same where every request meets every place: few pairs are listed, many are asked."""
    rows, cols = block.rows.ravel(), block.cols.ravel()
    places = len(block.sheet.problem.places)
    found = np.zeros((len(rows), len(cols)), dtype=np.int8)
    position = np.full(places, -1)
    position[cols] = np.arange(len(cols))
    first, last = (np.searchsorted(keys, (rows + more) * places) for more in (0, 1))
    for row in np.nonzero(first < last)[0]:
        at = position[keys[first[row] : last[row]] % places]
        found[row, at[at >= 0]] = 1
    return found


def _tens_of_euros_short(block: Block) -> Values:
    short = _net_rent(block) - block.operand("request.net_rent_limit_cents")
    tens: Values = np.minimum(-(-np.maximum(short, 0) // 1000), MOST_TENS)
    return tens


def _over_anchors(block: Block, which: str, count: Callable[[Values, Values], Values]) -> Values:
    """Sums `count(anchor numbers, squared metres)` over each request's anchors of a kind."""
    anchors = block.sheet.problem.anchors
    total = np.zeros(np.broadcast_shapes(block.rows.shape, block.cols.shape), dtype=np.int32)
    dense = block.rows.ndim == 2
    x, y = block.operand("place.x"), block.operand("place.y")
    for has, anchor in _in_turn(block, block.sheet.anchors[which]):
        away_x = (x if dense else x[has]) - anchors.x[anchor]
        away_y = (y if dense else y[has]) - anchors.y[anchor]
        total[has] += count(anchor, away_x * away_x + away_y * away_y)
    return total


def _in_turn(block: Block, listed: Listed) -> Iterator[tuple[Rows, Rows]]:
    """First the first that is listed of each request, then the second, and so on: the rows of the
    block that have one, and which it is."""
    first = listed.first[block.rows]
    many = listed.first[block.rows + 1] - first
    for turn in range(int(many.max(initial=0))):
        has = np.nonzero(turn < many)[0]
        yield has, listed.order[first[has] + turn]


def _last_day(block: Block, listed: Listed, there: Callable[[Values, Values], Values]) -> Values:
    """The last day on which it happened there; `NEVER` where it did not."""
    earlier = block.sheet.problem.earlier
    shape = np.broadcast_shapes(block.rows.shape, block.cols.shape)
    found = np.full(shape, NEVER, dtype=np.int64)
    dense = block.rows.ndim == 2
    complexes, owners = block.operand("place.complex"), block.operand("place.landlord")
    for has, row in _in_turn(block, listed):
        inside = earlier.complex[row] == (complexes if dense else complexes[has])
        owned = earlier.landlord[row] == (owners if dense else owners[has])
        day = np.where(there(inside, owned), earlier.day[row], NEVER)
        found[has] = np.maximum(found[has], day)
    return found


def _far(block: Block, which: str) -> Values:
    reach = block.sheet.problem.anchors.max_metres.astype(np.float64) ** 2

    def too_far(anchor: Values, squared: Values) -> Values:
        far: Values = squared > reach[anchor]
        return far

    return _over_anchors(block, which, too_far)


def _kilometres(block: Block) -> Values:
    """Whole kilometres to all anchors together, as the crow flies, at most 100 for each."""

    def whole_kilometres(_: Values, squared: Values) -> Values:
        kilometres: Values = np.minimum(np.sqrt(squared) // 1000, FARTHEST_KM)
        return kilometres.astype(np.int32)

    return _over_anchors(block, ALL_ANCHORS, whole_kilometres)


def side_columns(paths: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The request's and the place's columns that decide these operands; None where more does."""
    found: dict[str, set[str]] = {"request": set(), "place": set()}
    for path in paths:
        for read in PAIR_READS.get(path, (path,)):
            side, name = read.split(".")
            if side not in found:
                return None
            found[side].add(name)
    return tuple(sorted(found["request"])), tuple(sorted(found["place"]))


def concerned(sheet: Sheet, reads: Sequence[str], counts: bool) -> NDArray[np.bool_]:
    """The requests that these operands can matter to; where they count, those with any to count."""
    found = np.ones(len(sheet.problem.requests), dtype=np.bool_)
    if not counts:
        return found
    if tuple(reads) == ("pair.far_musts",):
        return np.diff(sheet.anchors[MUSTS].first) > 0
    side, name = reads[0].split(".")
    if side == "forbidden":
        found[:] = False
        found[sheet.forbidden[name] // max(len(sheet.problem.places), 1)] = True
    return found


WHERE_BEFORE: dict[str, Callable[[Values, Values], Values]] = {
    "same_complex": lambda inside, owned: inside,
    "same_owner": lambda inside, owned: owned & ~inside,
}
"""By whether it was in the complex of the place, and at a place of its owner."""
NET_RENT = ("request.allowance_kind", "place.rent_kind")
PAIR_READS: dict[str, tuple[str, ...]] = {
    "pair.net_rent_cents": NET_RENT,
    "pair.tens_of_euros_short": (*NET_RENT, "request.net_rent_limit_cents"),
}
PAIR_OPERANDS: dict[str, Callable[[Block], Values]] = {
    "net_rent_cents": _net_rent,
    "least_net_rent_cents": _least_net_rent,
    "most_net_rent_cents": _most_net_rent,
    "tens_of_euros_short": _tens_of_euros_short,
    "far_musts": lambda block: _far(block, MUSTS),
    "far_wishes": lambda block: _far(block, WISHES),
    "kilometres": _kilometres,
}
