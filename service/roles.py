"""The roles everything runs as, and the extensions only a superuser can make.

The owner migrates and owns the schema; the app does all the rest and owns nothing; the auditor
reads the audit, which the app cannot, and nothing else. None is a superuser, may make databases or
roles, or is free of row-level security."""

from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType

import psycopg
from psycopg import sql

ADMIN = "woonplek_admin"
OWNER = "woonplek_owner"
APP = "woonplek_app"
AUDITOR = "woonplek_auditor"
ROLES = (OWNER, APP, AUDITOR)
EXTENSIONS = ("postgis", "btree_gist", "pgcrypto")

NO_PASSWORDS: Mapping[str, str] = MappingProxyType({})

HARMLESS = sql.SQL("LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS")
TOO_MIGHTY = """
    select rolname from pg_roles where rolname = any(%s)
    and (rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls)"""

GRANTS_TO_APP = (
    f"grant usage on schema public to {APP}",
    f"grant select, insert, update, delete on all tables in schema public to {APP}",
    f"grant usage, select on all sequences in schema public to {APP}",
    f"alter default privileges for role {OWNER} in schema public"
    f" grant select, insert, update, delete on tables to {APP}",
    f"alter default privileges for role {OWNER} in schema public"
    f" grant usage, select on sequences to {APP}",
)

REVOKES_FROM_APP = (
    f"alter default privileges for role {OWNER} in schema public revoke all on tables from {APP}",
    f"alter default privileges for role {OWNER} in schema public"
    f" revoke all on sequences from {APP}",
    f"revoke usage on schema public from {APP}",
)


def ensure_roles(admin_dsn: str, passwords: Mapping[str, str] = NO_PASSWORDS) -> None:
    """All roles exist afterwards; a password is set only where one is given for the role.

    Raises PermissionError when a role of that name can do more than ours may."""
    with psycopg.connect(admin_dsn) as admin:
        for role in ROLES:
            _ensure(admin, role, passwords.get(role))
        mighty = admin.execute(TOO_MIGHTY, [list(ROLES)]).fetchall()
    if mighty:
        raise PermissionError(f"These database roles have too many rights: {mighty}")


def ensure_extensions(admin_dsn: str) -> None:
    """The extensions exist in the database that the connection names; no downgrade drops them."""
    with psycopg.connect(admin_dsn) as admin:
        for name in EXTENSIONS:
            admin.execute(
                sql.SQL("create extension if not exists {} schema public").format(
                    sql.Identifier(name)
                )
            )


def let_owner_migrate(admin_dsn: str) -> None:
    """The owner role owns the database that the connection names, and with it the schema in it."""
    with psycopg.connect(admin_dsn) as admin:
        admin.execute(
            sql.SQL("alter database {} owner to {}").format(
                sql.Identifier(admin.info.dbname), sql.Identifier(OWNER)
            )
        )


def _ensure(admin: "psycopg.Connection[tuple[object, ...]]", role: str, secret: str | None) -> None:
    if not admin.execute("select 1 from pg_roles where rolname = %s", [role]).fetchall():
        made_meanwhile = psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation
        with suppress(*made_meanwhile), admin.transaction():
            admin.execute(sql.SQL("create role {} ").format(sql.Identifier(role)) + HARMLESS)
    if secret:
        admin.execute(
            sql.SQL("alter role {} password {}").format(sql.Identifier(role), sql.Literal(secret))
        )
