"""What of a place stands still while people count on it: one table, a row a state."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from service.codelists.places import PlaceState
from service.models import Place
from service.placements import repository as placements
from service.places.schemas import PlaceIn

NOT_IN_THE_OFFER = frozenset({"owner_reference"})


@dataclass(frozen=True)
class Still:
    """Fields that do not change, and what is said of it."""

    code: str
    fields: frozenset[str]
    nl: str
    en: str


STANDS_STILL: Mapping[PlaceState, Still] = {
    PlaceState.OFFERED: Still(
        "offered",
        frozenset(PlaceIn.model_fields) - NOT_IN_THE_OFFER,
        "De woonplek is aangeboden aan een huishouden: alles blijft zoals het is tot het antwoord.",
        "The place is offered to a household: its terms stay as they are until the answer.",
    ),
    PlaceState.OCCUPIED: Still(
        "lived_in",
        frozenset({"kind", "contract_forms", "tenure_title", "rent_cents", "service_costs_cents"}),
        "Hier woont iemand: huur, servicekosten, soort, contractvormen en huurtitel blijven zoals "
        "ze zijn tot het einde van de huisvesting is gemeld.",
        "Somebody lives here: rent, service costs, kind, contract forms and tenure title stay as "
        "they are until the end of the placement is recorded.",
    ),
}
"""The other terms of a home that is lived in are for the next: nothing was agreed on them."""

TAKEN = Still(
    "lived_in",
    frozenset({"period"}),
    "Hier woont iemand: de woonplek blijft beschikbaar op alle dagen die zijn afgesproken.",
    "Somebody lives here: the place stays available on all days that were agreed.",
)
"""An owner says until when it lets, but not to who has its word for longer."""


def why_not(db: Session, row: Place, changed: Mapping[str, Any]) -> Still | None:
    """What keeps these values from being put on the place, if anything."""
    still = STANDS_STILL.get(row.state)
    if still is not None and not still.fields.isdisjoint(changed):
        return still
    if row.state is PlaceState.OCCUPIED and "period" in changed:
        stay = placements.stay_at(db, row.id)
        if stay is not None and not changed["period"].contains(stay):
            return TAKEN
    return None
