"""The worker's side: a file is read again from the start when the worker before died."""

import logging

from sqlalchemy.exc import IntegrityError, OperationalError

from service.db import transaction
from service.intake import service
from service.intake.faults import Wrong
from service.jobs import GivenBack, Job, Lane, Work

log = logging.getLogger(__name__)


def run(work: Work) -> None:
    """Takes the file over; what goes wrong is written down, so that no file waits for ever."""

    def tell(_: int) -> None:
        if work.stopping():
            raise GivenBack

    try:
        with transaction(work.sessions, work.actor) as db:
            service.carry_out(db, work.actor, work.subject_id, tell)
    except (GivenBack, OperationalError):
        raise
    except IntegrityError as error:
        # The database's own sentence quotes the row.
        log.warning("import %s collided: %s", work.subject_id, getattr(error.orig, "sqlstate", ""))
        _refuse(work, Wrong.CHANGED_MEANWHILE)
    except Exception:
        _refuse(work, Wrong.OUR_FAULT)
        raise


def _refuse(work: Work, wrong: Wrong) -> None:
    with transaction(work.sessions, work.actor) as db:
        service.refuse(db, work.subject_id, wrong)


JOB = Job("imports.take_in", run, lane=Lane.FILES, one_at_a_time=True)
"""One file."""
