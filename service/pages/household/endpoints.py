"""The page of a household: the place that is offered, its answer, and who looked at its data."""

from typing import Any

from fastapi.responses import Response
from sqlalchemy.orm import Session

from matching.tenure import OWN_LEASE
from service import reading
from service.codelists.decisions import DeclineReason, OfferParty, OfferState
from service.dossiers import repository as dossiers
from service.dossiers.schemas import LookerOut
from service.household_links import visits
from service.household_links.address import PAGE
from service.household_links.schemas import HouseholdLinkOut, QuestionIn
from service.household_links.visits import HOUSEHOLD, Guest, OfferOver
from service.models import HouseholdLink, Offer
from service.offers.schemas import AnswerIn
from service.offers.service import check
from service.offers.workflow import NO
from service.pages import cookies, kept, sure
from service.pages.explained import FOR_RESIDENTS, PURPOSES, TITLES_FOR_RESIDENTS
from service.pages.forms import Form, parsed
from service.pages.household.guest import Anybody, AtTheDoor, FirstForm, HouseholdForm
from service.pages.household.surroundings import surroundings
from service.pages.kept import Kept
from service.pages.offers.cards import OfferCard, cards_of
from service.pages.refusals import Refused, at_fields
from service.pages.route import page_router
from service.placements import repository as placements

ASKS = "QUESTION"
"""As the form says that there is no yes or no yet."""

router = page_router()


@router.get(PAGE)
def read(at: Anybody) -> Response:
    """The offer for who has opened it; for all others the form with the code."""
    if at.guest is None:
        return at.asked_for_code()
    sent = kept.found(at.visitor.request, at.guest.secret)
    with at.working() as db:
        return _shown(at, db, sent)


@router.post(f"{PAGE}/code")
def open_it(at: Anybody, form: FirstForm) -> Response:
    """Opens the page with a code, which does that once."""
    request = at.visitor.request
    try:
        secret = visits.opened(request, form.one("code"))
    except OfferOver:
        return at.asked_for_code(409, "offer_over")
    if secret is None:
        return at.asked_for_code(400, "code_opens_nothing")
    answer = at.visitor.to(PAGE)
    cookies.put(request, answer, cookies.HOUSEHOLD, secret, None)
    return answer


@router.post(f"{PAGE}/answer")
def answer(at: Anybody, form: HouseholdForm) -> Response:
    """A yes or a no that the household is sure of, or a question."""
    asks = form.one("answer") == ASKS
    try:
        with at_fields(whole="reasonCode"), at.working() as db:
            if asks:
                visits.ask(db, at.household, parsed(QuestionIn, {"question": form.one("question")}))
            else:
                _answered(at, db, form)
    except Refused as refused:
        return _again(at, refused.of(form))
    if not asks and not sure.is_sure(form):
        return _again(at, Kept(form))
    return at.visitor.to(f"{PAGE}?done=1")


def _answered(at: AtTheDoor, db: Session, form: Form) -> None:
    given = parsed(AnswerIn, _body(form))
    if sure.is_sure(form):
        visits.answer(db, at.household, given)
    else:
        check(OfferParty.HOUSEHOLD, given)


def _again(at: AtTheDoor, sent: Kept) -> Response:
    return at.again(PAGE, sent, lambda db, sent: _shown(at, db, sent))


@router.post(f"{PAGE}/leave")
def leave(at: Anybody, _: HouseholdForm) -> Response:
    """Closes the page: who comes after them on this phone sees nothing."""
    with at.working() as db:
        visits.leave(db, at.household)
    left = at.visitor.page("household/left.html")
    cookies.drop(at.visitor.request, left, cookies.HOUSEHOLD)
    left.headers["Clear-Site-Data"] = '"cache"'
    return left


def _body(form: Form) -> dict[str, Any]:
    """The reason goes with a no alone, whatever was chosen before."""
    declined = form.one("answer") == OfferState.DECLINED
    names = ("answer", *(("reasonCode", "remark") if declined else ()))
    return {name: form.one(name) for name in names if form.one(name)}


def _shown(at: AtTheDoor, db: Session, sent: Kept) -> Response:
    guest, visitor = at.household, at.visitor
    card = _card(db, guest)
    reasons = visitor.options(DeclineReason)
    return at.shows(
        db,
        "household/offer.html",
        sent.status,
        card=card,
        form=sent.form,
        to_confirm=sure.to_confirm(sent.form) and sent.form.one("answer") != ASKS,
        link=HouseholdLinkOut.model_validate(reading.one(db, HouseholdLink, guest.link_id)),
        reasons=[each for each in reasons if each[0] in NO[OfferParty.HOUSEHOLD].reasons],
        contract=_contract(card),
        until=placements.of_proposal(db, card.proposal.id).period.end_date,
        map=surroundings(db, card, visitor.language) if _stands(card) else None,
        lookers=_lookers(db, card),
        purposes=PURPOSES,
        done=visitor.request.query_params.get("done") == "1",
    )


def _contract(card: OfferCard) -> list[str]:
    """Who signs, and where that is a lease of their own what its tenure title says."""
    form, place = card.proposal.contract_form, card.facts.place
    titles = [place.tenure_title] if place and form in OWN_LEASE else []
    return [FOR_RESIDENTS[form], *(TITLES_FOR_RESIDENTS[each] for each in titles)]


def _stands(card: OfferCard) -> bool:
    """Where a place that is offered no more lies is told to nobody."""
    return card.offer.state is not OfferState.WITHDRAWN


def _card(db: Session, guest: Guest) -> OfferCard:
    (card,) = cards_of(db, guest.actor, [reading.one(db, Offer, guest.offer_id)])
    return card


def _lookers(db: Session, card: OfferCard) -> list[LookerOut]:
    if card.facts.asked is None:
        return []
    found = dossiers.lookers(db, card.facts.asked.household_id, HOUSEHOLD)
    return [LookerOut.model_validate(each) for each in found]
