"""How much the queue holds."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

JOBS = text("""
    select j.task_name, j.status::text, count(*) as jobs,
           greatest(0, extract(epoch from now() - min(coalesce(j.scheduled_at, e.at))))::float8
               as late
    from procrastinate_jobs j
    left join procrastinate_events e on e.job_id = j.id and e.type = 'deferred'
    where j.status in ('todo', 'doing', 'failed')
    group by j.task_name, j.status order by j.task_name, j.status""")


def jobs(db: Session) -> Sequence[Row[*tuple[Any, ...]]]:
    """By kind and state how many jobs there are, and how many seconds ago the first was due."""
    return db.execute(JOBS).all()
