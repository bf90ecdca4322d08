"""The one place where all that a decision touches is locked.

Row-level security will put a definer function behind `lock_for_decision`: a municipality may not
lock a corporation's place or a provider's household by itself.
"""

from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from service.errors import Conflict
from service.models import Base, Household, Organisation, Place, Proposal, Request

LOCK_NOT_AVAILABLE = "55P03"

M = TypeVar("M", bound=Base)


class Held(NamedTuple):
    """Rows that nobody else can change until this transaction ends."""

    proposal: Proposal
    place: Place
    household: Household
    request: Request


def lock_for_decision(db: Session, proposal_id: UUID) -> Held:
    """Locks a proposal and all that its decision rests on, as they stand now.

    Always in this order, so that no two can wait for each other: proposal, place, household,
    request, then by id the organisations whose capacity and quotas count. Who is still waiting
    when the time is up is told so with 409: somebody else is at work on the same.
    """
    try:
        proposal = _locked(db, Proposal, proposal_id)
        held = Held(
            proposal,
            _locked(db, Place, proposal.place_id),
            _locked(db, Household, proposal.household_id),
            _locked(db, Request, proposal.request_id),
        )
        counted = {proposal.organisation_id, proposal.support_provider_id or proposal.provider_id}
        for organisation_id in sorted(counted):
            _locked(db, Organisation, organisation_id)
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
            raise
        raise Conflict(
            "Somebody else is deciding on this place or household now: read it again."
        ) from error
    return held


def _locked(db: Session, model: type[M], row_id: UUID) -> M:
    """FOR NO KEY UPDATE, so that rows that refer to it can still be written.

    Not by `Session.get`: that takes a row changed since an earlier look for a lost update."""
    row: Any = model
    statement = select(model).where(row.id == row_id).with_for_update(key_share=True)
    return db.scalars(statement.execution_options(populate_existing=True)).one()
