"""A household whose placement was never recorded as ended is not closed, also when its days are over

Else its place would be left occupied by nobody, with nothing by which to free it.

Revision: 0019, after 0018, made 2026-11-22
"""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

OPEN = "'{DRAFT,ACTIVE,OFFERED,PARKED}'::text[]"
PAST = "(upper(p.period) is null or upper(p.period) > current_date)"
IS_CLOSED = f"""
    create or replace function is_closed(household_id uuid) returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, public as $$
    begin
        return not exists (
            select from request r where r.household_id = $1 and r.state::text = any ({OPEN}))
        and not exists (
            select from placement p where p.household_id = $1 and LIVES)
        and not exists (
            select from round r join round_snapshot s on s.round_id = r.id
            join request q on q.household_id = $1
            where r.state = 'SOLVING' and s.seals ? q.id::text);
    end $$"""


def _replace(lives: str) -> None:
    """It stays the definer's: the owner has its rights."""
    op.get_bind().exec_driver_sql(IS_CLOSED.replace("LIVES", lives))


def upgrade() -> None:
    _replace(f"(p.state in ('HELD', 'CONFIRMED') or (p.state = 'ENDED' and {PAST}))")


def downgrade() -> None:
    _replace(f"p.state <> 'CANCELLED' and {PAST}")
