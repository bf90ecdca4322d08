"""Offers over HTTP."""

from uuid import UUID

from fastapi import Response

from service.conditional import located
from service.db import Db
from service.headers import API_PREFIX
from service.models import Offer
from service.offers import service
from service.offers.schemas import AnswerIn, OfferListing, OfferOut
from service.registry.readable import Readable, add_reading
from service.routing import Once, domain_router
from service.security import Caller
from service.wire import Body

router = domain_router("/offers", tag="offers")


add_reading(
    router,
    Readable(
        Offer,
        path="offers",
        name="Offer",
        noun="offer",
        out=OfferOut,
        listing=OfferListing,
        one="One offer (aanbieding) and its answer.",
        each="Each offer (aanbieding) that the caller answers or made, by pages.",
    ),
)


@router.post(
    "/{id}/answers",
    status_code=201,
    dependencies=[Once],
    operation_id="answerOffer",
    summary="Answer an offer",
    response_model=OfferOut,
)
def answer(id: UUID, body: Body[AnswerIn], response: Response, db: Db, actor: Caller) -> Offer:
    """A yes or a no (antwoord): by the owner, by the care provider together with the household, or
    by the receiving municipality. The last yes places the household; a no frees everything and the
    household keeps its turn."""
    row = service.answer(db, actor, id, body)
    located(response, f"{API_PREFIX}/offers", row)
    return row
