"""Jobs that were left: by a worker that died, or to a newer one.

The queue's library puts back whatever job somebody found stalled, though another has it by now, and
fails for good what its worker does not know.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta

from procrastinate import App
from procrastinate.connector import BaseConnector
from procrastinate.jobs import Job
from procrastinate.manager import JobManager

log = logging.getLogger(__name__)

LEFT_FOR = timedelta(seconds=30)
"""So long what a worker does not know waits before anybody looks at it again: a newer one may."""

TAKE_OVER = """
    select procrastinate_retry_job_v2(still.id, now(), null, null, null)
    from (
        select id from procrastinate_jobs
        where id = %(job_id)s and status = 'doing' and attempts = %(attempts)s
            and worker_id is not distinct from %(worker_id)s
        for update
    ) as still"""
"""Each time a job is put back its attempts grow: of two who found it, one finds it as it was. What
was left to a newer worker (`LEAVE`) keeps its attempts, and is another worker's by then."""

LEAVE = """
    update procrastinate_jobs set status = 'todo', scheduled_at = now() + %(left_for)s
    where id = %(job_id)s and status = 'doing' and worker_id = %(worker_id)s"""
"""It was not tried, so that its attempts stay as they are."""


class KnownJobs(JobManager):
    """The queue as a worker sees it who knows only these jobs."""

    def __init__(self, connector: BaseConnector, known: Iterable[str]) -> None:
        super().__init__(connector)
        self._known = frozenset(known)

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> Job | None:
        """The next job that this worker knows."""
        while (job := await super().fetch_job(queues, worker_id)) is not None:
            if job.task_name in self._known:
                return job
            log.warning("job %s[%s] is left to a newer worker", job.task_name, job.id)
            await self.connector.execute_query_async(
                LEAVE, job_id=job.id, worker_id=worker_id, left_for=LEFT_FOR
            )
        return None


async def take_over(app: App, job: Job) -> bool:
    """Puts a stalled job back in the queue; False when another did, or it was done after all."""
    found = await app.connector.execute_query_all_async(
        TAKE_OVER, job_id=job.id, attempts=job.attempts, worker_id=job.worker_id
    )
    return bool(found)
