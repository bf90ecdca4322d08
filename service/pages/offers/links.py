"""A care provider gives a household its link, and takes it back."""

from collections.abc import Sequence
from uuid import UUID

from fastapi.responses import Response
from sqlalchemy.orm import Session

from service import reading
from service.codelists.decisions import OfferParty
from service.household_links import repository, service
from service.household_links.address import address_of
from service.household_links.schemas import HouseholdLinkOut
from service.models import Offer
from service.pages.offers.cards import OfferCard, cards_of
from service.pages.route import page_router
from service.pages.visitor import OwnForm, SignedInVisitor

router = page_router("offers")
of_links = page_router("household-links")


@router.post("/offers/{id}/link", name="makeHouseholdLink")
def make(id: UUID, visitor: SignedInVisitor, form: OwnForm) -> Response:
    """The link with its code: to be given to the household now, as it is not shown again. The same
    form sent once more, as when a page is loaded anew, makes no other: that would end this one."""
    settings = visitor.request.app.state.settings
    with visitor.working() as db:
        if form.one("made") not in {"", str(len(repository.of_offers(db, [id])))}:
            return visitor.to(f"/offers/{id}")
        link, code = service.make(db, visitor.actor, id)
        (card,) = cards_of(db, visitor.actor, [reading.one(db, Offer, id)])
        return visitor.shows(
            db,
            "offers/link.html",
            card=card,
            link=HouseholdLinkOut.model_validate(link),
            code=code,
            page=address_of(settings),
            whole=address_of(settings, code),
        )


@of_links.post("/household-links/{id}/withdrawal", name="withdrawHouseholdLink")
def withdraw(id: UUID, visitor: SignedInVisitor, _: OwnForm) -> Response:
    """Takes it back, and goes to its offer."""
    with visitor.working() as db:
        offer_id = service.withdraw(db, id).offer_id
    return visitor.to(f"/offers/{offer_id}")


def links_of(db: Session, cards: Sequence[OfferCard]) -> list[HouseholdLinkOut]:
    """The links to these offers that the reader made, the newest first."""
    asked = [each.offer.id for each in cards if each.offer.party is OfferParty.HOUSEHOLD]
    return [HouseholdLinkOut.model_validate(each) for each in repository.of_offers(db, asked)]
