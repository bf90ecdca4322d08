"""A care provider makes a link for a household, and takes it back."""

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from service import reading
from service.actor import Actor
from service.audit import service as audit
from service.clock import now
from service.codelists.decisions import OfferParty, OfferState
from service.errors import Conflict, NotAllowed
from service.household_links import repository
from service.household_links.codes import key_of, new_code
from service.models import HouseholdLink, Offer
from service.registry.repository import wait_for_turn

CAN_BE_OPENED_FOR = timedelta(days=7)


class Made(NamedTuple):
    """A new link, and its code, which is kept nowhere."""

    link: HouseholdLink
    code: str


def make(db: Session, actor: Actor, offer_id: UUID) -> Made:
    """A link to an offer that waits for the household; the last one that was made counts."""
    wait_for_turn(db, "links to", offer_id)
    offer = reading.one(db, Offer, offer_id)
    if offer.party is not OfferParty.HOUSEHOLD or offer.organisation_id != actor.organisation_id:
        raise NotAllowed("Only the household's care provider makes a link to its offer.")
    if offer.state is not OfferState.OPEN:
        raise Conflict(
            "This offer waits for no answer any more.",
            nl="Dit aanbod is al beantwoord of ingetrokken.",
        )
    at, code = now(), new_code()
    repository.withdraw_of(db, offer.id, at)
    link = HouseholdLink(
        organisation_id=actor.organisation_id,
        offer_id=offer.id,
        key=key_of(code),
        made_by=actor.user,
        expires_at=at + CAN_BE_OPENED_FOR,
    )
    repository.add(db, link)
    audit.record(db, "create", "household-links", link.id)
    return Made(link, code)


def withdraw(db: Session, link_id: UUID) -> HouseholdLink:
    """Takes it back: it opens nothing any more, and who is at the page has to leave it."""
    reading.one(db, HouseholdLink, link_id)
    link = repository.locked(db, link_id)
    if link is None or link.withdrawn_at is not None:
        raise Conflict("This link was withdrawn already.", nl="Deze link is al ingetrokken.")
    link.withdrawn_at = now()
    db.flush()
    audit.record(db, "withdraw", "household-links", link.id)
    return link
