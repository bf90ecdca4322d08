"""Who lives in a home holds it: who grew up there or came later, too

What is held without a decision is never refused, as that would tell a care provider of a home
elsewhere; it counts against every approval from then on. So an approval can say that somebody
leaves the home they have. Two of one household may have one name and birth date, if it is said.
The platform ends sessions of the pages, whoever they are of.

Revision: 0028, after 0027, made 2026-11-23
"""

import sqlalchemy as sa
from alembic import op

from service.roles import DEFINER

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

LASTS = "p.state <> 'CANCELLED' and (upper_inf(p.period) or upper(p.period) > today())"

CLAIM = """
    create or replace function claim_places() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public as $$
    declare
        found boolean := exists (
            select from decision d where d.proposal_id = new.proposal_id and FOUND);
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
                if not found and exists (
                    select from person_claim c
                    where c.mark = coming.exact_mark and c.period && new.period OTHERS) then
                    raise exclusion_violation using constraint = 'ex_person_claim_once',
                        message = 'somebody who is placed here has a place in these days';
                end if;
                insert into person_claim
                    (person_id, placement_id, organisation_id, mark, twin, period)
                select coming.id, new.id, coming.organisation_id, coming.exact_mark,
                    case when BESIDE then coalesce(max(c.twin) + 1, 0) else 0 end, new.period
                from person_claim c where c.mark = coming.exact_mark;
            end loop;
        end if;
        return null;
    end $$"""


def _claim(found: str, others: str, beside: str) -> str:
    return CLAIM.replace("FOUND", found).replace("OTHERS", others).replace("BESIDE", beside)


CLAIM_NOW = _claim(
    "(d.another_person or d.leaves_other_home)",
    "and c.placement_id <> new.id",
    "found or coalesce(bool_or(c.placement_id = new.id), false)",
)
"""Two of one household by one name and birth date hold its place both."""
CLAIM_BEFORE = _claim("d.another_person", "", "found")

CLAIM_LIVING = f"""
    create function claim_living() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public as $$
    begin
        if tg_op = 'UPDATE' then
            delete from person_claim c where c.person_id = new.id and new.exact_mark is null;
            update person_claim c set mark = new.exact_mark, twin = case
                when c.twin is not null then (
                    select coalesce(max(t.twin) + 1, 0) from person_claim t
                    where t.mark = new.exact_mark) end
            where c.person_id = new.id and c.mark <> new.exact_mark;
        end if;
        insert into person_claim (person_id, placement_id, organisation_id, mark, period)
        select new.id, p.id, new.organisation_id, new.exact_mark, p.period from placement p
        where p.household_id = new.household_id and new.exact_mark is not null and {LASTS}
        on conflict (person_id, placement_id) do nothing;
        return null;
    end $$"""
"""The same person under another key keeps what they hold; who grew up, or came later, holds the
home from now on. Nothing is refused, and no lock is waited for: both would tell."""

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

LIVING = """
    create trigger claims_living after insert or update of exact_mark on person for each row
    execute function claim_living()"""
RENEWED = """
    create trigger claims_renewed after update of exact_mark on person for each row
    when (new.exact_mark is distinct from old.exact_mark) execute function claim_renewed()"""
THOSE_WHO_LIVE_THERE = f"""
    insert into person_claim (person_id, placement_id, organisation_id, mark, period)
    select n.id, p.id, n.organisation_id, n.exact_mark, p.period
    from person n join placement p on p.household_id = n.household_id
    where n.exact_mark is not null and {LASTS}
    on conflict (person_id, placement_id) do nothing"""
"""Who grew up in a home before this."""

KNOWN = "key = nullif(current_setting('app.page_session', true), '')"
OWN = """(organisation_id = nullif(current_setting('app.organisation', true), '')::uuid
    and user_name = current_setting('app.user', true))"""
PLATFORM = "current_setting('app.kind', true) = 'PLATFORM'"


def upgrade() -> None:
    op.add_column(
        "decision",
        sa.Column(
            "leaves_other_home", sa.Boolean(), server_default=sa.text("false"), nullable=False
        ),
    )
    op.alter_column("person_claim", "twin", nullable=True)
    op.drop_constraint("uq_person_once", "person")
    op.execute("drop trigger claims_renewed on person")
    op.execute("drop function claim_renewed()")
    _made(CLAIM_NOW, CLAIM_LIVING, "claim_living()")
    op.execute(LIVING)
    _as_definer(THOSE_WHO_LIVE_THERE)
    _sessions_of(f"{KNOWN} or {OWN} or {PLATFORM}")


def downgrade() -> None:
    _sessions_of(f"{KNOWN} or {OWN}")
    op.execute("drop trigger claims_living on person")
    op.execute("drop function claim_living()")
    _made(CLAIM_BEFORE, CLAIM_RENEWED, "claim_renewed()")
    op.execute(RENEWED)
    _as_definer("delete from person_claim where twin is null")
    op.create_unique_constraint("uq_person_once", "person", ["household_id", "exact_mark"])
    op.alter_column("person_claim", "twin", nullable=False)
    op.drop_column("decision", "leaves_other_home")


def _made(claim: str, other: str, name: str) -> None:
    """`claim_places()` stays the definer's; the other becomes so."""
    for text in (claim, other):
        op.get_bind().exec_driver_sql(text)
    op.execute(f"revoke execute on function {name} from public")
    op.execute(f"grant create on schema public to {DEFINER}")
    op.execute(f"alter function {name} owner to {DEFINER}")
    op.execute(f"revoke create on schema public from {DEFINER}")


def _as_definer(statement: str) -> None:
    """It sees the rows of all, and may write claims."""
    op.execute(f"set local role {DEFINER}")
    op.execute(statement)
    op.execute("reset role")


def _sessions_of(rule: str) -> None:
    op.execute(f"alter policy sees on page_session using ({rule})")
    op.execute(f"alter policy changes on page_session using ({rule}) with check ({rule})")
