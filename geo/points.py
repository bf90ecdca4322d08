"""A point in RD New (EPSG:28992)."""

from math import hypot
from typing import NamedTuple


class RdPoint(NamedTuple):
    """Metres east (`x`) and north (`y`) in RD New, to the millimetre."""

    x: float
    y: float

    def metres_to(self, other: "RdPoint") -> float:
        """Straight-line distance in metres."""
        return hypot(self.x - other.x, self.y - other.y)
