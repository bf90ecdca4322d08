"""Who sees which rows. Every query on rows of organisations starts here, and nowhere else.

Row-level security will say the same in the database; until a query starts here it sees nothing.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    any_,
    exists,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased

from service.actor import Actor
from service.codelists.decisions import ProposalState
from service.codelists.organisations import DECIDERS
from service.codelists.places import PlaceState
from service.models import (
    Agreement,
    Decision,
    Household,
    HousingFirstRule,
    Intake,
    Lease,
    LeaseBudget,
    Mandate,
    MatchingPolicy,
    NeighbourhoodCapacity,
    Offer,
    Organisation,
    Place,
    Placement,
    Property,
    Proposal,
    Quota,
    Region,
    RegionMunicipality,
    Request,
    RequestGroup,
    Round,
    RoundUnplaced,
    SupportCapacity,
    WebhookDelivery,
    WebhookEndpoint,
)

Condition = ColumnElement[bool]
M = TypeVar("M")

_Shared = aliased(RegionMunicipality)
"""The memberships of the regions that somebody's own municipality is in."""

_At = aliased(Property)
"""The property that a place is in, also where the query has it joined already."""

SHARED_PROPOSALS = (
    ProposalState.APPROVED,
    ProposalState.PLACED,
    ProposalState.DECLINED,
    ProposalState.WITHDRAWN,
)
"""From the approval on, the owner and a receiving municipality see that there is a proposal."""


def _givers(actor: Actor) -> Select[Any]:
    return select(Mandate.organisation_id).where(
        Mandate.mandated_id == actor.organisation_id,
        Mandate.withdrawn_at.is_(None),
        Mandate.period.contains(func.current_date()),
    )


def decided_municipalities(actor: Actor) -> ScalarSelect[str]:
    """The municipalities for which the actor decides today: its own, and by mandate."""
    return (
        select(Organisation.municipality_code)
        .where(or_(Organisation.id == actor.organisation_id, Organisation.id.in_(_givers(actor))))
        .where(Organisation.municipality_code.is_not(None))
        .scalar_subquery()
    )


def acts_as(column: Any, actor: Actor) -> Condition:
    """Whether a column names the actor's own organisation, or one that it acts for by mandate."""
    return or_(
        column == actor.organisation_id, *_decides(actor, lambda: column.in_(_givers(actor)))
    )


def regions_of(actor: Actor) -> ScalarSelect[Any]:
    """The regions in which the actor decides for a municipality today."""
    return (
        select(RegionMunicipality.region_id)
        .join(Region, Region.id == RegionMunicipality.region_id)
        .where(Region.withdrawn_at.is_(None))
        .where(RegionMunicipality.period.contains(func.current_date()))
        .where(RegionMunicipality.municipality_code.in_(decided_municipalities(actor)))
        .scalar_subquery()
    )


def _neighbours(actor: Actor) -> ScalarSelect[str]:
    return (
        select(_Shared.municipality_code)
        .where(_Shared.period.contains(func.current_date()))
        .where(_Shared.region_id.in_(regions_of(actor)))
        .scalar_subquery()
    )


def _is_near(at: Any, actor: Actor) -> Condition:
    """In an array the municipalities are found once; in a subquery they are for every row."""
    near: Condition = at.municipality_code == any_(func.array(_neighbours(actor)))
    return near


def _decides(actor: Actor, condition: Callable[[], Condition]) -> list[Condition]:
    return [condition()] if actor.kind in DECIDERS else []


def _own(model: Any) -> Callable[[Actor], Condition]:
    def condition(actor: Actor) -> Condition:
        mine: Condition = model.organisation_id == actor.organisation_id
        return mine

    return condition


def _everybody(_: Actor) -> Condition:
    return true()


def _property(actor: Actor) -> Condition:
    near = _decides(actor, lambda: _is_near(Property, actor))
    named = select(Place.property_id).where(Place.id.in_(_places_offered(actor)))
    return or_(Property.organisation_id == actor.organisation_id, Property.id.in_(named), *near)


def _places_offered(actor: Actor) -> Select[Any]:
    return select(Proposal.place_id).where(
        Proposal.provider_id == actor.organisation_id, Proposal.state.in_(SHARED_PROPOSALS)
    )


def _place(actor: Actor) -> Condition:
    def published_near() -> Condition:
        near = exists().where(_At.id == Place.property_id, _is_near(_At, actor))
        return and_(Place.state != PlaceState.DRAFT, near)

    return or_(
        Place.organisation_id == actor.organisation_id,
        Place.id.in_(_places_offered(actor)),
        *_decides(actor, published_near),
    )


def _request(actor: Actor) -> Condition:
    deciding = _decides(actor, lambda: Request.municipality_code.in_(decided_municipalities(actor)))
    return or_(Request.organisation_id == actor.organisation_id, *deciding)


