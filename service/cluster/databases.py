"""Databases that we make, use and drop: each carries a marker, and none without it is touched."""

import re
import secrets
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from service.cluster.addresses import NamedAddress, SocketAddress
from service.cluster.errors import SetupError
from service.cluster.slots import Slot
from service.roles import ADMIN, APP, AUDITOR, OWNER, ensure_extensions

OUR_NAME = re.compile(r"woonplek_(demo|test)_[0-9a-z_]+")
MARKED = "woonplek_made"
MARKER = (
    f"create schema {MARKED}",
    f"create table {MARKED}.marker (purpose text not null, checkout text not null,"
    " created_at timestamptz not null default now())",
)
COMPLETE = "complete"
READ_NOTE = "select shobj_description(oid, 'pg_database') from pg_database where datname = %s"
READ_NAME = "select datname from pg_database where datname = %s"
DROP = sql.SQL("drop database {} with (force)")
READ_MARKER = "select checkout from woonplek_made.marker"


@dataclass(frozen=True)
class Cluster:
    """A server on which one slot of one checkout makes databases, and how each role gets there."""

    slot: Slot
    checkout: str
    address: SocketAddress | NamedAddress
    log: Path | None = None
    """What the server has to say, when it is our own."""

    def admin_dsn(self, database: str | None = None) -> str:
        """The superuser's connection; without a database the one used for maintenance."""
        return self.address.dsn(ADMIN, database or self.address.maintenance)

    def owner_dsn(self, database: str) -> str:
        """The role that migrates."""
        return self.address.dsn(OWNER, database)

    def app_dsn(self, database: str) -> str:
        """The role of everything else."""
        return self.address.dsn(APP, database)

    def audit_dsn(self, database: str) -> str:
        """The role that reads the audit."""
        return self.address.dsn(AUDITOR, database)

    def name(self, suffix: str = "") -> str:
        """A database name that only this slot of this checkout uses."""
        slot = self.slot.name.replace("-", "_")
        return "_".join(filter(None, ("woonplek", slot, self.checkout, suffix)))

    def databases(self) -> list[str]:
        """All databases on the server, by name."""
        with psycopg.connect(self.admin_dsn()) as admin:
            rows = admin.execute("select datname from pg_database order by datname").fetchall()
        return [name for (name,) in rows]

    def names(self) -> list[str]:
        """The databases on the server with a name of this slot, marked or not."""
        return [name for name in self.databases() if name.startswith(self.name())]

    def create(self, database: str) -> None:
        """A new database, owned by the owner role, with extensions and marker; no schema yet."""
        # A name of its own: what a killed predecessor left has no marker, and is not ours to drop.
        unfinished = f"{self._ours(database)}_new_{secrets.token_hex(4)}"
        self._run("create database {} owner {} template template0", unfinished, OWNER)
        with psycopg.connect(self.admin_dsn(unfinished)) as admin:
            for statement in MARKER:
                admin.execute(statement)
            admin.execute(
                "insert into woonplek_made.marker values (%s, %s)", [self.slot.name, self.checkout]
            )
        ensure_extensions(self.admin_dsn(unfinished))
        self.rename(unfinished, database)

    def clone(self, template: str, database: str) -> None:
        """A copy of a marked database, marker included."""
        self._require_marker(template)
        self._run(
            "create database {} template {} owner {} strategy file_copy",
            self._ours(database),
            template,
            OWNER,
        )

    def rename(self, database: str, to: str) -> None:
        """The last step of making: a database under its own name is complete."""
        self._require_marker(database)
        self._run("alter database {} rename to {}", database, self._ours(to))

    def complete(self, database: str) -> None:
        """Notes on a database that all is in it that should be; `is_complete` tells it."""
        self._require_marker(database)
        self._run(f"comment on database {{}} is '{COMPLETE}'", database)

    def is_complete(self, database: str) -> bool:
        """Whether the server has a database of this name that was noted as complete."""
        with psycopg.connect(self.admin_dsn()) as admin:
            return admin.execute(READ_NOTE, [database]).fetchone() == (COMPLETE,)

    def drop(self, database: str) -> None:
        """Drops a database that we made, with its connections; nothing when there is none."""
        with psycopg.connect(self.admin_dsn(), autocommit=True) as admin:
            if admin.execute(READ_NAME, [database]).fetchone():
                self._require_marker(database)
                admin.execute(DROP.format(sql.Identifier(database)))

    def exists(self, database: str) -> bool:
        """Whether the server has a database of this name."""
        with psycopg.connect(self.admin_dsn()) as admin:
            return admin.execute(READ_NAME, [database]).fetchone() is not None

    def _ours(self, database: str) -> str:
        if not OUR_NAME.fullmatch(database):
            raise SetupError(f"{database} is not a name for a database of ours.")
        return database

    def _require_marker(self, database: str) -> None:
        self._ours(database)
        try:
            with psycopg.connect(self.admin_dsn(database)) as admin:
                marks = admin.execute(READ_MARKER).fetchall()
        except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
            marks = []
        if marks != [(self.checkout,)]:
            raise SetupError(f"The database {database} was not made by this checkout; left alone.")

    def _run(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.admin_dsn(), autocommit=True) as admin:
            admin.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
