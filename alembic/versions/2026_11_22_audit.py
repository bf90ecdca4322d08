"""The audit: whom a line is about and in which trace, lines that nobody can change, and seals

Revision: 0015, after 0014, made 2026-11-22
"""

import sqlalchemy as sa
from alembic import op

from service.roles import APP, AUDITOR

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ACTIVITIES = ("REGISTRATION", "MATCHING", "DECISION", "HOUSING")

FORM = 1
SENT = {
    "id": "int8send(e.id)",
    "at": "timestamptz_send(e.at)",
    "organisation_id": "uuid_send(e.organisation_id)",
    "actor": "convert_to(e.actor, 'UTF8')",
    "action": "convert_to(e.action, 'UTF8')",
    "subject": "convert_to(e.subject, 'UTF8')",
    "subject_id": "uuid_send(e.subject_id)",
    "result": "convert_to(e.result, 'UTF8')",
    "origin": "convert_to(e.origin, 'UTF8')",
    "person_id": "uuid_send(e.person_id)",
    "activity": "convert_to(e.activity, 'UTF8')",
    "trace_id": "e.trace_id",
    "operation_id": "e.operation_id",
    "parent_operation_id": "e.parent_operation_id",
}
"""Each field of a line as bytes: numbers and moments as whole numbers, so that no setting of a
server or a client changes them."""
WRITTEN = ", ".join(name for name in SENT if name not in ("id", "at"))
"""Neither the number nor the moment of a line is for who writes it to say."""

HASHED = " || ".join(f"audit_field({sent})" for sent in SENT.values())

FIELD = """
    create function audit_field(value bytea) returns bytea language sql immutable
    return coalesce(int4send(octet_length(value)) || value, '\\xffffffff'::bytea)"""

ROOT = """
    create function audit_root(leaves bytea[]) returns bytea language plpgsql immutable as $$
    begin
        while cardinality(leaves) > 1 loop
            leaves := array(
                select case when other is null then leaf
                       else sha256('\\x01'::bytea || leaf || other) end
                from (select leaf, place, lead(leaf) over (order by place) as other
                      from unnest(leaves) with ordinality as known (leaf, place)) pairs
                where mod(place, 2) = 1 order by place);
        end loop;
        return leaves[1];
    end $$"""

SEAL = f"""
    create function seal_audit() returns integer
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    declare
        most constant integer := 10000;
        batches constant integer := 100;
        ceiling bigint;
        writers text[];
        last audit_seal;
        next audit_seal;
        leaves bytea[];
        sealed integer := 0;
    begin
        if current_setting('transaction_isolation') <> 'read committed' then
            raise 'seal_audit must see what was committed meanwhile: use read committed';
        end if;
        lock table audit_seal in exclusive mode;
        -- Whoever has a number up to here is done, or is one of these writers.
        select case when is_called then last_value else 0 end into ceiling from audit_event_id_seq;
        writers := array(select virtualtransaction from pg_locks where {{writing}});
        for i in 1..100 loop
            exit when not exists (
                select from pg_locks where {{writing}} and virtualtransaction = any(writers));
            if i = 100 then
                return null;
            end if;
            perform pg_sleep(0.02);
        end loop;
        select * into last from audit_seal order by number desc limit 1;
        if not found then
            last.number := 0;
            last.upto := -9223372036854775808;
            last.hash := decode(repeat('00', 32), 'hex');
        end if;
        for i in 1..batches loop
            select array_agg(leaf order by id), max(id), count(*), last.number + 1
            into leaves, next.upto, next.lines, next.number
            from (select e.id, sha256('\\x00'::bytea || {HASHED}) as leaf from audit_event e
                  where e.id > last.upto and e.id <= ceiling order by e.id limit most) lines;
            exit when next.lines = 0;
            next.sealed_at := clock_timestamp();
            next.form := {FORM};
            next.root := audit_root(leaves);
            next.hash := sha256(
                '\\x02'::bytea || int8send(next.number) || timestamptz_send(next.sealed_at)
                || int8send(next.form) || int8send(next.upto) || int8send(next.lines)
                || next.root || last.hash);
            insert into audit_seal select next.*;
            sealed := sealed + next.lines;
            last := next;
        end loop;
        return sealed;
    end $$""".format(
    writing="locktype = 'relation' and relation = 'audit_event'::regclass"
    " and database = (select oid from pg_database where datname = current_database())"
    " and mode = 'RowExclusiveLock' and granted"
)

