"""Queries on who may decide, and the first look of who comes to do it."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from service.actor import Actor
from service.codelists.organisations import DECIDERS
from service.codelists.places import PlaceState
from service.codelists.requests import RequestState
from service.models import (
    Household,
    Organisation,
    Place,
    Proposal,
    Request,
)
from service.scope import is_decided


def decides_for(db: Session, actor: Actor, municipality_code: str) -> bool:
    """Whether the actor decides for this municipality today: its own, or by mandate."""
    return actor.kind in DECIDERS and bool(db.scalar(select(is_competent(municipality_code))))


def is_competent(municipality_code: Any) -> ColumnElement[bool]:
    """Whether a decider that asks decides today for this municipality, and that takes part."""
    return exists(Organisation.id).where(
        Organisation.municipality_code == municipality_code,
        is_decided(Organisation.municipality_code),
        Organisation.withdrawn_at.is_(None),
    )


def taking_part(db: Session, codes: Collection[str]) -> Mapping[str, tuple[UUID, bool]]:
    """Of those of these municipalities that take part: the organisation, and whether a decider that
    asks decides for it today."""
    statement = select(
        Organisation.municipality_code, Organisation.id, is_decided(Organisation.municipality_code)
    ).where(Organisation.municipality_code.in_(codes), Organisation.withdrawn_at.is_(None))
    return {code: (id, decided) for code, id, decided in db.execute(statement) if code}


class FirstLook(NamedTuple):
    """A proposal and what it is about, before anything of it is locked."""

    proposal: Proposal
    decides: bool
    """Whether the actor decides for its municipality today."""
    states: tuple[RequestState, PlaceState, bool] | None
    """How request and place stand, and whether the household was withdrawn; None where the actor
    does not see all three."""


def first_look(db: Session, actor: Actor, proposal_id: UUID) -> FirstLook | None:
    """All in one statement, as a crowd that comes for the same place asks each time."""
    sees_all = Request.id.is_not(None) & Household.id.is_not(None) & Place.id.is_not(None)
    statement = (
        select(
            Proposal,
            is_competent(Proposal.municipality_code),
            sees_all,
            Request.state,
            Place.state,
            Household.withdrawn_at,
        )
        .outerjoin(Request, Request.id == Proposal.request_id)
        .outerjoin(Household, Household.id == Request.household_id)
        .outerjoin(Place, Place.id == Proposal.place_id)
        .where(Proposal.id == proposal_id)
    )
    found = db.execute(statement).unique().one_or_none()
    if found is None:
        return None
    proposal, decided, seen, request, place, withdrawn_at = found
    states = (request, place, withdrawn_at is not None) if seen else None
    return FirstLook(proposal, decided and actor.kind in DECIDERS, states)
