"""Queries on households that are more than the registry's own."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from service.actor import Actor
from service.codelists.requests import RequestState
from service.models import Household, Placement, Request
from service.placements.repository import lived_in
from service.requests.workflow import OPEN
from service.rounds.group_repository import waits_for_its_group


def has_request(db: Session, household: Household, states: Collection[RequestState]) -> bool:
    """Whether a request of the household is in one of these states."""
    found = exists().where(Request.household_id == household.id, Request.state.in_(states))
    return bool(db.scalar(select(found)))


def has_home(db: Session, household: Household) -> bool:
    """Whether the household lives in a place."""
    return lived_in(db, Placement.household_id == household.id)


def has_offer(db: Session, household: Household) -> bool:
    """Whether a place is on offer to the household, or to one it lives together with."""
    offered = or_(Request.state == RequestState.OFFERED, waits_for_its_group())
    found = exists().where(Request.household_id == household.id, Request.state.in_(OPEN), offered)
    return bool(db.scalar(select(found)))


def to_ask_for(
    db: Session, actor: Actor, household_id: UUID, *, alone: bool = False
) -> Household | None:
    """A household of the actor that can have a request; it cannot be withdrawn until the end of
    this transaction. Who changes what belongs to it asks for it alone, and at once: two that hold
    it together and then want it alone would wait for each other."""
    statement = select(Household).where(
        Household.id == household_id,
        Household.organisation_id == actor.organisation_id,
        Household.withdrawn_at.is_(None),
    )
    return db.scalars(statement.with_for_update(read=not alone, key_share=alone)).one_or_none()
