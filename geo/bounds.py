"""The boxes that the Netherlands and the reference systems fit in, in metres and in degrees."""

from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle along the axes, edges included; metres in RD or degrees."""

    west: float
    south: float
    east: float
    north: float

    def contains(self, easting: float, northing: float) -> bool:
        """Whether the point lies in the box; NaN lies nowhere."""
        return self.west <= easting <= self.east and self.south <= northing <= self.north

    def overlap(self, other: "Box") -> "Box | None":
        """The part the two boxes share, None when that has no surface."""
        shared = Box(
            max(self.west, other.west),
            max(self.south, other.south),
            min(self.east, other.east),
            min(self.north, other.north),
        )
        return shared if shared.west < shared.east and shared.south < shared.north else None


RD_EXTENT = Box(west=-285_401.92, south=22_598.08, east=595_401.92, north=903_401.92)
"""As far as maps in RD reach: the Dutch tiling guideline (Nederlandse richtlijn tiling 1.1)."""
DEGREE_EXTENT = Box(west=-180, south=-90, east=180, north=90)

RD_BOUNDS = Box(west=0, south=300_000, east=280_000, north=625_000)
DEGREE_BOUNDS = Box(west=3.2, south=50.5, east=7.3, north=53.7)
