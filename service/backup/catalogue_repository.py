"""What a schema consists of, kind by kind: for each part its name and all that defines it.

Without what extensions own, which is another with another version of theirs, and without
PostgreSQL's own triggers, whose names hold numbers that are others in each database."""

from collections.abc import Mapping
from typing import Any

from psycopg import Connection

from service.cluster.databases import MARKED

SCHEMAS = f"""
    schemas as (
      select n.oid, n.nspname, n.nspacl, n.nspowner from pg_namespace n
      where n.nspname !~ '^pg_' and n.nspname not in ('information_schema', '{MARKED}')
      and not exists (select from pg_depend d where d.classid = 'pg_namespace'::regclass
                      and d.objid = n.oid and d.deptype = 'e'))"""
RELATIONS = """
    relations as (
      select c.* from pg_class c join schemas s on s.oid = c.relnamespace
      where not exists (select from pg_depend d where d.classid = 'pg_class'::regclass
                        and d.objid = c.oid and d.deptype = 'e'))"""
FUNCTIONS = """
    functions as (
      select p.* from pg_proc p join schemas s on s.oid = p.pronamespace
      where p.prokind in ('f', 'p')
      and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass
                      and d.objid = p.oid and d.deptype = 'e'))"""
TYPES = """
    types as (
      select t.* from pg_type t join schemas s on s.oid = t.typnamespace
      where t.typtype in ('e', 'd')
      and not exists (select from pg_depend d where d.classid = 'pg_type'::regclass
                      and d.objid = t.oid and d.deptype = 'e'))"""
OURS = f"with {SCHEMAS}, {RELATIONS}, {FUNCTIONS}, {TYPES}"

TABLE = """
    select r.oid::regclass::text, concat_ws(' ', r.relkind, r.relowner::regrole, r.relpersistence,
        r.reloptions) from relations r where r.relkind in ('r', 'p', 'f')"""
COLUMN = """
    select r.oid::regclass || '.' || a.attname,
        concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attcollation::regcollation,
        a.attnotnull, a.attidentity, a.attgenerated, pg_get_expr(f.adbin, f.adrelid))
    from relations r join pg_attribute a on a.attrelid = r.oid
    left join pg_attrdef f on f.adrelid = a.attrelid and f.adnum = a.attnum
    where r.relkind in ('r', 'p', 'f', 'c') and a.attnum > 0 and not a.attisdropped"""
CONSTRAINT = """
    select coalesce(r.oid::regclass::text, t.oid::regtype::text) || '.' || k.conname,
        concat_ws(' ', pg_get_constraintdef(k.oid), k.convalidated, (
          select string_agg(distinct g.tgenabled::text, '') from pg_trigger g
          where g.tgconstraint = k.oid))
    from pg_constraint k left join relations r on r.oid = k.conrelid
    left join types t on t.oid = k.contypid
    where k.contype not in ('t', 'n') and coalesce(r.oid, t.oid) is not null"""
"""With whether the triggers by which PostgreSQL keeps it are on; NOT NULL stands with the column,
as only newer servers name it here."""
INDEX = """
    select i.indexrelid::regclass::text, concat_ws(' ', pg_get_indexdef(i.indexrelid), i.indisvalid)
    from pg_index i join relations r on r.oid = i.indrelid"""
TRIGGER = """
    select r.oid::regclass || '.' || g.tgname, concat_ws(' ', pg_get_triggerdef(g.oid), g.tgenabled)
    from pg_trigger g join relations r on r.oid = g.tgrelid where not g.tgisinternal"""
RULE = """
    select r.oid::regclass || '.' || w.rulename, concat_ws(' ', pg_get_ruledef(w.oid), w.ev_enabled)
    from pg_rewrite w join relations r on r.oid = w.ev_class where w.rulename <> '_RETURN'"""
