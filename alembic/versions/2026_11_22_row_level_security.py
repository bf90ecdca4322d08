"""Row-level security, forced: who sees and who changes which rows is said here

The text is frozen: another rule is another migration. docs/decisions/0010 says why it is as it is.
Codes are compared as arrays of text, which a restored copy writes just so.

Revision: 0016, after 0015, made 2026-11-22
"""

from collections.abc import Iterator

from alembic import op

from service.roles import APP, AUDITOR, COUNTER, DECIDER, DEFINER, OWNER, SOLVER

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ME = "nullif(current_setting('app.organisation', true), '')::uuid"
KIND = "current_setting('app.kind', true)"
DECIDES = f"{KIND} in ('MUNICIPALITY', 'CENTRE_MUNICIPALITY')"
PLATFORM = f"{KIND} = 'PLATFORM'"
SHARED = "state::text = any ('{APPROVED,PLACED,DECLINED,WITHDRAWN}'::text[])"
MINE = f"organisation_id = {ME}"
SOMEBODY = f"{ME} is not null"


def among(function: str, kind: str = "uuid") -> str:
    """A member of what the function finds, which is asked once a query and not once a row."""
    return f"any ((select {function})::{kind}[])"


DECIDED = among("decided_municipalities()", "text")
NEAR = among("near_municipalities()", "text")
REGIONS = among("deciding_regions()")
GIVERS = among("mandate_givers()")

INDEXES = (
    ("ix_request_household_id", "request", "household_id"),
    ("ix_proposal_municipality_code", "proposal", "municipality_code"),
    ("ix_proposal_place_municipality_code", "proposal", "place_municipality_code"),
    ("ix_placement_support_provider_id", "placement", "support_provider_id"),
    ("ix_mandate_mandated_id", "mandate", "mandated_id"),
)
"""What the policies look rows up by, where nothing else did."""

# The functions see every row, so each says itself on whose behalf it looks.
FUNCTIONS = {
    "mandate_givers()": (
        "uuid[]",
        f"""
        select coalesce(array_agg(organisation_id), '{{}}') from mandate
        where {DECIDES} and mandated_id = {ME} and withdrawn_at is null
        and period @> current_date""",
    ),
    "decided_municipalities()": (
        "text[]",
        f"""
        select coalesce(array_agg(municipality_code::text), '{{}}') from organisation
        where {DECIDES} and (id = {ME} or id = any (mandate_givers()))
        and municipality_code is not null""",
    ),
    "deciding_regions()": (
        "uuid[]",
        """
        select coalesce(array_agg(distinct m.region_id), '{}')
        from region_municipality m join region r on r.id = m.region_id
        where r.withdrawn_at is null and m.period @> current_date
        and m.municipality_code = any (decided_municipalities())""",
    ),
    "near_municipalities()": (
        "text[]",
        """
        select coalesce(array_agg(distinct municipality_code::text), '{}')
        from region_municipality
        where period @> current_date and region_id = any (deciding_regions())""",
    ),
    "offered_places()": (
        "uuid[]",
        f"""
        select coalesce(array_agg(distinct place_id), '{{}}') from proposal
        where provider_id = {ME} and {SHARED}""",
    ),
    "offered_properties()": (
        "uuid[]",
        """
        select coalesce(array_agg(distinct property_id), '{}') from place
        where id = any (offered_places())""",
    ),
}

DEFINED = """
    create function {name} returns {kind} language plpgsql stable security definer
    set search_path = pg_catalog, public as $$ begin return ({body}); end $$"""

