"""How far a pair is from meeting a rule, read from the rule's own comparator and operands."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from matching.pairs.block import Block
from matching.pairs.sheet import MUSTS
from matching.rules.comparators import Comparator, Values
from matching.rules.declaration import DAYS, PairRule, Unit


class Measure(StrEnum):
    """What an amount counts: how many of something, cents, days or metres."""

    NUMBER = "NUMBER"
    CENTS = "CENTS"
    DAYS = "DAYS"
    METRES = "METRES"


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with what it counts."""

    measure: Measure
    number: int


def measure_of(rule: PairRule) -> Measure:
    """What the shortfall of a rule counts."""
    if rule.left == MUST_DISTANCE:
        return Measure.METRES
    of_days = rule.shows is Unit.DAY or rule.counts is DAYS
    if rule.comparator is Comparator.WINDOW_CONTAINS or of_days:
        return Measure.DAYS
    return Measure.CENTS if rule.shows is Unit.EURO else Measure.NUMBER


def shortfall(rule: PairRule, block: Block) -> Values:
    """For a list of pairs that do not meet a rule: the least change of one side that would do.

    A number, a date or a distance by as much as it differs; of things that must be there or must
    not, how many; 1 where it is yes or no.
    """
    if rule.left == MUST_DISTANCE:
        return _metres_too_far(block)
    operands = [block.operand(path) for path in (*rule.left, *rule.right)]
    found: Values = SHORT[rule.comparator](*operands)
    return np.broadcast_to(found, block.rows.shape)


def _bits(mask: Values) -> Values:
    """How many things a mask names."""
    found: Values = np.bitwise_count(mask.astype(np.int64)).astype(np.int64)
    return found


def _minus(most: Values, least: Values) -> Values:
    found: Values = most.astype(np.int64) - least
    return found


def _window(start: Values, stay: Values, opens: Values, closes: Values) -> Values:
    found: Values = np.maximum(start, opens).astype(np.int64) + stay - closes
    return found


def _one(*_: Values) -> Values:
    return np.ones(1, dtype=np.int64)


def _metres_too_far(block: Block) -> Values:
    """The farthest that any must is beyond its reach, up to whole metres; not all of them added."""
    listed, anchors = block.sheet.anchors[MUSTS], block.sheet.problem.anchors
    first, last = listed.first[block.rows], listed.first[block.rows + 1]
    worst = np.zeros(len(block.rows), dtype=np.int64)
    for turn in range(int((last - first).max(initial=0))):
        has = np.nonzero(first + turn < last)[0]
        anchor = listed.order[first[has] + turn]
        east = anchors.x[anchor] - block.operand("place.x")[has]
        north = anchors.y[anchor] - block.operand("place.y")[has]
        beyond = np.ceil(np.sqrt(east**2 + north**2) - anchors.max_metres[anchor])
        worst[has] = np.maximum(worst[has], beyond.astype(np.int64))
    return worst


MUST_DISTANCE = ("pair.far_musts",)
SHORT: dict[Comparator, Callable[..., Values]] = {
    Comparator.AT_MOST: lambda left, right: _minus(left, right),
    Comparator.AT_LEAST: lambda left, right: _minus(right, left),
    Comparator.MASK_IS_COVERED: lambda left, right: _bits(left & ~right),
    Comparator.MASKS_ARE_DISJOINT: lambda left, right: _bits(left & right),
    Comparator.SHARED_FORMS: _one,
    Comparator.MASKS_MEET_IF_ASKED: _one,
    Comparator.IMPLIES: _one,
    Comparator.SAME_IF_KNOWN: _one,
    Comparator.WINDOW_CONTAINS: _window,
    Comparator.NONE_OF: _one,
}
