"""What happened in a random registry before the round: who lives somewhere or will, and who said no
to what."""

from datetime import datetime, time

from builders import make_lease, make_offer, make_placement, make_proposal, make_round
from random_registries import RandomRegistry
from random_rows import CARE, NEW_YEAR, day

from matching.codes.care import CareLevel
from matching.codes.contracts import ContractForm
from matching.tenure import LEASED_BY_PROVIDER
from service.clock import HERE
from service.codelists.decisions import (
    DeclineReason,
    EndingReason,
    LeaseParty,
    OfferParty,
    OfferState,
    PlacementState,
    ProposalState,
)
from service.codelists.places import PlaceState
from service.codelists.requests import RequestState
from service.models import Place, Placement, Proposal, Request
from service.period import Period

PERIODS = (
    Period.of(day(-400), day(-1)),
    Period.of(day(-400), day(0)),
    Period.of(day(-30)),
    Period.of(day(-30)),
    Period.of(NEW_YEAR),
)


COOLING = [day(-ago) for ago in (29, 30, 364, 365)]
"""On both sides of the ends of two times to cool down."""


def give_a_past(registry: RandomRegistry, placements: int, answers: int, endings: int) -> None:
    """Some placements and answers of before, and homes that households had."""
    for _ in range(placements):
        placed(registry)
    for _ in range(answers):
        said = registry.random.choice((ProposalState.DECLINED, ProposalState.REJECTED))
        proposed(registry, registry.random.choice(registry.requests), said)
    for request in registry.requests:
        if request.group_id and registry.likely(0.6):
            proposed(registry, request, ProposalState.PROPOSED)
    once = registry.random.sample(registry.requests, endings)
    for request, place in zip(once, registry.random.sample(registry.places, endings), strict=True):
        lived(registry, request, place)


def lived(registry: RandomRegistry, request: Request, place: Place) -> None:
    """The household had this place, until a day on which it is still told or just not any more."""
    random = registry.random
    at = make_round(registry.db, registry.municipality)
    before = make_proposal(registry.db, at, request, place, state=ProposalState.PLACED)
    make_placement(
        registry.db,
        before,
        state=PlacementState.ENDED,
        period=Period.of(day(-700), random.choice((day(-1), *COOLING))),
        ending_reason=random.choice((EndingReason.TERM_OVER, *EndingReason)),
    )


def placed(registry: RandomRegistry) -> None:
    """Somebody got a place in an earlier round, mostly one that is not free any more."""
    random = registry.random
    states = (
        RequestState.HOUSED,
        RequestState.HOUSED,
        RequestState.OFFERED,
        RequestState.ACTIVE,
        RequestState.ACTIVE,
        RequestState.WITHDRAWN,
        RequestState.WITHDRAWN,
    )
    state, first = random.choice(states), registry.likely(0.7)
    care = {"care_type": random.choice(CARE), "care_level": CareLevel.LIGHT}
    request = registry.request(bound=0.8, state=state, housing_first=first, **care)
    place = registry.place()
    if registry.likely(0.3):
        place.period = Period.of(day(-90), day(29))
    place.state = random.choice((PlaceState.OCCUPIED, PlaceState.OFFERED, PlaceState.AVAILABLE))
    proposal = make_proposal(
        registry.db,
        make_round(registry.db, registry.municipality),
        request,
        place,
        state=ProposalState.APPROVED,
        contract_form=random.choice((*ContractForm, *LEASED_BY_PROVIDER)),
        support_provider_id=random.choice(registry.providers).id,
    )
    stage = random.choice((PlacementState.HELD, PlacementState.CONFIRMED, PlacementState.CANCELLED))
    period = random.choice(PERIODS)
    counted = {
        "care_type": random.choice(CARE),
        "housing_first": registry.likely(0.7),
        "youth": registry.likely(0.5),
        "from_shelter": registry.likely(0.5),
    }
    placement = make_placement(registry.db, proposal, state=stage, period=period, **counted)
    if placement.state is PlacementState.CONFIRMED:
        sign(registry, placement, proposal)


def sign(registry: RandomRegistry, placement: Placement, proposal: Proposal) -> None:
    """The care provider is the tenant."""
    make_lease(
        registry.db,
        placement,
        LeaseParty.CARE_PROVIDER,
        intermediary_id=placement.support_provider_id,
        contract_form=proposal.contract_form,
    )


def proposed(registry: RandomRegistry, request: Request, said: ProposalState) -> None:
    """The household is proposed a place, or was and then somebody said no."""
    random = registry.random
    place = random.choice(registry.places)
    proposal = make_proposal(
        registry.db,
        make_round(registry.db, registry.municipality),
        request,
        place,
        state=said,
    )
    if said is ProposalState.DECLINED:
        make_offer(
            registry.db,
            proposal,
            random.choice(list(OfferParty)),
            state=OfferState.DECLINED,
            reason_code=random.choice((*DeclineReason, DeclineReason.PLACE_NO_LONGER_AVAILABLE)),
            answered_at=moment(registry),
        )


def moment(registry: RandomRegistry) -> datetime:
    """The first or the last minute of a day here, which is another day in UTC or is not."""
    on = registry.random.choice((day(0), *COOLING))
    at = registry.random.choice((time(0, 0), time(23, 59)))
    return datetime.combine(on, at, HERE)
