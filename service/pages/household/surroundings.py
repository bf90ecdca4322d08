"""What lies around the place that is offered, and how far the household's own ties are."""

from collections.abc import Sequence
from math import hypot
from typing import NamedTuple

from sqlalchemy.orm import Session

from service.codelists.requests import AnchorKind
from service.municipalities import repository as municipalities
from service.pages.languages import N_, translations
from service.pages.map import AROUND_METRES, WALK_METRES, Drawing, Ring, Spot, drawing
from service.pages.offers.cards import OfferCard
from service.requests import repository as requests
from service.requests.repository import Tie

SEEN_METRES = 15_000
ON_FOOT = N_("15 minutes on foot")


class Distance(NamedTuple):
    """How far something is as the crow flies."""

    kind: AnchorKind
    metres: int


class Surroundings(NamedTuple):
    """The map, and what it shows in words."""

    drawing: Drawing | None
    distances: Sequence[Distance]


def surroundings(db: Session, card: OfferCard, language: str) -> Surroundings | None:
    """None where the place is out of sight."""
    place, asked = card.facts.place, card.facts.asked
    if place is None or asked is None:
        return None
    found = requests.ties(db, asked.request_id)
    here = Spot(place.x, -place.y, "#place", f"{place.address}, {place.town}")
    ring = Ring(here.x, here.y, WALK_METRES, translations(language).gettext(ON_FOOT))
    outlines = municipalities.outlines_around(db, place.x, place.y, SEEN_METRES)
    return Surroundings(
        drawing(
            outlines, [here, *(_spot(each, language) for each in found)], AROUND_METRES, [ring]
        ),
        [Distance(each.kind, round(hypot(each.x - place.x, each.y - place.y))) for each in found],
    )


def _spot(tie: Tie, language: str) -> Spot:
    return Spot(tie.x, -tie.y, "#ties", getattr(tie.kind, language), "spot--tie")
