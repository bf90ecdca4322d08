"""What an approval sets in motion and how it ends: everything is held, freed or fulfilled at once.

Each function works on locked rows and leaves the commit to its caller's transaction.
"""

from sqlalchemy.orm import Session

from service.audit import service as audit
from service.clock import today
from service.codelists.decisions import OfferParty, OfferState, PlacementState, ProposalState
from service.codelists.places import PlaceState
from service.codelists.requests import IN_SHELTER, RequestState
from service.errors import Conflict
from service.events.service import happened
from service.households.ages import is_youth
from service.leases import service as leases
from service.leases.stay import stay
from service.models import Offer, Placement
from service.offers import repository as offers
from service.offers import workflow as offer_moves
from service.placements import repository as placements
from service.placements import workflow as placement_moves
from service.places import workflow as place_moves
from service.proposals import competence_repository, repository
from service.proposals import workflow as proposal_moves
from service.proposals.lock_repository import Held
from service.requests import workflow as request_moves


def hold(db: Session, held: Held) -> None:
    """Holds the place for the household and asks everybody whose yes is needed."""
    with db.no_autoflush:  # what moved is written once, with what comes of it
        asked = _asked(db, held)
        placement = placement_of(held)
        place_moves.move(db, held.place, PlaceState.OFFERED)
        request_moves.move(db, held.request, RequestState.OFFERED)
    placements.add(db, placement)
    audit.record(db, "hold", "placements", placement.id)
    offers.add(db, asked)
    audit.record_each(db, "make", "offers", [offer.id for offer in asked])
    happened(db, *asked)


def placement_of(held: Held) -> Placement:
    """The household on its place, from today at the earliest; not written yet."""
    proposal, request, household = held.proposal, held.request, held.household
    bands = [member.age_band for member in household.members]
    return Placement(
        organisation_id=proposal.organisation_id,
        proposal_id=proposal.id,
        place_id=proposal.place_id,
        household_id=proposal.household_id,
        owner_id=proposal.owner_id,
        provider_id=proposal.provider_id,
        support_provider_id=proposal.support_provider_id,
        state=PlacementState.HELD,
        period=stay(held.place, proposal.contract_form, max(proposal.start_date, today())),
        care_type=request.care_type,
        housing_first=request.housing_first,
        youth=is_youth(today(), bands, household.ages_recorded_date),
        from_shelter=request.ethos in IN_SHELTER,
    )


def _asked(db: Session, held: Held) -> list[Offer]:
    proposal = held.proposal
    parties = {
        OfferParty.OWNER: proposal.owner_id,
        OfferParty.HOUSEHOLD: proposal.provider_id,
    }
    asking, receiving = proposal.municipality_code, proposal.place_municipality_code
    there = competence_repository.taking_part(db, {asking, receiving})
    # What another decides by its mandate counts as decided by itself (Awb, article 10:2).
    competent, _ = there[asking]
    consenting, decided = there.get(receiving, (None, False))
    if not decided:
        if consenting is None:
            name = repository.name_of(db, receiving)
            raise Conflict(
                f"The place is in {name}, which takes no part in Woonplek and so cannot consent.",
                nl=f"De woonplek ligt in {name}. Die gemeente doet niet mee aan Woonplek, en kan "
                "dus geen toestemming geven.",
            )
        parties[OfferParty.RECEIVING_MUNICIPALITY] = consenting
    return [
        Offer(
            organisation_id=organisation_id,
            proposal_id=proposal.id,
            municipality_id=competent,
            party=party,
            state=OfferState.OPEN,
            refusal_effect=held.request.urgency_refusal_effect
            if party is OfferParty.HOUSEHOLD
            else None,
        )
        for party, organisation_id in parties.items()
    ]


def free(db: Session, held: Held, to: ProposalState) -> None:
    """After a no or a withdrawal: nobody has lost anything, least of all the household its turn."""
    _free(db, held, to)
    _free_others(db, held)


def reject(db: Session, held: Held) -> None:
    """After a rejection the others of its group get nothing either: unless it need not live with
    them any more, or has another proposal where they have their homes."""
    approved = [other for other in held.others if other.proposal.state is ProposalState.APPROVED]
    homes = {other.property.id for other in approved}
    stays = any(each.property.id in homes for each in held.elsewhere)
    if held.request.id in held.together and not stays:
        _free_others(db, held)


def _free_others(db: Session, held: Held) -> None:
    """Who was to live together with them keeps its turn too: all of a group, or none."""
    for other in held.others:
        if other.proposal.state is ProposalState.APPROVED:
            _free(db, other, ProposalState.WITHDRAWN)


def _free(db: Session, held: Held, to: ProposalState) -> None:
    proposal_moves.move(db, held.proposal, to)
    for offer in offers.of_proposal(db, held.proposal.id):
        if offer.state in {OfferState.OPEN, OfferState.ACCEPTED}:
            offer_moves.move(db, offer, OfferState.WITHDRAWN)
    placement_moves.move(db, placements.of_proposal(db, held.proposal.id), PlacementState.CANCELLED)
    place_moves.move(db, held.place, PlaceState.AVAILABLE)
    request_moves.move(db, held.request, RequestState.ACTIVE)


def settle(db: Session, held: Held) -> None:
    """With every yes of all who live together, and not before: they have their homes.

    Who has nothing to wait for is not waited for: it lost a home since, or asks again."""
    approved = [other for other in held.others if other.proposal.state is ProposalState.APPROVED]
    waiting = {other.request.id for other in held.others} - {one.request.id for one in approved}
    if not waiting and all(_agreed(db, each) for each in (held, *approved)):
        for each in (held, *approved):
            _fulfil(db, each)


def _agreed(db: Session, held: Held) -> bool:
    asked = offers.of_proposal(db, held.proposal.id)
    return all(offer.state is OfferState.ACCEPTED for offer in asked)


def _fulfil(db: Session, held: Held) -> None:
    """The household has its home, by a lease that starts today at the earliest."""
    placement = placements.of_proposal(db, held.proposal.id)
    form = held.proposal.contract_form
    placement.period = stay(held.place, form, max(placement.period.start_date, today()))
    proposal_moves.move(db, held.proposal, ProposalState.PLACED)
    placement_moves.move(db, placement, PlacementState.CONFIRMED)
    place_moves.move(db, held.place, PlaceState.OCCUPIED)
    request_moves.move(db, held.request, RequestState.HOUSED)
    leases.draw_up(db, held.proposal, placement, held.place)
