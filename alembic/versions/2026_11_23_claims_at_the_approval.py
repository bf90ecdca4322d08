"""A claim is made at the approval alone, against every other of the same person

Who decides is the only one that hears of it: who they are stands still from then on. Two claims of
one mark never have days in common, unless the decision says that it is somebody else.

Revision: 0025, after 0024, made 2026-11-23
"""

from alembic import op

from service.roles import DEFINER

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

CLAIM = """
    create or replace function claim_places() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public as $$
    declare
        of_another boolean := exists (
            select from decision d where d.proposal_id = new.proposal_id and d.another_person);
        coming record;
    begin
        if new.state = 'CANCELLED' then
            delete from person_claim c where c.placement_id = new.id;
        elsif tg_op = 'UPDATE' then
            perform pg_advisory_xact_lock(hashtextextended(encode(c.mark, 'hex'), 0))
            from (select mark from person_claim where placement_id = new.id
                and period <> new.period order by mark) c;
            update person_claim c set period = new.period, twin = case
                when exists (
                    select from person_claim t where t.mark = c.mark and t.twin = c.twin
                    and t.placement_id <> c.placement_id and t.period && new.period)
                then (select max(t.twin) + 1 from person_claim t where t.mark = c.mark)
                else c.twin end
            where c.placement_id = new.id and c.period <> new.period;
        else
            for coming in
                select n.id, n.organisation_id, n.exact_mark from person n
                where n.household_id = new.household_id and n.exact_mark is not null
                order by n.exact_mark
            loop
                perform pg_advisory_xact_lock(hashtextextended(encode(coming.exact_mark, 'hex'), 0));
                if not of_another and exists (
                    select from person_claim c
                    where c.mark = coming.exact_mark and c.period && new.period) then
                    raise exclusion_violation using constraint = 'ex_person_claim_once',
                        message = 'somebody who is placed here has a place in these days';
                end if;
                insert into person_claim
                    (person_id, placement_id, organisation_id, mark, twin, period)
                select coming.id, new.id, coming.organisation_id, coming.exact_mark,
                    case when of_another then coalesce(max(c.twin) + 1, 0) else 0 end, new.period
                from person_claim c where c.mark = coming.exact_mark;
            end loop;
        end if;
        return null;
    end $$"""
"""Who is placed holds the days of the placement; who holds some of them elsewhere is refused. Only
the approval is: days that shift with the last yes refuse nobody, as that would tell those who
answer."""

CLAIM_RENEWED = """
    create function claim_renewed() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public as $$
    begin
        delete from person_claim c where c.person_id = new.id and new.exact_mark is null;
        update person_claim c set mark = new.exact_mark, twin = (
            select coalesce(max(t.twin) + 1, 0) from person_claim t where t.mark = new.exact_mark)
        where c.person_id = new.id;
        return null;
    end $$"""
"""The same person under another key keeps what they hold, and nothing is refused."""

RENEWED = """
    create trigger claims_renewed after update of exact_mark on person for each row
    when (new.exact_mark is distinct from old.exact_mark) execute function claim_renewed()"""

CLAIM_BEFORE = """
    create or replace function claim_places() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public as $$
    begin
        if new.state = 'CANCELLED' then
            delete from person_claim c where c.placement_id = new.id;
            return null;
        end if;
        update person_claim c set period = new.period
        where c.placement_id = new.id and c.period <> new.period;
        if tg_op = 'INSERT' or (old.state = 'HELD' and new.state = 'CONFIRMED') then
            insert into person_claim (person_id, placement_id, organisation_id, mark, twin, period)
            select n.id, new.id, n.organisation_id, n.exact_mark,
                case when d.another_person then coalesce(
                    (select max(c.twin) + 1 from person_claim c where c.mark = n.exact_mark), 0)
                else 0 end, new.period
            from person n left join decision d on d.proposal_id = new.proposal_id
            where n.household_id = new.household_id and n.exact_mark is not null
            and not exists (
                select from person_claim c where c.person_id = n.id and c.placement_id = new.id)
            order by n.exact_mark;
        end if;
        return null;
    end $$"""

CLAIM_LATE = """
    create function claim_late() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public as $$
    begin
        if tg_op = 'UPDATE' then
            if new.exact_mark is not distinct from old.exact_mark then
                return null;
            end if;
            delete from person_claim c where c.person_id = new.id;
        end if;
        insert into person_claim (person_id, placement_id, organisation_id, mark, twin, period)
        select new.id, p.id, new.organisation_id, new.exact_mark, 0, p.period
        from placement p
        where p.household_id = new.household_id and new.exact_mark is not null
        and p.state <> 'CANCELLED' and (upper_inf(p.period) or upper(p.period) > today())
        on conflict do nothing;
        return null;
    end $$"""

LATE = """
    create trigger claims_late after insert or update of exact_mark on person for each row
    execute function claim_late()"""


def upgrade() -> None:
    op.execute("drop trigger claims_late on person")
    op.execute("drop function claim_late()")
    _made(CLAIM, CLAIM_RENEWED, "claim_renewed()")
    op.execute(RENEWED)


def downgrade() -> None:
    op.execute("drop trigger claims_renewed on person")
    op.execute("drop function claim_renewed()")
    _made(CLAIM_BEFORE, CLAIM_LATE, "claim_late()")
    op.execute(LATE)


def _made(claim: str, other: str, name: str) -> None:
    """`claim_places()` stays the definer's; the other becomes so."""
    for text in (claim, other):
        op.get_bind().exec_driver_sql(text)
    op.execute(f"revoke execute on function {name} from public")
    op.execute(f"grant create on schema public to {DEFINER}")
    op.execute(f"alter function {name} owner to {DEFINER}")
    op.execute(f"revoke create on schema public from {DEFINER}")
