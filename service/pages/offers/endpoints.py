"""Offers: what an owner, a care provider or a receiving municipality is asked, and its answer."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from fastapi.responses import Response
from sqlalchemy.orm import Session

from service import reading
from service.codelists.decisions import DeclineReason, OfferParty, OfferState
from service.codelists.organisations import DECIDERS
from service.models import Offer
from service.offers import repository, service
from service.offers.schemas import AnswerIn, OffersInTurn
from service.offers.workflow import NO
from service.pages import sure
from service.pages.asked import Chosen, PartAsked
from service.pages.forms import Form, parsed
from service.pages.kept import Kept
from service.pages.offers.cards import cards_of
from service.pages.offers.links import links_of
from service.pages.refusals import Refused, at_fields
from service.pages.route import page_router
from service.pages.visitor import Db, OwnForm, SignedInVisitor, Visitor

AT_ONCE = 30

router = page_router("offers")


class OffersAsked(PartAsked):
    """Which offers."""

    state: Annotated[OfferState | None, Chosen] = OfferState.OPEN


@router.get("/offers")
def listed(asked: Annotated[OffersAsked, Query()], visitor: SignedInVisitor, db: Db) -> Response:
    """The offers that the visitor's organisation answers or made."""
    query = OffersInTurn(state=asked.state, cursor=asked.cursor, limit=AT_ONCE)
    found = reading.many(db, Offer, query)
    cards = cards_of(db, visitor.actor, found.rows)
    links = links_of(db, cards)
    return visitor.shows(
        db,
        "offers/list.html",
        cards=cards,
        links=links,
        asking={each.offer_id for each in links if each.question},
        asked=asked,
        states=list(OfferState),
        decides=visitor.actor.kind in DECIDERS,
        next_cursor=found.next_cursor,
    )


@router.get("/offers/{id}")
def read(id: UUID, visitor: SignedInVisitor, db: Db) -> Response:
    """One offer, and the form to answer it."""
    return _shown(visitor, db, id, visitor.sent_before())


@router.post("/offers/{id}/answer", name="answerOffer")
def answer(id: UUID, visitor: SignedInVisitor, form: OwnForm) -> Response:
    """A yes or a no that one is sure of; nothing is done where it is no question any more."""
    try:
        with at_fields(whole="reasonCode"), visitor.working() as db:
            given = parsed(AnswerIn, _body(form))
            if sure.is_sure(form):
                service.answer(db, visitor.actor, id, given)
            else:
                service.check(reading.one(db, Offer, id).party, given)
    except Refused as refused:
        return _again(visitor, id, refused.of(form))
    if not sure.is_sure(form):
        return _again(visitor, id, Kept(form))
    return visitor.to(f"/offers/{id}?answered=1")


def _again(visitor: Visitor, id: UUID, sent: Kept) -> Response:
    return visitor.again(f"/offers/{id}", sent, lambda db, sent: _shown(visitor, db, id, sent))


def _body(form: Form) -> dict[str, Any]:
    """The reason goes with a no alone, whatever was chosen before."""
    declined = form.one("answer") == OfferState.DECLINED
    names = ("answer", "remark", *(("reasonCode",) if declined else ()))
    return {name: form.one(name) for name in names if form.one(name)}


def _shown(visitor: Visitor, db: Session, id: UUID, sent: Kept) -> Response:
    row = reading.one(db, Offer, id)
    (card,) = cards_of(db, visitor.actor, [row])
    no = NO[row.party]
    reasons = [each for each in visitor.options(DeclineReason) if each[0] in no.reasons]
    return visitor.shows(
        db,
        "offers/one.html",
        sent.status,
        card=card,
        links=links_of(db, [card]),
        gives_links=row.party is OfferParty.HOUSEHOLD
        and row.organisation_id == visitor.actor.organisation_id,
        form=sent.form,
        to_confirm=sure.to_confirm(sent.form),
        may_answer=row.state is OfferState.OPEN and repository.answers(db, visitor.actor, row),
        reasons=reasons,
        remark_needed=no.remark_needed,
        answered=visitor.request.query_params.get("answered") == "1",
    )
