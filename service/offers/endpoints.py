"""Offers over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from service import reading
from service.conditional import tagged
from service.db import Db
from service.models import Offer
from service.offers import service
from service.offers.schemas import AnswerIn, OfferListing, OfferOut, OfferPage
from service.paging import Page
from service.routing import Once, domain_router
from service.security import Caller
from service.wire import Body

router = domain_router("/offers", tag="offers")


@router.get("", operation_id="listOffers", summary="List each offer", response_model=OfferPage)
def listed(query: Annotated[OfferListing, Query()], db: Db) -> dict[str, object]:
    """Each offer (aanbieding) that the caller answers or made, by pages."""
    found: Page[Offer] = reading.many(db, Offer, query)
    return {"offers": found.rows, "next_cursor": found.next_cursor}


@router.get("/{id}", operation_id="readOffer", summary="Read an offer", response_model=OfferOut)
def read(id: UUID, response: Response, db: Db) -> Offer:
    """One offer (aanbieding) and its answer."""
    row = reading.one(db, Offer, id)
    tagged(response, row)
    return row


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
    response.headers["Location"] = f"/v1/offers/{row.id}"
    tagged(response, row)
    return row
