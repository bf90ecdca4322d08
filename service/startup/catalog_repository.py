"""What would undo row-level security, read from the database's own catalog: a question a row, each
answered with the names of what is wrong."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection, text

from service import migrations
from service.db import LOCK_TIMEOUT_MS
from service.models import Base
from service.roles import APP, ARCHIVIST, AUDITOR, COUNTER, DECIDER, DEFINER, READER, SOLVER

FACTS = frozenset({"municipality", "geocoded", "audit_seal"})
"""Our tables that hold nothing of an organisation."""
REGISTERS = ("organisation", "region", "region_municipality", "mandate")
"""Who takes part and who decides for whom is public."""
TENANT_TABLES = tuple(sorted(Base.metadata.tables.keys() - FACTS))

NOT_OF_AN_EXTENSION = """
    not exists (select from pg_depend d where d.objid = {oid} and d.deptype = 'e')"""
OURS = "{name}.relnamespace = 'public'::regnamespace"
FOUND_WITHIN_MS = LOCK_TIMEOUT_MS // 2
"""So that who closes a circle has it looked for before who waited first is told to come back."""


class Danger(NamedTuple):
    """A query for names, and what to say of those it finds."""

    query: str
    says: str


DANGERS = (
    Danger(
        """
        select rolname from pg_roles
        where (rolsuper or rolbypassrls) and rolname <> current_user
        and not (select rolsuper from pg_roles where rolname = current_user)
        and pg_has_role(current_user, oid, 'MEMBER')""",
        "The database role can become {names}, which no policy holds back: revoke that.",
    ),
    Danger(
        """
        select rolname from pg_roles
        where rolname = any (:taken_on) and not (select rolsuper from pg_roles
                                                 where rolname = current_user)
        and pg_has_role(current_user, oid, 'USAGE')""",
        f"The database role has the rights of {{names}} all the time: `alter role {APP} "
        "noinherit`, or run `woonplek migrate --roles`.",
    ),
    Danger(
        f"""
        select c.relname from pg_class c
        where {OURS.format(name="c")} and c.relkind in ('r', 'p')
        and not (c.relrowsecurity and c.relforcerowsecurity)
        and (c.relname = any (:tables) or exists (
            select from pg_attribute a where a.attrelid = c.oid and a.attname = 'organisation_id'
            and not a.attisdropped))""",
        "Row-level security is not forced on {names}.",
    ),
    Danger(
        f"""
        select c.relname from pg_class c
        where {OURS.format(name="c")} and c.relname = any (:tables)
        and not exists (
            select from pg_policy p where p.polrelid = c.oid and p.polcmd in ('r', '*')
            and p.polroles && array[0, to_regrole(:app)::oid])
        """,
        "No policy says who sees the rows of {names}.",
    ),
    Danger(
        f"""
        select distinct c.relname from pg_policy p join pg_class c on c.oid = p.polrelid
        where {OURS.format(name="c")} and not (c.relname = any (:registers) and p.polcmd = 'r')
        and 'true' in (pg_get_expr(p.polqual, c.oid), pg_get_expr(p.polwithcheck, c.oid))
        and p.polroles <> array[to_regrole(:auditor)::oid]""",
        "A policy opens {names} to everybody.",
    ),
    Danger(
        f"""
        select c.relname from pg_class c
        where {OURS.format(name="c")} and c.relkind = 'v'
        and not coalesce(
            c.reloptions && array['security_invoker=true', 'security_invoker=on'], false)
        and {NOT_OF_AN_EXTENSION.format(oid="c.oid")}""",
        "The policies of who asks do not hold in the view {names}: make it security_invoker.",
    ),
    Danger(
        f"select c.relname from pg_class c where {OURS.format(name='c')} and c.relkind = 'm'",
        "No policy holds in the materialized view {names}: drop it.",
    ),
    Danger(
        f"""
        select p.proname from pg_proc p join pg_roles r on r.oid = p.proowner
        where p.pronamespace = 'public'::regnamespace and p.prosecdef
        and (r.rolname <> :definer or not exists (
            select from unnest(p.proconfig) setting where setting like 'search_path=%'))
        and {NOT_OF_AN_EXTENSION.format(oid="p.oid")}""",
        f"The function {{names}} must belong to {DEFINER} and set its search_path.",
    ),
    Danger(
        """
        select name from pg_settings
        where name in ('row_security', 'synchronous_commit') and setting = 'off'""",
        "The setting {names} is off: rows would be refused, or lost after they were answered for.",
    ),
    Danger(
        f"""
        select setting || ' ms' from pg_settings where name = 'deadlock_timeout'
        and not (setting::int > {migrations.LOCK_TIMEOUT_MS} and setting::int <= {FOUND_WITHIN_MS})
        """,
        f"The setting deadlock_timeout is {{names}}: make it over {migrations.LOCK_TIMEOUT_MS} ms, "
        "or requests would give way to migrations, and at most "
        f"{FOUND_WITHIN_MS} ms, or a deadlock would be told as a wait that took too long.",
    ),
)


def dangers(connection: Connection) -> Iterator[str]:
    """A sentence for everything that would let somebody see or lose what they should not."""
    known = {
        "tables": list(TENANT_TABLES),
        "registers": list(REGISTERS),
        "taken_on": [COUNTER, SOLVER, DECIDER, ARCHIVIST, READER],
        "app": APP,
        "auditor": AUDITOR,
        "definer": DEFINER,
    }
    for danger in DANGERS:
        asked = {name: value for name, value in known.items() if f":{name}" in danger.query}
        if names := connection.scalars(text(danger.query), asked).all():
            yield danger.says.format(names=", ".join(sorted(names)))
