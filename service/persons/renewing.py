"""Once a night: what is kept under a key of before comes under the present ones, and who grew up
since is looked for too. After it a key of before can be taken away."""

import logging
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from service.actor import SYSTEM, Actor
from service.audit import service as audit
from service.codelists.organisations import OrganisationKind
from service.db import Sessions, transaction
from service.encryption.keys import Keys
from service.errors import KeyMissing
from service.jobs import Chore
from service.models import Person
from service.persons import repository
from service.persons.identity import opened
from service.persons.marks import Marker
from service.persons.service import kept_as

log = logging.getLogger(__name__)

AT_ONCE = 200


def renew(sessions: Sessions) -> int:
    """On behalf of each care provider, as nobody else may read it; how many were sealed anew."""
    if sessions.kw["info"].get("marker") is None:
        return 0
    with transaction(sessions, SYSTEM) as db:
        providers = repository.providers(db)
    return sum(_renew_of(sessions, each) for each in providers)


def _renew_of(sessions: Sessions, provider_id: UUID) -> int:
    actor = Actor(SYSTEM.user, provider_id, OrganisationKind.CARE_PROVIDER)
    renewed, after = 0, None
    while True:
        with transaction(sessions, actor) as db:
            rows = repository.some(db, after, AT_ONCE)
            renewed += _renewed(db, rows)
        if len(rows) < AT_ONCE:
            return renewed
        after = rows[-1].id


def _renewed(db: Session, rows: Sequence[Person]) -> int:
    keys: Keys = db.info["keys"]
    marker: Marker = db.info["marker"]
    done = 0
    for row in rows:
        fresh = keys.is_newest(row.wrapped_key) and row.match_key == marker.name
        if not (fresh and row.exact_mark) and _sealed_anew(db, row, even_so=not fresh):
            done += 1
    return done


def _sealed_anew(db: Session, row: Person, *, even_so: bool) -> bool:
    """Whether there was a reason to."""
    try:
        identity = opened(db, row)
    except KeyMissing:
        log.error("an identity cannot be read: its key is not among the settings any more")
        return False
    columns = kept_as(db, row, identity)
    if not even_so and columns["exact_mark"] == row.exact_mark:
        return False
    for name, value in columns.items():
        setattr(row, name, value)
    audit.record(db, "renew", "persons", row.id)
    return True


def run(sessions: Sessions) -> None:
    """What the clock asks for, once a day."""
    log.info("persons: %d identities were sealed anew", renew(sessions))


RENEW = Chore("persons.renew", "17 3 * * *", run)
