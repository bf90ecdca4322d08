"""The worker's part of a round: freeze, solve in a child process, check, write down.

Each step first looks how far the round is, so that one worker can go on where another died, and
what came of a round is written once.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from matching.archive import digest
from matching.canonical import FormError
from matching.check import check
from matching.policy import Policy, PolicyError
from matching.problem import Problem
from matching.solution import Solution
from matching.table import ProblemError
from service import reading
from service.audit import service as audit
from service.clock import now
from service.codelists.audit import ProcessingActivity
from service.codelists.decisions import RoundFailure, RoundState
from service.database_roles import solving
from service.db import TAKES_PART_AS, seeing_one_moment, transaction
from service.jobs import GivenBack, Job, Work
from service.models import Round
from service.rounds import repository, scope_repository, snapshot_repository
from service.rounds.announcing import announce, event_of
from service.rounds.engine_process import EngineFailed, EngineStopped
from service.rounds.input_repository import Area
from service.rounds.recording import record
from service.rounds.sentences import Sentences
from service.rounds.snapshot import freeze, requests_of
from service.rounds.snapshot_file import as_bytes, from_bytes
from service.rounds.solving import Solved, Told, solve_and_advise
from service.rounds.watching import Watch
from service.rounds.workflow import ACTIVE, move

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 5
MOST_DETAIL = 500
LONGEST_SECONDS = 600
"""Then a round takes the best plan found; its certificate states how far from the best
it may be."""


class CheckFailed(Exception):
    """The result breaks a rule: it is not stored."""


FAILURES: dict[type[Exception], RoundFailure] = {
    ProblemError: RoundFailure.INPUT_REFUSED,
    PolicyError: RoundFailure.INPUT_REFUSED,
    FormError: RoundFailure.INPUT_REFUSED,
    EngineFailed: RoundFailure.ENGINE_FAILED,
    CheckFailed: RoundFailure.CHECK_FAILED,
}


def _in_time(
    problem: bytes, told: Callable[[Told], None], stopped: Callable[[], bool], executor: str
) -> Solved:
    return solve_and_advise(problem, told, stopped, executor, LONGEST_SECONDS)


@dataclass(frozen=True)
class Engine:
    """Who solves, and who has the second opinion."""

    solve: Callable[[bytes, Callable[[Told], None], Callable[[], bool], str], Solved] = _in_time
    check: Callable[[Problem, Policy, Solution], list[str]] = check


def run(work: Work, engine: Engine = Engine()) -> None:
    """Takes a round to its end, or gives it back for another worker to go on with."""
    try:
        if _begin(work):
            _work_out(work, engine)
    except (GivenBack, OperationalError):
        raise
    except Exception as error:
        log.exception("round %s failed", work.subject_id)
        known = FAILURES.get(type(error))
        # What nobody expected may quote rows; it stands in the log alone.
        detail = str(error)[:MOST_DETAIL] if known else ""
        _end(work, RoundState.FAILED, known or RoundFailure.UNEXPECTED, detail)


RUN = Job("rounds.run", run, priority=10)


def _begin(work: Work) -> bool:
    """Whether there is something to do; a round that broke off its workers is given up, and nobody
    waits for one of who takes part no more: asked for while that was being withdrawn."""
    with transaction(work.sessions, work.actor) as db:
        round = repository.locked(db, work.subject_id)
        if round.state not in ACTIVE:
            return False
        if round.cancel_requested or db.info[TAKES_PART_AS] is None:
            _ended(db, round, RoundState.CANCELLED)
        elif work.attempt >= MOST_ATTEMPTS:
            _ended(db, round, RoundState.FAILED, RoundFailure.GAVE_UP)
        elif round.state is RoundState.QUEUED:
            round.started_at = now()
            move(db, round, RoundState.SOLVING)
            announce(db, round.id, event_of(round))
        return round.state is RoundState.SOLVING


def _work_out(work: Work, engine: Engine) -> None:
    data = _frozen(work)
    problem, policy = from_bytes(data)
    watch = Watch(work, policy)
    try:
        solved = engine.solve(data, watch.told, watch.stopped, _executor(work))
    except EngineStopped:
        if watch.cancelled:
            return _end(work, RoundState.CANCELLED)
        raise GivenBack from None
    if wrong := engine.check(problem, policy, solved.solution):
        raise CheckFailed("; ".join(wrong))
    sentences = Sentences(problem, policy)
    with transaction(work.sessions, work.actor) as db, solving(db):
        round = repository.locked(db, work.subject_id)
        if round.state is not RoundState.SOLVING:
            return
        if round.cancel_requested:
            _ended(db, round, RoundState.CANCELLED)
        else:
            record(db, round, problem, sentences, solved)
            announce(db, round.id, event_of(round))


def _executor(work: Work) -> str:
    with work.sessions() as db:
        named: str = db.info["executor"]
    return named


def _frozen(work: Work) -> bytes:
    """The round's snapshot; the first worker makes it, and those after it go on with the same."""
    with transaction(seeing_one_moment(work.sessions), work.actor) as db, solving(db):
        round = reading.one(db, Round, work.subject_id)
        kept = snapshot_repository.snapshot(db, round.id)
        if kept is None:
            area = Area(work.actor, round.region_id, round.day_date)
            frozen = freeze(db, area, scope_repository.policy_of(db, round))
            seals = {str(each): seal for each, seal in frozen.seals.items()}
            data = as_bytes(frozen.problem, frozen.policy)
            kept = snapshot_repository.put_snapshot(db, round, data, seals)
            round.snapshot_hash = digest(frozen.problem)
            round.policy_hash = frozen.policy.sha256()
            round.places_left_out = frozen.places_left_out
            weighed = requests_of(frozen.problem)
            audit.record_each(db, "weigh", "requests", weighed, ProcessingActivity.MATCHING)
        return kept.problem


def _end(
    work: Work, state: RoundState, failure: RoundFailure | None = None, detail: str = ""
) -> None:
    with transaction(work.sessions, work.actor) as db:
        round = repository.locked(db, work.subject_id)
        if round.state in ACTIVE:
            _ended(db, round, state, failure, detail)


def _ended(
    db: Session,
    round: Round,
    state: RoundState,
    failure: RoundFailure | None = None,
    detail: str = "",
) -> None:
    round.failure, round.failure_detail = failure, detail or None
    round.finished_at = now()
    move(db, round, state)
    announce(db, round.id, event_of(round))
