"""The box that the Netherlands fits in, in metres and in degrees."""

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


RD_BOUNDS = Box(west=0, south=300_000, east=280_000, north=625_000)
DEGREE_BOUNDS = Box(west=3.2, south=50.5, east=7.3, north=53.7)
