"""Deletes what is over, as the archivist, whom the database lets go no further."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import CursorResult, TextClause, func, select, text
from sqlalchemy.orm import Session

AT_ONCE = 200
_OLD = "round_id in (select id from round where finished_at < :before)"

OVER: Mapping[str, Sequence[TextClause]] = {
    "round": (
        text(f"delete from round_unplaced where {_OLD}"),
        text(f"delete from round_snapshot where {_OLD}"),
    ),
    "identity": (
        text("""
            delete from person
            where is_closed(household_id) and last_touched(household_id) < :before"""),
    ),
    "import": (text("delete from intake where finished_at < :before"),),
    "trial": (text("delete from trial where created_at < :before"),),
    "message": (
        text("delete from webhook_delivery where state <> 'PENDING' and changed_at < :before"),
        text("delete from event where told_at < :before"),
    ),
    "answer": (text("delete from answered_command where at < :before"),),
    "session": (text("delete from page_session where seen_at < :before"),),
    "job": (
        text("""
            delete from procrastinate_jobs j where status in ('failed', 'cancelled', 'aborted')
            and not exists (
                select from procrastinate_events e where e.job_id = j.id and e.at >= :before)"""),
        text("""
            delete from procrastinate_periodic_defers
            where job_id is null and to_timestamp(defer_timestamp) < :before"""),
    ),
    "audit": (
        text("""
            delete from audit_event where id <= (
                select max(upto) from audit_seal where sealed_at < :before)"""),
    ),
}
"""By class; dossiers go one by one, in `service/dossiers`."""


def delete_over(db: Session, name: str, before: datetime) -> int:
    """Deletes the rows of a class that were over before this moment; how many there were."""
    gone = 0
    for statement in OVER[name]:
        done = db.execute(statement, {"before": before})
        assert isinstance(done, CursorResult)
        gone += done.rowcount
    return gone


def closed(db: Session, before: datetime) -> Sequence[UUID]:
    """Some of the households that are closed and that nobody touched since."""
    found: list[UUID] = db.execute(select(func.closed_households(before, AT_ONCE))).scalar_one()
    return found
