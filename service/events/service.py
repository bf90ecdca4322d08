"""Puts what happened in the outbox, in the transaction in which it happens."""

from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from service import jobs
from service.codelists.webhooks import EventType
from service.events.table import SUBJECTS, Subject, type_of
from service.events.telling import TELL
from service.models import Event


def happened(db: Session, *rows: Any) -> None:
    """Rows came into their present state; whom that concerns is told after the commit, if their
    kind and state stand in the table. Rolled back with the rest, or lost with nothing."""
    events = [_event(db, row, kind) for row in rows if (kind := type_of(row))]
    # Written with all else of the step: what else comes with the state may not be on the row yet.
    db.add_all(events)
    jobs.put_each(db, TELL, [event.id for event in events])


def _event(db: Session, row: Any, kind: EventType) -> Event:
    subject = SUBJECTS[type(row)]
    return Event(
        id=uuid4(),
        organisation_id=db.info["actor"].organisation_id,
        type=kind.value,
        subject_id=row.id,
        data=_data(subject, row),
        parties=sorted({each for each in _values(row, subject.parties) if each is not None}),
        municipalities=sorted(set(_values(row, subject.municipalities))),
    )


def _data(subject: Subject, row: Any) -> dict[str, str]:
    ids = {name: str(getattr(row, name)) for name in subject.ids}
    return {"id": str(row.id), subject.state: getattr(row, subject.state).value} | ids


def _values(row: Any, columns: tuple[str, ...]) -> list[Any]:
    return [getattr(row, name) for name in columns]
