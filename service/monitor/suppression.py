"""Small counts of people are not told: who knows the place would know who it is."""

from collections.abc import Sequence

LEAST = 5
"""Fewer than so many people are not told."""


def without_small(counts: Sequence[int]) -> list[int | None]:
    """The counts of one table, None in place of what is not told: from one to `LEAST` - 1, and as
    few others as keep those from being worked out by who knows this
    rule and the table's sum, which is told nowhere."""
    hidden = {n for n, count in enumerate(counts) if 0 < count < LEAST}
    # The smallest that can be told, and where there is none one of nobody.
    others = sorted(set(range(len(counts))) - hidden, key=lambda n: (counts[n] == 0, counts[n]))
    for n in others if hidden else ():
        if _is_safe([counts[each] for each in hidden]):
            break
        # Of those that are the same, all: which of them was chosen would tell.
        hidden |= {each for each in others if counts[each] == counts[n]}
    return [None if n in hidden else count for n, count in enumerate(counts)]


def _is_safe(hidden: Sequence[int]) -> bool:
    """Whether their sum leaves open which is which: that of small ones alone must be neither the
    least nor the most that so many can have."""
    if all(0 < count < LEAST for count in hidden):
        return 1 < len(hidden) < sum(hidden) < len(hidden) * (LEAST - 1)
    return len(hidden) > 1
