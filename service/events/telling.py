"""The worker's side of the outbox: one event becomes a delivery for each endpoint that hears it.

Each organisation is told in a transaction of its own, on its own behalf: what it may not see, it
cannot be told. Telling twice makes nothing twice, so that a killed worker's event is told on.
"""

from service.audit import service as audit
from service.audit.persons import kind_of
from service.clock import now
from service.db import transaction
from service.events import repository
from service.events.table import SUBJECT_OF
from service.jobs import Job, Lane, Work
from service.models import Event
from service.webhooks import service as webhooks


def run(work: Work) -> None:
    """Tells an event to everybody it concerns."""
    with transaction(work.sessions, work.actor) as db:
        event = repository.untold(db, work.subject_id)
        hearers = repository.hearers(db, event) if event else ()
    if event is None:
        return
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


TELL = Job("events.tell", run, priority=5, lane=Lane.OUTSIDE)
"""One event; before what is on its way already, as it takes no time."""
