"""Reads the audit, as the role that may and as nobody else."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg import IsolationLevel, sql
from psycopg.rows import dict_row

from service.audit.seals import Seal

Reader = psycopg.Connection[tuple[Any, ...]]

SEALS = "select number, sealed_at, form, upto, lines, root, hash from audit_seal order by number"
LINES = """
    copy (select {fields} from audit_event where id >= {since} and id <= {upto} order by id)
    to stdout (format binary)"""
UNSEALED = "select count(*), min(at) from audit_event where id >= %s"
ABOUT = """
    select at, organisation_id, actor, action, subject, subject_id, result, origin, activity,
           encode(trace_id, 'hex') as trace_id
    from audit_event where person_id = %s order by id"""

SMALLEST = -(2**63)
"""No line has a smaller number."""
_HEADER = 19
_COUNT = 2
_TRAILER = b"\xff\xff"


@contextmanager
def reading(dsn: str) -> Iterator[Reader]:
    """A connection that says the same whatever its server, role or surroundings are set to."""
    with psycopg.connect(dsn, client_encoding="UTF8", autocommit=True) as connection:
        for setting in ("timezone = UTC", "datestyle = ISO"):
            connection.execute(f"set {setting}".encode())
        yield connection


@contextmanager
def one_moment(connection: Reader) -> Iterator[None]:
    """All that is read inside is of one moment, however much is written meanwhile."""
    connection.isolation_level = IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    with connection.transaction():
        yield


def seals(connection: Reader) -> list[Seal]:
    """All batches, by number."""
    return [Seal(*row) for row in connection.execute(SEALS)]


def last_seal(connection: Reader) -> Seal | None:
    """The last batch; None before there is one."""
    row = connection.execute(f"{SEALS} desc limit 1".encode()).fetchone()
    return None if row is None else Seal(*row)


def lines(
    connection: Reader, fields: Sequence[str], since: int, upto: int
) -> Iterator[tuple[int, bytes]]:
    """Number and bytes of each line in a range, in their order: what PostgreSQL sends of a row in
    its binary form is just what is hashed. The first field is the number."""
    statement = sql.SQL(LINES).format(
        fields=sql.SQL(", ").join(map(sql.Identifier, fields)),
        since=sql.Literal(since),
        upto=sql.Literal(upto),
    )
    first = True
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in copy:
            data = bytes(row[_HEADER:] if first else row)
            first = False
            if data[:_COUNT] != _TRAILER:
                yield int.from_bytes(data[6:14], signed=True), data[_COUNT:]


def unsealed(connection: Reader, since: int) -> tuple[int, datetime | None]:
    """How many lines there are from this number on, and since when."""
    row = connection.execute(UNSEALED, [since]).fetchone()
    assert row is not None
    return row[0], row[1]


def about(connection: Reader, person_id: UUID) -> list[dict[str, Any]]:
    """Each line about a household: who looked, and who did what."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(ABOUT, [person_id]).fetchall()