HAND = f"""
    create function hand(
        out proposals uuid[], out places uuid[], out properties uuid[], out households uuid[],
        out groups uuid[], out competent boolean)
    language plpgsql stable security definer set search_path = pg_catalog, public as $$
    declare
        me uuid := {ME};
        asked uuid := nullif(current_setting('app.deciding', true), '')::uuid;
        decided text[];
        first record;
    begin
        competent := false;
        if me is null or asked is null then
            return;
        end if;
        decided := decided_municipalities();
        select p.municipality_code, p.household_id, r.group_id, g.kind into first
        from proposal p join request r on r.id = p.request_id
        left join request_group g on g.id = r.group_id
        where p.id = asked
        and (me in (p.owner_id, p.provider_id, p.support_provider_id)
             or p.municipality_code = any (decided) or p.place_municipality_code = any (decided));
        if not found then
            return;
        end if;
        competent := first.municipality_code = any (decided);
        groups := array[first.group_id];
        if first.kind = 'TOGETHER' then
            households := array(select household_id from request where group_id = first.group_id);
            proposals := array(
                select p.id from proposal p join request r on r.id = p.request_id
                where r.group_id = first.group_id);
        else
            households := array[first.household_id];
            proposals := array[asked];
        end if;
        places := array(select place_id from proposal where id = any (proposals));
        properties := array(select property_id from place where id = any (places));
    end $$"""
"""What the decision in `app.deciding` may touch, for a party to it: the proposal, and where
households live together or nowhere, all of their group. Nobody else holds anything."""


def held(what: str) -> str:
    """A member of what is in hand."""
    return among(f"(hand()).{what}")


COMPETENT = "(select (hand()).competent)"
IN_HAND = f"proposal_id = {held('proposals')}"


def of(parent: str, link: str) -> str:
    """Whoever sees the parent sees its part."""
    return f"exists (select from {parent} parent where parent.id = {link})"


def own(parent: str, link: str) -> str:
    """The part of what belongs to the reader."""
    mine = f"parent.organisation_id = {ME}"
    return f"exists (select from {parent} parent where parent.id = {link} and {mine})"

def in_full(of: str = "") -> str:
    """A proposal that the reader sees whole: it decides on it, or asked."""
    return (
        f"{of}organisation_id = {ME} or {of}provider_id = {ME}"
        f" or {of}municipality_code = {DECIDED}"
    )


SEES = {
    "organisation": "true",
    "region": "true",
    "region_municipality": "true",
    "mandate": "true",
    "property": f"{MINE} or municipality_code = {NEAR} or id = {among('offered_properties()')}",
    "place": f"""{MINE} or id = {among("offered_places()")}
        or (state <> 'DRAFT' and exists (
            select from property at where at.id = property_id and at.municipality_code = {NEAR}))""",
    "household": f"""{MINE} or exists (
        select from request r where r.household_id = household.id
        and r.municipality_code = {DECIDED})""",
    "household_member": of("household", "household_id"),
    "request": f"{MINE} or municipality_code = {DECIDED}",
    "request_anchor": of("request", "request_id"),
    "request_avoid_area": of("request", "request_id"),
    "request_group": MINE,
    "support_capacity": f"{MINE} or region_id = {REGIONS}",
    "agreement": f"{MINE} or provider_id = {ME} or {DECIDES}",
    "lease_budget": f"{MINE} or {DECIDES}",
    "neighbourhood_capacity": MINE,
    "housing_first_rule": f"{MINE} or owner_id = {ME}",
    "quota": f"{MINE} or owner_id = {ME}",
    "policy": MINE,
    "round": MINE,
    "round_snapshot": MINE,
    "round_unplaced": f"{MINE} or provider_id = {ME}",
    "proposal": f"""{in_full()}
        or ({SHARED} and (owner_id = {ME} or place_municipality_code = {DECIDED}))""",
    "decision": f"""exists (
        select from proposal p where p.id = proposal_id and ({in_full("p.")}))""",
    "offer": f"""{MINE} or municipality_id = {ME}
        or organisation_id = {GIVERS} or municipality_id = {GIVERS}""",
    "placement": f"""{MINE}
        or owner_id = {ME} or provider_id = {ME} or support_provider_id = {ME}
        or exists (
            select from proposal p where p.id = proposal_id
            and (p.municipality_code = {DECIDED} or p.place_municipality_code = {DECIDED}))""",
    "lease": of("placement", "placement_id"),
    "lease_milestone": of("lease", "lease_id"),
    "intake": MINE,
    "event": MINE,
    "webhook_endpoint": MINE,
    "webhook_delivery": MINE,
    "answered_command": MINE,
    "audit_event": MINE,
}
"""Who reads which rows, whatever role it works as. The first four are a register for everybody."""

