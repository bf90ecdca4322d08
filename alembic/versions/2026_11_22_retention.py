"""Retention and erasure: what may be destroyed, and by whom

The text is frozen: another rule is another migration. docs/decisions/0013 says why it is as it is.

Revision: 0017, after 0016, made 2026-11-22
"""

from collections.abc import Iterator

from alembic import op

from service.roles import APP, ARCHIVIST, DEFINER

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ME = "nullif(current_setting('app.organisation', true), '')::uuid"
PLATFORM = "current_setting('app.kind', true) = 'PLATFORM'"
ASKED = "coalesce(nullif(current_setting('app.erasing', true), ''), '{}')::uuid[]"
OPEN = "'{DRAFT,ACTIVE,OFFERED,PARKED}'::text[]"
FLOOR = "now() - interval '1 day'"
"""Nothing of the traffic goes sooner, whatever the terms say."""
OF_A_ROUND = "now() - interval '180 days'"
"""Logs of the engine stay six months at least (AI Act, article 26(6))."""
OF_THE_AUDIT = "now() - interval '5 years'"

LAST_TOUCHED = """
    create function last_touched(household_id uuid) returns timestamptz
    language plpgsql stable security definer set search_path = pg_catalog, public as $$
    begin
        return greatest(
            (select changed_at from household where id = $1),
            (select max(r.changed_at) from request r where r.household_id = $1),
            (select max(p.changed_at) from placement p where p.household_id = $1),
            (select max(upper(p.period))::timestamptz from placement p
             where p.household_id = $1 and p.state <> 'CANCELLED'));
    end $$"""

IS_CLOSED = f"""
    create function is_closed(household_id uuid) returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, public as $$
    begin
        return not exists (
            select from request r where r.household_id = $1 and r.state::text = any ({OPEN}))
        and not exists (
            select from placement p where p.household_id = $1 and p.state <> 'CANCELLED'
            and (upper(p.period) is null or upper(p.period) > current_date))
        and not exists (
            select from round r join round_snapshot s on s.round_id = r.id
            join request q on q.household_id = $1
            where r.state = 'SOLVING' and s.seals ? q.id::text);
    end $$"""
"""Nobody is at work on it: no open request, nobody lives anywhere, no round that runs knows it."""

CLOSED = """
    create function closed_households(before timestamptz, most integer) returns uuid[]
    language plpgsql stable security definer set search_path = pg_catalog, public as $$
    begin
        return array(
            select h.id from household h
            where h.changed_at < before and last_touched(h.id) < before and is_closed(h.id)
            order by h.id limit most);
    end $$"""

DOSSIER = f"""
    create function dossier(
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
            || array(select id from lease where placement_id = any (placements));
    end $$"""
"""All of the households in `app.erasing` that is closed and that the actor may have erased: its own,
or as the platform's what nobody touched for long."""

NOBODY_IN = """
    create function nobody_in(group_id uuid) returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, public as $$
    begin
        return not exists (select from request r where r.group_id = $1);
    end $$"""

LOOKED_AT = f"""
    create function looked_at(household_id uuid)
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
            order by e.id;
    end $$"""
"""Who looked, for the care provider alone; without the names of those who did."""

FUNCTIONS = {
    "last_touched(uuid)": (LAST_TOUCHED, ""),
    "is_closed(uuid)": (IS_CLOSED, f"{APP}, {ARCHIVIST}"),
    "closed_households(timestamptz, integer)": (CLOSED, ARCHIVIST),
    "dossier()": (DOSSIER, ARCHIVIST),
    "nobody_in(uuid)": (NOBODY_IN, ARCHIVIST),
    "looked_at(uuid)": (LOOKED_AT, APP),
}
ASKED_BY_POLICIES = (
    *("mandate_givers()", "decided_municipalities()", "deciding_regions()"),
    *("near_municipalities()", "offered_places()", "offered_properties()"),
)


def among(what: str) -> str:
    """A member of what is to be erased, asked once a query."""
    return f"any ((select (dossier()).{what})::uuid[])"


OLD_ROUND = f"""exists (
    select from round r where r.id = round_id and r.finished_at < {OF_A_ROUND})"""
NAMED = "exists (select from unnest((select (dossier()).everything)) known where {})"
IN_AN_ANSWER = NAMED.format("""position(convert_to(known::text, 'UTF8') in body) > 0
    or position(known::text in headers::text) > 0""")
IN_A_MESSAGE = NAMED.format("position(known::text in data::text) > 0")

