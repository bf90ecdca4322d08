"""Who lives somewhere is opened until their last day there, by the database's own clock

An end that was recorded ahead closed it at once, and who writes a hand-over could date it later.

Revision: 0027, after 0026, made 2026-11-23
"""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

ME = "nullif(current_setting('app.organisation', true), '')::uuid"
CONFIRMED = "p.state = 'CONFIRMED'"
LIVED_IN = """p.state::text = any ('{CONFIRMED,ENDED}'::text[])
    and (upper_inf(p.period) or upper(p.period) > today())"""
OF_NOW = "created_at <= now()"

HANDED_OVER = f"""
    create or replace function handed_over(hand_over_id uuid)
    returns table (id uuid, organisation_id uuid, household_id uuid, wrapped_key bytea, sealed bytea)
    language plpgsql stable security definer set search_path = pg_catalog, public as $$
    begin
        return query
            select n.id, n.organisation_id, n.household_id, n.wrapped_key, n.sealed
            from hand_over h
            join placement p on p.id = h.placement_id
            join decision d on d.proposal_id = p.proposal_id
            join person n on n.household_id = p.household_id
            where h.id = $1 and h.organisation_id = {ME} and p.owner_id = {ME}
            and h.created_at > now() - interval '1 day'
            and LIVED_IN and d.outcome = 'APPROVED' and d.withdrawn_at is null
            and not exists (
                select from offer o where o.proposal_id = p.proposal_id and o.state <> 'ACCEPTED')
            order by n.id;
    end $$"""


def _open(lived_in: str, *more: str) -> None:
    op.get_bind().exec_driver_sql(HANDED_OVER.replace("LIVED_IN", lived_in))
    every_yes = f"""organisation_id = {ME} and exists (
        select from placement p where p.id = placement_id and p.owner_id = {ME}
        and p.provider_id = hand_over.provider_id and {lived_in})"""
    rule = " and ".join((every_yes, *more))
    op.execute(f"alter policy adds on hand_over with check ({rule})")


def upgrade() -> None:
    _open(LIVED_IN, OF_NOW)


def downgrade() -> None:
    _open(CONFIRMED)
