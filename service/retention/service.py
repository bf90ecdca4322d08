"""Destroys what is over, class by class, or tells what would go."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from service.actor import SYSTEM
from service.audit import service as audit
from service.clock import DAY, now
from service.database_roles import archiving
from service.db import Sessions, act_as
from service.dossiers.service import destroy
from service.jobs import Chore
from service.retention import repository
from service.retention.classes import TERMS, chosen

log = logging.getLogger(__name__)

DAYS = "retention"
"""Under this name sessions carry the days that the installation chose itself."""
DOSSIER = "dossier"


@dataclass(frozen=True)
class Ended:
    """What of a class was over: so many rows, of dossiers so many households."""

    name: str
    days: int
    rows: int


def end(sessions: Sessions, *, dry: bool = False) -> Iterator[Ended]:
    """Ends each class in a transaction of its own; a dry run does the same and undoes it."""
    given: Mapping[str, int] = sessions.kw["info"].get(DAYS, {})
    days = chosen(given)
    for name in TERMS:
        with sessions() as db:
            act_as(db, SYSTEM)
            rows = _end(db, name, now() - days[name] * DAY)
            audit.write(db)
            if dry:
                db.rollback()
            else:
                db.commit()
        yield Ended(name, days[name], rows)


def _end(db: Session, name: str, before: datetime) -> int:
    if name != DOSSIER:
        with archiving(db):
            return repository.delete_over(db, name, before)
    gone = 0
    while True:
        with archiving(db):
            due = repository.closed(db, before)
        done = destroy(db, due)
        gone += done
        if not done:
            return gone


def run(sessions: Sessions) -> None:
    """What the clock asks for, once a day."""
    for ended in end(sessions):
        log.info("retention: %d rows of class %s are over", ended.rows, ended.name)


END = Chore("retention.end", "17 2 * * *", run)
