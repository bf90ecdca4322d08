"""The query of a list of located rows: in a box, or around a point."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple, Self

from pydantic import Field, model_validator

from geo.bbox import Window, parse_bbox
from geo.crs import CRS84, ReferenceSystem, parse_crs
from geo.points import RdPoint
from geo.positions import parse_position
from service.registry import LocatedListing
from service.wire import InDigits

FARTHEST = 100_000  # metres: a search over the whole country is a list without a circle

_NUMBER = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,20})?")

Radius = Annotated[int, InDigits, Field(ge=1, le=FARTHEST)]
Coordinates = Annotated[str, Field(max_length=200)]


class Circle(NamedTuple):
    """Everything at most `metres` from a point in RD."""

    centre: RdPoint
    metres: int


class SearchListing(LocatedListing):
    """The query of a list that can be searched by place; box and circle both hold when both are
    given."""

    bbox: Annotated[
        Coordinates | None,
        Field(
            description="Lower left and upper right corner of a box: four numbers between commas, "
            "in CRS84 (longitude, latitude) unless bboxCrs names another system",
            examples=["5.05,52.05,5.15,52.12"],
        ),
    ] = None
    bbox_crs: Annotated[
        Coordinates | None,
        Field(
            description="The reference system of bbox and point, by its URI; CRS84 when left out",
            examples=[CRS84.uri],
        ),
    ] = None
    around: Annotated[
        Coordinates | None,
        Field(
            alias="point",
            description="Middle of a circle: two numbers between commas, as in bbox; needs radius",
            examples=["5.1214,52.0907"],
        ),
    ] = None
    radius: Annotated[
        Radius | None,
        Field(description="Radius of the circle in metres; needs point", examples=[5000]),
    ] = None

    @model_validator(mode="before")
    @classmethod
    def _name_of_ogc(cls, query: Any) -> Any:
        """OGC writes `bbox-crs`, the API Design Rules ask for camelCase: both are taken."""
        if isinstance(query, Mapping) and "bbox-crs" in query and "bboxCrs" not in query:
            return {("bboxCrs" if n == "bbox-crs" else n): value for n, value in query.items()}
        return query

    @model_validator(mode="after")
    def _whole_circle(self) -> Self:
        if (self.around is None) != (self.radius is None):
            raise ValueError("point and radius go together")
        return self

    @property
    def searched_in(self) -> ReferenceSystem:
        """The system of bbox and point; GeographyError when it is not known."""
        return parse_crs(self.bbox_crs or CRS84.uri, "query.bboxCrs")

    def window(self) -> Window | None:
        """The asked box; None when none of it lies in the Netherlands."""
        return parse_bbox(self.bbox or "", self.searched_in, "query.bbox")

    def circle(self) -> Circle:
        """The asked circle."""
        parts = [_number(part) for part in (self.around or "").split(",")]
        point = RdPoint(*parse_position(parts, self.searched_in, "query.point"))
        return Circle(point, self.radius or 0)


def _number(text: str) -> float | None:
    """None is refused where the position is read."""
    return float(text) if _NUMBER.fullmatch(text) else None
