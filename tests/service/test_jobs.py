"""Jobs: put in the data's own transaction, done by a worker, taken over from dead ones."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Event
from uuid import UUID, uuid4

import psycopg
import pytest
from audit_lines import lines
from isolated_databases import Database
from procrastinate import App
from procrastinate.jobs import Job as Found
from procrastinate.psycopg_connector import PsycopgConnector
from rescued import soon_rescued as soon_rescued
from sqlalchemy.exc import OperationalError
from workers import PATIENCE_SECONDS, until, working

from service import worker
from service.actor import SYSTEM
from service.audit import service as audit
from service.clock import now
from service.database_urls import libpq_url
from service.db import make_sessions, transaction
from service.jobs import GivenBack, Job, Lane, Work, put
from service.left_jobs import take_over
from service.models import AuditEvent
from service.worker import AT_ONCE


def note(work: Work) -> None:
    with transaction(work.sessions, work.actor) as db:
        audit.record(db, "note", "jobs", work.subject_id, result=f"attempt {work.attempt}")


NOTE = Job("test.note", note)


def put_one(database: Database, job: Job, commit: bool = True) -> UUID:
    subject = uuid4()
    with make_sessions(database.engine)() as db, db.begin() as turn:
        db.info["actor"] = SYSTEM
        put(db, job, subject)
        if not commit:
            turn.rollback()
    return subject


def rows(database: Database, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(database.admin_dsn) as connection:
        return connection.execute(query.encode()).fetchall()


def notes(database: Database) -> list[tuple[object, ...]]:
    written = lines(database, AuditEvent.action == "note")
    return [(line.subject_id, line.result, line.actor) for line in written]


def jobs_left(database: Database) -> list[tuple[object, ...]]:
    return rows(database, "select status::text, attempts from procrastinate_jobs order by id")


def test_a_commit_runs_the_job_and_a_rollback_leaves_none_while_a_worker_runs(
    database: Database,
) -> None:
    with working(database, NOTE):
        put_one(database, NOTE, commit=False)
        kept = put_one(database, NOTE)
        until(lambda: bool(notes(database)))
        until(lambda: not jobs_left(database))
    assert notes(database) == [(kept, "attempt 0", SYSTEM.user)]


def test_a_job_that_was_put_before_any_statement_is_not_lost(database: Database) -> None:
    put_one(database, NOTE)
    assert jobs_left(database) == [("todo", 0)]


def test_jobs_of_higher_priority_go_first(database: Database) -> None:
    order: list[UUID] = []
    both_are_there = Barrier(AT_ONCE[Lane.HERE])

    def take_part(work: Work) -> None:
        order.append(work.subject_id)
        if work.subject_id != low:
            both_are_there.wait(PATIENCE_SECONDS)

    low, *high = (put_one(database, Job("test.note", take_part, p)) for p in (1, 5, 5))
    assert len(high) == AT_ONCE[Lane.HERE]
    with working(database, Job("test.note", take_part)):
        until(lambda: len(order) == 3)
    assert order[-1] == low


@pytest.mark.long
def test_a_job_given_back_by_a_stopping_worker_is_done_by_the_next(database: Database) -> None:
    def wait(work: Work) -> None:
        note(work)
        while not work.stopping():
            time.sleep(0.02)
        raise GivenBack

    subject = put_one(database, NOTE)
    with working(database, Job("test.note", wait)):
        until(lambda: bool(notes(database)))
    assert jobs_left(database) == [("todo", 1)]
    with working(database, NOTE):
        until(lambda: len(notes(database)) == 2)
    assert [(each, said) for each, said, _ in notes(database)] == [
        (subject, "attempt 0"),
        (subject, "attempt 1"),
    ]


def test_a_job_that_lost_its_connection_is_tried_again(database: Database) -> None:
    def fail_once(work: Work) -> None:
        if work.attempt == 0:
            raise OperationalError("select 1", {}, Exception("gone"))
        note(work)

    put_one(database, NOTE)
    with working(database, Job("test.note", fail_once)):
        until(lambda: bool(notes(database)))
    assert [said for _, said, _ in notes(database)] == ["attempt 1"]


def test_a_job_that_fails_by_itself_is_not_tried_again(database: Database) -> None:
    def fail(work: Work) -> None:
        note(work)
        raise ValueError("no")

    put_one(database, NOTE)
    with working(database, Job("test.note", fail)):
        until(lambda: [state for state, _ in jobs_left(database)] == ["failed"])
    assert len(notes(database)) == 1


@pytest.mark.parametrize("lane", Lane)
def test_a_job_left_by_a_dead_worker_is_taken_over_once(
    database: Database, soon_rescued: None, lane: Lane
) -> None:
    job = replace(NOTE, lane=lane)
    subject = put_one(database, job)
    with psycopg.connect(database.admin_dsn) as connection:
        connection.execute(
            "with dead as (insert into procrastinate_workers (last_heartbeat)"
            " values (now() - interval '1 hour') returning id)"
            " update procrastinate_jobs set status = 'doing',"
            " worker_id = (select id from dead)"
        )
    with working(database, job), working(database, job):
        until(lambda: bool(notes(database)))
        until(lambda: not jobs_left(database))
    assert notes(database) == [(subject, "attempt 1", SYSTEM.user)]


def test_who_found_a_job_that_another_took_over_meanwhile_leaves_it(database: Database) -> None:
    """Two workers look for the jobs of a dead one, and the quicker has it done at once."""
    put_one(database, NOTE)
    taken = "update procrastinate_jobs set status = 'doing', attempts = %s"
    with psycopg.connect(database.admin_dsn) as quicker:
        quicker.execute(taken.encode(), [0])
        quicker.commit()
        found = job_found(database)
        quicker.execute(taken.encode(), [1])
        with ThreadPoolExecutor() as pool:
            slower = pool.submit(taken_over, database, found)
            until(lambda: slower.done() or bool(rows(database, WAITING)))
            quicker.commit()
            assert slower.result(PATIENCE_SECONDS) is False
    assert jobs_left(database) == [("doing", 1)]
    assert taken_over(database, job_found(database)) is True
    assert jobs_left(database) == [("todo", 2)]


def test_a_job_that_a_living_worker_took_as_often_tried_is_not_taken_from_it(
    database: Database,
) -> None:
    """Who left it to a newer worker, and died, did not try it."""
    put_one(database, NOTE)
    taken = (
        "with taker as (insert into procrastinate_workers default values returning id)"
        " update procrastinate_jobs set status = 'doing', worker_id = (select id from taker)"
    )
    with psycopg.connect(database.admin_dsn, autocommit=True) as admin:
        admin.execute(taken)
        found = job_found(database)
        admin.execute(taken)
    assert taken_over(database, found) is False
    assert jobs_left(database) == [("doing", 0)]
    assert taken_over(database, job_found(database)) is True


WAITING = """
    select 1 from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and query like '%still%'"""


def job_found(database: Database) -> Found:
    """As a worker finds it that looks for those of dead ones."""
    [[id, attempts, held]] = rows(
        database, "select id, attempts, worker_id from procrastinate_jobs"
    )
    told = {"id": id, "attempts": attempts, "queue": "default", "task_name": NOTE.name}
    return Found(**told, lock=None, queueing_lock=None, worker_id=held)  # type: ignore[arg-type]


def taken_over(database: Database, job: Found) -> bool:
    async def take() -> bool:
        app = App(connector=PsycopgConnector(conninfo=libpq_url(database.engine.url)))
        async with app.open_async():
            return await take_over(app, job)

    return asyncio.run(take())


def test_a_job_that_a_worker_does_not_know_waits_for_one_that_does(database: Database) -> None:
    subject = put_one(database, NOTE)
    with working(database, Job("test.other", note)):
        until(
            lambda: bool(
                rows(database, "select 1 from procrastinate_jobs where scheduled_at > now()")
            )
        )
    assert jobs_left(database) == [("todo", 0)]
    with psycopg.connect(database.admin_dsn) as admin:
        admin.execute("update procrastinate_jobs set scheduled_at = now()")
    with working(database, NOTE):
        until(lambda: bool(notes(database)))
    assert notes(database) == [(subject, "attempt 0", SYSTEM.user)]


def test_one_at_a_time_keeps_no_worker_from_another_organisation(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "POLL_SECONDS", 0.05)
    done, order = Event(), list[UUID]()

    def take_part(work: Work) -> None:
        order.append(work.actor.organisation_id)
        if len(order) == 1:
            assert_set(done)

    job = Job("test.note", take_part, lane=Lane.FILES, one_at_a_time=True)
    first, other = (replace(SYSTEM, organisation_id=uuid4()) for _ in range(2))
    for actor in [*3 * [first], other]:
        with make_sessions(database.engine).begin() as db:
            db.info["actor"] = actor
            put(db, job, uuid4())
    with working(database, job):
        until(lambda: len(order) == 2)
        done.set()
        until(lambda: not jobs_left(database))
    assert order == [first.organisation_id, other.organisation_id, *2 * [first.organisation_id]]


@pytest.mark.parametrize("busy", Lane)
def test_no_lane_waits_for_another(database: Database, busy: Lane) -> None:
    done = Event()
    waiting = Job("test.wait", lambda work: assert_set(done), lane=busy)
    others = [replace(NOTE, name=f"test.{lane}", lane=lane) for lane in set(Lane) - {busy}]
    for _ in range(2 * AT_ONCE[busy]):
        put_one(database, waiting)
    with working(database, waiting, *others):
        for job in others:
            put_one(database, job)
        until(lambda: len(notes(database)) == len(others))
        done.set()
        until(lambda: not jobs_left(database))


def assert_set(event: Event) -> None:
    assert event.wait(PATIENCE_SECONDS)


def test_a_job_for_later_waits_until_then(database: Database) -> None:
    with make_sessions(database.engine).begin() as db:
        db.info["actor"] = SYSTEM
        put(db, NOTE, uuid4(), now() + timedelta(hours=1))
        put(db, NOTE, due := uuid4(), now() - timedelta(hours=1))
    with working(database, NOTE):
        until(lambda: bool(notes(database)))
    assert [subject for subject, *_ in notes(database)] == [due]
    assert len(jobs_left(database)) == 1


def test_a_worker_goes_on_after_the_database_threw_it_out(database: Database) -> None:
    with working(database, NOTE):
        put_one(database, NOTE)
        until(lambda: len(notes(database)) == 1)
        with psycopg.connect(database.admin_dsn, autocommit=True) as admin:
            admin.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = current_database() and pid <> pg_backend_pid()"
            )
        database.engine.dispose()
        put_one(database, NOTE)
        until(lambda: len(notes(database)) == 2)


@pytest.mark.parametrize("workers", [1, 3])
def test_each_job_is_done_once_however_many_workers_there_are(
    database: Database, workers: int
) -> None:
    subjects = {put_one(database, NOTE) for _ in range(20)}
    started = [working(database, NOTE) for _ in range(workers)]
    for each in started:
        each.__enter__()
    until(lambda: not jobs_left(database))
    for each in started:
        each.__exit__(None, None, None)
    assert sorted(subject for subject, *_ in notes(database)) == sorted(subjects)  # type: ignore[type-var]
