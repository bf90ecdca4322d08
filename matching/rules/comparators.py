"""The handful of tests that all rules are made of; each works on whole arrays at once."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

Values = NDArray[Any]
Truth = NDArray[np.bool_]


class Comparator(StrEnum):
    """How a rule compares its operands."""

    AT_MOST = "AT_MOST"
    AT_LEAST = "AT_LEAST"
    MASK_IS_COVERED = "MASK_IS_COVERED"
    MASKS_ARE_DISJOINT = "MASKS_ARE_DISJOINT"
    SHARED_FORMS = "SHARED_FORMS"
    MASKS_MEET_IF_ASKED = "MASKS_MEET_IF_ASKED"
    IMPLIES = "IMPLIES"
    SAME_IF_KNOWN = "SAME_IF_KNOWN"
    WINDOW_CONTAINS = "WINDOW_CONTAINS"
    NONE_OF = "NONE_OF"


def _window_contains(start: Values, stay: Values, opens: Values, closes: Values) -> Truth:
    """A stay that begins when both are ready ends before the window closes."""
    found: Truth = np.maximum(start, opens) + stay <= closes
    return found


COMPARE: dict[Comparator, Callable[..., Truth]] = {
    Comparator.AT_MOST: lambda left, right: left <= right,
    Comparator.AT_LEAST: lambda left, right: left >= right,
    Comparator.MASK_IS_COVERED: lambda left, right: (left & ~right) == 0,
    Comparator.MASKS_ARE_DISJOINT: lambda left, right: (left & right) == 0,
    Comparator.SHARED_FORMS: lambda left, right: (left & right) != 0,
    Comparator.MASKS_MEET_IF_ASKED: lambda left, right: (right == 0) | ((left & right) != 0),
    Comparator.IMPLIES: lambda left, right: ~left | right,
    Comparator.SAME_IF_KNOWN: lambda left, right: (left < 0) | (left == right),
    Comparator.WINDOW_CONTAINS: _window_contains,
    Comparator.NONE_OF: lambda count: count == 0,
}
