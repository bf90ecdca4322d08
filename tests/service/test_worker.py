"""`woonplek worker` as real processes: killed, stopped, side by side."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from builders import make_place
from sqlalchemy import select
from towns import Town, count
from towns import town as town
from workers import is_there, until, wait_for_engine, worker_program, working

from matching.codes.households import AgeBand
from service.models import Proposal, RoundSnapshot, RoundUnplaced

Program = subprocess.Popen[bytes]


@pytest.fixture
def asked(town: Town) -> str:
    """A round with something to propose and something to explain."""
    with town.rows() as db:
        for _ in range(5):
            make_place(db, max_persons=1)
            town.request(db)
        town.request(db, ages=(AgeBand.AGE_27_PLUS, AgeBand.AGE_27_PLUS))
    started: str = town.start().json()["id"]
    return started


@contextmanager
def worker_at_work(town: Town) -> Iterator[tuple[Program, int]]:
    """A worker that has the round, and its engine, which is held."""
    with worker_program(town.world.database) as program:
        engine = wait_for_engine(program.pid)
        os.kill(engine, signal.SIGSTOP)
        yield program, engine


def seems_long_dead(town: Town) -> None:
    """As if the worker that has the job had not been heard of for an hour."""
    with town.rows() as db:
        db.connection().exec_driver_sql(
            "update procrastinate_workers set last_heartbeat = now() - interval '1 hour'"
            " where id in (select worker_id from procrastinate_jobs where status = 'doing')"
        )


def frozen(town: Town) -> bytes:
    with town.rows() as db:
        return db.scalars(select(RoundSnapshot.problem)).one()


def has_one_set_of_results(town: Town, round_id: str) -> bool:
    with town.rows() as db:
        proposals = db.scalars(select(Proposal.round_id)).all()
        return proposals == [UUID(round_id)] * 5 and count(db, RoundUnplaced) == 1


def test_a_killed_workers_round_is_finished_by_another_with_one_set_of_proposals(
    town: Town, asked: str
) -> None:
    with worker_at_work(town) as (program, engine):
        seen = frozen(town)
        program.kill()
        program.wait()
        until(lambda: not is_there(engine))
    with working(town.world.database), working(town.world.database):
        assert town.ended(asked)["state"] == "DONE"
    assert has_one_set_of_results(town, asked)
    assert frozen(town) == seen


@pytest.mark.long
def test_a_worker_that_is_asked_to_stop_ends_its_engine_and_leaves_the_round_to_another(
    town: Town, asked: str
) -> None:
    with worker_at_work(town) as (program, engine):
        program.terminate()
        assert program.wait() == 0
        assert not is_there(engine)
    assert town.read(asked)["state"] == "SOLVING"
    with working(town.world.database):
        assert town.ended(asked)["state"] == "DONE"
    assert has_one_set_of_results(town, asked)


@pytest.mark.long
def test_a_worker_that_only_seemed_dead_writes_nothing_twice(town: Town, asked: str) -> None:
    with worker_at_work(town) as (program, engine), working(town.world.database):
        program.send_signal(signal.SIGSTOP)
        seems_long_dead(town)
        assert town.ended(asked)["state"] == "DONE"
        program.send_signal(signal.SIGCONT)
        os.kill(engine, signal.SIGCONT)
        until(lambda: not is_there(engine))
        program.terminate()
        assert program.wait() == 0
    assert has_one_set_of_results(town, asked)


@pytest.mark.long
def test_a_round_that_was_cancelled_while_its_worker_was_dead_ends_when_another_takes_it(
    town: Town, asked: str
) -> None:
    with worker_at_work(town) as (program, _):
        program.kill()
        program.wait()
    assert town.utrecht.post(f"/rounds/{asked}/cancellations").json()["state"] == "SOLVING"
    with working(town.world.database):
        assert town.ended(asked)["state"] == "CANCELLED"
    with town.rows() as db:
        assert count(db, Proposal) == 0
