"""What a database holds, as numbers that another can be compared with."""

from collections.abc import Iterator
from typing import Any

from psycopg import Connection, sql

ALIKE = (
    "set timezone = 'UTC'",
    "set datestyle = 'ISO'",
    "set intervalstyle = 'postgres'",
    "set search_path = public",
)
"""A row or a definition as text is the same on both sides only where both write it alike."""
OURS = """
    select c.relname, c.relrowsecurity, c.relforcerowsecurity from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
    and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
    order by c.relname"""
DIGEST = """
    select count(*), coalesce(md5(string_agg(md5(t::text), '' order by md5(t::text))), '')
    from {} t"""
POLICIES = """
    select coalesce(md5(string_agg(p::text, chr(10) order by p.tablename, p.policyname)), '')
    from pg_policies p where p.schemaname = 'public'"""
REVISION = "select version_num from alembic_version"


def write_alike(connection: Connection[Any]) -> None:
    """Texts of rows and definitions are comparable from now on."""
    for setting in ALIKE:
        connection.execute(setting.encode())


def export_snapshot(connection: Connection[Any]) -> str:
    """The name under which another connection sees what this transaction sees."""
    return str(_one(connection, "select pg_export_snapshot()"))


def tables(connection: Connection[Any]) -> Iterator[tuple[str, bool, bool]]:
    """Each table of ours, and whether its row-level security is on and forced."""
    yield from connection.execute(OURS.encode())


def digest(connection: Connection[Any], table: str) -> tuple[int, str]:
    """How many rows it has, and the MD5 of them all, whatever their order."""
    found = connection.execute(sql.SQL(DIGEST).format(sql.Identifier(table))).fetchone()
    assert found is not None
    return found[0], found[1]


def policies(connection: Connection[Any]) -> str:
    """The MD5 of every policy."""
    return str(_one(connection, POLICIES))


def revision(connection: Connection[Any]) -> str:
    """The migration that the schema is at."""
    return str(_one(connection, REVISION))


def _one(connection: Connection[Any], statement: str) -> Any:
    found = connection.execute(statement.encode()).fetchone()
    assert found is not None
    return found[0]
