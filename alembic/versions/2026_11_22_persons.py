"""Persons: sealed identities, one person one home, and the hand-over to the landlord

docs/decisions/0018 says why it is as it is. Who is the same person is found by functions that see
all marks and tell yes or no.

Revision: 0022, after 0021, made 2026-11-22
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from service.period import DayPeriod
from service.roles import APP, ARCHIVIST, DECIDER, DEFINER, SOLVER

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

ME = "nullif(current_setting('app.organisation', true), '')::uuid"
PLATFORM = "current_setting('app.kind', true) = 'PLATFORM'"
MINE = f"organisation_id = {ME}"
ASKED = "coalesce(nullif(current_setting('app.erasing', true), ''), '{}')::uuid[]"
OF_A_ROUND = "now() - interval '180 days'"
FLOOR = "now() - interval '30 days'"
"""An identity is kept so long after its household was closed, whatever the terms say."""
STILL = "(upper_inf(p.period) or upper(p.period) > today())"

CLAIM = """
    create function claim_places() returns trigger
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
"""Who is placed holds the days of the placement; who holds some of them elsewhere is refused."""

CLAIM_LATE = f"""
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
        and p.state <> 'CANCELLED' and {STILL}
        on conflict do nothing;
        return null;
    end $$"""
"""Who is written down after the placement. Nothing is refused here: that would tell a care provider
of another's household. The last yes asks again."""

LOCK = """
    create function lock_persons() returns void
    language plpgsql security definer set search_path = pg_catalog, public as $$
    declare
        marks bytea[] := array(
            select n.exact_mark from person n
            where n.household_id = any ((select (hand()).households)::uuid[])
            and n.exact_mark is not null);
    begin
        perform from person n where n.exact_mark = any (marks) order by n.id for no key update;
    end $$"""
"""So that two decisions on the same person wait for each other, instead of for a deadlock."""

DOUBLES = f"""
    create function doubles(request_ids uuid[])
    returns table (request_id uuid, certainty text, housed boolean)
    language plpgsql stable security definer set search_path = pg_catalog, public as $$
    declare
        decided text[] := decided_municipalities();
    begin
        return query
            with asked as (
                select q.id, n.household_id, n.exact_mark, n.possible_marks
                from request q join person n on n.household_id = q.household_id
                where q.id = any (request_ids) and q.municipality_code = any (decided)
                and n.exact_mark is not null),
            alike as (
                select a.id, 'EXACT' as certainty, n.household_id
                from asked a join person n on n.exact_mark = a.exact_mark
                where n.household_id <> a.household_id
                union
                select a.id, 'POSSIBLE', n.household_id
                from asked a join person n on n.possible_marks && a.possible_marks
                where n.household_id <> a.household_id and n.exact_mark <> a.exact_mark),
            standing as (
                select b.id, b.certainty,
                    (select true from placement p where p.household_id = b.household_id
                     and p.state <> 'CANCELLED' and {STILL} limit 1) is true as housed,
                    (select true from request r where r.household_id = b.household_id
                     and r.state::text = any ('{{ACTIVE,OFFERED,PARKED}}'::text[])
                     limit 1) is true as asking
                from alike b)
            select s.id, s.certainty,
                case when s.certainty = 'EXACT' then bool_or(s.housed) end
            from standing s where s.housed or s.asking
            group by s.id, s.certainty order by s.id, s.certainty;
    end $$"""
"""Of requests that the actor decides on: whether the same person asks, or has a home, elsewhere.
`limit` keeps the planner from reading all requests for a few."""

HANDED_OVER = f"""
    create function handed_over(hand_over_id uuid)
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
            and p.state = 'CONFIRMED' and d.outcome = 'APPROVED' and d.withdrawn_at is null
            and not exists (
                select from offer o where o.proposal_id = p.proposal_id and o.state <> 'ACCEPTED')
            order by n.id;
    end $$"""
"""What a landlord opened, for a day and as long as every yes stands."""

DOSSIER = f"""
    create or replace function dossier(
        out households uuid[], out requests uuid[], out proposals uuid[], out placements uuid[],
        out rounds uuid[], out everything uuid[])
    language plpgsql stable security definer set search_path = pg_catalog, public as $$
    begin
        households := array(
            select h.id from household h where h.id = any ({ASKED}) and is_closed(h.id)
            and (h.organisation_id = {ME}
                 or ({PLATFORM} and last_touched(h.id) < {OF_A_ROUND})));
        requests := array(select id from request where household_id = any (households));
        proposals := array(select id from proposal where household_id = any (households));
        placements := array(select id from placement where household_id = any (households));
        rounds := array(
            select round_id from round_snapshot where seals ?| array(select unnest(requests)::text));
        everything := households || requests || proposals || placements
            || array(select id from decision where proposal_id = any (proposals))
            || array(select id from offer where proposal_id = any (proposals))
            || array(select id from lease where placement_id = any (placements))MORE;
    end $$"""
"""As it stood before, with the persons and what was handed over of them."""
MORE = """
            || array(select id from person where household_id = any (households))
            || array(select id from hand_over where placement_id = any (placements))"""

FUNCTIONS = {
    "claim_places()": (CLAIM, ""),
    "claim_late()": (CLAIM_LATE, ""),
    "lock_persons()": (LOCK, DECIDER),
    "doubles(uuid[])": (DOUBLES, APP),
    "handed_over(uuid)": (HANDED_OVER, APP),
}
TRIGGERS = {
    "claims": "after insert or update of state, period on placement for each row"
    " execute function claim_places()",
    "claims_late": "after insert or update of exact_mark on person for each row"
    " execute function claim_late()",
}

OWN_HOUSEHOLD = f"""{MINE} and exists (
    select from household h where h.id = household_id and h.{MINE})"""
