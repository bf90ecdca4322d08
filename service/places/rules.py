"""What happens when a place is registered, changed or withdrawn."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from service.actor import Actor
from service.codelists.places import PlaceState
from service.errors import Conflict, Fault, InvalidInput
from service.models import Place, Placement, Property
from service.placements.repository import lived_in
from service.places.letting import Letting
from service.places.standing_still import STANDS_STILL
from service.places.terms import TERMS
from service.places.workflow import PUBLISHED, Mover, move
from service.properties import repository as properties
from service.registry import Rules, differing
from service.registry.standing_still import refuse_kept
from service.requirements import require

LIVED_IN = "Somebody lives here until a day that was recorded: it can be withdrawn after that day."
LIVED_IN_NL = "Hier woont iemand tot een dag die is gemeld: na die dag kunt u de plek intrekken."


class PlaceRules(Rules[Place]):
    """A place lies in its owner's property and is let on terms that can be."""

    def prepare(self, db: Session, actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
        """Columns with the state that the place begins in."""
        at = _property(db, actor, values["property_id"])
        state = PlaceState.DRAFT if values.pop("draft") else PlaceState.AVAILABLE
        row = Place(**values)
        require(TERMS, Letting.of(row, at.landlord_lives_in))
        return values | {"state": state}

    def change(self, db: Session, actor: Actor, row: Place, values: dict[str, Any]) -> None:
        """Puts changed terms on the row, unless somebody is thinking about them or lives there."""
        draft = values.pop("draft", None)
        changed = differing(row, values)
        refuse_kept(db, row, changed, STANDS_STILL)
        at = _property(db, actor, row.property_id)
        if draft is not None:
            _publish(db, row, draft)
        if row.state is PlaceState.WITHDRAWN:
            raise Conflict(
                "This place was withdrawn; send `draft` to bring it back.",
                nl="Deze woonplek is ingetrokken: haal haar eerst terug.",
            )
        super().change(db, actor, row, changed)
        require(TERMS, Letting.of(row, at.landlord_lives_in))

    def withdraw(self, db: Session, actor: Actor, row: Place) -> None:
        """Not while it is offered or lived in, be it until a day that is known."""
        if row.state is not PlaceState.OCCUPIED and lived_in(db, Placement.place_id == row.id):
            raise Conflict(LIVED_IN, nl=LIVED_IN_NL)
        move(db, row, PlaceState.WITHDRAWN, Mover.OWNER)


def _publish(db: Session, row: Place, draft: bool) -> None:
    """A form that is sent whole says what is so already as well."""
    so_already = row.state is PlaceState.DRAFT if draft else row.state in PUBLISHED
    if not so_already:
        move(db, row, PlaceState.DRAFT if draft else PlaceState.AVAILABLE, Mover.OWNER)


def _property(db: Session, actor: Actor, property_id: UUID) -> Property:
    found = properties.own(db, actor.organisation_id, property_id)
    if found is None:
        detail = "is not a property of yours that is in use"
        fault = Fault("body.propertyId", "reference_unknown", detail)
        raise InvalidInput("The property is not known.", [fault])
    return found
