"""One copy of the template, lent to test after test: what a test wrote is taken out again, and a
copy that is no longer like the template, or held by somebody, is thrown away for a new one.

A new copy costs a tenth of a second, and its first connections plan every statement anew."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any, LiteralString, Self

import psycopg
from isolated_databases import Database, cloned
from sqlalchemy import Engine, event

from service.cluster import Cluster

MANY_ROWS = 3_000
"""What is deleted stays in the way of who reads: after so many rows a new copy is cheaper."""

TABLES = """
    select oid::regclass::text from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace
    and not exists (select from pg_depend where objid = oid and deptype = 'e') order by oid"""

SEQUENCES = """
    select oid::regclass::text from pg_class
    where relkind = 'S' and relnamespace = 'public'::regnamespace order by oid"""

CATALOGS = (
    "pg_attrdef",
    "pg_attribute",
    "pg_class",
    "pg_constraint",
    "pg_db_role_setting",
    "pg_default_acl",
    "pg_extension",
    "pg_namespace where nspname !~ '^pg_(toast_)?temp_'",
    "pg_policy",
    "pg_proc",
    "pg_rewrite",
    "pg_trigger",
    "pg_type",
)
"""What a test changes when it changes the schema, or who may do what."""

STRANGERS = """
    select pg_terminate_backend(pid, 10000) from pg_stat_activity
    where datname = current_database() and backend_type = 'client backend'
    and pid <> all(%s) and pid <> pg_backend_pid()"""


@dataclass
class Lent:
    """A database to lend, and what it looked like when it was made."""

    database: Database
    admin: psycopg.Connection[Any]
    ours: set[int] = field(default_factory=set)
    made: tuple[Any, ...] = ()

    @classmethod
    @contextmanager
    def copied(cls, cluster: Cluster, template: str) -> Iterator[Self]:
        """A new copy, and a superuser's connection to it that stays."""
        with (
            cloned(cluster, template) as database,
            psycopg.connect(database.admin_dsn, autocommit=True) as admin,
        ):
            lent = cls(database, admin)
            for engine in (database.engine, database.seeds):
                lent._know(engine)
            lent._prepare()
            yield lent

    def restored(self) -> bool:
        """Takes out what was written; False when this copy is not like a new one again."""
        engines = (self.database.engine, self.database.seeds)
        if any(engine.pool.checkedout() for engine in engines):  # type: ignore[attr-defined]
            return False
        try:
            self.admin.execute(STRANGERS, [list(self.ours)])
            (rows,) = self.admin.execute("select pg_temp.emptied()").fetchone() or (MANY_ROWS,)
            return rows < MANY_ROWS and self._looks() == self.made
        except psycopg.Error:
            return False

    def _know(self, engine: Engine) -> None:
        """The connections of the pool stay: they know their plans."""

        @event.listens_for(engine, "connect")
        def connected(connection: Any, _record: Any) -> None:
            self.ours.add(connection.info.backend_pid)

    def _prepare(self) -> None:
        """Two functions of this connection alone: what all looks like, and what takes out the rows
        that came later, whatever hangs on them. A view would keep a migration from dropping what
        it reads."""
        tables = self._names(TABLES)
        newest = "select {}, count(*), coalesce(max(xmin::text::bigint), 0) from {}"
        seen = [newest.format(*numbered) for numbered in enumerate((*tables, *CATALOGS))]
        self.admin.execute(
            "create function pg_temp.looks() returns table (number int, rows bigint, newest bigint)"
            f" language sql as $$ {' union all '.join(seen)} $$"
        )
        emptied = (
            f"delete from {name} where xmin::text::bigint > {newest};"
            " get diagnostics n = row_count; deleted := deleted + n;"
            for name, (_, _, newest) in zip(tables, self._looks(), strict=False)
        )
        counting = (
            f"perform setval('{name}', {self._next(name)}, false);"
            for name in self._names(SEQUENCES)
        )
        self.admin.execute(
            "create function pg_temp.emptied() returns int language plpgsql"
            " set session_replication_role = replica set lock_timeout = '2s' as $$"
            f" declare n int; deleted int := 0;"
            f" begin {' '.join(emptied)} {' '.join(counting)} return deleted; end $$"
        )
        self.made = self._looks()

    def _names(self, query: LiteralString) -> list[str]:
        return [name for (name,) in self.admin.execute(query).fetchall()]

    def _next(self, sequence: str) -> int:
        query = f"select last_value + is_called::int from {sequence}"
        ((number,),) = self.admin.execute(query.encode()).fetchall()
        return int(number)

    def _looks(self) -> tuple[Any, ...]:
        return tuple(self.admin.execute("select * from pg_temp.looks() order by 1").fetchall())


@dataclass
class Lender:
    """Lends one database at a time, a new one when the last was spoiled."""

    cluster: Cluster
    template: str
    kept: ExitStack
    ready: Lent | None = None

    @contextmanager
    def lent(self) -> Iterator[Database]:
        """A database like new, for one test."""
        lent, self.ready = self.ready or self._new(), None
        yield lent.database
        if lent.restored():
            self.ready = lent
        else:
            self.kept.close()

    def _new(self) -> Lent:
        return self.kept.enter_context(Lent.copied(self.cluster, self.template))
