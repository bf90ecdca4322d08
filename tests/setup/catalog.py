"""Reads from PostgreSQL's own catalog what a schema consists of, without what extensions own."""

from typing import Any

import psycopg

NOT_OF_AN_EXTENSION = """not exists (
    select 1 from pg_depend d where d.objid = {oid} and d.deptype = 'e')"""

CONSTRAINTS = """
    select conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    from pg_constraint where connamespace = 'public'::regnamespace and contype <> 't'"""

INDEXES = """
    select indrelid::regclass::text, indexrelid::regclass::text, pg_get_indexdef(indexrelid)
    from pg_index join pg_class on pg_class.oid = indexrelid
    where relnamespace = 'public'::regnamespace"""

COLUMNS = """
    select attrelid::regclass::text, attname, format_type(atttypid, atttypmod), attnotnull,
           attgenerated, attidentity, pg_get_expr(adbin, adrelid)
    from pg_attribute join pg_class on pg_class.oid = attrelid
    left join pg_attrdef on adrelid = attrelid and adnum = attnum
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm')
    and attnum > 0 and not attisdropped"""

RELATIONS = f"""
    select 'relation', c.oid::regclass::text, c.relkind::text, c.relacl::text,
           c.relrowsecurity, c.relforcerowsecurity
    from pg_class c where relnamespace = 'public'::regnamespace and relkind <> 'i'
    and {NOT_OF_AN_EXTENSION.format(oid="c.oid")}"""

FUNCTIONS = f"""
    select 'function', p.oid::regprocedure::text, pg_get_functiondef(p.oid), p.proacl::text
    from pg_proc p where pronamespace = 'public'::regnamespace and prokind in ('f', 'p')
    and {NOT_OF_AN_EXTENSION.format(oid="p.oid")}"""

TYPES = f"""
    select 'type', t.oid::regtype::text, typtype::text from pg_type t
    where typnamespace = 'public'::regnamespace and typtype in ('e', 'd', 'r')
    and {NOT_OF_AN_EXTENSION.format(oid="t.oid")}"""

TRIGGERS = """
    select 'trigger', tgrelid::regclass::text, pg_get_triggerdef(oid)
    from pg_trigger where not tgisinternal"""

POLICIES = """
    select 'policy', polrelid::regclass::text, polname::text, polcmd::text,
           pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)
    from pg_policy"""

SCHEMAS = f"""
    select 'schema', nspname::text, nspacl::text from pg_namespace n
    where nspname !~ '^(pg_|information_schema|woonplek_made)'
    and {NOT_OF_AN_EXTENSION.format(oid="n.oid")}"""

DEFAULT_RIGHTS = """
    select 'default rights', defaclobjtype::text, defaclrole::regrole::text, defaclacl::text
    from pg_default_acl"""

EXTENSIONS = "select extname, extversion from pg_extension"

MADE_BY_MIGRATIONS = (RELATIONS, FUNCTIONS, TYPES, TRIGGERS, POLICIES, SCHEMAS, DEFAULT_RIGHTS)
EVERYTHING = (*MADE_BY_MIGRATIONS, CONSTRAINTS, INDEXES, COLUMNS)

Rows = set[tuple[Any, ...]]


def read(admin_dsn: str, *queries: str) -> Rows:
    """The rows of all queries together."""
    with psycopg.connect(admin_dsn) as admin:
        return {tuple(row) for query in queries for row in admin.execute(query)}
