"""Puts lines under seal, once a minute; the database does it, as our own role may not read them."""

import logging

from sqlalchemy import func, select

from service.db import Sessions
from service.jobs import Chore

log = logging.getLogger(__name__)


def seal(sessions: Sessions) -> int:
    """Seals all lines that nobody can write before any more; how many that were.

    Where somebody keeps a line unfinished for longer than a moment, it and what came after wait
    for the next time."""
    with sessions.begin() as db:
        sealed: int | None = db.scalar(select(func.seal_audit()))
    if sealed is None:
        log.warning("the audit could not be sealed: somebody is still writing in it")
    return sealed or 0


SEAL = Chore("audit.seal", "* * * * *", seal)
