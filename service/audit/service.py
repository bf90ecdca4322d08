"""Writes the audit line of a step in the step's own transaction."""

from uuid import UUID

from sqlalchemy.orm import Session

from service.models import AuditEvent

ORIGIN = "api"


def record(db: Session, action: str, subject: str, subject_id: UUID, result: str = "OK") -> None:
    """One line: the actor of this transaction did this to that (BIO2 8.15.01)."""
    actor = db.info["actor"]
    db.add(
        AuditEvent(
            organisation_id=actor.organisation_id,
            actor=actor.user,
            action=action,
            subject=subject,
            subject_id=subject_id,
            result=result,
            origin=db.info.get("origin", ORIGIN),
        )
    )
