"""Ways to break row-level security, each a few statements on a migrated database."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import psycopg
from person_probe import definition

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


ME = "nullif(current_setting('app.organisation', true), '')::uuid"
OF_PERSONS = "person_claim"
"""Where what is told of persons, and who holds a home, would be seen."""
WEAKENED: dict[str, tuple[tuple[str, str], ...]] = {
    "doubles(uuid[])": (
        (" and q.municipality_code = any (decided)", ""),
        ("n.exact_mark = a.exact_mark\n", "true\n"),
        ("n.possible_marks && a.possible_marks\n", "true\n"),
        (" and n.exact_mark <> a.exact_mark", ""),
        ("p.state <> 'CANCELLED'", "true"),
        ("upper(p.period) > today()", "true"),
        ("ACTIVE,OFFERED,PARKED", "ACTIVE,OFFERED,PARKED,WITHDRAWN"),
        ("ACTIVE,OFFERED,PARKED", "OFFERED"),
        ("where s.housed or s.asking", ""),
        ("case when s.certainty = 'EXACT' then bool_or(s.housed) end", "bool_or(s.housed)"),
    ),
    "handed_over(uuid)": (
        (f"h.organisation_id = {ME}", "true"),
        (f"p.owner_id = {ME}", "true"),
        (f"h.organisation_id = {ME} and p.owner_id = {ME}", "true"),
        ("h.created_at > now() - interval '1 day'", "true"),
        ("p.state::text = any ('{CONFIRMED,ENDED}'::text[])", "true"),
        ("upper(p.period) > today()", "true"),
        ("d.outcome = 'APPROVED'", "true"),
        ("d.withdrawn_at is null", "true"),
        ("o.state <> 'ACCEPTED'", "false"),
    ),
    "claim_places()": (
        ("delete from person_claim c where c.placement_id = new.id", "null"),
        ("if not found and exists", "if false and exists"),
        ("if not found and exists", "if exists"),
        ("and c.period && new.period", "and c.twin is not null and c.period && new.period"),
        ("and c.period && new.period", ""),
        (" and c.placement_id <> new.id", ""),
        ("set period = new.period, twin", "set twin"),
        ("d.another_person or ", ""),
        (" or d.leaves_other_home", ""),
        ("(d.another_person or d.leaves_other_home)", "true"),
        ("n.household_id = new.household_id", "false"),
        ("pg_advisory_xact_lock(hashtextextended(encode(coming.exact_mark, 'hex'), 0))", "1"),
        ("pg_advisory_xact_lock(hashtextextended(encode(c.mark, 'hex'), 0))", "1"),
    ),
    "claim_living()": (
        ("and new.exact_mark is null", "and false"),
        ("set mark = new.exact_mark,", "set"),
        ("p.household_id = new.household_id and", "false and"),
        ("p.state <> 'CANCELLED'", "true"),
        ("upper(p.period) > today()", "true"),
    ),
    "lock_persons()": (
        ("pg_advisory_xact_lock(hashtextextended(encode(m.exact_mark, 'hex'), 0))", "1"),
        ("(select (hand()).households)::uuid[]", "'{}'::uuid[]"),
    ),
    "looked_at(uuid)": (
        (f"h.organisation_id = {ME}", "true"),
        ("where e.person_id = $1 and", "where"),
        ("or e.subject <> 'proposals' or e.result <> 'refused 409'", "or true"),
        (f"e.organisation_id = {ME}\n", "false\n"),
    ),
}
"""By function, a piece of it and what stands in its place."""
LOOSENED = (
    "drop trigger claims on placement",
    "alter table placement disable trigger claims",
    "drop trigger claims_living on person",
    "alter table person disable trigger claims_living",
    "alter table person_claim alter twin set default 0",
    "alter table person_claim drop constraint ex_person_claim_once",
    f"grant select on person_claim to {APP}",
    f"grant execute on function lock_persons() to {APP}",
)


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
        *_of_persons(admin),
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


def _of_persons(admin: psycopg.Connection[Any]) -> Iterator[Sabotage]:
    for name, pieces in WEAKENED.items():
        whole = definition(admin, name)
        for piece, instead in pieces:
            assert piece in whole, f"{name} has no {piece}"
            told = " ".join(piece.split())
            yield Sabotage(
                f"{name}: {instead or 'nothing'} for {told}",
                (whole.replace(piece, instead),),
                OF_PERSONS,
            )
    for statement in LOOSENED:
        yield Sabotage(statement, (statement,), OF_PERSONS)


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
    yield Sabotage("deadlocks are not found in time", ("set local deadlock_timeout = '2s'",))
    yield Sabotage("policies are refused", ("set local row_security = off",))
