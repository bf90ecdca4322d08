"""What an official reads beside a proposal: the place, what was asked and who is at the table."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from matching.codes.care import CareType
from matching.codes.contracts import TenureTitle
from matching.codes.households import AgeBand, Trait
from matching.codes.places import Accessibility, PlaceKind
from matching.codes.rounds import TierCode
from service.actor import Actor
from service.audit.shown import About
from service.codelists.decisions import ProposalState
from service.codelists.places import PlaceState
from service.codelists.requests import UrgencyGround
from service.households.ages import counted
from service.models import (
    HouseholdMember,
    Municipality,
    Organisation,
    Place,
    Property,
    Proposal,
    Request,
)
from service.rounds.conditions import among, among_given
from service.scope import proposal_in_full
from service.wire import FromRow, Outbound


class PlaceFacts(FromRow):
    """A place as far as it counts in a decision; x and y are metres in EPSG:28992."""

    place_id: UUID
    kind: PlaceKind
    street: str | None
    house_number: int | None
    house_number_suffix: str | None
    town: str
    municipality: str
    owner: str
    rent_cents: int
    service_costs_cents: int
    max_persons: int
    accessibility: Accessibility
    forbids: list[Trait]
    requires: list[Trait]
    tenure_title: TenureTitle
    x: float
    y: float

    @property
    def address(self) -> str:
        """Street and number; a site may have none."""
        number = f"{self.house_number or ''}{self.house_number_suffix or ''}"
        return " ".join(filter(None, (self.street, number))) or self.town


class AskedFacts(FromRow):
    """What was asked, under the care provider's pseudonym; never why."""

    request_id: Annotated[UUID, About("requests")]
    household_id: Annotated[UUID, About("households")]
    provider: str
    reference: str = Field(description="The care provider's own key (eigen kenmerk)")
    waiting_since_date: date
    needed_from_date: date
    care_type: CareType
    max_net_rent_cents: int | None
    asked_accessibility: Accessibility
    urgency_ground: UrgencyGround | None
    age_bands: list[AgeBand]

    @property
    def persons(self) -> int:
        """How many people it is for."""
        return len(self.age_bands)

    @property
    def ages(self) -> list[tuple[AgeBand, int]]:
        """How many people of each age."""
        return counted(self.age_bands)


class Proposed(FromRow):
    """To whom a place is proposed."""

    place_id: UUID
    proposal_id: Annotated[UUID, About("proposals")]
    request_id: Annotated[UUID, About("requests")]
    reference: str
    tier: TierCode
    state: ProposalState


class Facts(Outbound):
    """What stands beside a proposal; the place or the request may since be out of sight."""

    place: PlaceFacts | None
    asked: AskedFacts | None


_OWNER, _ASKER = aliased(Organisation), aliased(Organisation)
_AGES = (
    select(func.array_agg(HouseholdMember.age_band))
    .where(HouseholdMember.household_id == Proposal.household_id)
    .correlate(Proposal)
    .scalar_subquery()
)
_OF_PLACE = (
    Place.id.label("place_id"),
    Place.kind,
    Property.street,
    Property.house_number,
    Property.house_number_suffix,
    Property.town,
    Municipality.name.label("municipality"),
    _OWNER.name.label("owner"),
    Place.rent_cents,
    Place.service_costs_cents,
    Place.max_persons,
    Place.forbids,
    Place.requires,
    Place.accessibility,
    Place.tenure_title,
    func.ST_X(Property.point).label("x"),
    func.ST_Y(Property.point).label("y"),
)
_OF_REQUEST = (
    Request.id.label("request_id"),
    Request.household_id,
    _ASKER.name.label("provider"),
    Request.provider_reference.label("reference"),
    Request.waiting_since_date,
    Request.needed_from_date,
    Request.care_type,
    Request.max_net_rent_cents,
    Request.accessibility.label("asked_accessibility"),
    Request.urgency_ground,
    func.coalesce(_AGES, []).label("age_bands"),
)

_BESIDE = (
    select(Proposal.id, *_OF_PLACE, *_OF_REQUEST)
    .select_from(Proposal)
    .outerjoin(Place, Place.id == Proposal.place_id)
    .outerjoin(Property, Property.id == Place.property_id)
    .outerjoin(Municipality, Municipality.code == Property.municipality_code)
    .outerjoin(_OWNER, _OWNER.id == Place.organisation_id)
    .outerjoin(Request, Request.id == Proposal.request_id)
    .outerjoin(_ASKER, _ASKER.id == Request.organisation_id)
    .where(among_given(Proposal.id))
)
_PLACES = (
    select(*_OF_PLACE)
    .select_from(Place)
    .join(Property, Property.id == Place.property_id)
    .join(Municipality, Municipality.code == Property.municipality_code)
    .join(_OWNER, _OWNER.id == Place.organisation_id)
)


_OF_IDS = _PLACES.where(among_given(Place.id))


def beside(db: Session, proposal_ids: Collection[UUID]) -> Mapping[UUID, Facts]:
    """By proposal, in one query; as far as the actor may see it."""
    found = db.execute(_BESIDE, {"ids": list(proposal_ids)})
    return {row.id: _facts(row) for row in found}


def places(db: Session, place_ids: Collection[UUID]) -> Mapping[UUID, PlaceFacts]:
    """Places by id, as far as the actor may see them."""
    found = db.execute(_OF_IDS, {"ids": list(place_ids)})
    return {row.place_id: PlaceFacts.model_validate(row) for row in found}


def proposed(
    db: Session, actor: Actor, round_id: UUID, place_ids: Collection[UUID]
) -> Mapping[UUID, Proposed]:
    """By place to whom a round proposed it, of the proposals that the actor sees whole."""
    statement = (
        select(
            Proposal.place_id,
            Proposal.id.label("proposal_id"),
            Proposal.request_id,
            Request.provider_reference.label("reference"),
            Proposal.tier,
            Proposal.state,
        )
        .join(Request, Request.id == Proposal.request_id)
        .where(
            Proposal.round_id == round_id,
            among(Proposal.place_id, place_ids),
            proposal_in_full(actor),
        )
    )
    return {row.place_id: Proposed.model_validate(row) for row in db.execute(statement)}


def places_called(db: Session, words: str, limit: int) -> list[PlaceFacts]:
    """Free places whose address holds each of these words, as far as the actor may see them."""
    number = func.concat(Property.house_number, Property.house_number_suffix)
    line = func.concat_ws(" ", Property.street, number, Property.town)
    statement = (
        _PLACES.where(Place.state == PlaceState.AVAILABLE)
        .where(*(line.icontains(word, autoescape=True) for word in words.split()))
        .order_by(Property.town, Property.street, Property.house_number, Place.id)
        .limit(limit)
    )
    return [PlaceFacts.model_validate(row) for row in db.execute(statement)]


def _facts(row: Any) -> Facts:
    return Facts(
        place=PlaceFacts.model_validate(row) if row.place_id and row.town else None,
        asked=AskedFacts.model_validate(row) if row.request_id else None,
    )
