"""What a reader decides on is found once a transaction, where the planner sees it

A place says in which municipality it lies, so that its policy asks no other table. `act_as` says on
whose behalf a transaction runs, keeps what the functions find in settings, and tells where
there is nothing to see but one's own rows: a role of its own lists those. docs/decisions/0010 says why.

Revision: 0023, after 0022, made 2026-11-22
"""

from collections.abc import Mapping

import sqlalchemy as sa
from alembic import op

from service.roles import APP, ARCHIVIST, COUNTER, DECIDER, READER, SOLVER

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

ME = "nullif(current_setting('app.organisation', true), '')::uuid"
SHARED = "state::text = any ('{APPROVED,PLACED,DECLINED,WITHDRAWN}'::text[])"
MINE = f"organisation_id = {ME}"
ASKED_DECIDED = "any ((select decided_municipalities())::text[])"
ASKED_NEAR = "any ((select near_municipalities())::text[])"
DECIDED = """any (coalesce(
    nullif(current_setting('app.decided', true), '')::text[], (select decided_municipalities())))"""
"""What `act_as` found, mostly one; who sets organisation and kind without it is asked each query."""

NEAR = """(municipality_code = any ((select coalesce(
        nullif(current_setting('app.near', true), '')::text[], near_municipalities()))::text[])
    and municipality_code >= coalesce(current_setting('app.near_from', true), ''))"""
"""Mostly dozens, too many to read for every row. The first of them tells the planner whether there
are any: most readers have none."""

OFFERED = "id = any ((select offered_places())::uuid[])"


def in_full(decided: str, of: str = "") -> str:
    return f"""{of}organisation_id = {ME} or {of}provider_id = {ME}
        or {of}municipality_code = {decided}"""


def rules(decided: str, near: str, place_in: str) -> dict[str, str]:
    """Who reads which rows, where that hangs on what somebody decides."""
    return {
        "property": f"""{MINE} or {near}
            or id = any ((select offered_properties())::uuid[])""",
        "place": f"{MINE} or (state <> 'DRAFT' and {place_in}) or {OFFERED}",
        "household": f"""{MINE} or exists (
            select from request r where r.household_id = household.id
            and r.municipality_code = {decided})""",
        "request": f"{MINE} or municipality_code = {decided}",
        "proposal": f"""{in_full(decided)}
            or ({SHARED} and (owner_id = {ME} or place_municipality_code = {decided}))""",
        "decision": f"""exists (
            select from proposal p where p.id = proposal_id and ({in_full(decided, "p.")}))""",
        "placement": f"""{MINE}
            or owner_id = {ME} or provider_id = {ME} or support_provider_id = {ME}
            or exists (
                select from proposal p where p.id = proposal_id
                and (p.municipality_code = {decided} or p.place_municipality_code = {decided}))""",
    }


AFTER = rules(DECIDED, NEAR, NEAR)
BEFORE = rules(
    ASKED_DECIDED,
    f"municipality_code = {ASKED_NEAR}",
    f"""exists (select from property at where at.id = property_id
        and at.municipality_code = {ASKED_NEAR})""",
)

OWN_ALONE = ("household", "place", "property", "request")
PARTS = ("household_member", "request_anchor", "request_avoid_area")
"""Where many see none but their own rows: as the reader they are asked for those alone, which the
planner finds by an index in the order of a page."""

ACT_AS = """
    create function act_as(organisation uuid, kind text, who text) returns text[]
    language plpgsql as $$
    declare
        decided text[];
        near text[] := '{}';
        own_alone text[] := '{}';
    begin
        perform set_config('app.organisation', organisation::text, true),
            set_config('app.kind', kind, true), set_config('app.user', who, true);
        decided := decided_municipalities();
        if decided <> '{}' then
            near := near_municipalities();
        end if;
        perform set_config('app.decided', decided::text, true),
            set_config('app.near', near::text, true),
            set_config('app.near_from', coalesce(
                (select min(code) from unnest(near) code), 'none'), true);
        if decided = '{}' then
            own_alone := '{household,request}';
            if not exists (select from proposal where provider_id = organisation) then
                own_alone := own_alone || '{place,property}'::text[];
            end if;
        end if;
        return own_alone;
    end $$"""
"""Gives the tables in which there is nothing to see but the reader's own rows."""

LIES_IN = """
    create function lies_where_its_property_does() returns trigger language plpgsql as $$
    begin
        select municipality_code into new.municipality_code
        from property where id = new.property_id;
        return new;
    end $$"""
FILL = """
    update place set municipality_code = property.municipality_code
    from property where property.id = property_id"""


def upgrade() -> None:
    _force("no force")
    op.add_column("place", sa.Column("municipality_code", sa.String(4)))
    op.execute(FILL)
    op.alter_column("place", "municipality_code", nullable=False)
    op.create_index("ix_place_municipality_code", "place", ["municipality_code"])
    op.create_unique_constraint(None, "property", ["organisation_id", "id", "municipality_code"])
    op.drop_constraint("fk_place_organisation_id_property_id", "place")
    whose = ["organisation_id", "property_id", "municipality_code"]
    where = ["organisation_id", "id", "municipality_code"]
    op.create_foreign_key(None, "place", "property", whose, where, onupdate="CASCADE")
    _force("force")
    op.execute(LIES_IN)
    op.execute(
        "create trigger lies_where_its_property_does before insert or update of property_id"
        " on place for each row execute function lies_where_its_property_does()"
    )
    op.execute(ACT_AS)
    op.execute("revoke execute on function act_as(uuid, text, text) from public")
    op.execute(f"grant execute on function act_as(uuid, text, text) to {APP}")
    _say(AFTER)
    everybody_else = f"{APP}, {COUNTER}, {SOLVER}, {DECIDER}, {ARCHIVIST}"
    for table in OWN_ALONE:
        op.execute(f"alter policy sees on {table} to {everybody_else}")
        op.execute(f"create policy sees_own on {table} for select to {READER} using ({MINE})")
    op.execute(f"grant select on {', '.join((*OWN_ALONE, *PARTS))} to {READER}")


def _force(how: str) -> None:
    """A foreign key is held against all rows, as their owner. Nobody else sees either table until
    the migration ends."""
    for table in ("place", "property"):
        op.execute(f"alter table {table} {how} row level security")


def _say(policies: Mapping[str, str]) -> None:
    for table, rule in policies.items():
        op.execute(f"alter policy sees on {table} using ({rule})")


def downgrade() -> None:
    op.execute(f"revoke select on {', '.join((*OWN_ALONE, *PARTS))} from {READER}")
    for table in OWN_ALONE:
        op.execute(f"drop policy sees_own on {table}")
        op.execute(f"alter policy sees on {table} to public")
    _say(BEFORE)
    op.execute("drop function act_as(uuid, text, text)")
    op.execute("drop trigger lies_where_its_property_does on place")
    op.execute("drop function lies_where_its_property_does()")
    op.drop_column("place", "municipality_code")
    op.drop_constraint("uq_property_organisation_id_id_municipality_code", "property")
    whose = ["organisation_id", "property_id"]
    _force("no force")
    op.create_foreign_key(None, "place", "property", whose, ["organisation_id", "id"])
    _force("force")
