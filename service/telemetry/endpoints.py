"""The figures over HTTP, for who has the operator's token: outside `/v1` and its description, as
they are about the program and nothing in it."""

import hmac
from collections.abc import Iterator, Sequence

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from service.errors import NotAuthenticated
from service.telemetry import repository
from service.telemetry.figures import MEDIA_TYPE, Figures, Sample, kind

PATH = "/metrics"
DATABASE = "woonplek_database_up"
JOBS = "woonplek_jobs"
LATE = "woonplek_job_oldest_seconds"

router = APIRouter(include_in_schema=False)


@router.get(PATH)
async def read(request: Request) -> Response:
    """Not there at all where the operator chose no token."""
    token = request.app.state.settings.metrics_token.get_secret_value()
    if not token:
        raise HTTPException(404)
    given = request.headers.get("authorization", "").encode()
    if not hmac.compare_digest(given, f"Bearer {token}".encode()):
        raise NotAuthenticated("Send the token of WOONPLEK_METRICS_TOKEN.")
    figures: Figures = request.app.state.figures
    found = [*await run_in_threadpool(_of_database, request), *figures.lines()]
    return Response("\n".join([*found, ""]), media_type=MEDIA_TYPE)


def _of_database(request: Request) -> list[str]:
    try:
        with request.app.state.sessions.begin() as db:
            jobs = repository.jobs(db)
    except SQLAlchemyError:
        return [*_up(0)]
    counted = [({"job": row.task_name, "state": row.status}, row.jobs) for row in jobs]
    late = [({"job": row.task_name, "state": row.status}, round(row.late, 1)) for row in jobs]
    return [*_up(1), *_jobs(counted, late)]


def _up(value: int) -> Iterator[str]:
    return kind(DATABASE, "gauge", "Whether the database answers.", [({}, value)])


def _jobs(counted: Sequence[Sample], late: Sequence[Sample]) -> Iterator[str]:
    yield from kind(JOBS, "gauge", "Jobs in the queue.", counted)
    yield from kind(LATE, "gauge", "How long ago the first of them was to begin.", late)
