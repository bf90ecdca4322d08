"""How a landlord learns who comes."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from service import reading
from service.actor import Actor
from service.audit import service as audit
from service.audit.repository import READ_NAMES
from service.clock import now
from service.codelists.persons import HandOverPurpose
from service.errors import Conflict, NotAllowed
from service.events.service import happened
from service.hand_overs import repository
from service.hand_overs.schemas import HandOverIn
from service.models import HandOver, Placement
from service.persons.identity import opened
from service.placements import repository as placements

READABLE = timedelta(days=1)
"""As `handed_over()` in the database says."""
NOT_EVERY_YES = "Who comes can be opened once everybody has said yes, and while they live there."
NOT_EVERY_YES_NL = (
    "Wie er komt wonen opent u pas als iedereen ja heeft gezegd, en zolang zij er wonen."
)
OVER = "This was opened more than a day ago, or the placement has ended: open it anew if you may."
OVER_NL = "Dit is langer dan een dag geleden geopend, of de plaatsing is voorbij. Open het opnieuw."
REACHED = frozenset({"given_name", "family_name", "phone", "email"})

SHOWN: Mapping[HandOverPurpose, frozenset[str]] = {
    HandOverPurpose.APPOINTMENT: REACHED,
    HandOverPurpose.CONTRACT: REACHED | {"date_of_birth"},
}
"""What each purpose asks for (AVG, article 5(1)(c))."""


def open_up(db: Session, actor: Actor, placement_id: UUID, body: HandOverIn) -> HandOver:
    """Opens who comes, for a day. The care provider is told; the database checks it again.

    Raises NotAllowed unless the actor lets the place, and Conflict before every yes."""
    placement = reading.one(db, Placement, placement_id)
    if placement.owner_id != actor.organisation_id:
        raise NotAllowed("Only who lets the place opens who comes to live there.")
    if not placements.lived_in(db, Placement.id == placement.id):
        raise Conflict(NOT_EVERY_YES, nl=NOT_EVERY_YES_NL)
    row = HandOver(
        organisation_id=actor.organisation_id,
        placement_id=placement.id,
        provider_id=placement.provider_id,
        purpose=body.purpose,
    )
    repository.add(db, row)
    audit.record(db, "disclose", "hand-overs", row.id, body.purpose.value)
    happened(db, row)
    return row


def persons(db: Session, actor: Actor, hand_over_id: UUID) -> list[dict[str, Any]]:
    """Who comes, as far as the purpose asks for."""
    row = reading.one(db, HandOver, hand_over_id)
    if row.organisation_id != actor.organisation_id:
        raise NotAllowed("Only who opened it reads it.")
    lived_in = placements.lived_in(db, Placement.id == row.placement_id)
    if not lived_in or row.created_at <= now() - READABLE:
        raise Conflict(OVER, nl=OVER_NL)
    audit.record(db, READ_NAMES, "hand-overs", row.id)
    fields = SHOWN[row.purpose]
    found = [opened(db, each).model_dump() for each in repository.persons(db, row.id)]
    return [
        {name: value if name in fields else None for name, value in each.items()} for each in found
    ]
