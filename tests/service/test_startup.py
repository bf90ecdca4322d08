"""The program refuses to start where it would not be safe, and says what to do."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from typing import Any

import psycopg
import pytest
from isolated_databases import Database, cloned
from pydantic import SecretStr
from sqlalchemy import Engine

from service import migrations
from service.cli.migrate import migrate
from service.cli.serve import bound
from service.cluster import Cluster, SetupError
from service.db import make_engine
from service.devissuer import ISSUER
from service.models import Base
from service.roles import ROLES
from service.settings import Settings, UnsafeSettings
from service.startup import checks
from service.startup.checks import SAME_KEY, database_url, refuse_unmigratable, refuse_unsafe

PRODUCTION = Settings(mode="production", token_issuer="https://issuer.example")


def refusal(dsn: str, settings: Settings = PRODUCTION) -> str:
    engine = make_engine(dsn)
    with pytest.raises(UnsafeSettings) as refused:
        refuse_unsafe(settings, engine)
    engine.dispose()
    return str(refused.value)


def run_as_admin(database: Database, statement: str) -> None:
    with psycopg.connect(database.admin_dsn, autocommit=True) as admin:
        admin.execute(statement.encode())


@contextmanager
def another_programs(cluster: Cluster, revision: str) -> Iterator[str]:
    """A database with the tables of a program that keeps its revisions as we do."""
    name = cluster.name("foreign")
    cluster.create(name)
    try:
        with psycopg.connect(cluster.owner_dsn(name)) as owner:
            owner.execute("create table alembic_version (version_num text)")
            owner.execute("create table invoice (id int)")
            owner.execute("insert into alembic_version values (%s)", [revision])
            owner.execute("grant select on all tables in schema public to woonplek_app")
        yield name
    finally:
        cluster.drop(name)


@pytest.fixture
def unbound(cluster: Cluster, database: Database) -> Iterator[str]:
    """A role that no row-level policy holds back."""
    role = "woonplek_test_unbound"
    run_as_admin(database, f"create role {role} login bypassrls in role woonplek_app")
    yield cluster.address.dsn(role, database.name)
    run_as_admin(database, f"drop role {role}")


def test_the_app_role_on_a_migrated_database_may_start(database: Database) -> None:
    refuse_unsafe(PRODUCTION, database.engine)


def test_a_superuser_is_refused(database: Database) -> None:
    assert "is a superuser: use the role woonplek_app" in refusal(database.admin_dsn)


def test_the_owner_of_the_tables_is_refused(database: Database) -> None:
    assert "woonplek_owner owns tables: use the role woonplek_app" in refusal(database.owner_dsn)


def test_a_role_free_of_row_level_security_is_refused(unbound: str) -> None:
    assert "is free of row-level security" in refusal(unbound)


def test_a_member_of_the_owner_role_is_refused(database: Database) -> None:
    run_as_admin(database, "grant woonplek_owner to woonplek_app")
    try:
        assert "owns tables" in refusal(database.dsn)
    finally:
        run_as_admin(database, "revoke woonplek_owner from woonplek_app")


@pytest.mark.parametrize(
    ("sabotage", "told"),
    [
        ("alter table place no force row level security", "is not forced on place."),
        ("alter table place disable row level security", "is not forced on place."),
        ("create table t (organisation_id uuid)", "is not forced on t."),
        ("drop policy sees on place", "sees the rows of place."),
        ("alter policy sees on place using (true)", "opens place to everybody."),
        ("alter policy changes on region using (true)", "opens region to everybody."),
        ("create view v as select * from place", "in the view v: make it security_invoker."),
        ("create materialized view m as table place", "in the materialized view m: drop it."),
        ("alter function hand() owner to current_user", "The function hand must belong to"),
        ("alter function hand() reset search_path", "set its search_path."),
        (
            "alter role woonplek_app in database {name} set row_security = off",
            "row_security is off",
        ),
        (
            "alter role woonplek_app in database {name} set synchronous_commit = off",
            "synchronous_commit is off",
        ),
        (
            "alter role woonplek_app in database {name} set deadlock_timeout = '1001ms'",
            "deadlock_timeout is 1001 ms: make it over 500 ms",
        ),
        (
            "alter role woonplek_app in database {name} set deadlock_timeout = '500ms'",
            "deadlock_timeout is 500 ms: make it over 500 ms",
        ),
    ],
)
def test_what_would_undo_row_level_security_is_refused(
    database: Database, sabotage: str, told: str
) -> None:
    run_as_admin(database, sabotage.format(name=f'"{database.name}"'))
    assert told in refusal(database.dsn)


def test_a_view_that_asks_as_its_reader_is_no_danger(database: Database) -> None:
    run_as_admin(database, "create view v with (security_invoker) as select * from place")
    refuse_unsafe(PRODUCTION, database.engine)


@pytest.mark.parametrize(
    ("given", "back", "told"),
    [
        (
            "grant woonplek_definer to woonplek_app",
            "revoke woonplek_definer from woonplek_app",
            "can become woonplek_definer",
        ),
        (
            "alter role woonplek_app inherit",
            "alter role woonplek_app noinherit",
            "has the rights of woonplek_archivist, woonplek_counter, woonplek_decider, "
            "woonplek_reader, woonplek_solver all the time",
        ),
    ],
)
def test_a_role_that_can_be_more_than_one_thing_at_once_is_refused(
    database: Database, given: str, back: str, told: str
) -> None:
    run_as_admin(database, given)
    try:
        assert told in refusal(database.dsn)
    finally:
        run_as_admin(database, back)


def test_the_tokens_of_the_demo_do_not_count_in_production(database: Database) -> None:
    demo_in_production = Settings(mode="production", token_issuer=ISSUER)
    assert "demo's token issuer" in refusal(database.dsn, demo_in_production)
    refuse_unsafe(Settings(mode="demo", token_issuer=ISSUER), database.engine)


def test_one_key_does_not_encrypt_and_match(database: Database) -> None:
    (word,) = PRODUCTION.encryption_keys
    twice = PRODUCTION.model_copy(update={"matching_key": word})
    assert refusal(database.dsn, twice) == SAME_KEY
    refuse_unsafe(PRODUCTION.model_copy(update={"matching_key": SecretStr("")}), database.engine)


def test_a_database_without_a_schema_is_refused(cluster: Cluster) -> None:
    empty = cluster.name("empty")
    cluster.create(empty)
    try:
        assert "no schema yet: run `woonplek migrate`" in refusal(cluster.app_dsn(empty))
    finally:
        cluster.drop(empty)


def test_an_older_schema_is_refused_and_a_newer_one_is_not(cluster: Cluster, template: str) -> None:
    newest = migrations.newest()
    with cloned(cluster, template) as database:  # on a lent one nothing can be taken back
        migrations.downgrade(database.owner_dsn, "-1")
        told = refusal(database.dsn)
        assert f"this program needs {newest}: run `woonplek migrate`" in told
        migrations.upgrade(database.owner_dsn)
        run_as_admin(database, "update alembic_version set version_num = '9999'")
        refuse_unsafe(PRODUCTION, database.engine)


@pytest.mark.parametrize("revision", ["abc123", "9999", migrations.newest()])
def test_a_database_of_another_program_is_refused(cluster: Cluster, revision: str) -> None:
    with another_programs(cluster, revision) as name:
        told = refusal(cluster.app_dsn(name))
        assert told == f"The database holds the schema of another program (at {revision})."
        with pytest.raises(UnsafeSettings, match="another program"):
            refuse_unmigratable(cluster.owner_dsn(name))


def test_a_table_that_may_not_be_read_is_named_in_one_line(database: Database) -> None:
    run_as_admin(database, "revoke all on alembic_version from woonplek_app")
    told = refusal(database.dsn)
    assert told == "The database cannot be read: permission denied for table alembic_version"


def test_a_superuser_does_not_migrate(database: Database) -> None:
    with pytest.raises(UnsafeSettings, match="superuser: use the role woonplek_owner"):
        refuse_unmigratable(database.admin_dsn)


def test_what_lacks_its_extensions_is_not_migrated(database: Database) -> None:
    run_as_admin(database, "drop extension postgis, btree_gist cascade")
    with pytest.raises(UnsafeSettings, match=r"extensions btree_gist, postgis: .*--roles"):
        refuse_unmigratable(database.owner_dsn)


def test_what_lacks_a_role_is_not_migrated(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "ROLES", (*ROLES, "woonplek_nobody"))
    with pytest.raises(UnsafeSettings, match=r"lacks the roles woonplek_nobody: .*--roles"):
        refuse_unmigratable(database.owner_dsn)


@pytest.mark.parametrize("right", ["select", "update", "delete", "truncate"])
@pytest.mark.parametrize("table", ["audit_event", "audit_seal"])
def test_a_role_that_may_do_more_with_the_audit_than_add_lines_is_refused(
    database: Database, table: str, right: str
) -> None:
    run_as_admin(database, f"grant {right} on {table} to woonplek_app")
    assert f"with the audit than add lines ({right})" in refusal(database.dsn)


def test_a_migration_that_fails_leaves_nothing_of_itself_and_is_told_in_one_line(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = cluster.name("halfway")
    cluster.create(name)
    try:
        with psycopg.connect(cluster.owner_dsn(name)) as owner:
            owner.execute("create table organisation ()")  # in the way of the second migration
        monkeypatch.setenv("DATABASE_OWNER_URL", cluster.owner_dsn(name))
        with pytest.raises(SetupError, match=r"database is at 0001: .*already exists$"):
            migrate()
        with psycopg.connect(cluster.owner_dsn(name)) as owner:
            ours = tables_of(owner) & Base.metadata.tables.keys()
            assert ours == {"organisation"}
    finally:
        cluster.drop(name)


def tables_of(connection: psycopg.Connection[Any]) -> set[str]:
    found = connection.execute("select tablename from pg_tables where schemaname = 'public'")
    return {name for (name,) in found}


def test_all_that_is_wrong_is_said_at_once(database: Database) -> None:
    told = refusal(database.admin_dsn, Settings(mode="production", token_issuer=ISSUER))
    assert "superuser" in told
    assert "issuer" in told


def test_a_database_that_is_away_is_named_in_one_line() -> None:
    told = refusal("postgresql://woonplek_app@/nowhere?host=/nowhere")
    assert told.startswith("The database cannot be reached: ")
    assert "\n" not in told


def test_a_missing_database_url_is_said() -> None:
    with pytest.raises(UnsafeSettings, match="Set DATABASE_URL"):
        database_url(Settings(mode="test"))


def test_the_options_of_an_engine_leave_those_of_its_url_in_place(database: Database) -> None:
    separator = "&" if "?" in database.dsn else "?"
    engine: Engine = make_engine(f"{database.dsn}{separator}options=-cwork_mem%3D7MB")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("show work_mem").scalar() == "7MB"
        assert connection.exec_driver_sql("show statement_timeout").scalar() == "5s"
    engine.dispose()


def test_what_a_database_or_a_variable_says_of_dates_and_letters_does_not_reach_us(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with psycopg.connect(database.admin_dsn, autocommit=True) as admin:
        admin.execute(f'alter database "{database.name}" set datestyle = "SQL, DMY"')
        admin.execute(f"alter database \"{database.name}\" set client_encoding = 'LATIN1'")
    monkeypatch.setenv("PGDATESTYLE", "German")
    monkeypatch.setenv("PGCLIENTENCODING", "LATIN1")
    engine: Engine = make_engine(database.dsn)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("select '2026-02-01'::date").scalar() == date(2026, 2, 1)
        assert connection.exec_driver_sql("select 'één \u20ac'").scalar() == "één \u20ac"
    engine.dispose()


def test_a_port_that_was_not_asked_for_by_number_is_always_found() -> None:
    with (
        closing(bound("127.0.0.1", None)) as first,
        closing(bound("127.0.0.1", None)) as second,
    ):
        numbers = {each.getsockname()[1] for each in (first, second)}
    assert len(numbers) == 2
    assert 0 not in numbers


def test_a_port_that_was_asked_for_and_is_taken_is_an_error() -> None:
    with (
        closing(bound("127.0.0.1", 0)) as taken,
        pytest.raises(SetupError, match="already in use"),
    ):
        bound("127.0.0.1", taken.getsockname()[1])


def test_a_host_that_is_not_this_machine_is_an_error_of_one_line() -> None:
    with pytest.raises(SetupError, match=r"can't listen: .*host\.invalid"):
        bound("host.invalid", None)


def test_no_address_is_not_every_address() -> None:
    with pytest.raises(SetupError, match=r"no address is given; 0\.0\.0\.0"):
        bound("", 0)