KEEP = """
    create function keep_audit() returns trigger language plpgsql as $$
    begin
        raise insufficient_privilege using message = 'the audit is only ever added to';
    end $$"""
KEEPS = """
    create trigger keeps_all before update or delete or truncate on {table}
    for each statement execute function keep_audit()"""

RIGHTS = (
    f"revoke all on audit_event, audit_seal from {APP}",
    f"revoke all on sequence audit_event_id_seq from {APP}",
    f"grant insert ({WRITTEN}) on audit_event to {APP}",
    f"grant usage on schema public to {AUDITOR}",
    f"grant select on audit_event, audit_seal to {AUDITOR}",
    "revoke execute on function seal_audit() from public",
    f"grant execute on function seal_audit() to {APP}",
)
RIGHTS_BACK = (
    f"revoke all on audit_event from {AUDITOR}",
    f"revoke usage on schema public from {AUDITOR}",
    f"revoke insert ({WRITTEN}) on audit_event from {APP}",
    f"grant select, insert on audit_event to {APP}",
    f"grant usage, select on sequence audit_event_id_seq to {APP}",
)


def upgrade() -> None:
    op.drop_constraint(op.f("fk_audit_event_organisation_id"), "audit_event", type_="foreignkey")
    op.add_column("audit_event", sa.Column("person_id", sa.Uuid(), nullable=True))
    op.add_column(
        "audit_event",
        sa.Column(
            "activity",
            sa.Enum(
                *ACTIVITIES, name="activity", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
    )
    _add_trace()
    op.create_index("ix_audit_event_person_id", "audit_event", ["person_id"])
    op.create_table(
        "audit_seal",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form", sa.BigInteger(), nullable=False),
        sa.Column("upto", sa.BigInteger(), nullable=False),
        sa.Column("lines", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_seal")),
    )
    for statement in (FIELD, ROOT, SEAL, KEEP):
        op.get_bind().exec_driver_sql(statement)
    for table in ("audit_event", "audit_seal"):
        op.execute(KEEPS.format(table=table))
    for statement in RIGHTS:
        op.execute(statement)


def _add_trace() -> None:
    """Lines of before have the trace of nobody: all zeros (W3C Trace Context)."""
    for name, length in (("trace_id", 16), ("operation_id", 8)):
        nobody = sa.text(f"decode(repeat('00', {length}), 'hex')")
        column = sa.Column(name, sa.LargeBinary(), nullable=False, server_default=nobody)
        op.add_column("audit_event", column)
        op.alter_column("audit_event", name, server_default=None)
    op.add_column("audit_event", sa.Column("parent_operation_id", sa.LargeBinary(), nullable=True))
    op.create_check_constraint(
        op.f("ck_audit_event_trace_id_length"), "audit_event", "octet_length(trace_id) = 16"
    )
    op.create_check_constraint(
        op.f("ck_audit_event_operation_id_length"),
        "audit_event",
        "octet_length(operation_id) = 8 AND octet_length(parent_operation_id) = 8",
    )


def downgrade() -> None:
    for statement in RIGHTS_BACK:
        op.execute(statement)
    for table in ("audit_event", "audit_seal"):
        op.execute(f"drop trigger keeps_all on {table}")
    for function in ("keep_audit()", "seal_audit()", "audit_root(bytea[])", "audit_field(bytea)"):
        op.execute(f"drop function {function}")
    op.drop_table("audit_seal")
    op.drop_index("ix_audit_event_person_id", "audit_event")
    for name in ("parent_operation_id", "operation_id", "trace_id", "activity", "person_id"):
        op.drop_column("audit_event", name)
    op.create_foreign_key(
        op.f("fk_audit_event_organisation_id"),
        "audit_event",
        "organisation",
        ["organisation_id"],
        ["id"],
    )
