"""Work that outlives a request: put in the queue by the data's own transaction, done by a worker.

A domain declares its `Job`, names it in `service/domains.py`, and puts one for a row with `put`.
What the clock asks for is a `Chore`, named there too.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

from procrastinate import App, SyncPsycopgConnector
from procrastinate.job_context import JobContext
from procrastinate.psycopg_connector import PsycopgConnector
from procrastinate.retry import RetryStrategy
from procrastinate.types import JSONDict
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from service.actor import Actor
from service.audit import service as audit
from service.audit.trace import Trace
from service.codelists.organisations import OrganisationKind
from service.db import Sessions
from service.left_jobs import KnownJobs

queue = App(connector=SyncPsycopgConnector())
"""Where jobs are put. Never opened: it writes on the connection of whoever puts the job."""


class Lane(Enum):
    """Which jobs wait for each other; the value is the name of the queue."""

    HERE = "default"
    """What is worked out here."""
    FILES = "files"
    """What is read from a file, which may take a minute: no round waits for it."""
    TRIALS = "trials"
    """What somebody waits for who looks at a page: no round keeps it waiting."""
    OUTSIDE = "outside"
    """What is told to systems of others: however slow they are no round waits for it, nor it for a
    round."""
    CLOCK = "clock"
    """What the clock asks for: short, and nothing keeps it waiting."""


class GivenBack(Exception):
    """The job could not go on here, as when the worker stops: it is taken up again."""


AGAIN = RetryStrategy(max_attempts=20, wait=1, retry_exceptions=(OperationalError, GivenBack))
"""Lost connections and stopping workers are no fault of the job; its own faults are final."""


@dataclass(frozen=True)
class Work:
    """One job being done: on whose behalf, for which row, with what.

    `attempt` counts from 0; `stopping` says that the worker wants the job back soon."""

    actor: Actor
    subject_id: UUID
    attempt: int
    sessions: Sessions
    stopping: Callable[[], bool]


@dataclass(frozen=True)
class Job:
    """A kind of work on one row. It may be started twice (a worker dies, another goes on), so
    `run` first looks how far the row is. Higher priorities go first."""

    name: str
    run: Callable[[Work], None]
    priority: int = 0
    lane: Lane = Lane.HERE
    one_at_a_time: bool = False
    """Whether an organisation's jobs of this kind wait for each other, and take no worker
    meanwhile."""


@dataclass(frozen=True)
class Chore:
    """Work for nobody in particular that the clock asks for (`cron`): one worker does it at a time,
    and what it missed it makes good the next time."""

    name: str
    cron: str
    run: Callable[[Sessions], object]


def put(db: Session, job: Job, subject_id: UUID, at: datetime | None = None) -> None:
    """Puts the job in this session's transaction: it runs after the commit, or never was; not
    before `at` where that is given."""
    put_each(db, job, [subject_id], at)


def put_each(
    db: Session, job: Job, subject_ids: Iterable[UUID], at: datetime | None = None
) -> None:
    """The same for each of these rows, in one statement."""
    actor: Actor = db.info["actor"]
    of_all: JSONDict = {
        "user": actor.user,
        "organisation": str(actor.organisation_id),
        "kind": actor.kind.value,
        "trace": audit.trace_of(db).header,
    }
    of_each: list[JSONDict] = [of_all | {"subject": str(each)} for each in subject_ids]
    if not of_each:
        return
    queue.configure_task(
        job.name,
        queue=job.lane.value,
        priority=job.priority,
        schedule_at=at,
        lock=f"{job.name} {actor.organisation_id}" if job.one_at_a_time else None,
        connection=db.connection().connection.driver_connection,
    ).batch_defer(*of_each)


def worker_app(
    dsn: str, sessions: Sessions, jobs: tuple[Job, ...], chores: tuple[Chore, ...]
) -> App:
    """The app of one worker on this database (a libpq URL), with all it knows to do."""
    app = App(connector=PsycopgConnector(conninfo=dsn, min_size=1, max_size=8, timeout=10))
    for job in jobs:
        app.task(name=job.name, retry=AGAIN, pass_context=True)(_task(job, sessions))
    for chore in chores:
        task = app.task(
            name=chore.name, retry=AGAIN, queue=Lane.CLOCK.value, queueing_lock=chore.name
        )
        app.periodic(cron=chore.cron)(task(_round_of(chore, sessions)))
    app.job_manager = KnownJobs(app.connector, app.tasks)
    return app


def _task(job: Job, sessions: Sessions) -> Callable[..., None]:
    def task(context: JobContext, **put: Any) -> None:
        kind = OrganisationKind[put["kind"]]
        work = Work(
            actor=Actor(put["user"], UUID(put["organisation"]), kind),
            subject_id=UUID(put["subject"]),
            attempt=context.job.attempts,
            sessions=_following(sessions, put),
            stopping=context.should_abort,
        )
        job.run(work)

    return task


def _following(sessions: Sessions, put: dict[str, Any]) -> Sessions:
    """Sessions that go on in the trace of who put the job, one operation for each attempt; a job of
    before there were traces begins one."""
    headers = [put["trace"]] if "trace" in put else []
    info = sessions.kw["info"] | {audit.TRACE: Trace.received(headers)}
    return sessionmaker(**sessions.kw | {"info": info})


def _round_of(chore: Chore, sessions: Sessions) -> Callable[[int], None]:
    def task(timestamp: int) -> None:
        chore.run(sessions)

    return task
