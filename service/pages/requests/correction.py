"""A request as the form from which it would have been asked, and what of it is changed by what is
sent of that form."""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import pi, sqrt
from typing import Any

from shapely.geometry import MultiPolygon, Polygon

from geo.crs import from_rd, to_rd
from geo.points import RdPoint
from service.households.schemas import HouseholdOut
from service.pages.filled import form_of
from service.pages.forms import Form
from service.pages.requests.form import (
    CHOSEN,
    DAYS,
    TOLD,
    UNTIL,
    household_body,
    request_body,
)
from service.pages.requests.locations import MOST, MOST_METRES, Where, body_of
from service.requests.schemas import RequestOut

MAY_BE_EMPTY = ("maxNetRentCents", "homelessSinceDate", *TOLD, *UNTIL)
PARTS = ("kind", "where", "metres", "must")


def request_form(request: RequestOut, household: HouseholdOut) -> Form:
    """The whole form, filled in."""
    ages = Counter(member.age_band for member in household.members)
    located = {name: [text] for name, text in _located(request).items() if text}
    return Form(
        {**form_of(request, ("maxNetRentCents",)).fields, **located}
        | {f"members.{band}": [str(many)] for band, many in ages.items()}
        | {"traits": [str(each) for each in household.traits]}
        | {"householdVersion": [str(household.version)]}
    )


def household_change(form: Form, household: HouseholdOut, today: str) -> dict[str, Any]:
    """Who it is for; their ages are of today where they were written otherwise."""
    body = household_body(form, today)
    if Counter(each["ageBand"] for each in body["members"]) == Counter(
        each.age_band for each in household.members
    ):
        del body["members"], body["agesRecordedDate"]
    return body


def request_change(form: Form, before: Form, request: RequestOut) -> dict[str, Any]:
    """What is asked. A day of consent that stays keeps its hour."""
    body = request_body(form, str(request.household_id))
    del body["householdId"]
    needed = dict.fromkeys((*CHOSEN, *DAYS, "consentGivenAt"), "")
    if form.one("consentGivenAt") == before.one("consentGivenAt"):
        del body["consentGivenAt"], needed["consentGivenAt"]
    return needed | dict.fromkeys(MAY_BE_EMPTY) | {"minStayDays": 0} | body


def located_change(
    form: Form, before: Form, request: RequestOut, found: Sequence[Where]
) -> dict[str, Any]:
    """Ties and areas, where any of them was written otherwise; those that were not stay as they
    are."""
    kept = request.model_dump(mode="json", by_alias=True)
    each_kind = (
        ("anchors", [f"tie.{n}" for n in range(MOST)], kept["anchors"]),
        ("avoidAreas", [f"avoid.{n}" for n in range(MOST)], kept["avoidAreas"] or []),
    )
    changed: dict[str, Any] = {}
    for name, fields, rows in each_kind:
        stays = {field for field in fields if _same(form, before, field)}
        if stays != set(fields):
            old = dict(zip(fields, rows, strict=False))
            new = {
                each.field: body_of(form, [each])[name][0] for each in found if each.field in fields
            }
            chosen = [(old if field in stays else new).get(field) for field in fields]
            changed[name] = [each for each in chosen if each]
    return changed


def _same(form: Form, before: Form, field: str) -> bool:
    """An empty one is the same whatever stands beside it."""
    names = [f"{field}.{part}" for part in PARTS]
    both_empty = not form.one(f"{field}.where") and not before.one(f"{field}.where")
    return both_empty or all(form.one(name) == before.one(name) for name in names)


def _located(request: RequestOut) -> Mapping[str, str]:
    shown: dict[str, str] = {}
    for n, anchor in enumerate(request.anchors):
        tie = f"tie.{n}"
        shown |= {
            f"{tie}.kind": anchor.kind.value,
            f"{tie}.where": _where(anchor.geometry.coordinates),
            f"{tie}.metres": str(anchor.max_metres),
            f"{tie}.must": "1" if anchor.must else "",
        }
    for n, area in enumerate(request.avoid_areas or ()):
        middle, metres = _circle(area.coordinates)
        shown |= {f"avoid.{n}.where": _where(middle), f"avoid.{n}.metres": str(metres)}
    return shown


def _where(position: Sequence[float]) -> str:
    longitude, latitude = position[:2]
    return f"{latitude:.5f}, {longitude:.5f}"


def _circle(polygons: Sequence[Any]) -> tuple[Sequence[float], int]:
    """As a circle in the middle of an area, as large as it is."""
    rings = [[[to_rd(tuple(corner)) for corner in ring] for ring in each] for each in polygons]
    area = MultiPolygon([Polygon(ring[0], ring[1:]) for ring in rings])
    metres = round(sqrt(area.area / pi))
    return from_rd(RdPoint(area.centroid.x, area.centroid.y)), min(max(metres, 1), MOST_METRES)
