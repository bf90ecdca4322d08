"""Whether a point can lie in the municipality that is stated with it."""

from typing import Protocol

from geo.errors import GeographyError, Reason
from geo.municipalities import Municipality
from geo.points import RdPoint

FARTHEST_FROM_CENTRE = 40_000  # metres; the farthest corner of any municipality is 36.6 km away

# Published boundaries are generalised: neighbours leave gaps and a house can fall just outside.
BOUNDARY_TOLERANCE = 50  # metres


class Boundaries(Protocol):
    """The boundaries that are loaded: a table of the service, or `geo.boundaries.BoundaryIndex`."""

    def metres_outside(self, code: str, point: RdPoint) -> float | None:
        """How far outside the municipality the point lies, 0 inside; None when not loaded."""
        ...


def check_siting(
    point: RdPoint,
    municipality: Municipality,
    boundaries: Boundaries | None = None,
    where: str = "",
) -> None:
    """GeographyError when the point lies outside the loaded boundary of the municipality, or,
    without one, more than 40 km from its centre."""
    outside = boundaries.metres_outside(municipality.code, point) if boundaries else None
    if outside is None:
        _check_distance(point, municipality, where)
    elif outside > BOUNDARY_TOLERANCE:
        facts = {"municipality": municipality.name, "metres": round(outside)}
        raise GeographyError(Reason.OUTSIDE_MUNICIPALITY, where, **facts)


def _check_distance(point: RdPoint, municipality: Municipality, where: str) -> None:
    metres = point.metres_to(municipality.centre)
    if metres > FARTHEST_FROM_CENTRE:
        facts = {
            "municipality": municipality.name,
            "kilometres": round(metres / 1000),
            "limit": FARTHEST_FROM_CENTRE // 1000,
        }
        raise GeographyError(Reason.FAR_FROM_MUNICIPALITY, where, **facts)
