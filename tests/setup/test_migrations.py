"""The migrations make the schema that the models declare, and can take it down again."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import catalog
import psycopg
import pytest
from alembic.script import ScriptDirectory
from isolated_databases import Database
from other_checkout import wait_until
from procrastinate.schema import SchemaManager
from sqlalchemy import text

from service import migrations, roles
from service.cli import migrate
from service.clock import HERE
from service.cluster import Cluster
from service.db import LOCK_TIMEOUT_MS
from service.models import Base
from service.settings import UnsafeSettings

SCRIPTS = sorted(migrations.scripts().glob("versions/*.py"))


@pytest.fixture
def empty(cluster: Cluster) -> Iterator[str]:
    """A database with extensions and roles, and no schema yet."""
    name = cluster.name("empty")
    cluster.create(name)
    yield name
    cluster.drop(name)


def test_the_migrations_leave_nothing_for_autogenerate(database: Database) -> None:
    migrations.check(database.owner_dsn)


def test_a_schema_that_differs_from_the_models_is_noticed(database: Database) -> None:
    table = next(iter(Base.metadata.tables))
    with migrations.owner_engine(database.owner_dsn).begin() as owner:
        owner.execute(text(f'alter table "{table}" add column surplus int'))
    with pytest.raises(migrations.SchemaDiffers, match="surplus"):
        migrations.check(database.owner_dsn)


@pytest.mark.parametrize(
    "query",
    [catalog.CONSTRAINTS, catalog.INDEXES, catalog.COLUMNS],
    ids=["constraint", "index", "column"],
)
def test_everything_the_models_declare_is_in_the_database_just_so(
    cluster: Cluster, database: Database, empty: str, query: str
) -> None:
    """Autogenerate overlooks CHECKs, so the models themselves make the tables to compare with."""
    with migrations.owner_engine(cluster.owner_dsn(empty)).begin() as owner:
        Base.metadata.create_all(owner)
    declared = catalog.read(cluster.admin_dsn(empty), query)
    migrated = catalog.read(database.admin_dsn, query)
    tables = {table.name for table in Base.metadata.tables.values()}
    assert {row for row in declared if row[0] in tables}
    assert {row for row in migrated if row[0] in tables} == {
        row for row in declared if row[0] in tables
    }


def test_up_down_and_up_again_gives_the_same_schema(cluster: Cluster, empty: str) -> None:
    owner, admin = cluster.owner_dsn(empty), cluster.admin_dsn(empty)
    extensions = catalog.read(admin, catalog.EXTENSIONS)
    bare = catalog.read(admin, *catalog.MADE_BY_MIGRATIONS)

    migrations.upgrade(owner)
    first = catalog.read(admin, *catalog.EVERYTHING)
    migrations.downgrade(owner)
    left = catalog.read(admin, *catalog.MADE_BY_MIGRATIONS) - bare
    assert {row[1] for row in left} <= {"alembic_version"}
    assert catalog.read(admin, catalog.EXTENSIONS) == extensions
    assert catalog.read(admin, "select rolname from pg_roles") >= {(each,) for each in roles.ROLES}
    migrations.upgrade(owner)
    assert catalog.read(admin, *catalog.EVERYTHING) == first


def test_a_newer_queue_library_comes_with_a_migration_of_ours() -> None:
    """A fresh database gets the library's newest schema anyway; one in use only by a migration."""
    newest = max(Path(SchemaManager.get_migrations_path()).glob("*.sql")).name
    assert any(newest in script.read_text() for script in SCRIPTS)


def test_the_migrations_are_one_line_without_branches() -> None:
    scripts = ScriptDirectory(str(migrations.scripts()))
    assert scripts.get_heads() == [migrations.newest()]
    assert len(scripts.get_bases()) == 1


def test_no_migration_waits_longer_for_a_lock_than_all_do() -> None:
    assert not [script.stem for script in SCRIPTS if "_timeout" in script.read_text()]


def test_a_migration_gives_way_before_anybody_who_waits_behind_it() -> None:
    """PostgreSQL looks for a deadlock after `deadlock_timeout`, a second unless somebody chose."""
    assert 2 * migrations.LOCK_TIMEOUT_MS <= 1_000 <= LOCK_TIMEOUT_MS


