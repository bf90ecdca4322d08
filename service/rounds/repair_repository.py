"""How the proposals of a round stand, and who or what that took part in it is gone since."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from service.codelists.decisions import ProposalState
from service.codelists.places import PlaceState
from service.codelists.requests import RequestState
from service.database_roles import counting
from service.models import Household, Place, Proposal, Request
from service.rounds.conditions import among


def proposals_of(db: Session, round_id: UUID) -> Sequence[Row[UUID, UUID, ProposalState]]:
    """Request, place and state of each proposal of a round."""
    statement = select(Proposal.request_id, Proposal.place_id, Proposal.state)
    ordered = statement.where(Proposal.round_id == round_id).order_by(Proposal.request_id)
    return db.execute(ordered).all()


def asking_no_more(db: Session, request_ids: Collection[UUID]) -> set[UUID]:
    """Those of the requests that are not open any more, whoever asked; of who was erased there is
    no row left."""
    still = (
        select(Request.id)
        .join(Household, Household.id == Request.household_id)
        .where(
            among(Request.id, request_ids),
            Request.state == RequestState.ACTIVE,
            Household.withdrawn_at.is_(None),
        )
    )
    with counting(db):
        return set(request_ids).difference(db.scalars(still))


def not_to_be_had(db: Session, place_ids: Collection[UUID]) -> set[UUID]:
    """Those of the places that are not available any more, whoever lets them."""
    statement = select(Place.id).where(
        among(Place.id, place_ids), Place.state != PlaceState.AVAILABLE
    )
    with counting(db):
        return set(db.scalars(statement))
