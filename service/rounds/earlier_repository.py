"""What happened before between households and owners, read whoever decided then."""

from collections.abc import Collection
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.clock import DAY, HERE
from service.codelists.decisions import OfferParty, OfferState, PlacementState
from service.models import Offer, Place, Placement, Property, Proposal
from service.offers.workflow import TAKES_BACK
from service.placements.workflow import AS_AGREED
from service.rounds.conditions import Rows, among


def refusals(
    db: Session,
    household_ids: Collection[UUID],
    owner_ids: Collection[UUID],
    since: date,
    until: date,
) -> Rows:
    """Offers that a household or an owner said no to on these days, both included, unless that was
    about the place alone."""
    return db.execute(
        select(Proposal.household_id, Offer.party, Offer.answered_at, *_where())
        .join(Offer, Offer.proposal_id == Proposal.id)
        .join(Place, Place.id == Proposal.place_id)
        .join(Property, Property.id == Place.property_id)
        .where(
            Offer.state == OfferState.DECLINED,
            Offer.party.in_((OfferParty.HOUSEHOLD, OfferParty.OWNER)),
            Offer.reason_code.not_in(TAKES_BACK),
            Offer.answered_at >= _midnight(since),
            Offer.answered_at < _midnight(until + DAY),
            among(Proposal.household_id, household_ids),
            among(Property.organisation_id, owner_ids),
        )
    ).all()


def endings(
    db: Session,
    household_ids: Collection[UUID],
    owner_ids: Collection[UUID],
    since: date,
    until: date,
) -> Rows:
    """Placements of which one of these days was the last, other than by the agreed term."""
    return db.execute(
        select(Placement.household_id, Placement.period, *_where())
        .join(Place, Place.id == Placement.place_id)
        .join(Property, Property.id == Place.property_id)
        .where(
            Placement.state == PlacementState.ENDED,
            Placement.ending_reason.not_in(AS_AGREED),
            func.upper(Placement.period) > since,
            func.upper(Placement.period) <= until + DAY,
            among(Placement.household_id, household_ids),
            among(Property.organisation_id, owner_ids),
        )
    ).all()


def _where() -> tuple[Any, ...]:
    return (
        Property.organisation_id,
        Property.complex_reference,
        Property.id.label("property_id"),
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, HERE)
