"""The roles everything runs as, and the extensions only a superuser can make.

The owner migrates and owns the schema; the app does all the rest and owns nothing. For some work
the app takes on another role within one transaction, and has its rights in no other (NOINHERIT): to
count what belongs to others (counter), to store a round (solver), to decide on a proposal or answer
an offer (decider), to destroy what is over (archivist), to list one's own rows where no others are
there to be seen (reader). None of these is a superuser, may make
databases or roles, or is free of row-level security. Two are free of it: nobody logs in as the
definer, which owns the functions that the policies ask, and the backup only reads. The auditor
reads the audit, which the app cannot."""

from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType

import psycopg
from psycopg import sql

ADMIN = "woonplek_admin"
OWNER = "woonplek_owner"
APP = "woonplek_app"
COUNTER = "woonplek_counter"
SOLVER = "woonplek_solver"
DECIDER = "woonplek_decider"
ARCHIVIST = "woonplek_archivist"
READER = "woonplek_reader"
DEFINER = "woonplek_definer"
AUDITOR = "woonplek_auditor"
BACKUP = "woonplek_backup"
EXTENSIONS = ("postgis", "btree_gist", "pgcrypto")

NO_PASSWORDS: Mapping[str, str] = MappingProxyType({})

HARMLESS = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION"
ROLES = {
    OWNER: f"{HARMLESS} LOGIN NOBYPASSRLS",
    APP: f"{HARMLESS} LOGIN NOBYPASSRLS NOINHERIT",
    COUNTER: f"{HARMLESS} NOLOGIN NOBYPASSRLS",
    SOLVER: f"{HARMLESS} NOLOGIN NOBYPASSRLS",
    DECIDER: f"{HARMLESS} NOLOGIN NOBYPASSRLS",
    ARCHIVIST: f"{HARMLESS} NOLOGIN NOBYPASSRLS",
    READER: f"{HARMLESS} NOLOGIN NOBYPASSRLS",
    DEFINER: f"{HARMLESS} NOLOGIN BYPASSRLS",
    AUDITOR: f"{HARMLESS} LOGIN NOBYPASSRLS",
    BACKUP: f"{HARMLESS} LOGIN BYPASSRLS",
}
MEMBERS = (
    (COUNTER, SOLVER),
    (COUNTER, APP),
    (SOLVER, APP),
    (DECIDER, APP),
    (ARCHIVIST, APP),
    (READER, APP),
    (DEFINER, OWNER),
    ("pg_read_all_data", BACKUP),
)
"""Which role's rights another has, or may take on."""

FREE_OF_POLICIES = (DEFINER, BACKUP)
TOO_MIGHTY = """
    select rolname from pg_roles where rolname = any(%s)
    and (rolsuper or rolcreatedb or rolcreaterole or rolreplication
         or (rolbypassrls and rolname <> all(%s)) or (rolinherit and rolname = %s))"""

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
        for role, member in MEMBERS:
            _let_in(admin, role, member)
        mighty = admin.execute(TOO_MIGHTY, [[*ROLES], [*FREE_OF_POLICIES], APP]).fetchall()
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


Admin = psycopg.Connection[tuple[object, ...]]


def _ensure(admin: Admin, role: str, secret: str | None) -> None:
    name = sql.Identifier(role)
    if not admin.execute("select 1 from pg_roles where rolname = %s", [role]).fetchall():
        made_meanwhile = psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation
        with suppress(*made_meanwhile), admin.transaction():
            admin.execute(sql.SQL("create role {} ").format(name) + sql.SQL(ROLES[role]))
    elif role == APP and _inherits(admin, role):
        # Made before it had other roles to take on.
        admin.execute(sql.SQL("alter role {} noinherit").format(name))
    if secret:
        admin.execute(sql.SQL("alter role {} password {}").format(name, sql.Literal(secret)))


def _inherits(admin: Admin, role: str) -> bool:
    found = admin.execute("select rolinherit from pg_roles where rolname = %s", [role]).fetchall()
    return found == [(True,)]


def _let_in(admin: Admin, role: str, member: str) -> None:
    """Granting anew changes nothing, but rewrites a row that all databases share."""
    asked = """
        select 1 from pg_auth_members where roleid = %s::regrole and member = %s::regrole"""
    if not admin.execute(asked, [role, member]).fetchall():
        made_meanwhile = psycopg.errors.UniqueViolation, psycopg.errors.InternalError_
        with suppress(*made_meanwhile), admin.transaction():
            admin.execute(
                sql.SQL("grant {} to {}").format(sql.Identifier(role), sql.Identifier(member))
            )
