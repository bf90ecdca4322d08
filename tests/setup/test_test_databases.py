"""What conftest.py promises to every test."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import LiteralString

import httpx
import psycopg
import pytest
from counted_queries import Queries
from isolated_databases import Database, cloned, prepare_template
from lent_databases import Lender
from outside_world import OutsideWorldRefused
from server_log import ServerLog
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from service import roles
from service.cluster import Cluster
from service.models import Region

TRACES = text("select (select count(*) from region), last_value, is_called from audit_event_id_seq")
SPOILT: tuple[LiteralString, ...] = (
    "delete from region_municipality where municipality_code = '0344'",
    "update region set name = name || '.'",
    "drop policy sees on place",
    "alter table place no force row level security",
    "grant select on place to public",
    "grant update (state) on place to public",
    "alter function hand() reset search_path",
    "alter table place drop constraint pk_place cascade",
    "alter table place alter state set default 'X'",
    "alter table place disable trigger all",
    "create index surplus on place (state)",
    "create view surplus as select * from place",
    "create schema surplus",
    "create type surplus as enum ('one')",
    "alter default privileges grant select on tables to public",
    "do $$ begin execute format('alter database %I set jit = on', current_database()); end $$",
)
"""One of each kind of what a test may do to the schema, its rights or its facts."""


def a_region() -> Region:
    return Region(code="R1", name="Regio Een", source="a test")


def regions(session: Session) -> int:
    return session.scalars(select(func.count()).select_from(Region)).one()


def database_number(cluster: Cluster, database: str) -> tuple[int, ...] | None:
    with psycopg.connect(cluster.admin_dsn()) as admin:
        query = "select oid from pg_database where datname = %s"
        return admin.execute(query, [database]).fetchone()


def test_what_a_session_commits_nobody_else_sees(session: Session, engine: Engine) -> None:
    before = regions(session)
    session.add(a_region())
    session.commit()
    assert regions(session) == before + 1
    with Session(engine) as somebody_else:
        assert regions(somebody_else) == before


def test_a_session_goes_on_after_an_error_in_a_savepoint(session: Session) -> None:
    with pytest.raises(ProgrammingError), session.begin_nested():
        session.execute(text("select nonsense"))
    assert regions(session) >= 0


def test_the_shared_database_refuses_a_commit(engine: Engine) -> None:
    with Session(engine) as session:
        before = regions(session)
        session.add(a_region())
        with pytest.raises(AssertionError, match="takes `database`"):
            session.commit()
    with Session(engine) as session:
        assert regions(session) == before


def test_each_database_is_its_own_and_is_gone_afterwards(cluster: Cluster, template: str) -> None:
    with cloned(cluster, template) as one, cloned(cluster, template) as other:
        with Session(one.seeds) as session:
            session.add(a_region())
            session.commit()
        with Session(one.engine) as mine, Session(other.engine) as theirs:
            assert regions(mine) == regions(theirs) + 1
    assert not cluster.exists(one.name)
    assert not cluster.exists(other.name)


@pytest.fixture
def own_lender(cluster: Cluster, template: str) -> Iterator[Lender]:
    with ExitStack() as kept:
        yield Lender(cluster, template, kept)


def test_a_lent_database_comes_back_without_what_was_written(own_lender: Lender) -> None:
    with own_lender.lent() as first, first.seeds.begin() as connection:
        before = connection.execute(TRACES).all()
        Session(connection).add(a_region())
        connection.execute(text("select nextval('audit_event_id_seq')"))
        assert connection.execute(TRACES).all() != before
    with own_lender.lent() as second:
        assert second.name == first.name
        with second.seeds.connect() as connection:
            assert connection.execute(TRACES).all() == before


@pytest.mark.parametrize("spoil", SPOILT)
def test_a_database_that_is_not_as_it_was_is_lent_to_nobody_else(
    own_lender: Lender, cluster: Cluster, spoil: LiteralString
) -> None:
    with own_lender.lent() as first, psycopg.connect(first.admin_dsn) as admin:
        admin.execute(spoil)
    assert not cluster.exists(first.name)
    with own_lender.lent() as second:
        assert second.name != first.name


def test_who_still_holds_a_lent_database_is_thrown_out(own_lender: Lender) -> None:
    with own_lender.lent() as first:
        stranger = psycopg.connect(first.admin_dsn)
        stranger.execute("lock table region")
    with pytest.raises(psycopg.OperationalError):
        stranger.execute("select 1")
    with own_lender.lent() as second:
        held = second.engine.connect()
    assert second.name == first.name
    with own_lender.lent() as third:
        assert third.name != second.name
    held.invalidate()
    held.close()


def test_the_template_is_made_once_and_what_a_killed_run_left_is_dropped(cluster: Cluster) -> None:
    slot = replace(cluster.slot, name="test-99")
    cluster = replace(cluster, slot=slot)
    template = prepare_template(cluster)
    left_over = cluster.name("left_over")
    cluster.clone(template, left_over)
    made = database_number(cluster, template)
    assert prepare_template(cluster) == template
    assert database_number(cluster, template) == made
    assert cluster.names() == [template]
    cluster.drop(template)


def test_tests_that_need_no_database_start_no_server() -> None:
    """There is no PostgreSQL in this folder, and nobody asks for one."""
    command = [sys.executable, "-m", "pytest", "-q", str(Path(__file__).with_name("test_ci.py"))]
    environment = {**os.environ, "WOONPLEK_PG_BIN": "/nonexistent"}
    assert subprocess.run(command, env=environment, capture_output=True).returncode == 0


def test_the_service_runs_as_the_app_role_which_makes_no_tables(database: Database) -> None:
    with database.engine.connect() as connection:
        assert connection.scalar(text("select current_user")) == roles.APP
        with pytest.raises(ProgrammingError, match="permission denied for schema public"):
            connection.execute(text("create table surplus ()"))


def test_statements_are_counted_without_the_savepoints_of_the_rollback(
    session: Session, queries: Queries
) -> None:
    session.execute(text("select 1"))
    session.commit()
    session.execute(text("select 2"))
    assert queries == ["select 1", "select 2"]


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.org"])
def test_the_outside_world_is_refused(host: str, outside_attempts: list[str]) -> None:
    with pytest.raises(OutsideWorldRefused):
        socket.create_connection((host, 443), timeout=1)
    with pytest.raises(OutsideWorldRefused):
        httpx.get(f"https://[{host}]/" if ":" in host else f"https://{host}/")
    assert outside_attempts == [host, host]
    outside_attempts.clear()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_this_machine_may_be_reached(host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        socket.create_connection((host, port)).close()


@pytest.mark.provokes_deadlock
def test_a_deadlock_is_found_in_the_log(cluster: Cluster, database: Database) -> None:
    log = ServerLog(cluster.log)
    log.news()
    errors: list[psycopg.Error] = []

    def cross(first: int, second: int) -> None:
        with psycopg.connect(database.dsn) as connection:
            connection.execute("select pg_advisory_xact_lock(%s)", [first])
            both_hold_one.wait()
            try:
                connection.execute("select pg_advisory_xact_lock(%s)", [second])
            except psycopg.errors.DeadlockDetected as error:
                errors.append(error)

    both_hold_one = threading.Barrier(2)
    threads = [threading.Thread(target=cross, args=order) for order in ((1, 2), (2, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(errors) == 1
    assert len(log.deadlocks()) == (cluster.log is not None)
