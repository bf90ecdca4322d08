"""The life of an offer, and what each party can say no for."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from service.codelists.decisions import DeclineReason, OfferParty, OfferState
from service.models import Offer
from service.workflow import Moves, step

MOVES: Moves = {
    (OfferState.OPEN, OfferState.ACCEPTED): "accept",
    (OfferState.OPEN, OfferState.DECLINED): "decline",
    (OfferState.OPEN, OfferState.WITHDRAWN): "withdraw",
    (OfferState.ACCEPTED, OfferState.WITHDRAWN): "withdraw",
}


@dataclass(frozen=True, slots=True)
class No:
    """The reasons a party can give for a no, and whether it must explain in words."""

    reasons: frozenset[DeclineReason]
    remark_needed: bool


NO: dict[OfferParty, No] = {
    OfferParty.HOUSEHOLD: No(
        frozenset(
            {
                DeclineReason.RENT_TOO_HIGH,
                DeclineReason.DWELLING,
                DeclineReason.QUALITY,
                DeclineReason.SURROUNDINGS,
                DeclineReason.PERSONAL,
                DeclineReason.NO_LONGER_INTERESTED,
                DeclineReason.TOO_FAR_FROM_NETWORK,
                DeclineReason.CONTRACT_FORM,
                DeclineReason.SUPPORT_DOES_NOT_FIT,
                DeclineReason.SAFETY,
                DeclineReason.HOUSEMATES,
                DeclineReason.PETS,
                DeclineReason.TOO_TEMPORARY,
            }
        ),
        remark_needed=False,
    ),
    OfferParty.OWNER: No(
        frozenset(
            {
                DeclineReason.PLACE_NO_LONGER_AVAILABLE,
                DeclineReason.AGREEMENT_FULL,
                DeclineReason.CONTRACT_FORM,
                DeclineReason.HOUSEMATES,
            }
        ),
        remark_needed=True,
    ),
    OfferParty.RECEIVING_MUNICIPALITY: No(
        frozenset({DeclineReason.NO_CONSENT, DeclineReason.AGREEMENT_FULL}), remark_needed=True
    ),
}
"""An owner's list is short on purpose (Wet goed verhuurderschap): the municipality chose, and
nobody is 'unsuitable'."""


TAKES_BACK = frozenset({DeclineReason.PLACE_NO_LONGER_AVAILABLE})
"""With such a no the owner takes the place back: nobody else is offered it until it is published
again. It is about the place, and holds against no household."""


def move(db: Session, offer: Offer, to: OfferState) -> None:
    """One step; any other than those in `MOVES` is a conflict."""
    step(db, "offer", MOVES, offer, to)