FOUND = {
    "household": f"id = {among('households')}",
    "request": f"id = {among('requests')}",
    "request_group": f"(organisation_id = {ME} or {PLATFORM}) and nobody_in(id)",
    "proposal": f"id = {among('proposals')}",
    "decision": f"proposal_id = {among('proposals')}",
    "offer": f"proposal_id = {among('proposals')}",
    "placement": f"id = {among('placements')}",
    "lease": f"placement_id = {among('placements')}",
    "round": f"id = {among('rounds')} or finished_at < {OF_A_ROUND}",
    "round_snapshot": f"round_id = {among('rounds')} or {OLD_ROUND}",
    "round_unplaced": f"request_id = {among('requests')} or {OLD_ROUND}",
    "event": f"subject_id = {among('everything')} or told_at < {FLOOR}",
    "webhook_delivery": f"(state <> 'PENDING' and changed_at < {FLOOR}) or {IN_A_MESSAGE}",
    "answered_command": f"at < {FLOOR} or {IN_AN_ANSWER}",
    "intake": f"finished_at < {FLOOR}",
    "audit_event": f"at < {OF_THE_AUDIT}",
}
"""What the archivist sees, of which it destroys what `DESTROYED` says."""
DESTROYED = {table: rule for table, rule in FOUND.items() if table not in {"round"}} | {
    "round_snapshot": OLD_ROUND
}
UNLINKED = {
    "round": f"id = {among('rounds')}",
    "round_snapshot": f"round_id = {among('rounds')}",
}
"""What stands about others too: of it only whom it is about goes."""

QUEUE = "procrastinate_jobs, procrastinate_events, procrastinate_periodic_defers"
RIGHTS = (
    f"grant select, delete on {', '.join(sorted(DESTROYED.keys() - {'audit_event'}))} to {ARCHIVIST}",
    f"grant select on round to {ARCHIVIST}",
    f"grant select (id, at), delete on audit_event to {ARCHIVIST}",
    f"grant select (number, sealed_at, upto) on audit_seal to {ARCHIVIST}",
    f"grant update (certificate, snapshot_hash, version, changed_at) on round to {ARCHIVIST}",
    f"grant update (problem, seals, solution, advice) on round_snapshot to {ARCHIVIST}",
    f"grant select, delete on {QUEUE} to {ARCHIVIST}",
    f"grant update on procrastinate_periodic_defers to {ARCHIVIST}",
    *(f"grant execute on function {name} to {ARCHIVIST}" for name in ASKED_BY_POLICIES),
    f"grant select on household, placement, decision, offer, lease, round_snapshot to {DEFINER}",
    f"grant select on round to {DEFINER}",
)
SEES_MORE = "household, placement, decision, offer, lease, round_snapshot, round"

KEEP = """
    create or replace function keep_audit() returns trigger language plpgsql as $$
    begin
        {but}
        raise insufficient_privilege using message = 'the audit is only ever added to';
    end $$"""
BUT_WHAT_IS_OVER = f"""if tg_op = 'DELETE' and current_user = '{ARCHIVIST}' then
            return null;
        end if;"""


def policies() -> Iterator[tuple[str, str, str]]:
    """Table, name, and command with rule of each policy."""
    for table, rule in FOUND.items():
        yield table, "finds", f"select to {ARCHIVIST} using ({rule})"
    for table, rule in DESTROYED.items():
        yield table, "destroys", f"delete to {ARCHIVIST} using ({rule})"
    for table, rule in UNLINKED.items():
        yield table, "unlinks", f"update to {ARCHIVIST} using ({rule}) with check ({rule})"


def upgrade() -> None:
    for statement in RIGHTS:
        op.execute(statement)
    op.execute(f"grant create on schema public to {DEFINER}")
    for name, (text, callers) in FUNCTIONS.items():
        op.get_bind().exec_driver_sql(text)
        op.execute(f"revoke execute on function {name} from public")
        if callers:
            op.execute(f"grant execute on function {name} to {callers}")
        op.execute(f"alter function {name} owner to {DEFINER}")
    op.execute(f"revoke create on schema public from {DEFINER}")
    for table, name, rule in policies():
        op.get_bind().exec_driver_sql(f"create policy {name} on {table} for {rule}")
    op.execute(KEEP.format(but=BUT_WHAT_IS_OVER))


def downgrade() -> None:
    op.execute(KEEP.format(but=""))
    for table, name, _ in policies():
        op.execute(f"drop policy {name} on {table}")
    for name in reversed(FUNCTIONS):
        op.execute(f"drop function {name}")
    for name in ASKED_BY_POLICIES:
        op.execute(f"revoke execute on function {name} from {ARCHIVIST}")
    tables = ", ".join([*sorted(DESTROYED), "round", "audit_seal", QUEUE])
    op.execute(f"revoke all on {tables} from {ARCHIVIST}")
    op.execute(f"revoke all (id, at) on audit_event from {ARCHIVIST}")
    op.execute(f"revoke all (number, sealed_at, upto) on audit_seal from {ARCHIVIST}")
    op.execute(f"revoke all (certificate, snapshot_hash, version, changed_at) on round from {ARCHIVIST}")
    op.execute(f"revoke all (problem, seals, solution, advice) on round_snapshot from {ARCHIVIST}")
    op.execute(f"revoke select on {SEES_MORE} from {DEFINER}")
