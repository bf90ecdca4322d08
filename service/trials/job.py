"""The worker's part of a trial: read, work out without a connection, write down.

One that is broken off begins anew with another worker, and what came of it is written once.
"""

import logging
import time
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from service import reading
from service.clock import now
from service.codelists.trials import TrialFailure, TrialKind
from service.db import transaction
from service.errors import Conflict
from service.jobs import GivenBack, Job, Lane, Work
from service.models import Round, Trial
from service.rounds import repository as rounds
from service.rounds.engine_process import EngineStopped
from service.rounds.trial_kinds import KINDS
from service.rounds.tried import Limit, Read
from service.trials import repository
from service.wire import Outbound

log = logging.getLogger(__name__)

SECONDS = 120
"""Then the best plan so far; its trial is not proven."""
PATIENCE_SECONDS = 300.0
MOST_ATTEMPTS = 5

Begun = tuple[Read[Outbound], Round]
"""A trial that was read, and its round as it was then."""


def run(work: Work) -> None:
    """Takes a trial to its end, or gives it back for another worker to begin anew."""
    try:
        if begun := _begin(work):
            read, round = begun
            _finish(work, round, read(Limit(SECONDS, _stopped(work))))
    except (GivenBack, OperationalError):
        raise
    except EngineStopped:
        if work.stopping():
            raise GivenBack from None
        _fail(work, TrialFailure.TOO_LONG)
    except Conflict:
        _fail(work, TrialFailure.NOT_KEPT)
    except Exception:
        log.exception("trial %s failed", work.subject_id)
        _fail(work, TrialFailure.UNEXPECTED)


def _begin(work: Work) -> Begun | None:
    """What is to be worked out; None where nothing is, any more."""
    with transaction(work.sessions, work.actor) as db:
        trial = _open(db, work)
        if trial is None:
            return None
        if work.attempt >= MOST_ATTEMPTS:
            _end(trial, failure=TrialFailure.GAVE_UP)
            return None
        trial.started_at = trial.started_at or now()
        kind = KINDS[trial.kind]
        body = kind.body.model_validate(trial.asked)
        round = reading.one(db, Round, trial.round_id)
        return kind.read(db, round.id, body), round


def _finish(work: Work, round: Round, told: Callable[[Session], Outbound]) -> None:
    """Who was erased meanwhile has another id in the snapshot, and no trial tells the old one: it
    begins anew. The round is held until the answer is there, so that an erasure finds it; first,
    as an erasure does."""
    with transaction(work.sessions, work.actor) as db:
        now_there = rounds.locked(db, round.id)
        trial = _open(db, work)
        if trial is None:
            return
        if now_there.snapshot_hash != round.snapshot_hash:
            raise GivenBack
        _end(trial, answer=told(db).model_dump(mode="json", by_alias=True))


def _fail(work: Work, failure: TrialFailure) -> None:
    with transaction(work.sessions, work.actor) as db:
        if trial := _open(db, work):
            _end(trial, failure=failure)


def _open(db: Session, work: Work) -> Trial | None:
    trial = repository.locked(db, work.subject_id)
    return None if trial is None or trial.finished_at else trial


def _end(
    trial: Trial, *, answer: dict[str, Any] | None = None, failure: TrialFailure | None = None
) -> None:
    trial.answer, trial.failure, trial.finished_at = answer, failure, now()


def _stopped(work: Work) -> Callable[[], bool]:
    until = time.monotonic() + PATIENCE_SECONDS
    return lambda: work.stopping() or time.monotonic() > until


JOBS: Mapping[TrialKind, Job] = MappingProxyType(
    {
        kind: Job(f"trials.{kind.value.lower()}", run, lane=Lane.TRIALS, one_at_a_time=True)
        for kind in TrialKind
    }
)
"""Each kind its own, so that who sits at the table waits for no policy that a colleague tries."""
