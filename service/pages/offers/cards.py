"""An offer as it is shown to a party: with what that party may know of the proposal."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from matching.codes.places import Accessibility
from service.actor import Actor
from service.models import Offer
from service.offers.schemas import OfferOut
from service.proposals import repository, views
from service.proposals.beside import Facts, beside
from service.proposals.schemas import ProposalForPartyOut, ProposalOut
from service.wire import Outbound


class OfferCard(Outbound):
    """An offer, its proposal as far as the reader sees it, and the facts beside that."""

    offer: OfferOut
    proposal: ProposalOut | ProposalForPartyOut
    facts: Facts

    @property
    def persons(self) -> int | None:
        """How many people would live there."""
        if isinstance(self.proposal, ProposalForPartyOut):
            return self.proposal.persons
        return self.facts.asked.persons if self.facts.asked else None

    @property
    def accessibility(self) -> Accessibility | None:
        """The access that they need."""
        if isinstance(self.proposal, ProposalForPartyOut):
            return self.proposal.accessibility
        return self.facts.asked.asked_accessibility if self.facts.asked else None


def cards_of(db: Session, actor: Actor, offers: Sequence[Offer]) -> list[OfferCard]:
    """The offers in their order; one whose proposal is not the reader's to see is left out."""
    asked = {each.proposal_id for each in offers}
    seen = views.shown(db, actor, repository.all_of(db, asked))
    proposals = {each.id: each for each in seen}
    facts = beside(db, proposals.keys())
    return [
        OfferCard(
            offer=OfferOut.model_validate(each),
            proposal=proposals[each.proposal_id],
            facts=facts[each.proposal_id],
        )
        for each in offers
        if each.proposal_id in proposals
    ]
