"""Neither a lock nor a line of the audit tells a care provider of a home elsewhere

Who decides waits for others by the marks, and no more by the rows of persons: whoever has a row of
the same person could feel that. And that a decision on one's household was tried in vain is told to
who tried it alone: it may have been for a home elsewhere.

Revision: 0029, after 0028, made 2026-11-23
"""

from alembic import op

from service.roles import DEFINER

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

ME = "nullif(current_setting('app.organisation', true), '')::uuid"
IN_HAND = """n.household_id = any ((select (hand()).households)::uuid[])
            and n.exact_mark is not null"""

LOCK = f"""
    create or replace function lock_persons() returns void
    language plpgsql security definer set search_path = pg_catalog, public as $$
    begin
        perform pg_advisory_xact_lock(hashtextextended(encode(m.exact_mark, 'hex'), 0))
        from (
            select distinct n.exact_mark from person n
            where {IN_HAND} order by n.exact_mark) m;
    end $$"""
"""In one order, as the claims are made: so that two decisions on the same person wait for each
other, instead of for a deadlock."""

LOCK_BEFORE = f"""
    create or replace function lock_persons() returns void
    language plpgsql security definer set search_path = pg_catalog, public as $$
    declare
        marks bytea[] := array(
            select n.exact_mark from person n
            where {IN_HAND});
    begin
        perform from person n where n.exact_mark = any (marks) order by n.id for no key update;
    end $$"""

LOOKED_AT = f"""
    create or replace function looked_at(household_id uuid)
    returns table (at timestamptz, organisation_id uuid, action text, subject text, subject_id uuid,
                   activity text, result text, origin text)
    language plpgsql stable security definer set search_path = pg_catalog, public as $$
    begin
        return query
            select e.at, e.organisation_id, e.action::text, e.subject::text, e.subject_id,
                   e.activity::text, e.result::text, e.origin::text
            from audit_event e
            where e.person_id = $1 and exists (
                select from household h where h.id = $1 and h.organisation_id = {ME})
            MORE
            order by e.id;
    end $$"""
NOT_IN_VAIN = f"""and (e.organisation_id = {ME}
                or e.subject <> 'proposals' or e.result <> 'refused 409')"""


def upgrade() -> None:
    _made(LOCK, LOOKED_AT.replace("MORE", NOT_IN_VAIN))
    op.execute(f"revoke update (version) on person from {DEFINER}")


def downgrade() -> None:
    op.execute(f"grant update (version) on person to {DEFINER}")
    _made(LOCK_BEFORE, LOOKED_AT.replace("MORE", ""))


def _made(*functions: str) -> None:
    """They stay the definer's, with who may call them."""
    for text in functions:
        op.get_bind().exec_driver_sql(text)
