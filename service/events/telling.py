"""The worker's side of the outbox: one event becomes a delivery for each endpoint that hears it.

Each organisation is told in a transaction of its own, on its own behalf: what it may not see, it
cannot be told. Telling twice makes nothing twice, so that a killed worker's event is told on. An
event that a newer program wrote and this one does not know waits for a worker that does.
"""

import logging

from sqlalchemy.orm import Session

from service import jobs
from service.audit import service as audit
from service.audit.persons import kind_of
from service.clock import now
from service.db import transaction
from service.events import repository
from service.events.table import SUBJECT_OF
from service.jobs import Job, Lane, Work
from service.left_jobs import LEFT_FOR
from service.models import Event
from service.webhooks import service as webhooks

log = logging.getLogger(__name__)


def run(work: Work) -> None:
    """Tells an event to everybody it concerns."""
    with transaction(work.sessions, work.actor) as db:
        event = repository.untold(db, work.subject_id)
        if event is None or _left(db, event):
            return
        hearers = repository.hearers(db, event)
    model, _ = SUBJECT_OF[event.type]
    for hearer in hearers:
        with transaction(work.sessions, hearer) as db:
            endpoints = webhooks.listening(db, event.type)
            if endpoints and repository.sees(db, model, event.subject_id):
                webhooks.send_off(db, event, endpoints)
                if about := kind_of(model):
                    audit.record(db, "tell", about, event.subject_id)
    with transaction(work.sessions, work.actor) as db:
        if left := db.get(Event, event.id):  # or who it was about was erased meanwhile
            left.told_at = now()


def _left(db: Session, event: Event) -> bool:
    """Whether only a newer program knows what this is; it is looked at again by whoever comes."""
    if event.type in SUBJECT_OF:
        return False
    jobs.put(db, TELL, event.id, now() + LEFT_FOR)
    log.warning("event %s (%s) is left to a newer worker", event.id, event.type)
    return True


TELL = Job("events.tell", run, priority=5, lane=Lane.OUTSIDE)
"""One event; before what is on its way already, as it takes no time."""
