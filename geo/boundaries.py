"""Which municipality a point lies in and which are neighbours, from boundaries in RD."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import shapely
from shapely.geometry import MultiPolygon

from geo.points import RdPoint
from geo.siting import BOUNDARY_TOLERANCE


class Boundary(NamedTuple):
    """The outline of a municipality (CBS code, name) in RD."""

    code: str
    name: str
    outline: MultiPolygon


class BoundaryIndex:
    """Boundaries in memory, for tools and tests; the service asks its own table the same."""

    def __init__(self, boundaries: Iterable[Boundary]) -> None:
        rows = sorted(boundaries, key=lambda boundary: boundary.code)
        self._codes = [row.code for row in rows]
        self._by_code = {row.code: row.outline for row in rows}
        self._tree = shapely.STRtree([row.outline for row in rows])

    def containing(self, point: RdPoint) -> str | None:
        """The code of the municipality around the point, the lowest on a shared edge."""
        found = self._tree.query(shapely.Point(point), predicate="intersects")
        return self._codes[min(found)] if len(found) else None

    def metres_outside(self, code: str, point: RdPoint) -> float | None:
        """How far outside the municipality the point lies, 0 inside; None when not loaded."""
        outline = self._by_code.get(code)
        return None if outline is None else float(shapely.distance(outline, shapely.Point(point)))

    def neighbours(self) -> dict[str, frozenset[str]]:
        """For each code the codes of the municipalities within 50 m of it."""
        outlines = self._tree.geometries
        pairs = self._tree.query(outlines, predicate="dwithin", distance=BOUNDARY_TOLERANCE)
        near: defaultdict[str, set[str]] = defaultdict(set)
        for one, other in pairs.T.tolist():
            if one != other:
                near[self._codes[one]].add(self._codes[other])
        return {code: frozenset(near[code]) for code in self._codes}
