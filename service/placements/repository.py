"""Queries on placements."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from matching.codes.contracts import ContractForm
from matching.rules.declaration import BY_AGREEMENT
from service.actor import Actor
from service.clock import today
from service.codelists.decisions import PlacementState
from service.database_roles import counting
from service.models import Placement, Proposal, Request
from service.period import Period
from service.requests.workflow import OPEN
from service.rounds.conditions import lasts_after
from service.scope import proposal_in_full

NOT_LIVING_THERE = frozenset({PlacementState.HELD, PlacementState.CANCELLED})


def of_proposal(db: Session, proposal_id: UUID) -> Placement:
    """The placement of a proposal that was approved, as it stands now."""
    statement = select(Placement).where(Placement.proposal_id == proposal_id)
    return db.scalars(statement.execution_options(populate_existing=True)).one()


def living(day: date) -> tuple[ColumnElement[bool], ...]:
    """Of a placement: that somebody lives there on this day or will; an end that was recorded ahead
    is not there yet."""
    return Placement.state.not_in(NOT_LIVING_THERE), lasts_after(Placement.period, day)


def lived_in(db: Session, *where: ColumnElement[bool]) -> bool:
    """Whether somebody lives today where these conditions on placements say."""
    return bool(db.scalar(select(exists().where(*where, *living(today())))))


def stay_at(db: Session, place_id: UUID) -> Period | None:
    """The days that were agreed with who lives there."""
    return db.scalar(
        select(Placement.period).where(
            Placement.place_id == place_id, Placement.state == PlacementState.CONFIRMED
        )
    )


def refresh(db: Session, placement: Placement) -> None:
    """Reads it again, behind the lock."""
    db.refresh(placement)


def add(db: Session, placement: Placement) -> None:
    """Writes it now: the EXCLUDE constraints have the last word on who is where."""
    db.add(placement)
    db.flush()


def _in_full(actor: Actor) -> ColumnElement[bool]:
    whole = select(Proposal.id).where(proposal_in_full(actor))
    return or_(
        Placement.proposal_id.in_(whole),
        Placement.support_provider_id == actor.organisation_id,
    )


def seen_in_full(db: Session, actor: Actor, placement_ids: Collection[UUID]) -> set[UUID]:
    """Which of these placements the actor sees whole."""
    statement = select(Placement.id).where(Placement.id.in_(placement_ids), _in_full(actor))
    return set(db.scalars(statement))


def has_open_request(db: Session, household_id: UUID) -> bool:
    """Whether the household asks for a home."""
    asking = select(Request.id).where(Request.household_id == household_id, Request.state.in_(OPEN))
    return db.scalar(select(asking.exists())) or False


def forms_promised(
    db: Session, provider_id: UUID, owner_id: UUID | None = None
) -> set[ContractForm]:
    """The contract forms that a care provider will sign, with this owner or any, if the offers that
    are still to be answered are accepted."""
    statement = (
        select(Proposal.contract_form)
        .join(Placement, Placement.proposal_id == Proposal.id)
        .where(Placement.state == PlacementState.HELD, Placement.support_provider_id == provider_id)
        .distinct()
    )
    if owner_id is not None:
        statement = statement.where(Placement.owner_id == owner_id)
    with counting(db):
        return {form for form in db.scalars(statement) if form.bit & BY_AGREEMENT}
