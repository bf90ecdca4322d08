"""Which requests would have had a place in a round, had one thing been otherwise."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.codelists.requests import RequestState
from service.database_roles import counting
from service.models import Request, Round, RoundUnplaced
from service.rounds.unplaced_repository import tell_of_rounds


def short_of(db: Session, provider_id: UUID, rule: str) -> Sequence[RoundUnplaced]:
    """Requests of a care provider that still wait, for which this rule being otherwise was enough
    in the last round in which it had requests without a proposal."""
    waiting = select(Request.id).where(
        Request.organisation_id == provider_id, Request.state == RequestState.ACTIVE
    )
    mine = RoundUnplaced.request_id.in_(waiting)
    rounds = db.scalars(select(RoundUnplaced.round_id).where(mine).distinct()).all()
    ended = select(Round.id).where(Round.id.in_(rounds)).order_by(Round.finished_at.desc())
    with counting(db):
        last = db.scalar(ended.limit(1))
    found = db.scalars(
        select(RoundUnplaced)
        .where(mine, RoundUnplaced.round_id == last)
        .where(RoundUnplaced.changes.contains([{"rule": rule}]))
        .order_by(RoundUnplaced.request_id)
    ).all()
    tell_of_rounds(db, found)
    return found