def _household(actor: Actor) -> Condition:
    def asked_here() -> Condition:
        return Household.id.in_(
            select(Request.household_id).where(
                Request.municipality_code.in_(decided_municipalities(actor))
            )
        )

    return or_(Household.organisation_id == actor.organisation_id, *_decides(actor, asked_here))


def _support_capacity(actor: Actor) -> Condition:
    deciding = _decides(actor, lambda: SupportCapacity.region_id.in_(regions_of(actor)))
    return or_(SupportCapacity.organisation_id == actor.organisation_id, *deciding)


def _agreement(actor: Actor) -> Condition:
    return or_(
        Agreement.organisation_id == actor.organisation_id,
        Agreement.provider_id == actor.organisation_id,
        *_decides(actor, true),
    )


def _lease_budget(actor: Actor) -> Condition:
    return or_(LeaseBudget.organisation_id == actor.organisation_id, *_decides(actor, true))


def _housing_first_rule(actor: Actor) -> Condition:
    return or_(
        HousingFirstRule.organisation_id == actor.organisation_id,
        HousingFirstRule.owner_id == actor.organisation_id,
    )


def _quota(actor: Actor) -> Condition:
    return or_(
        Quota.organisation_id == actor.organisation_id, Quota.owner_id == actor.organisation_id
    )


def proposal_in_full(actor: Actor) -> Condition:
    """The proposals that the actor sees whole: it decides on them, or asked on behalf of the
    household. A decision's motivation is for the same readers."""
    return or_(
        Proposal.organisation_id == actor.organisation_id,
        Proposal.provider_id == actor.organisation_id,
        *_decides(actor, lambda: Proposal.municipality_code.in_(decided_municipalities(actor))),
    )


def _proposal(actor: Actor) -> Condition:
    party = or_(
        Proposal.owner_id == actor.organisation_id,
        *_decides(
            actor, lambda: Proposal.place_municipality_code.in_(decided_municipalities(actor))
        ),
    )
    return or_(proposal_in_full(actor), and_(Proposal.state.in_(SHARED_PROPOSALS), party))


def _decision(actor: Actor) -> Condition:
    return Decision.proposal_id.in_(select(Proposal.id).where(proposal_in_full(actor)))


def _offer(actor: Actor) -> Condition:
    return or_(acts_as(Offer.organisation_id, actor), acts_as(Offer.municipality_id, actor))


def _placement(actor: Actor) -> Condition:
    return or_(
        Placement.organisation_id == actor.organisation_id,
        Placement.owner_id == actor.organisation_id,
        Placement.provider_id == actor.organisation_id,
        Placement.support_provider_id == actor.organisation_id,
        *_decides(actor, lambda: Placement.proposal_id.in_(_to_or_from(actor))),
    )


def _to_or_from(actor: Actor) -> Select[Any]:
    """Proposals by or to a municipality that the actor decides for."""
    decided = decided_municipalities(actor)
    return select(Proposal.id).where(
        or_(Proposal.municipality_code.in_(decided), Proposal.place_municipality_code.in_(decided))
    )


def _lease(actor: Actor) -> Condition:
    return Lease.placement_id.in_(select(Placement.id).where(_placement(actor)))


def _unplaced(actor: Actor) -> Condition:
    return or_(
        RoundUnplaced.organisation_id == actor.organisation_id,
        RoundUnplaced.provider_id == actor.organisation_id,
    )


VISIBLE: dict[type[Any], Callable[[Actor], Condition]] = {
    Organisation: _everybody,
    Region: _everybody,
    Mandate: _everybody,
    Property: _property,
    Place: _place,
    Household: _household,
    Request: _request,
    RequestGroup: _own(RequestGroup),
    SupportCapacity: _support_capacity,
    Agreement: _agreement,
    LeaseBudget: _lease_budget,
    NeighbourhoodCapacity: _own(NeighbourhoodCapacity),
    HousingFirstRule: _housing_first_rule,
    Quota: _quota,
    MatchingPolicy: _own(MatchingPolicy),
    Round: _own(Round),
    RoundUnplaced: _unplaced,
    Proposal: _proposal,
    Decision: _decision,
    Offer: _offer,
    Placement: _placement,
    Lease: _lease,
    Intake: _own(Intake),
    WebhookEndpoint: _own(WebhookEndpoint),
    WebhookDelivery: _own(WebhookDelivery),
}


@lru_cache(maxsize=500)
def _visible(model: Any, actor: Actor) -> Select[Any]:
    """Kept, as putting it together takes longer than most queries."""
    return select(model).where(VISIBLE[model](actor))


def visible(model: type[M], actor: Actor) -> Select[M]:
    """The rows of a model that the actor may see."""
    key: Any = model
    return _visible(key, actor)
