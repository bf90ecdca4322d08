"""How many lines of the audit are sealed and verified in a second.

Run it as `.venv/bin/python tests/benchmarks/audit_verify.py [LINES]` (200,000 unless said). It
makes a database of its own on the private PostgreSQL of the tests, fills its audit, seals it and
verifies it three times, and prints lines a second of clock and the bytes that a line takes on disk.
"""

from __future__ import annotations

import sys
import time

import psycopg
import typer

from service import migrations
from service.audit import reading_repository as repository
from service.audit.sealing import seal
from service.audit.verification import verify
from service.cluster import open_cluster
from service.db import make_engine, make_sessions

TIMES = 3
PATIENT_MS = 600_000
FILL = """
    insert into audit_event (organisation_id, actor, action, subject, subject_id, result, origin,
      person_id, activity, trace_id, operation_id)
    select gen_random_uuid(), 'somebody@example.org', 'read', 'requests', gen_random_uuid(), 'OK',
      'api', gen_random_uuid(), 'REGISTRATION', uuid_send(gen_random_uuid()), '\\x0011223344556677'
    from generate_series(1, %s)"""
SIZE = "select pg_total_relation_size('audit_event')"


def main(lines: int) -> None:
    """Fills, seals, verifies, prints."""
    with open_cluster("test") as cluster:
        name = cluster.name("bench_audit")
        cluster.drop(name)
        cluster.create(name)
        try:
            migrations.upgrade(cluster.owner_dsn(name))
            with psycopg.connect(cluster.admin_dsn(name)) as admin:  # lines of many organisations
                admin.execute(FILL, [lines])
            _seal(cluster.app_dsn(name), lines)
            _verify(cluster.audit_dsn(name), lines)
            with psycopg.connect(cluster.admin_dsn(name)) as admin:
                (size,) = admin.execute(SIZE).fetchone() or (0,)
            typer.echo(f"{size / lines:,.0f} bytes a line, indexes included")
        finally:
            cluster.drop(name)


def _seal(dsn: str, lines: int) -> None:
    engine = make_engine(dsn, statement_timeout=PATIENT_MS)
    began = time.perf_counter()
    while seal(make_sessions(engine)):
        pass
    _told("sealed", lines, time.perf_counter() - began)
    engine.dispose()


def _verify(dsn: str, lines: int) -> None:
    for _ in range(TIMES):
        began = time.perf_counter()
        with repository.reading(dsn) as connection:
            found = verify(connection)
        taken = time.perf_counter() - began
        if found.broken or found.lines != lines:
            sys.exit(f"not what was written: {found.as_json()}")
        _told(f"verified, {found.batches} batches", lines, taken)


def _told(what: str, lines: int, seconds: float) -> None:
    typer.echo(f"{what}: {lines:,} lines in {seconds:.2f} s, {lines / seconds:,.0f} lines/s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
