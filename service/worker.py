"""Does the jobs in the queue, in a process of its own or inside the API's.

Nothing in the queue rescues the jobs of a worker that died; each worker looks for them.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from procrastinate import App
from procrastinate.exceptions import ProcrastinateException
from psycopg import Error as PsycopgError
from psycopg_pool import PoolTimeout

from service.database_urls import libpq_url
from service.db import make_engine, make_sessions
from service.domains import CHORES, JOBS
from service.geography.geocoding import make_geocoder
from service.jobs import Chore, Job, Lane, worker_app
from service.left_jobs import take_over
from service.settings import Settings
from service.webhooks.sending import make_sender

log = logging.getLogger(__name__)

AT_ONCE = {Lane.HERE: 2, Lane.FILES: 2, Lane.TRIALS: 2, Lane.OUTSIDE: 4, Lane.CLOCK: 1}
HEARTBEAT_SECONDS = 3.0
DEAD_AFTER_SECONDS = 10.0
RESCUE_SECONDS = 2.0
POLL_SECONDS = 2.0
GRACE_SECONDS = 3.0
PAUSE_SECONDS = 1.0
LONG_MS = 60_000
UNREACHABLE = (ProcrastinateException, PsycopgError, PoolTimeout, OSError)


async def work(
    settings: Settings,
    dsn: str,
    stop: asyncio.Event,
    jobs: tuple[Job, ...] = JOBS,
    chores: tuple[Chore, ...] = CHORES,
) -> None:
    """Works in this database until `stop` is set; begins anew when the database was away."""
    engine = make_engine(
        dsn,
        pool_size=AT_ONCE[Lane.HERE] + sum(AT_ONCE.values()),
        statement_timeout=LONG_MS,
        idle_in_transaction_session_timeout=LONG_MS,
    )
    sessions = make_sessions(
        engine,
        geocoder=make_geocoder(settings),
        executor=settings.executor,
        scanner=settings.scanner,
        sender=make_sender(settings),
        keys=settings.keys(),
        marker=settings.marker(),
        origin="worker",
        retention=settings.retention,
    )
    app = worker_app(libpq_url(engine.url), sessions, jobs, chores)
    while not stop.is_set():
        try:
            async with app.open_async():
                await _work_until(app, stop)
        except UNREACHABLE as error:
            log.warning("the worker lost the database and tries again: %s", error)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), PAUSE_SECONDS)
    engine.dispose()


@asynccontextmanager
async def beside(settings: Settings, dsn: str) -> AsyncIterator[None]:
    """A worker beside whatever the block does; it is stopped when the block ends."""
    stop = asyncio.Event()
    working = asyncio.create_task(work(settings, dsn, stop))
    try:
        yield
    finally:
        stop.set()
        with suppress(TimeoutError):  # a database that is away would keep it longer
            await asyncio.wait_for(working, 2 * GRACE_SECONDS)


async def _work_until(app: App, stop: asyncio.Event) -> None:
    lanes = [asyncio.create_task(_work_in(app, lane)) for lane in Lane]
    rescuing = asyncio.create_task(_rescue(app))
    stopped = asyncio.create_task(stop.wait())
    tasks = [stopped, rescuing, *lanes]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in (rescuing, *lanes):
        if not task.cancelled() and (error := task.exception()):
            raise error


async def _work_in(app: App, lane: Lane) -> None:
    await app.run_worker_async(
        queues=[lane.value],
        concurrency=AT_ONCE[lane],
        install_signal_handlers=False,
        fetch_job_polling_interval=POLL_SECONDS,
        update_heartbeat_interval=HEARTBEAT_SECONDS,
        stalled_worker_timeout=DEAD_AFTER_SECONDS,
        shutdown_graceful_timeout=GRACE_SECONDS,
        delete_jobs="successful",
    )


async def _rescue(app: App) -> None:
    """Puts the jobs of dead workers back in the queue, for ever."""
    while True:
        await asyncio.sleep(RESCUE_SECONDS)
        stalled = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER_SECONDS)
        for job in stalled:
            # A chore may wait already for its next time: then this one waits until that is done.
            with suppress(ProcrastinateException):
                if await take_over(app, job):
                    log.warning("job %s[%s] of a dead worker goes on", job.task_name, job.id)
