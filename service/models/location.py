"""What a table with a point shares."""

from sqlalchemy import CheckConstraint, Computed, Double
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

RD_BOUNDS = (0, 300_000, 280_000, 625_000)
"""West, south, east, north of the Netherlands in RD New (metres)."""


def in_the_netherlands(column: str) -> CheckConstraint:
    """Refuses NaN, infinity, empty points, swapped axes and foreign places alike: PostGIS itself
    stores all of them without a word."""
    west, south, east, north = RD_BOUNDS
    return CheckConstraint(
        f"NOT ST_IsEmpty({column}) AND ST_X({column}) >= {west} AND ST_X({column}) <= {east}"
        f" AND ST_Y({column}) >= {south} AND ST_Y({column}) <= {north}",
        name=f"{column}_in_the_netherlands",
    )


class Located:
    """Generated coordinates of `point`: comparisons of floats may run before a row-level policy,
    those of geometries may not, so box searches go by these columns (RD metres)."""

    @declared_attr
    def gx(cls) -> Mapped[float]:
        return mapped_column(Double, Computed("ST_X(point)", persisted=True), nullable=False)

    @declared_attr
    def gy(cls) -> Mapped[float]:
        return mapped_column(Double, Computed("ST_Y(point)", persisted=True), nullable=False)
