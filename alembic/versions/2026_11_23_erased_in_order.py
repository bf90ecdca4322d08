"""An erasure waits for who decides, in the order in which they lock, and for a round that reads

It held the household and then waited for its proposals, while who decides holds a proposal and waits
for its household: one of the two was broken off as a deadlock. And a household that was closed and
erased while a round was reading it stayed in what that round keeps.

Revision: 0032, after 0031, made 2026-11-23
"""

from alembic import op

from service.roles import ARCHIVIST, DEFINER

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

ME = "nullif(current_setting('app.organisation', true), '')::uuid"
PLATFORM = "current_setting('app.kind', true) = 'PLATFORM'"
ASKED = "coalesce(nullif(current_setting('app.erasing', true), ''), '{}')::uuid[]"
OPEN = "'{DRAFT,ACTIVE,OFFERED,PARKED}'::text[]"
PAST = "(upper(p.period) is null or upper(p.period) > today())"

LOCK = f"""
    create function lock_dossiers() returns void
    language plpgsql security definer set search_path = pg_catalog, public as $$
    declare
        asked uuid[] := array(
            select h.id from household h
            where h.id = any ({ASKED}) and (h.organisation_id = {ME} or {PLATFORM}));
    begin
        perform from proposal p where p.household_id = any (asked) order by p.id for no key update;
        perform from household h where h.id = any (asked) order by h.id for no key update;
        perform from request r where r.household_id = any (asked) order by r.id for no key update;
    end $$"""
"""As `lock_for_decision` does it in the program."""

IS_CLOSED = f"""
    create or replace function is_closed(household_id uuid) returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, public as $$
    begin
        return not exists (
            select from request r where r.household_id = $1 and r.state::text = any ({OPEN}))
        and not exists (
            select from placement p where p.household_id = $1
            and (p.state in ('HELD', 'CONFIRMED') or (p.state = 'ENDED' and {PAST})))
        and not exists (
            select from round r KNOWS);
    end $$"""
BEFORE = """join round_snapshot s on s.round_id = r.id
            join request q on q.household_id = $1
            where r.state = 'SOLVING' and s.seals ? q.id::text"""
NOW = """join request q on q.household_id = $1
            left join round_snapshot s on s.round_id = r.id
            where r.state = 'SOLVING' and (
                s.seals ? q.id::text
                or (s.round_id is null and q.changed_at > r.started_at - interval '1 hour'))"""
"""What a round reads is seen once it has read all of it; whoever was closed by then, but only just,
may be in it. An hour, as two clocks tell these moments."""
RIGHTS = "update (version) on proposal, household, request"
"""To lock them."""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(IS_CLOSED.replace("KNOWS", NOW))
    op.execute(f"grant {RIGHTS} to {DEFINER}")
    op.execute(f"grant create on schema public to {DEFINER}")
    op.get_bind().exec_driver_sql(LOCK)
    op.execute("revoke execute on function lock_dossiers() from public")
    op.execute(f"grant execute on function lock_dossiers() to {ARCHIVIST}")
    op.execute(f"alter function lock_dossiers() owner to {DEFINER}")
    op.execute(f"revoke create on schema public from {DEFINER}")


def downgrade() -> None:
    op.execute("drop function lock_dossiers()")
    op.execute(f"revoke {RIGHTS} from {DEFINER}")
    op.get_bind().exec_driver_sql(IS_CLOSED.replace("KNOWS", BEFORE))
