"""Looking up where a place is while its form is filled in."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from sqlalchemy.orm import Session

from geo.crs import to_rd
from geo.errors import GeographyError
from geo.geocoder import Precision
from geo.points import RdPoint
from service.geography.suggesting import Suggestion, suggestions
from service.municipalities import repository as municipalities
from service.pages.forms import Form, Wrong, parsed
from service.pages.map import AROUND_METRES, LEAST_METRES, Drawing, Spot, drawing
from service.pages.places.form import property_body
from service.pages.refusals import wrong_in
from service.pages.written import number, position
from service.properties.schemas import PropertyIn

SEEN_METRES = 15_000
LOOK, TAKE = "look", "take"
"""The buttons: look it up, and take the suggestion of this number."""


def asks(form: Form) -> bool:
    """Whether an address is to be looked up, and nothing registered yet."""
    return LOOK in form.fields or TAKE in form.fields


def looked_up(db: Session, form: Form) -> tuple[Form, Sequence[Suggestion]]:
    """The form with the best that was found filled in, or with what was chosen, and all that was
    found."""
    if wrong := _unreadable(form):
        return form.refused(wrong), ()
    house = number(form.one("houseNumber"))
    asked = form.one("postcode"), house if isinstance(house, int) else None
    found = suggestions(db, *asked, form.one("street"), form.one("town"), _code(form))
    chosen = number(form.one(TAKE) or "0")
    if not found:
        return form.refused({"postcode": "address_not_found"}), found
    best = found[chosen] if isinstance(chosen, int) and chosen < len(found) else found[0]
    empty = {"street": best.street, "town": best.town}
    values = {name: text for name, text in empty.items() if text and not form.one(name)}
    # The middle of an area is not where the door is: then the point stays for who knows to say.
    at = f"{best.point.x:.0f}, {best.point.y:.0f}" if best.precision is Precision.ADDRESS else ""
    return form.filled(values | {"point": at, "municipalityCode": best.municipality_code}), found


def _unreadable(form: Form) -> Mapping[str, Wrong]:
    """What of the address cannot be one."""
    try:
        parsed(PropertyIn, property_body(form))
    except ValidationError as error:
        wrong = wrong_in(error, model=PropertyIn)
        return {name: wrong[name] for name in ("postcode", "houseNumber") if name in wrong}
    return {}


def _code(form: Form) -> str:
    """A municipality narrows the search only where nothing else says where it is."""
    more = any(form.one(name) for name in ("postcode", "town"))
    return "" if more else form.one("municipalityCode")


def map_of(db: Session, form: Form, found: Sequence[Suggestion], says: str) -> Drawing | None:
    """A map with the point of the form, or else of what was found; None where there is none."""
    point = _point(position(form.one("point"))) or (found[0].point if found else None)
    return map_at(db, point, "#point", says, AROUND_METRES) if point else None


def map_at(
    db: Session, point: RdPoint, leads_to: str, says: str, metres: int = LEAST_METRES
) -> Drawing | None:
    """A map with this point in its middle, so many metres across."""
    around = municipalities.outlines_around(db, point.x, point.y, SEEN_METRES)
    return drawing(around, [Spot(point.x, -point.y, leads_to, says)], metres)


def _point(sent: Any) -> RdPoint | None:
    if not isinstance(sent, dict):
        return None
    try:
        return to_rd(tuple(sent["coordinates"]))
    except GeographyError:
        return None