def test_our_migrations_never_shadow_the_library_that_runs_them() -> None:
    assert not list(migrations.scripts().rglob("__init__.py"))


def test_the_app_role_owns_nothing(database: Database) -> None:
    owned = f"""
        select relname from pg_class where relowner = '{roles.APP}'::regrole
        union select proname from pg_proc where proowner = '{roles.APP}'::regrole
        union select typname from pg_type where typowner = '{roles.APP}'::regrole
        union select nspname from pg_namespace where nspowner = '{roles.APP}'::regrole
        union select datname from pg_database where datdba = '{roles.APP}'::regrole"""
    assert catalog.read(database.admin_dsn, owned) == set()


def test_every_table_of_ours_belongs_to_the_owner_role(database: Database) -> None:
    belongs = "select tablename, tableowner from pg_tables where schemaname = 'public'"
    owners: dict[str, str] = dict(catalog.read(database.admin_dsn, belongs))
    assert {owners[name] for name in Base.metadata.tables} == {roles.OWNER}


@pytest.mark.parametrize(
    "moment", ["2026-11-22 22:59:59+00", "2026-11-22 23:00:00+00", "2026-06-30 22:00:00+00"]
)
def test_the_database_goes_by_the_day_in_the_netherlands(database: Database, moment: str) -> None:
    own_day = """
        select proname from pg_proc
        where pronamespace = 'public'::regnamespace and prosrc ~* 'current_date'
        union select policyname from pg_policies where concat(qual, with_check) ~* 'current_date'"""
    assert catalog.read(database.admin_dsn, own_day) == set()
    ((source,),) = catalog.read(
        database.admin_dsn, "select prosrc from pg_proc where proname = 'today'"
    )
    asked = source.replace("now()", f"timestamptz '{moment}'")
    assert catalog.read(database.admin_dsn, asked) == {
        (datetime.fromisoformat(moment).astimezone(HERE).date(),)
    }


BEFORE_CLAIMS = "0024"
"""What follows it changes the table of persons."""


def test_a_migration_lets_go_of_a_table_that_others_work_in_and_comes_back(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits behind it for longer than `LOCK_TIMEOUT_MS`, and it gets there."""
    migrations.downgrade(database.owner_dsn, BEFORE_CLAIMS)
    monkeypatch.setenv("DATABASE_OWNER_URL", database.owner_dsn)
    busy = psycopg.connect(database.admin_dsn)
    busy.execute("select count(*) from person")  # its lock lasts as long as this work
    paused: list[float] = []

    def pause(seconds: float) -> None:
        assert newest_in(database) != migrations.newest()
        paused.append(seconds)
        busy.close()

    monkeypatch.setattr(migrate.time, "sleep", pause)
    migrate.migrate(roles=False)
    assert (paused, newest_in(database)) == ([migrate.PAUSE_SECONDS], migrations.newest())


BEFORE_SECRETS = "0023"


def test_who_is_at_work_is_stopped_before_what_they_do_not_outlive(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They go on otherwise; a database that nobody works in is migrated."""
    migrations.downgrade(database.owner_dsn, BEFORE_SECRETS)
    monkeypatch.setenv("DATABASE_OWNER_URL", database.owner_dsn)
    database.engine.dispose()
    with psycopg.connect(database.dsn):
        with pytest.raises(UnsafeSettings, match=r"\(1 connections as .* no longer sign webhooks"):
            migrate.migrate(roles=False)
        assert newest_in(database) == BEFORE_SECRETS
    wait_until(lambda: not catalog.read(database.admin_dsn, OF_PROGRAMS))
    migrate.migrate(roles=False)
    assert newest_in(database) == migrations.newest()


OF_PROGRAMS = f"select pid from pg_stat_activity where usename = '{roles.APP}'"


@pytest.mark.parametrize(
    "told", [migrations.stops_older_programs, migrations.older_programs_cannot]
)
def test_the_operators_page_says_all_that_older_programs_cannot_do(
    told: Callable[[], dict[str, str]],
) -> None:
    page = (migrations.scripts().parent / "docs/operate.md").read_text()
    for what, how in told().items():
        assert f"| {what} | {how} |" in page


def newest_in(database: Database) -> str | None:
    with psycopg.connect(database.admin_dsn) as admin:
        found = admin.execute("select version_num from alembic_version").fetchone()
    return found and found[0]