ADDS = {
    **dict.fromkeys(("organisation", "region", "region_municipality"), PLATFORM),
    **dict.fromkeys(
        (
            *("mandate", "property", "place", "household", "request", "request_group"),
            *("support_capacity", "agreement", "lease_budget", "neighbourhood_capacity"),
            *("housing_first_rule", "quota", "policy", "round", "intake", "answered_command"),
            *("round_snapshot", "round_unplaced", "proposal", "audit_event"),
            *("event", "webhook_endpoint", "webhook_delivery"),
        ),
        MINE,
    ),
    "household_member": own("household", "household_id"),
    "request_anchor": own("request", "request_id"),
    "request_avoid_area": own("request", "request_id"),
}
"""Who adds which rows. Those of a decision are in `IN_A_DECISION`; what a round brings is added by
the solver alone, who has the right to."""

NEVER_CHANGED = {"audit_event", "round_unplaced", "proposal"}
CHANGES = {table: rule for table, rule in ADDS.items() if table not in NEVER_CHANGED}
PARTS = (
    *("household_member", "request_anchor", "request_avoid_area"),
    *("region_municipality", "lease_milestone"),
)
"""Rows that go when what they are part of changes; all others stay on record."""

COUNTED = (
    *("property", "place", "household", "household_member", "request", "request_anchor"),
    *("request_avoid_area", "request_group", "support_capacity", "agreement", "lease_budget"),
    *("neighbourhood_capacity", "housing_first_rule", "quota", "policy", "round"),
    *("round_snapshot", "proposal", "offer", "placement", "lease"),
)
"""What is counted whoever it belongs to: a home that is taken is taken for everybody."""

COUNTED_COLUMNS = {
    "household": "id, organisation_id, ages_recorded_date, traits, withdrawn_at",
    "request": """id, organisation_id, version, created_at, changed_at, household_id, state,
        municipality_code, origin_municipality_code, preferred_region_id, region_decision_reason,
        region_decision_date, waiting_since_date, homeless_since_date, needed_from_date,
        min_stay_days, ethos, urgency_ground, urgency_decision_number, urgency_until_date,
        contract_forms, temporary_grounds, income_band, max_net_rent_cents, accessibility,
        wants_forbidden, wants_required, housing_first, care_type, care_level,
        support_provider_id, funding_regime, funding_until_date, equal_treatment,
        consent_given_at, group_id""",
    "offer": """id, organisation_id, municipality_id, proposal_id, party, state, reason_code,
        answered_at""",
}
"""Of these only what a rule asks about: no reference, no remark, no name of an official."""

REGISTER = "organisation, region, region_municipality, municipality, mandate"

LOCKED = {
    "property": f"id = {held('properties')}",
    "household": f"id = {held('households')}",
    "request_group": f"id = {held('groups')}",
    **dict.fromkeys(
        (
            *("organisation", "agreement", "lease_budget", "neighbourhood_capacity"),
            "housing_first_rule",
        ),
        SOMEBODY,
    ),
}
"""What a decision rests on: kept as it is until it is made, and never changed by it."""

MOVED = {
    "place": f"id = {held('places')}",
    "request": f"household_id = {held('households')}",
    "proposal": f"id = {held('proposals')}",
    "placement": f"{IN_HAND} or household_id = {held('households')}",
    "offer": IN_HAND,
    "lease": f"""exists (
        select from placement p where p.id = placement_id and p.{IN_HAND})""",
    "decision": IN_HAND,
}
"""What a decision or an answer to it changes."""

MOVED_TO = MOVED | {
    "proposal": f"{MOVED['proposal']} and (state::text <> all ('{{APPROVED,REJECTED}}'::text[]) or {COMPETENT})",
    "decision": f"{IN_HAND} and {COMPETENT}",
}
"""Only the competent municipality decides; the others answer."""

