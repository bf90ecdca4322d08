"""What of a place stands still while people count on it: one table."""

from sqlalchemy.orm import Session

from service.codelists.places import PlaceState
from service.models import Place
from service.placements import repository as placements
from service.places.schemas import PlaceIn
from service.registry.standing_still import Changed, Still

NOT_IN_THE_OFFER = frozenset({"owner_reference"})


def _no_longer_holds_the_stay(db: Session, row: Place, changed: Changed) -> bool:
    if row.state is not PlaceState.OCCUPIED:
        return False
    stay = placements.stay_at(db, row.id)
    return stay is not None and not changed["period"].contains(stay)


WHILE_OFFERED = Still[Place](
    "offered",
    frozenset(PlaceIn.model_fields) - NOT_IN_THE_OFFER,
    lambda db, row, changed: row.state is PlaceState.OFFERED,
    "De woonplek is aangeboden aan een huishouden: alles blijft zoals het is tot het antwoord.",
    "The place is offered to a household: its terms stay as they are until the answer.",
)

WHILE_LIVED_IN = (
    Still[Place](
        "lived_in",
        frozenset({"kind", "contract_forms", "tenure_title", "rent_cents", "service_costs_cents"}),
        lambda db, row, changed: row.state is PlaceState.OCCUPIED,
        "Hier woont iemand: huur, servicekosten, soort, contractvormen en huurtitel blijven zoals "
        "ze zijn tot het einde van de huisvesting is gemeld.",
        "Somebody lives here: rent, service costs, kind, contract forms and tenure title stay as "
        "they are until the end of the placement is recorded.",
    ),
    Still[Place](
        "lived_in",
        frozenset({"period"}),
        _no_longer_holds_the_stay,
        "Hier woont iemand: de woonplek blijft beschikbaar op alle dagen die zijn afgesproken.",
        "Somebody lives here: the place stays available on all days that were agreed.",
    ),
)
"""The other terms of a home that is lived in are for the next: nothing was agreed on them. An owner
says until when it lets, but not to who has its word for longer."""

STANDS_STILL = (WHILE_OFFERED, *WHILE_LIVED_IN)
