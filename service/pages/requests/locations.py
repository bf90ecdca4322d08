"""Where a household wants to live near, and where it cannot live: written as an address, a postcode
or a point, and shown on a map before the request is sent."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from shapely.geometry import Point
from sqlalchemy.orm import Session

from geo.crs import CRS84, from_rd
from geo.errors import GeographyError
from geo.geocoder import Precision
from geo.points import RdPoint
from geo.positions import parse_position
from service.geography.suggesting import suggestions
from service.municipalities import repository as municipalities
from service.pages.expected import A_NUMBER
from service.pages.forms import Form, Wrong
from service.pages.map import AROUND_METRES, Drawing, Ring, Spot, drawing
from service.pages.refusals import Refused
from service.pages.written import number, position

MOST = 10
"""Ties, and areas, that a request can have."""
FIRST_TIES, FIRST_AREAS = 3, 2
"""Rows that the form has for who has filled in none."""
SEEN_METRES = 30_000
USUAL_TIE, USUAL_AREA = 5_000, 1_000
"""Metres, where nothing else is written."""
MOST_METRES = 50_000
CORNERS = 8
"""Of a quarter of the circle around what is to be avoided."""
SHOW = "show"
_ADDRESS = re.compile(
    r"(?:(?P<street>[^0-9,]*?)[ ,]*(?P<house>[0-9]{1,5})?[a-zA-Z]?[ ,]+)?"
    r"(?P<postcode>[1-9][0-9]{3} ?[A-Za-z]{2})?(?:[ ,]+(?P<late>[0-9]{1,5}))?"
    r"[ ,]*(?P<town>[^0-9,]*)"
)


def rows(form: Form, kind: str, first: int) -> range:
    """The rows of the form for ties, or areas: one more than is filled in, as long as one more can
    be."""
    filled = [n for n in range(MOST) if form.one(f"{kind}.{n}.where")]
    return range(min(MOST, max(first, filled[-1] + 2 if filled else 0)))


@dataclass(frozen=True)
class Where:
    """One that was filled in: the name of its fields, its point, and so many metres around it."""

    field: str
    point: RdPoint
    metres: int

    @property
    def is_tie(self) -> bool:
        """Whether it is to live near, and not to avoid."""
        return self.field.startswith("tie.")


def filled_in(db: Session, form: Form) -> Sequence[Where]:
    """All that were, looked up; raises Refused with those that are not found."""
    wrong: dict[str, Wrong] = {}
    found = []
    for field, usual in _fields():
        text = form.one(f"{field}.where")
        point = _point(db, text) if text else None
        metres = number(form.one(f"{field}.metres") or str(usual))
        if text and point is None:
            wrong[f"{field}.where"] = "address_not_found"
        if not isinstance(metres, int) or not 0 < metres <= MOST_METRES:
            wrong[f"{field}.metres"] = A_NUMBER
        elif point is not None:
            found.append(Where(field, point, metres))
    if wrong:
        raise Refused(wrong, 400)
    return found


def body_of(form: Form, found: Sequence[Where]) -> Mapping[str, Any]:
    """The anchors and areas of a request, as the API takes them."""
    return {
        "anchors": [_anchor(form, each) for each in found if each.is_tie],
        "avoidAreas": [_area(each) for each in found if not each.is_tie],
    }


def map_of(db: Session, found: Sequence[Where], says: Mapping[str, str]) -> Drawing | None:
    """A map of all of them, each in its circle; `says` are the words for each."""
    if not found:
        return None
    spots = [
        Spot(
            each.point.x,
            -each.point.y,
            f"#{each.field}.where",
            says[each.field],
            "spot--tie" if each.is_tie else "spot--off",
        )
        for each in found
    ]
    rings = [
        Ring(spot.x, spot.y, each.metres, says[each.field])
        for spot, each in zip(spots, found, strict=True)
    ]
    middle = found[0].point
    around = municipalities.outlines_around(db, middle.x, middle.y, SEEN_METRES)
    widest = max(each.metres for each in found)
    return drawing(around, spots, max(AROUND_METRES, 3 * widest), rings)


def _fields() -> Iterator[tuple[str, int]]:
    yield from ((f"tie.{n}", USUAL_TIE) for n in range(MOST))
    yield from ((f"avoid.{n}", USUAL_AREA) for n in range(MOST))


def _point(db: Session, text: str) -> RdPoint | None:
    """Nearer than a municipality, or it is not found."""
    sent = position(text)
    if isinstance(sent, dict):
        with suppress(GeographyError):
            return RdPoint(*parse_position(sent["coordinates"], CRS84, "where"))
        return None
    told = _ADDRESS.fullmatch(text.strip())
    if told is None:
        return None
    house = told["house"] or told["late"]
    asked = told["postcode"] or "", int(house) if house else None
    found = suggestions(db, *asked, (told["street"] or "").strip(), told["town"].strip())
    good = [each for each in found if each.precision is not Precision.MUNICIPALITY]
    return good[0].point if good else None


def _anchor(form: Form, where: Where) -> dict[str, Any]:
    return {
        "kind": form.one(f"{where.field}.kind"),
        "geometry": {"type": "Point", "coordinates": list(from_rd(where.point))},
        "maxMetres": where.metres,
        "must": f"{where.field}.must" in form.fields,
    }


def _area(where: Where) -> dict[str, Any]:
    """A circle, as near as its corners come."""
    circle = Point(where.point).buffer(where.metres, quad_segs=CORNERS)
    ring = [list(from_rd(RdPoint(*corner))) for corner in circle.exterior.coords]
    return {"type": "Polygon", "coordinates": [[*ring[:-1], ring[0]]]}