EVERY_YES = f"""{MINE} and exists (
    select from placement p where p.id = placement_id and p.owner_id = {ME}
    and p.provider_id = hand_over.provider_id and p.state = 'CONFIRMED')"""


def among(what: str) -> str:
    """A member of what is to be erased, asked once a query."""
    return f"any ((select (dossier()).{what})::uuid[])"


ERASED = f"""household_id = {among("households")}
    or (is_closed(household_id) and last_touched(household_id) < {FLOOR})"""
OPENED = f"placement_id = {among('placements')}"

POLICIES = (
    ("person", "sees", f"select to public using ({MINE})"),
    ("person", "adds", f"insert to public with check ({OWN_HOUSEHOLD})"),
    ("person", "changes", f"update to public using ({MINE}) with check ({OWN_HOUSEHOLD})"),
    ("person", "takes_away", f"delete to {APP} using ({MINE})"),
    ("person", "finds", f"select to {ARCHIVIST} using ({ERASED})"),
    ("person", "destroys", f"delete to {ARCHIVIST} using ({ERASED})"),
    ("person_claim", "sees", f"select to public using ({MINE})"),
    ("hand_over", "sees", f"select to public using ({MINE} or provider_id = {ME})"),
    ("hand_over", "adds", f"insert to public with check ({EVERY_YES})"),
    ("hand_over", "finds", f"select to {ARCHIVIST} using ({OPENED})"),
    ("hand_over", "destroys", f"delete to {ARCHIVIST} using ({OPENED})"),
)
RIGHTS = (
    f"revoke all on person_claim from {APP}",
    f"revoke update, delete on hand_over from {APP}",
    f"grant select on person, hand_over to {DEFINER}",
    f"grant update (version) on person to {DEFINER}",  # to lock it
    f"grant select, insert, update, delete on person_claim to {DEFINER}",
    f"grant select, delete on person, hand_over to {ARCHIVIST}",
    f"grant execute on function last_touched(uuid) to {ARCHIVIST}",
    # Whom a line of the audit is about.
    f"grant select (id, household_id) on person to {SOLVER}, {DECIDER}",
    f"grant select (id, placement_id) on hand_over to {SOLVER}, {DECIDER}",
)


def upgrade() -> None:
    op.create_table(
        "person",
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("match_key", sa.String(length=40), nullable=False),
        sa.Column("exact_mark", sa.LargeBinary(), nullable=True),
        sa.Column("possible_marks", sa.ARRAY(sa.LargeBinary()), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(exact_mark IS NULL) = (cardinality(possible_marks) = 0)",
            name=op.f("ck_person_marked_or_not"),
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_person_household_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_person_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("household_id", "exact_mark", name="uq_person_once"),
        sa.UniqueConstraint("organisation_id", "id", name=op.f("uq_person_organisation_id_id")),
    )
    op.create_index("ix_person_exact_mark", "person", ["exact_mark"], unique=False)
    op.create_index(
        "ix_person_possible_marks",
        "person",
        ["possible_marks"],
        unique=False,
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )
    op.create_table(
        "hand_over",
        sa.Column("placement_id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "APPOINTMENT",
                "CONTRACT",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_hand_over_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_hand_over_placement_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["organisation.id"], name=op.f("fk_hand_over_provider_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_over")),
        sa.UniqueConstraint("organisation_id", "id", name=op.f("uq_hand_over_organisation_id_id")),
    )
    op.create_index("ix_hand_over_placement_id", "hand_over", ["placement_id"], unique=False)
    op.create_index("ix_hand_over_provider_id", "hand_over", ["provider_id"], unique=False)
    op.create_table(
        "person_claim",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("placement_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("twin", sa.SmallInteger(), nullable=False),
        sa.Column("period", DayPeriod(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("mark"), "="),
            (sa.column("twin"), "="),
            (sa.column("period"), "&&"),
            using="gist",
            name="ex_person_claim_once",
        ),
        sa.CheckConstraint(
            "NOT isempty(period) AND lower(period) IS NOT NULL",
            name=op.f("ck_person_claim_period_not_empty"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_person_claim_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_claim_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"],
            ["placement.id"],
            name=op.f("fk_person_claim_placement_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "placement_id", name=op.f("pk_person_claim")),
    )
    op.create_index("ix_person_claim_placement_id", "person_claim", ["placement_id"], unique=False)
    op.add_column(
        "decision",
        sa.Column("another_person", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    for table in ("person", "person_claim", "hand_over"):
        op.execute(f"alter table {table} enable row level security, force row level security")
    for statement in RIGHTS:
        op.execute(statement)
    for table, name, rule in POLICIES:
        op.execute(f"create policy {name} on {table} for {rule}")
    op.execute(f"grant create on schema public to {DEFINER}")
    for name, (text, callers) in FUNCTIONS.items():
        op.get_bind().exec_driver_sql(text)
        op.execute(f"revoke execute on function {name} from public")
        if callers:
            op.execute(f"grant execute on function {name} to {callers}")
        op.execute(f"alter function {name} owner to {DEFINER}")
    op.execute(f"revoke create on schema public from {DEFINER}")
    for name, when in TRIGGERS.items():
        op.execute(f"create trigger {name} {when}")
    op.get_bind().exec_driver_sql(DOSSIER.replace("MORE", MORE))


def downgrade() -> None:
    op.get_bind().exec_driver_sql(DOSSIER.replace("MORE", ""))
    op.execute("drop trigger claims on placement")
    op.drop_table("person_claim")
    op.drop_table("hand_over")
    op.drop_table("person")
    for name in FUNCTIONS:
        op.execute(f"drop function {name}")
    op.drop_column("decision", "another_person")
    op.execute(f"revoke execute on function last_touched(uuid) from {ARCHIVIST}")
