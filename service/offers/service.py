"""A party answers; the last yes places the household, the first no frees everything."""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy.orm import Session

from service import reading
from service.actor import Actor
from service.clock import now
from service.codelists.decisions import OfferParty, OfferState, ProposalState
from service.codelists.places import PlaceState
from service.errors import Conflict, Fault, InvalidInput, NotAllowed
from service.models import Offer
from service.offers import repository
from service.offers.schemas import AnswerIn
from service.offers.workflow import NO, TAKES_BACK, move
from service.places import workflow as place_moves
from service.proposals.lock_repository import lock_for_decision
from service.proposals.settlement import free, settle


def answer(
    db: Session, actor: Actor, offer_id: UUID, body: AnswerIn, *, by_household: bool = False
) -> Offer:
    """Records the answer and what follows from it, in one transaction; `by_household` where the
    household gave it on its own page, and its care provider did not speak for it.

    Raises NotAllowed for any other organisation than the one asked, InvalidInput when a no's reason
    is not one of that party's, and Conflict when the question is no longer open.
    """
    offer = reading.one(db, Offer, offer_id)
    _expect_asked(db, actor, offer)
    check(offer.party, body)
    held = lock_for_decision(db, actor, offer.proposal_id)
    _expect_asked(db, actor, offer)
    repository.refresh(db, offer)
    _expect_open(offer)
    move(db, offer, body.answer)
    offer.reason_code, offer.remark = body.reason_code, body.remark
    offer.answered_by, offer.answered_at = actor.user, now()
    offer.answered_by_household = by_household
    if body.answer is OfferState.DECLINED:
        free(db, held, ProposalState.DECLINED)
        if body.reason_code in TAKES_BACK:
            place_moves.move(db, held.place, PlaceState.DRAFT, place_moves.Mover.OWNER)
    else:
        settle(db, held)
    db.flush()
    return offer


def _expect_asked(db: Session, actor: Actor, offer: Offer) -> None:
    if not repository.answers(db, actor, offer):
        raise NotAllowed("Only the organisation that is asked answers this offer.")


def _expect_open(offer: Offer) -> None:
    if offer.state is OfferState.WITHDRAWN:
        raise Conflict(
            "This offer was withdrawn: there is nothing to answer any more.",
            nl="Dit aanbod is ingetrokken. Er is niets meer te antwoorden.",
        )
    if offer.state is not OfferState.OPEN:
        said = f"This offer was answered already: {offer.state.en}."
        raise Conflict(said, nl=f"Dit aanbod is al beantwoord: {offer.state.nl}.")


def check(party: OfferParty, body: AnswerIn) -> None:
    """Raises InvalidInput where a no of this party lacks what it needs."""
    if body.answer is OfferState.DECLINED and (faults := [*_wrong_no(party, body)]):
        raise InvalidInput("The answer is not complete.", faults)


def _wrong_no(party: OfferParty, body: AnswerIn) -> Iterator[Fault]:
    known = NO[party]
    if body.reason_code not in known.reasons:
        reasons = ", ".join(sorted(known.reasons))
        words = f"is not a reason of the {party.en}; those are {reasons}"
        yield Fault("body.reasonCode", "reason_of_another_party", words)
    if known.remark_needed and body.remark is None:
        yield Fault("body.remark", "remark_needed", f"the {party.en} explains a no in words")
