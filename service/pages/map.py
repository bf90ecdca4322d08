"""A map as a drawing: outlines, names and spots, without a script or anything from elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from service.municipalities.repository import Outline

EDGE_METRES = 3_000
LEAST_METRES = 16_000
"""Of less nobody knows where it is."""
AROUND_METRES = 4_000
"""So much is seen around one home: what can be walked or cycled."""
WALK_METRES = 1_000
"""A quarter of an hour on foot."""
SPOTS_ACROSS = 55
"""So many spots of the usual size, from their middle to their edge, would fill the width."""
NAMES_ACROSS = 42
"""So many letters of a name would fill the width."""


@dataclass(frozen=True)
class Spot:
    """Something on the map; `look` is the class of its style. Metres, y upside down."""

    x: float
    y: float
    address: str
    says: str
    look: str = ""
    size: float = 1.0


class Ring(NamedTuple):
    """A circle of so many metres around a spot."""

    x: float
    y: float
    metres: int
    says: str


@dataclass(frozen=True)
class Drawing:
    """All that is drawn, and the window through which it is seen."""

    outlines: Sequence[Outline]
    spots: Sequence[Spot]
    left: float
    top: float
    width: float
    height: float
    rings: Sequence[Ring] = ()

    @property
    def letter(self) -> float:
        """The size of a name in metres."""
        return max(self.width, self.height) / NAMES_ACROSS

    @property
    def radius(self) -> float:
        """Of a spot of the usual size, in metres."""
        return self.width / SPOTS_ACROSS

    def above(self, named: Outline) -> float:
        """How far above the centre a name stands, so that no spot there covers it."""
        there = [spot.size for spot in self.spots if (spot.x, spot.y) == (named.x, named.y)]
        return self.radius * max(there, default=0) + self.letter / 3

    @property
    def names(self) -> Sequence[Outline]:
        """The municipalities whose centre is in sight."""
        right, bottom = self.left + self.width, self.top + self.height
        return [
            each
            for each in self.outlines
            if self.left < each.x < right and self.top < each.y < bottom
        ]

    @property
    def within(self) -> str:
        """The municipality that it lies in, where it is too small to name one by its centre."""
        return "" if self.names else next((each.name for each in self.outlines if each.holds), "")


def drawing(
    outlines: Sequence[Outline],
    spots: Sequence[Spot],
    least: int = LEAST_METRES,
    rings: Sequence[Ring] = (),
) -> Drawing | None:
    """A map around its spots, or else around all municipalities, at least so many metres across;
    None where there is nothing."""
    seen: Sequence[Spot | Outline] = spots or outlines
    if not seen:
        return None
    left, width = _window([each.x for each in seen], least)
    top, height = _window([each.y for each in seen], least)
    return Drawing(outlines, spots, left, top, width, height, rings)


def _window(along: Sequence[float], least: int) -> tuple[float, float]:
    """Where it begins and how long it is, in one direction."""
    middle = (min(along) + max(along)) / 2
    edge = min(EDGE_METRES, least // 4)
    length = max(least, max(along) - min(along) + 2 * edge)
    return middle - length / 2, length
