"""Puts what happened in the outbox, in the transaction in which it happens."""

from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from service import jobs
from service.events.table import SUBJECTS, Subject, type_of
from service.events.telling import TELL
from service.models import Event


def happened(db: Session, row: Any) -> None:
    """A row came into its present state; whom that concerns is told after the commit, if its kind
    and state stand in the table. Rolled back with the rest, or lost with nothing."""
    kind = type_of(row)
    if kind is None:
        return
    subject = SUBJECTS[type(row)]
    event = Event(
        id=uuid4(),
        organisation_id=db.info["actor"].organisation_id,
        type=kind.value,
        subject_id=row.id,
        data=_data(subject, row),
        parties=sorted({each for each in _values(row, subject.parties) if each is not None}),
        municipalities=sorted(set(_values(row, subject.municipalities))),
    )
    # Written with all else of the step: what else comes with the state may not be on the row yet.
    db.add(event)
    jobs.put(db, TELL, event.id)


def _data(subject: Subject, row: Any) -> dict[str, str]:
    ids = {name: str(getattr(row, name)) for name in subject.ids}
    return {"id": str(row.id), subject.state: getattr(row, subject.state).value} | ids


def _values(row: Any, columns: tuple[str, ...]) -> list[Any]:
    return [getattr(row, name) for name in columns]
