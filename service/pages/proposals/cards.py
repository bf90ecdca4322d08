"""A proposal as it is shown: with what stands beside it, and its spot on the map."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from service.actor import Actor
from service.codelists.decisions import ProposalState
from service.models import Proposal
from service.pages.map import Spot
from service.proposals import views
from service.proposals.beside import Facts, PlaceFacts, Proposed, beside, places, proposed
from service.proposals.schemas import AlternativeOut, ProposalInBrief, ProposalOut
from service.wire import Outbound

OFF = {
    ProposalState.REJECTED,
    ProposalState.DECLINED,
    ProposalState.WITHDRAWN,
    ProposalState.EXPIRED,
}
LOOKS = {
    ProposalState.PROPOSED: "",
    **dict.fromkeys((ProposalState.APPROVED, ProposalState.PLACED), "spot--done"),
    **dict.fromkeys(OFF, "spot--off"),
}
SMALLER = 0.6
"""Of a spot beside the one that it is about."""
BADGES = {
    ProposalState.PROPOSED: "",
    **dict.fromkeys((ProposalState.APPROVED, ProposalState.PLACED), "badge--good"),
    **dict.fromkeys(OFF, "badge--bad"),
}


class Card(Outbound):
    """A proposal and the facts beside it."""

    proposal: ProposalOut | ProposalInBrief
    facts: Facts

    @property
    def badge(self) -> str:
        """How its state looks."""
        return BADGES[self.proposal.state]


class WholeCard(Card):
    """The same, with all that is read beside a single proposal."""

    proposal: ProposalOut


class CardInBrief(Card):
    """The same, as it stands in a list."""

    proposal: ProposalInBrief

    @property
    def to_decide(self) -> bool:
        """Whether it waits for a decision of the actor."""
        return self.proposal.decides and self.proposal.state is ProposalState.PROPOSED


class Alternative(NamedTuple):
    """A next-best place, and to whom it is proposed; either may be out of sight."""

    found: AlternativeOut
    place: PlaceFacts | None
    proposed: Proposed | None


def whole_card(db: Session, actor: Actor, proposal: Proposal) -> WholeCard | None:
    """All about one proposal; None where the actor does not see it whole."""
    (seen,) = views.shown(db, actor, [proposal])
    found = beside(db, [proposal.id])
    return WholeCard(proposal=seen, facts=found[seen.id]) if isinstance(seen, ProposalOut) else None


def cards_of(db: Session, actor: Actor, proposals: Sequence[Proposal]) -> dict[UUID, CardInBrief]:
    """Those that the actor sees whole, by id in their order."""
    return cards_with(db, actor, proposals, beside(db, [each.id for each in proposals]))


def cards_with(
    db: Session, actor: Actor, proposals: Sequence[Proposal], facts: Mapping[UUID, Facts]
) -> dict[UUID, CardInBrief]:
    """The same, where what stands beside them was read together with that of others."""
    seen = views.in_brief(db, actor, proposals)
    return {each.id: CardInBrief(proposal=each, facts=facts[each.id]) for each in seen}


def alternatives(db: Session, actor: Actor, proposal: ProposalOut) -> list[Alternative]:
    """The next-best places with their facts, in the order of the engine."""
    ids = [each.place_id for each in proposal.alternatives]
    known, taken = places(db, ids), proposed(db, actor, proposal.round_id, ids)
    return [
        Alternative(each, known.get(each.place_id), taken.get(each.place_id))
        for each in proposal.alternatives
    ]


def next_best(found: Sequence[Alternative]) -> list[Spot]:
    """Where those are that are in sight."""
    known = (each.place for each in found if each.place)
    return [
        Spot(at.x, -at.y, "#others", f"{at.address}, {at.town}", "spot--tie", SMALLER)
        for at in known
    ]


def spot_of(card: Card, language: str) -> Spot | None:
    """Where its place is, if that is in sight."""
    place, proposal = card.facts.place, card.proposal
    if place is None:
        return None
    says = f"{place.address}, {place.town} ({getattr(proposal.state, language)})"
    return Spot(place.x, -place.y, f"/proposals/{proposal.id}", says, LOOKS[proposal.state])