POLICY = """
    select r.oid::regclass || '.' || p.polname,
        concat_ws(' ', p.polcmd, p.polpermissive, (
          select string_agg(case a when 0 then 'public' else a::regrole::text end, ','
                            order by a::regrole::text) from unnest(p.polroles) a),
          'using', pg_get_expr(p.polqual, p.polrelid),
          'check', pg_get_expr(p.polwithcheck, p.polrelid))
    from pg_policy p join relations r on r.oid = p.polrelid"""
FUNCTION = """
    select f.oid::regprocedure::text, concat_ws(' ', pg_get_functiondef(f.oid), f.proowner::regrole)
    from functions f"""
VIEW = """
    select r.oid::regclass::text, concat_ws(' ', r.relkind, r.relowner::regrole, r.reloptions,
        pg_get_viewdef(r.oid)) from relations r where r.relkind in ('v', 'm')"""
SEQUENCE = """
    select r.oid::regclass::text, concat_ws(' ', r.relowner::regrole, q.seqtypid::regtype,
        q.seqstart, q.seqincrement, q.seqmin, q.seqmax, q.seqcache, q.seqcycle)
    from relations r join pg_sequence q on q.seqrelid = r.oid"""
TYPE = """
    select t.oid::regtype::text, concat_ws(' ', t.typowner::regrole, t.typtype,
        format_type(t.typbasetype, t.typtypmod), t.typnotnull, t.typdefault, (
          select string_agg(e.enumlabel, ',' order by e.enumsortorder) from pg_enum e
          where e.enumtypid = t.oid))
    from types t"""
SCHEMA = "select s.nspname::text, s.nspowner::regrole::text from schemas s"
GRANT = """
    select concat(x.privilege_type, ' on ', g.what, ' to ',
            case x.grantee when 0 then 'everybody' else x.grantee::regrole::text end,
            ' by ', x.grantor::regrole),
        x.is_grantable::text
    from (
      select r.oid::regclass::text, coalesce(r.relacl, acldefault(
          (case r.relkind when 'S' then 's' else 'r' end)::"char", r.relowner))
      from relations r where r.relkind in ('r', 'p', 'f', 'v', 'm', 'S')
      union all select r.oid::regclass || '.' || a.attname, a.attacl
      from relations r join pg_attribute a on a.attrelid = r.oid where a.attacl is not null
      union all select f.oid::regprocedure::text, coalesce(f.proacl, acldefault('f', f.proowner))
      from functions f
      union all select 'schema ' || s.nspname, coalesce(s.nspacl, acldefault('n', s.nspowner))
      from schemas s
      union all select concat('new ', d.defaclobjtype, ' of ', d.defaclrole::regrole), d.defaclacl
      from pg_default_acl d
    ) g (what, acl), aclexplode(g.acl) x"""
"""What is granted, spelled out where PostgreSQL's default says it."""

KINDS: Mapping[str, str] = {
    "schema": SCHEMA,
    "table": TABLE,
    "column": COLUMN,
    "constraint": CONSTRAINT,
    "index": INDEX,
    "trigger": TRIGGER,
    "rule": RULE,
    "policy": POLICY,
    "function": FUNCTION,
    "view": VIEW,
    "sequence": SEQUENCE,
    "type": TYPE,
    "grant": GRANT,
}

SAME = r"""
    regexp_replace(regexp_replace(p.definition,
        '\((''(?:[^'']|'''')*''::character varying)\)::text', '\1', 'g'),
        '\((ARRAY\[[^]]*\])\)::text\[\]', '\1', 'g')"""
"""PostgreSQL writes `kind in ('A', 'B')` with a cast around the list, and once it has read that
back, with one around each word."""


def parts(connection: Connection[Any], kind: str) -> dict[str, str]:
    """Each part of a kind: its name, and the MD5 of what defines it."""
    asked = f"{OURS} select p.name, md5({SAME}) from ({KINDS[kind]}) p (name, definition)"
    return dict(connection.execute(f'{asked} order by p.name collate "C"'.encode()).fetchall())
