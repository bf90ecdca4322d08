"""Ways to break row-level security, each a few statements on a migrated database."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import psycopg

from service.roles import APP, DEFINER
from service.startup.catalog_repository import TENANT_TABLES

POLICIES = """
    select c.relname, p.polname, p.polcmd::text, p.polroles::regrole[]::text,
           pg_get_expr(p.polqual, c.oid), pg_get_expr(p.polwithcheck, c.oid)
    from pg_policy p join pg_class c on c.oid = p.polrelid
    order by c.relname, p.polname"""
FUNCTIONS = {
    "mandate_givers": "select coalesce(array_agg(id), '{}') from organisation",
    "decided_municipalities": "select coalesce(array_agg(code::text), '{}') from municipality",
    "deciding_regions": "select coalesce(array_agg(id), '{}') from region",
    "near_municipalities": "select coalesce(array_agg(code::text), '{}') from municipality",
    "offered_places": "select coalesce(array_agg(id), '{}') from place",
    "offered_properties": "select coalesce(array_agg(property_id), '{}') from place",
}
WIDENED = """
    create or replace function {name}() returns {kind}
    language sql stable security definer set search_path = pg_catalog, public as $$ {body} $$"""
EVERYBODYS_HAND = """
    create or replace function hand(
        out proposals uuid[], out places uuid[], out properties uuid[], out households uuid[],
        out groups uuid[], out competent boolean)
    language sql stable security definer set search_path = pg_catalog, public as $$
    select (select array_agg(id) from proposal), (select array_agg(id) from place),
           (select array_agg(id) from property), (select array_agg(household_id) from request),
           (select array_agg(id) from request_group), true $$"""
"""Everything is in everybody's hand, who decides on it too."""


EVERYBODYS_DOSSIER = """
    create or replace function dossier(
        out households uuid[], out requests uuid[], out proposals uuid[], out placements uuid[],
        out rounds uuid[], out everything uuid[])
    language sql stable security definer set search_path = pg_catalog, public as $$
    select (select array_agg(id) from household), (select array_agg(id) from request),
           (select array_agg(id) from proposal), (select array_agg(id) from placement),
           (select array_agg(id) from round), (select array_agg(id) from household) $$"""
"""Everybody's dossiers can be erased by everybody, open ones too."""


EVERYBODY_SEES_OWN = """
    create or replace function act_as(organisation uuid, kind text, who text) returns text[]
    language sql as $$
    select set_config('app.organisation', organisation::text, true),
        set_config('app.kind', kind, true), set_config('app.user', who, true);
    select '{household,place,property,request}'::text[] $$"""
EVERYBODY_DECIDES = """
    create or replace function act_as(organisation uuid, kind text, who text) returns text[]
    language sql as $$
    select set_config('app.organisation', organisation::text, true),
        set_config('app.kind', kind, true), set_config('app.user', who, true),
        set_config('app.decided', (select array_agg(code)::text from municipality), true),
        set_config('app.near', (select array_agg(code)::text from municipality), true);
    select '{}'::text[] $$"""


class Sabotage(NamedTuple):
    """What is broken, how, and where it would be seen; "" where that is in no one table."""

    name: str
    statements: tuple[str, ...]
    table: str = ""


def sabotages(admin: psycopg.Connection[Any]) -> list[Sabotage]:
    """All that we know, by the policies, tables and functions that there are."""
    policies = admin.execute(POLICIES).fetchall()
    return [
        *(each for policy in policies for each in _of_policy(*policy)),
        *(each for table in TENANT_TABLES for each in _of_table(table)),
        *_of_functions(),
        *_of_the_rest(),
    ]


def _of_policy(
    table: str, name: str, command: str, roles: str, using: str | None, check: str | None
) -> Iterator[Sabotage]:
    on = f'{name} on "{table}"'
    yield Sabotage(f"drop policy {on}", (f"drop policy {on}",), table)
    clauses = []
    if using not in (None, "true"):
        clauses.append("using (true)")
    if check not in (None, "true"):
        clauses.append("with check (true)")
    for clause in clauses:
        yield Sabotage(f"{clause} of {on}", (f"alter policy {on} {clause}",), table)


def _of_table(table: str) -> Iterator[Sabotage]:
    for change in ("no force row level security", "disable row level security"):
        yield Sabotage(f"{change} on {table}", (f'alter table "{table}" {change}',), table)
    opened = f'create policy opened on "{table}" for all to public using (true)'
    yield Sabotage(f"all of {table} opened", (opened,), table)


def _of_functions() -> Iterator[Sabotage]:
    for name, body in FUNCTIONS.items():
        kind = "text[]" if "municipalities" in name else "uuid[]"
        wide = WIDENED.format(name=name, kind=kind, body=body)
        yield Sabotage(f"{name}() finds all", (f"drop function {name}() cascade", wide)[1:])
        owned = f"alter function {name}() owner to current_user"
        yield Sabotage(f"{name}() is a superuser's", (owned,))
        yield Sabotage(f"{name}() trusts the path", (f"alter function {name}() reset search_path",))
    yield Sabotage("everybody has everything in hand", (EVERYBODYS_HAND,))
    yield Sabotage("everybody erases everybody", (EVERYBODYS_DOSSIER,))
    yield Sabotage("everybody sees but its own", (EVERYBODY_SEES_OWN,))
    yield Sabotage("everybody is remembered to decide everywhere", (EVERYBODY_DECIDES,))


def _of_the_rest() -> Iterator[Sabotage]:
    yield Sabotage("a view", ("create view shown as select * from place",))
    yield Sabotage("a materialized view", ("create materialized view kept as table place",))
    function = """
        create function everything() returns setof place language sql security definer
        set search_path = public as 'select * from place'"""
    yield Sabotage("a definer function of a superuser", (function,))
    bare = "create table surplus (id int, organisation_id uuid)"
    yield Sabotage("a table of tenants without policies", (bare,))
    yield Sabotage("the app is free of policies", (f"alter role {APP} bypassrls",))
    yield Sabotage("the app is a superuser", (f"alter role {APP} superuser",))
    yield Sabotage("the app becomes the definer", (f"grant {DEFINER} to {APP}",))
    yield Sabotage("the app owns", (f"alter table place owner to {APP}",))
    yield Sabotage("the app is all it can be", (f"alter role {APP} inherit",))
    yield Sabotage("answers may be lost", ("set local synchronous_commit = off",))
    yield Sabotage("policies are refused", ("set local row_security = off",))