MADE = {
    "decision": f"{IN_HAND} and {MINE} and {COMPETENT}",
    "placement": f"{IN_HAND} and {COMPETENT}",
    "offer": f"{IN_HAND} and {COMPETENT}",
    "lease": MOVED["lease"],
    "lease_milestone": of("lease", "lease_id"),
}
"""What a decision or an answer to it adds."""

LINE = """organisation_id, actor, action, subject, subject_id, result, origin, person_id, activity,
    trace_id, operation_id, parent_operation_id"""
"""What of a line of the audit is for who writes it to say."""

OF_A_DECISION = "decision, offer, placement, lease, lease_milestone"
OF_A_ROUND = "proposal, round_snapshot, round_unplaced"

STALE = f"""state = 'PROPOSED' and ({MINE} or exists (
    select from request r where r.id = request_id and r.municipality_code = {DECIDED}))"""
"""What a newer round takes the place of."""

RIGHTS = (
    f"revoke insert, update, delete on {OF_A_DECISION}, {OF_A_ROUND} from {APP}",
    f"revoke delete on {', '.join(sorted(SEES.keys() - {*PARTS, 'audit_event'}))} from {APP}",
    f"grant select on {REGISTER}, {', '.join(t for t in COUNTED if t not in COUNTED_COLUMNS)}"
    f" to {COUNTER}",
    *(
        f"grant select ({columns}) on {table} to {COUNTER}"
        for table, columns in COUNTED_COLUMNS.items()
    ),
    f"grant insert ({LINE}) on audit_event to {SOLVER}, {DECIDER}",
    f"grant select, insert on event to {SOLVER}, {DECIDER}",
    f"grant select (id, proposal_id) on decision to {SOLVER}",  # whom a line of the audit is about
    f"grant insert on {OF_A_ROUND} to {SOLVER}",
    f"grant select on round_unplaced to {SOLVER}",
    f"grant update on round, round_snapshot to {SOLVER}",
    f"grant update (state, version, changed_at) on proposal to {SOLVER}",
    f"grant select on {', '.join(sorted(SEES.keys() - {'intake', 'audit_event'}))}, municipality to {DECIDER}",
    f"grant update on answered_command to {DECIDER}",
    f"grant insert on {OF_A_DECISION} to {DECIDER}",
    f"grant delete on lease_milestone to {DECIDER}",
    *(f"grant update (version) on {table} to {DECIDER}" for table in LOCKED),
    f"grant update (state, period, version, changed_at) on place to {DECIDER}",
    f"grant update (state, parked_until_date, version, changed_at) on request to {DECIDER}",
    f"grant update (state, version, changed_at) on proposal to {DECIDER}",
    f"grant update (state, period, ending_reason, version, changed_at) on placement to {DECIDER}",
    f"grant update (state, reason_code, remark, answered_by, answered_at, version, changed_at)"
    f" on offer to {DECIDER}",
    f"grant update (period, version, changed_at) on lease to {DECIDER}",
    f"grant update (withdrawal_motivation, withdrawn_by, withdrawn_at, version, changed_at)"
    f" on decision to {DECIDER}",
    f"grant select on audit_event to {DEFINER}",
    f"grant select, insert, update on audit_seal to {DEFINER}",  # update: to lock it
    f"grant select on sequence audit_event_id_seq to {DEFINER}",
    f"grant select on {REGISTER}, property, place, proposal, request, request_group to {DEFINER}",
)


QUEUE = """
    do $$ declare name text; begin
        for name in select relname from pg_class where relkind in ('r', 'S')
            and relnamespace = 'public'::regnamespace and relname like 'procrastinate%'
        loop
            execute format('{what}', name);
        end loop;
    end $$"""
LET_IN = QUEUE.format(what=f"grant all on %I to {SOLVER}, {DECIDER}")
LET_OUT = QUEUE.format(what=f"revoke all on %I from {SOLVER}, {DECIDER}")
"""What follows from a round or a decision is put in the queue by who writes it."""


