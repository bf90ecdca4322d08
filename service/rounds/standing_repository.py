"""Queries on how the requests and places of a round stand now."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import (
    Row,
    exists,
    or_,
    select,
)
from sqlalchemy.orm import Session, load_only, raiseload

from service.codelists.decisions import ProposalState
from service.codelists.places import PlaceState
from service.codelists.requests import RequestState
from service.models import (
    Organisation,
    Place,
    Property,
    Proposal,
    Request,
    Round,
)
from service.rounds.conditions import among
from service.rounds.schemas import AskedFor

PROPOSED_ON = (
    Request.organisation_id,
    Request.household_id,
    Request.municipality_code,
    Request.needed_from_date,
    Request.waiting_since_date,
    Request.state,
)
"""What a proposal takes over of its request."""


def asked_for(db: Session, request_ids: Collection[UUID]) -> dict[UUID, AskedFor]:
    """Of requests that the actor may see: their care provider's key, since when they wait, and who
    asks."""
    statement = (
        select(
            Request.id.label("request_id"),
            Request.provider_reference.label("reference"),
            Request.waiting_since_date,
            Organisation.name.label("provider"),
        )
        .join(Organisation, Organisation.id == Request.organisation_id)
        .where(among(Request.id, request_ids))
    )
    return {row.request_id: AskedFor.model_validate(row) for row in db.execute(statement)}


def open_proposals(db: Session, round: Round, request_ids: Collection[UUID]) -> Sequence[Proposal]:
    """Locks what earlier rounds in the region proposed for these requests, or for this
    municipality, and nobody decided on."""
    region = select(Round.id).where(Round.region_id == round.region_id)
    statement = select(Proposal).where(
        Proposal.state == ProposalState.PROPOSED,
        Proposal.round_id.in_(region),
        Proposal.round_id != round.id,
        or_(
            among(Proposal.request_id, request_ids),
            Proposal.organisation_id == round.organisation_id,
        ),
    )
    return db.scalars(statement.order_by(Proposal.id).with_for_update()).all()


def requests_now(db: Session, request_ids: Collection[UUID]) -> dict[UUID, Request]:
    """The requests as they are now, by id."""
    statement = select(Request).options(load_only(*PROPOSED_ON), raiseload("*"))
    rows = db.scalars(statement.where(among(Request.id, request_ids)))
    return {row.id: row for row in rows}


def places_now(db: Session, place_ids: Collection[UUID]) -> dict[UUID, Row[Place, str]]:
    """The places as they are now and the municipality each is in, by id."""
    statement = select(Place, Property.municipality_code).join(
        Property, Property.id == Place.property_id
    )
    rows = db.execute(statement.where(among(Place.id, place_ids)))
    return {row[0].id: row for row in rows}


def no_longer_open(db: Session, request_ids: Collection[UUID], place_ids: Collection[UUID]) -> bool:
    """Whether one of these requests asks for nothing any more, or one of these places is not to be
    had."""
    asks_not = exists(Request.id).where(
        among(Request.id, request_ids), Request.state != RequestState.ACTIVE
    )
    is_gone = exists().where(among(Place.id, place_ids), Place.state != PlaceState.AVAILABLE)
    return bool(db.scalar(select(asks_not | is_gone)))
