"""A migrated template once, a copy of it for each test that wants one."""

import hashlib
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Connection, Dialect, Engine, event

from service import migrations, roles
from service.actor import SYSTEM
from service.cluster import Cluster
from service.db import make_engine, make_sessions, transaction
from service.reference import repository
from service.reference import service as reference

USED_SRIDS = [4326, 28992]
SERIAL = itertools.count(1)
PATIENT_MS = 60_000
COMPILED: dict[Any, Any] = {}
DIALECTS: dict[str, Dialect] = {}


@dataclass(frozen=True)
class Database:
    """One database of the test's own, as each role reaches it; `engine` works as the app, and
    `seeds` beside all policies, to write and read what a test is about."""

    name: str
    dsn: str
    owner_dsn: str
    admin_dsn: str
    audit_dsn: str
    engine: Engine
    seeds: Engine


def fingerprint() -> str:
    """Changes whenever the migrated schema may: scripts, roles, extensions, the queue's library."""
    scripts = sorted(migrations.scripts().rglob("*.py"))
    parts = [path.read_bytes() for path in (*scripts, Path(roles.__file__))]
    parts.append(version("procrastinate").encode())
    facts = resources.files("geo") / "data" / "municipalities.csv"
    parts += [facts.read_bytes(), Path(reference.__file__).read_bytes()]
    parts += [Path(repository.__file__).read_bytes(), Path(__file__).read_bytes()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:12]


def prepare_template(cluster: Cluster) -> str:
    """The template's name; it is kept between runs while the migrations are the same."""
    template = cluster.name(f"template_{fingerprint()}")
    for left_over in cluster.names():
        if left_over != template:
            cluster.drop(left_over)
    if not cluster.exists(template):
        unfinished = cluster.name("migrating")
        cluster.create(unfinished)
        migrations.upgrade(cluster.owner_dsn(unfinished))
        _load_facts(cluster.app_dsn(unfinished))
        _slim(cluster.admin_dsn(unfinished))
        cluster.rename(unfinished, template)
    return template


def _load_facts(dsn: str) -> None:
    engine = make_engine(dsn)
    with transaction(make_sessions(engine), SYSTEM) as db:
        reference.load(db)
    engine.dispose()


def _slim(dsn: str) -> None:
    """Takes out what a copy is not needed for: dead rows, and reference systems that we never use,
    which are two fifths of all bytes."""
    with psycopg.connect(dsn, autocommit=True) as admin:
        admin.execute("delete from spatial_ref_sys where srid <> all(%s)", [USED_SRIDS])
        admin.execute("vacuum full")
        admin.execute("analyze")


@contextmanager
def cloned(cluster: Cluster, template: str) -> Iterator[Database]:
    """A copy of the template, dropped afterwards."""
    name = cluster.name(f"t{next(SERIAL)}")
    cluster.clone(template, name)
    dsn = cluster.app_dsn(name)
    engines = [patient_engine(dsn), patient_engine(cluster.admin_dsn(name))]
    try:
        others = cluster.owner_dsn(name), cluster.admin_dsn(name), cluster.audit_dsn(name)
        yield Database(name, dsn, *others, *engines)
    finally:
        for engine in engines:
            engine.dispose()
        cluster.drop(name)


def patient_engine(dsn: str) -> Engine:
    """A busy machine is no bug: the tests of the time limits make engines of their own."""
    engine = make_engine(
        dsn, statement_timeout=PATIENT_MS, idle_in_transaction_session_timeout=PATIENT_MS
    )
    compile_once(engine)
    return engine


def compile_once(engine: Engine) -> None:
    """All databases are alike, so that what one engine compiled is good for the next: otherwise
    each test would compile every statement anew. What is compiled is kept by dialect, and a dialect
    knows its server only once its own engine has connected."""
    if engine.dialect.name not in DIALECTS:
        engine.connect().close()
        engine.dispose()  # who lends the database knows those alone that come later
    engine.dialect = DIALECTS.setdefault(engine.dialect.name, engine.dialect)
    engine.update_execution_options(compiled_cache=COMPILED)


def refuse_commits(engine: Engine) -> None:
    """Makes a commit on the shared database an error: the next test would see its rows."""

    @event.listens_for(engine, "commit")
    def refuse(connection: Connection) -> None:
        # SQLAlchemy takes the transaction for ended and would hand it to the next test.
        connection.connection.rollback()
        raise AssertionError("`session` is rolled back; a test that commits takes `database`")
