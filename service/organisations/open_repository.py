"""Queries on what an organisation still has to do with others."""

from uuid import UUID

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from service.codelists.decisions import OfferState, PlacementState
from service.codelists.places import PlaceState
from service.codelists.requests import RequestState
from service.database_roles import counting
from service.models import Offer, Place, Placement, Request, Round
from service.rounds.workflow import ACTIVE

CLOSED_REQUESTS = (RequestState.HOUSED, RequestState.WITHDRAWN)


def has_open_rows(db: Session, organisation_id: UUID) -> bool:
    """Whether it has places or requests that are not closed, answers to give or to get, or a round
    that runs."""
    places = exists().where(
        Place.organisation_id == organisation_id, Place.state != PlaceState.WITHDRAWN
    )
    requests = exists(Request.id).where(
        Request.organisation_id == organisation_id, Request.state.not_in(CLOSED_REQUESTS)
    )
    offers = exists(Offer.id).where(
        or_(Offer.organisation_id == organisation_id, Offer.municipality_id == organisation_id),
        Offer.state == OfferState.OPEN,
    )
    held = exists().where(
        or_(
            Placement.organisation_id == organisation_id,
            Placement.support_provider_id == organisation_id,
        ),
        Placement.state == PlacementState.HELD,
    )
    rounds = exists().where(Round.organisation_id == organisation_id, Round.state.in_(ACTIVE))
    with counting(db):
        return bool(db.scalar(select(or_(places, requests, offers, held, rounds))))
