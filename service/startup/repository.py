"""What the database says of the role that we are and of the schema that it holds."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, text

ROLE = text("""
    select current_user as name, rolsuper as superuser, rolbypassrls as bypasses_policies,
           exists (select from pg_class
                   where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
                   and pg_has_role(current_user, relowner, 'MEMBER')
                   and not rolsuper) as owner
    from pg_roles where rolname = current_user""")
REVISION_TABLE = text("select to_regclass('public.alembic_version') is not null")
REVISION = text("select version_num from alembic_version")

MISSING_EXTENSIONS = text("""
    select name from unnest(cast(:names as text[])) name
    where not exists (select from pg_extension where extname = name) order by name""")
MISSING_TABLES = text("""
    select name from unnest(cast(:names as text[])) name
    where to_regclass('public.' || quote_ident(name)) is null order by name""")
MISSING_ROLES = text("""
    select name from unnest(cast(:names as text[])) name
    where not exists (select from pg_roles where rolname = name) order by name""")
AT_WORK = text("""
    select count(*) from pg_stat_activity
    where datname = current_database() and usename = :role and pid <> pg_backend_pid()""")
RIGHTS_ON_AUDIT = text("""
    select current_user as name, array_agg(distinct lower(asked) order by lower(asked)) as rights
    from unnest(array['SELECT', 'UPDATE', 'DELETE', 'TRUNCATE']) asked,
         unnest(array['audit_event', 'audit_seal']) tbl
    where has_table_privilege(to_regclass('public.' || tbl), asked)
    having count(*) > 0""")


def role(connection: Connection) -> Row[*tuple[Any, ...]]:
    """Our role: its name, and whether it is a superuser, free of policies, or an owner of tables
    (itself or through another role)."""
    return connection.execute(ROLE).one()


def revision(connection: Connection) -> str | None:
    """The migration that the schema is at; None when there is no schema."""
    if not connection.scalar(REVISION_TABLE):
        return None
    found: str | None = connection.scalar(REVISION)
    return found


def missing_extensions(connection: Connection, names: Iterable[str]) -> Sequence[str]:
    """Those of these extensions that the database does not have."""
    return connection.scalars(MISSING_EXTENSIONS, {"names": list(names)}).all()


def missing_tables(connection: Connection, names: Iterable[str]) -> Sequence[str]:
    """Those of these tables that the database does not have."""
    return connection.scalars(MISSING_TABLES, {"names": list(names)}).all()


def missing_roles(connection: Connection, names: Iterable[str]) -> Sequence[str]:
    """Those of these roles that the server does not have."""
    return connection.scalars(MISSING_ROLES, {"names": list(names)}).all()


def at_work(connection: Connection, role: str) -> int:
    """How many others are connected as this role to this database."""
    return connection.scalar(AT_WORK, {"role": role}) or 0


def rights_on_audit(connection: Connection) -> Row[*tuple[Any, ...]] | None:
    """What we may do with the audit beside adding to it; None where that is nothing."""
    return connection.execute(RIGHTS_ON_AUDIT).one_or_none()
