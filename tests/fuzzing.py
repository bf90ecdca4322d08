"""How many invented examples a test takes: some each time, many more with `--fuzz`, as CI runs it.

Whatever a search among inputs may find has its own bound here, so that a run on somebody's own
machine stays short without a second set of tests."""

from collections.abc import Iterable, Sequence
from typing import TypeVar
from zlib import crc32

import hypothesis

T = TypeVar("T")
TIMES = 4
"""How much further CI searches: all of it is to end well within an hour."""
SHARES = 8
EVERYDAY = 20
"""Where a test names no number of its own; Hypothesis would take a hundred."""
_turned_up = False


def turn_up() -> None:
    """From now on everything is searched as far as CI does it."""
    global _turned_up
    _turned_up = True
    hypothesis.settings.register_profile("fuzz", max_examples=many(EVERYDAY))
    hypothesis.settings.load_profile("fuzz")


def many(everyday: int) -> int:
    """So many, or some times as many."""
    return everyday * (TIMES if _turned_up else 1)


def examples(everyday: int) -> hypothesis.settings:
    """The same for what Hypothesis invents."""
    return hypothesis.settings(max_examples=many(everyday))


def some(of: Iterable[T], which: str) -> Sequence[T]:
    """A part of what is tried on many things: on another another part, so that all is tried."""
    found = list(of)
    return found if _turned_up else found[crc32(which.encode()) % SHARES :: SHARES]
