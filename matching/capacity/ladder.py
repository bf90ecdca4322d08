"""One whole number for all tiers and the points, in which no sum of later ones outweighs a first.

Unlike the weights of the solver, which only have to find the best plan, these can be read back:
a difference between two plans says how many of each tier and how many points it is.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.capacity.family import Rows

HEAVIEST = 1 << 57


@dataclass(frozen=True, slots=True)
class Gain:
    """What one plan has over another: households by tier, and points; below 0 what it lacks."""

    placed: tuple[int, ...]
    points: int

    @property
    def better(self) -> bool:
        """More of the first tier that differs, or as many and more points."""
        return (*self.placed, self.points) > (0,) * (len(self.placed) + 1)

    @property
    def losers(self) -> int:
        """How many fewer have a place, in the tiers that have fewer."""
        return -sum(min(0, many) for many in self.placed)

    def less(self, other: "Gain") -> "Gain":
        """The gain without another."""
        rest = (mine - its for mine, its in zip(self.placed, other.placed, strict=True))
        return Gain(tuple(rest), self.points - other.points)


@dataclass(frozen=True, slots=True, eq=False)
class Ladder:
    """`step` is what a place is worth in each tier, in points.

    `strict` where a step is more than all of the later tiers and points can differ together. In a
    larger round it is more than what a thousand households of each later tier can differ.
    """

    step: Rows
    strict: bool

    def read(self, worth: int) -> Gain:
        """The households and points of a difference in worth."""
        placed, points = self.parts(np.array([worth]))
        return Gain(tuple(placed[0].tolist()), int(points[0]))

    def parts(self, worth: Rows) -> tuple[Rows, Rows]:
        """The households and points of several: shapes (differences, tiers) and (differences)."""
        placed, rest = np.empty((len(worth), len(self.step)), dtype=np.int64), worth
        for tier, step in enumerate(self.step.tolist()):
            placed[:, tier] = (2 * rest + step) // (2 * step)
            rest = rest - placed[:, tier] * step
        return placed, rest


def ladder(tier: NDArray[np.int64], tiers: int, score: Rows) -> Ladder:
    """The steps for requests of these tiers (-1 to leave one out) and choices of these points."""
    many = np.bincount(tier[tier >= 0], minlength=tiers).tolist()
    reach = 2 * int(np.abs(score).max(initial=0)) + 1
    for most, strict in ((1 << 62, True), (1 << 10, False)):
        steps, weight = [], 2 * reach * (sum(many) + 1 if strict else min(sum(many), most) + 1) + 1
        for count in reversed(many):
            steps.append(weight)
            weight *= 2 * min(count, most) + 2
        if steps[-1] < HEAVIEST or not strict:
            break
    found = np.array(list(reversed(steps)), dtype=object)
    if max(steps) >= 4 * HEAVIEST:
        raise OverflowError(f"{reach // 2} points in {tiers} tiers do not fit in one number")
    return Ladder(found.astype(np.int64), strict)
