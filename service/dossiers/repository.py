"""Queries on all that is about a household, and the deletion of it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, select, text
from sqlalchemy.orm import Session

from service.audit.repository import READ_NAMES
from service.models import (
    Base,
    Decision,
    HandOver,
    Household,
    Lease,
    Offer,
    Person,
    Placement,
    Proposal,
    Request,
    RequestGroup,
    RoundUnplaced,
)

LOCK = text("select lock_dossiers()")
DOSSIER = text("select * from dossier()")
LOOKS = text("select * from looked_at(:household_id)")

LOOKERS = text("""
    select o.name as organisation, l.activity, l.action = :read_names as names,
        count(*) as times, max(l.at) as last_at
    from looked_at(:household_id) l join organisation o on o.id = l.organisation_id
    where l.origin <> :itself
    group by o.name, l.activity, l.action = :read_names order by max(l.at) desc""")

NAMED = "exists (select from unnest(cast(:ids as uuid[])) known where {})"
IN_TEXT = NAMED.format("position(known::text in data::text) > 0")
IN_A_TRIAL = NAMED.format(
    "position(known::text in asked::text) > 0 or position(known::text in answer::text) > 0"
)
IN_BYTES = NAMED.format(
    "position(convert_to(known::text, 'UTF8') in body) > 0"
    " or position(known::text in headers::text) > 0"
)
TOLD = (
    text(f"delete from webhook_delivery where {IN_TEXT}"),
    text("delete from event where subject_id = any(cast(:ids as uuid[]))"),
    text(f"delete from answered_command where {IN_BYTES}"),
    text(f"delete from trial where {IN_A_TRIAL}"),
)
"""What was told of it, answered to a command that came with a key, and tried out with it."""

LEADS: Sequence[tuple[type[Base], str, str]] = (
    (Lease, "placement_id", "placements"),
    (HandOver, "placement_id", "placements"),
    (Placement, "id", "placements"),
    (Offer, "proposal_id", "proposals"),
    (Decision, "proposal_id", "proposals"),
    (RoundUnplaced, "request_id", "requests"),
    (Proposal, "id", "proposals"),
    (Request, "id", "requests"),
    (Person, "household_id", "households"),
    (Household, "id", "households"),
)
"""Each kind of row, how it leads to the household, and in which order it can go. What is part of a
row goes with it."""


def looks(db: Session, household_id: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    """The lines of the audit about a household of the actor's own, the oldest first."""
    return db.execute(LOOKS, {"household_id": household_id}).all()


def lookers(db: Session, household_id: UUID, itself: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """By organisation and purpose, reading who they are apart, the last first; what the household
    did itself, whose lines come from `itself`, does not count."""
    asked = {"household_id": household_id, "itself": itself, "read_names": READ_NAMES}
    return db.execute(LOOKERS, asked).all()


def requests(db: Session, household_id: UUID) -> Sequence[Request]:
    """What was asked for it."""
    statement = select(Request).where(Request.household_id == household_id)
    return db.scalars(statement.order_by(Request.created_at, Request.id)).unique().all()


def unplaced(db: Session, request_ids: Sequence[UUID]) -> Sequence[RoundUnplaced]:
    """Why it got no proposal, round by round; without the rounds, which are not all to be seen."""
    statement = select(RoundUnplaced).where(RoundUnplaced.request_id.in_(request_ids))
    return db.scalars(statement.order_by(RoundUnplaced.round_id)).all()


def proposals(db: Session, household_id: UUID) -> Sequence[Proposal]:
    """What was proposed."""
    statement = select(Proposal).where(Proposal.household_id == household_id)
    return db.scalars(statement.order_by(Proposal.created_at, Proposal.id)).all()


def of_proposals(db: Session, model: type[Any], proposal_ids: Sequence[UUID]) -> Sequence[Any]:
    """Decisions, offers or placements that belong to these proposals."""
    return db.scalars(
        select(model).where(model.proposal_id.in_(proposal_ids)).order_by(model.id)
    ).all()


def of_placements(db: Session, model: type[Any], placement_ids: Sequence[UUID]) -> Sequence[Any]:
    """Leases or hand-overs that belong to these placements."""
    statement = select(model).where(model.placement_id.in_(placement_ids)).order_by(model.id)
    return db.scalars(statement).unique().all()


def lock(db: Session) -> None:
    """Waits for those who decide on the households that are to be erased, in their order, and keeps
    them from it."""
    db.execute(LOCK)


def dossier(db: Session) -> Row[*tuple[Any, ...]]:
    """The ids of all that is to be erased, as the archivist is allowed to: of households that are
    closed, so that nobody is at work on them."""
    return db.execute(DOSSIER).one()


def groups(db: Session, request_ids: Sequence[UUID]) -> Sequence[UUID | None]:
    """The groups that these requests are in."""
    grouped = select(Request.group_id).where(Request.id.in_(request_ids))
    return db.scalars(grouped.where(Request.group_id.is_not(None)).distinct()).all()


def destroy(db: Session, found: Row[*tuple[Any, ...]]) -> None:
    """Deletes all of a dossier, what was told and answered of it first."""
    for statement in TOLD:
        db.execute(statement, {"ids": found.everything})
    grouped = groups(db, found.requests)
    for model, column, kind in LEADS:
        rows = delete(model).where(getattr(model, column).in_(getattr(found, kind)))
        db.execute(rows, execution_options={"synchronize_session": False})
    db.execute(delete(RequestGroup).where(RequestGroup.id.in_(grouped)))
