"""Where something might be that somebody is still writing down: suggestions, none of them checked
yet."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from geo.errors import GeocoderUnavailable, GeographyError
from geo.geocoder import AddressQuery, Located, Precision
from geo.points import RdPoint
from service.geography.geocoding import site_finder
from service.municipalities import repository as municipalities

MOST = 5
_LABEL = re.compile(
    r"(?:.* - )?(?:(?P<street>.+?) \d+\S*, )?(?P<postcode>\d{4}(?: ?[A-Z]{2})?)? ?(?P<town>[^,]+)"
)


@dataclass(frozen=True)
class Suggestion:
    """A place that was found, with what its label tells of the address."""

    label: str
    point: RdPoint
    precision: Precision
    municipality_code: str
    street: str
    town: str


def suggestions(
    db: Session, postcode: str, house_number: int | None, street: str, town: str, code: str = ""
) -> Sequence[Suggestion]:
    """At most five, the best first, of the most exact that is known; none where nothing is found,
    nothing can be looked up, or the geocoder does not answer."""
    finder = site_finder(db).geocoder
    tries: list[dict[str, str | int | None]] = [
        {"postcode": postcode, "house_number": house_number, "street": street, "town": town},
        {"postcode": postcode, "town": town},
        {"town": town},
        {},
    ]
    for asked in tries:
        try:
            found = finder.find(AddressQuery(**asked, municipality_code=code))  # type: ignore[arg-type]
        except (GeographyError, GeocoderUnavailable):
            continue
        if found:
            return [_of(db, each) for each in found[:MOST]]
    return []


def _of(db: Session, found: Located) -> Suggestion:
    told = _LABEL.fullmatch(found.label)
    code = found.municipality_code or municipalities.nearest(db, found.point)
    street, town = (told["street"] or "", told["town"]) if told else ("", "")
    return Suggestion(found.label, found.point, found.precision, code, street, town)