def policies() -> Iterator[tuple[str, str, str, str]]:
    """Table, name, command and role, and rule of each policy."""
    for table, rule in SEES.items():
        yield table, "sees", "select to public", f"using ({rule})"
    for table, rule in ADDS.items():
        yield table, "adds", "insert to public", f"with check ({rule})"
    for table, rule in CHANGES.items():
        yield table, "changes", "update to public", f"using ({rule}) with check ({rule})"
    for table in PARTS:
        rule = CHANGES.get(table) or of("lease", "lease_id")
        yield table, "takes_away", "delete to public", f"using ({rule})"
    # Who numbers the editions of its policies locks its own row, and changes nothing of it.
    yield "organisation", "keeps", "update to public", f"using (id = {ME}) with check (false)"
    for table in COUNTED:
        yield table, "counts", f"select to {COUNTER}", f"using ({SOMEBODY})"
    yield "proposal", "expires", f"update to {SOLVER}", f"using ({STALE}) with check (state = 'EXPIRED')"
    for table, rule in LOCKED.items():
        if table != "organisation":
            yield table, "holds", f"select to {DECIDER}", f"using ({rule})"
        yield table, "locks", f"update to {DECIDER}", f"using ({rule}) with check (false)"
    for table, rule in MOVED.items():
        if table != "lease":  # whoever sees the placement sees it
            yield table, "holds", f"select to {DECIDER}", f"using ({rule})"
        checked = f"using ({rule}) with check ({MOVED_TO[table]})"
        yield table, "moves", f"update to {DECIDER}", checked
    for table, rule in MADE.items():
        yield table, "makes", f"insert to {DECIDER}", f"with check ({rule})"
    yield "audit_event", "audits", f"select to {AUDITOR}", "using (true)"


def upgrade() -> None:
    for name, table, column in INDEXES:
        op.create_index(name, table, [column])
    op.execute(LET_IN)
    for statement in RIGHTS:
        op.execute(statement)
    op.execute(f"grant create on schema public to {DEFINER}")
    for name, (kind, body) in FUNCTIONS.items():
        op.execute(DEFINED.format(name=name, kind=kind, body=body))
        _hand_over(name)
    op.execute(HAND)
    _hand_over("hand()")
    op.execute(f"alter function seal_audit() owner to {DEFINER}")
    op.execute(f"revoke create on schema public from {DEFINER}")
    for table in SEES:
        op.execute(f"alter table {table} enable row level security, force row level security")
    for table, name, command, rule in policies():
        op.execute(f"create policy {name} on {table} for {command} {rule}")


def _hand_over(function: str) -> None:
    op.execute(f"revoke execute on function {function} from public")
    op.execute(f"grant execute on function {function} to {APP}, {COUNTER}, {SOLVER}, {DECIDER}")
    op.execute(f"alter function {function} owner to {DEFINER}")


def downgrade() -> None:
    for table, name, _, _ in policies():
        op.execute(f"drop policy {name} on {table}")
    for table in SEES:
        op.execute(f"alter table {table} disable row level security, no force row level security")
    for name in ("hand()", *reversed(FUNCTIONS)):
        op.execute(f"drop function {name}")
    op.execute(LET_OUT)
    op.execute(f"alter function seal_audit() owner to {OWNER}")
    op.execute(f"revoke all on audit_event from {SOLVER}, {DECIDER}, {DEFINER}")
    op.execute(f"revoke all on audit_seal from {DEFINER}")
    op.execute(f"revoke all on sequence audit_event_id_seq from {DEFINER}")
    tables = ", ".join((*sorted(SEES.keys() - {"audit_event"}), "municipality"))
    op.execute(f"revoke all on {tables} from {COUNTER}, {SOLVER}, {DECIDER}, {DEFINER}")
    for table, columns in COUNTED_COLUMNS.items():
        op.execute(f"revoke select ({columns}) on {table} from {COUNTER}")
    op.execute(f"grant select, insert, update, delete on {tables} to {APP}")
    for name, table, _ in INDEXES:
        op.drop_index(name, table)
