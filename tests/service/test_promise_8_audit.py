"""Promise 8: every decision and every read of a person is logged, and nobody changes the log."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from audit_lines import lines
from builders import make_place
from conftest import Caller, World
from counted_queries import Queries
from described_api import Operation, operations
from identities import identity
from matching_table import MatchingTable
from persons_shown import HOUSEHOLD, People, paths_to_household
from registrations import registered
from towns import Town, town
from workers import working

from service.actor import SYSTEM
from service.audit import service as audit
from service.audit.persons import PERSONAL
from service.audit.repository import READ, READ_NAMES
from service.audit.trace import Trace
from service.codelists.audit import ProcessingActivity
from service.db import act_as, make_sessions
from service.models import AuditEvent, Base

__all__ = ["town"]

TRACE = "0af7651916cd43dd8448eb211c80319c"
SPAN = "b7ad6b7169203331"
HOUSEHOLD_BODY = {"agesRecordedDate": "2026-01-15", "members": [{"ageBand": "AGE_27_PLUS"}]}
READS = [
    each
    for each in operations()
    if not each.public and (each.method == "GET" or each.path.endswith("_search"))
]


@pytest.fixture
def lived_in(table: MatchingTable, town: Town) -> MatchingTable:
    """A round that had a place for one of two, and a household that was placed: rows of every kind
    that is about people."""
    with town.rows() as db:
        make_place(db)
        for _ in range(2):
            town.request(db)
    round = town.done()
    case = table.proposal()
    known = table.provider.post("/persons", identity(case.household_id))
    assert known.status_code == 201, known.text
    assert table.decide(case).status_code == 201
    offer = table.offers(case)["HOUSEHOLD"]["id"]
    table.provider.post(f"/offers/{offer}/household-links", None)
    home = table.placed(case)["id"]
    opened = table.owner.post(f"/placements/{home}/hand-overs", {"purpose": "CONTRACT"})
    assert opened.status_code == 201, opened.text
    with psycopg.connect(table.world.database.admin_dsn) as admin:
        # The round behind that proposal was made by hand, and has no file of its own.
        admin.execute(
            "update round_snapshot set problem = "
            "(select problem from round_snapshot where round_id = %s)",
            [round["id"]],
        )
    return table


def a_household(provider: Caller, reference: str = "h1", **more: Any) -> dict[str, Any]:
    return registered(
        provider, "/households", {"providerReference": reference} | HOUSEHOLD_BODY, **more
    )


def addresses(operation: Operation, database: Any) -> Iterator[str]:
    """Of an operation on one row, its address for every row there is of that kind."""
    if "{" not in operation.path:
        yield operation.path
    if "{id}" not in operation.path:
        return
    kind = re.sub(r"ies$", "y", operation.path.split("/")[1].replace("-", "_")).removesuffix("s")
    name = kind if kind in Base.metadata.tables else "intake"
    with psycopg.connect(database.admin_dsn) as admin:
        for (id,) in admin.execute(f"select id from {name}".encode()):
            yield operation.path.replace("{id}", str(id))


def test_each_read_of_a_person_has_its_line_whichever_endpoint_shows_it(
    lived_in: MatchingTable,
) -> None:
    database = lived_in.world.database
    people, subjects, showing = People.of(database), set(), set()
    with psycopg.connect(database.audit_dsn, autocommit=True) as auditor:
        reads = Reads(auditor)
        reads.new()
        for operation in READS:
            for address in addresses(operation, database):
                for caller in (lived_in.municipality, lived_in.provider, lived_in.owner):
                    answer = caller.request(operation.method, address, **operation.empty_body)
                    read = reads.new()
                    good = answer.status_code < 400
                    shown = people.shown_in(answer.content) if good else set()
                    assert {person for _, _, person, _ in read} == shown, (operation.id, caller)
                    assert len({(kind, row) for kind, row, _, _ in read}) == len(read)
                    assert {actor for *_, actor in read} <= {caller.actor.user}
                    subjects |= {kind for kind, *_ in read}
                    showing |= {operation.id} if read else set()
    assert subjects == set(PERSONAL)
    assert len(showing) >= 2 * len(PERSONAL) + 2


@dataclass
class Reads:
    """The reads in the audit as they come in."""

    auditor: Any
    last: int = 0

    def new(self) -> list[tuple[str, ...]]:
        """Kind, row, person and actor of those written since this was asked before."""
        asked = """
            select id, action, subject, subject_id::text, person_id::text, actor
            from audit_event where id > %s order by id"""
        written = self.auditor.execute(asked, [self.last]).fetchall()
        self.last = written[-1][0] if written else self.last
        return [tuple(fields) for _, action, *fields in written if action in {READ, READ_NAMES}]


def test_every_table_that_leads_to_a_household_is_known_as_one_about_people() -> None:
    """A row without an id of its own is shown as part of another."""
    about = {
        name for name in paths_to_household() if "id" in Base.metadata.tables[name].primary_key
    }
    assert HOUSEHOLD in about
    assert about == {kind.model.__tablename__ for kind in PERSONAL.values()}


def test_a_list_has_a_line_for_each_person_in_one_statement(
    provider: Caller, world: World, queries: Queries
) -> None:
    made = [a_household(provider, f"h{n}") for n in range(3)]
    queries.clear()
    assert len(provider.get("/households").json()["households"]) == 3
    assert sum("INSERT INTO audit_event" in query for query in queries) == 1
    written = lines(world.database, AuditEvent.action == READ)
    assert [str(line.subject_id) for line in written] == sorted(each["id"] for each in made)
    assert {line.person_id for line in written} == {line.subject_id for line in written}
    assert {line.activity for line in written} == {ProcessingActivity.REGISTRATION}


def test_a_line_says_what_was_done_to_what_with_what_result_from_where_by_whom_and_when(
    provider: Caller, world: World
) -> None:
    row = a_household(provider)
    (line,) = lines(world.database)
    assert (line.action, line.subject, str(line.subject_id)) == ("create", "households", row["id"])
    assert (line.result, line.origin) == ("OK", "api")
    assert (line.actor, line.organisation_id) == (provider.actor.user, provider.id)
    assert line.at.tzinfo is not None


def test_an_answer_that_is_given_again_is_read_again(provider: Caller, world: World) -> None:
    key = {"Idempotency-Key": "once"}
    first, again = (a_household(provider, headers=key) for _ in range(2))
    assert first == again
    assert [line.action for line in lines(world.database)] == ["create", READ]


def test_what_is_undone_leaves_no_line_and_a_refusal_leaves_its_own(
    table: MatchingTable, nieuwegein: Caller
) -> None:
    case = table.proposal()
    tries = (
        nieuwegein.get(f"/proposals/{case.id}"),
        table.decide(replace(case, digest="0" * 64)),
        table.owner.patch(f"/households/{case.household_id}", {}, '"1"'),
        table.municipality.delete(f"/households/{case.household_id}", '"1"'),
    )
    written = [f"{line.action} {line.result}" for line in lines(table.world.database)]
    statuses = [answer.status_code for answer in tries]
    assert set(statuses[2:]) <= {403, 404}
    assert written == [
        "readProposal refused 404",
        "decideOnProposal refused 409",
        f"changeHousehold refused {statuses[2]}",
        f"withdrawHousehold refused {statuses[3]}",
    ]


def test_who_takes_no_part_leaves_a_line_too_and_a_bad_address_none(
    world: World, provider: Caller
) -> None:
    row = a_household(provider)
    stranger = world.caller(replace(provider.actor, user="x@test", organisation_id=uuid4()))
    assert stranger.get(f"/households/{row['id']}").status_code == 403
    assert stranger.get("/households/none").status_code in {400, 403}
    line = lines(world.database)[-1]
    assert (line.actor, line.result) == ("x@test", "refused 403")
    assert (line.organisation_id, str(line.subject_id)) == (stranger.id, row["id"])


def test_the_lines_of_an_operation_stand_in_its_callers_trace(
    provider: Caller, world: World
) -> None:
    sent = {"traceparent": f"00-{TRACE}-{SPAN}-01"}
    a_household(provider)
    for _ in range(2):
        provider.get("/households", headers=sent)
    own, first, second = lines(world.database)
    assert own.parent_operation_id is None
    assert own.trace_id.hex() != TRACE
    for line in (first, second):
        assert (line.trace_id.hex(), line.parent_operation_id.hex()) == (TRACE, SPAN)
    assert len({own.operation_id, first.operation_id, second.operation_id}) == 3


@pytest.mark.parametrize(
    "header",
    [
        "",
        "nonsense",
        f"ff-{TRACE}-{SPAN}-01",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE.upper()}-{SPAN}-01",
        f"00-{TRACE}-{SPAN}-01-more",
        f"00-{TRACE}-{SPAN}",
        f" 00-{TRACE}-{SPAN}-01",
    ],
)
def test_a_trace_that_is_not_valid_is_begun_anew(header: str) -> None:
    trace = Trace.received([header])
    assert trace.parent_operation_id is None
    assert trace.trace_id.hex() != TRACE
    assert (len(trace.trace_id), len(trace.operation_id)) == (16, 8)


def test_a_later_version_of_the_header_is_read_as_far_as_it_is_known_and_two_are_not() -> None:
    assert Trace.received([f"01-{TRACE}-{SPAN}-01-more"]).trace_id.hex() == TRACE
    assert Trace.received([f"00-{TRACE}-{SPAN}-01"] * 2).parent_operation_id is None
    begun = Trace.begun()
    after = Trace.received([begun.header])
    assert (after.trace_id, after.parent_operation_id) == (begun.trace_id, begun.operation_id)


def test_a_round_has_a_line_for_each_request_it_weighs_in_the_trace_of_who_asked(
    town: Town,
) -> None:
    with town.rows() as db:
        make_place(db)
        asked = [town.request(db) for _ in range(3)]
    headers = {"traceparent": f"00-{TRACE}-{SPAN}-00"}
    started = town.utrecht.request(
        "POST", "/rounds", json={"regionId": str(town.region)}, headers=headers
    ).json()
    with working(town.world.database):
        town.ended(started["id"])
    in_trace = lines(town.world.database, AuditEvent.trace_id == bytes.fromhex(TRACE))
    weighed = [line for line in in_trace if line.action == "weigh"]
    assert {line.person_id for line in weighed} == {request.household_id for request in asked}
    assert {line.activity for line in weighed} == {ProcessingActivity.MATCHING}
    assert len(weighed) == len(asked)
    (proposed,) = [line for line in in_trace if line.action == "propose"]
    assert proposed.person_id in {request.household_id for request in asked}
    assert [line.action for line in in_trace if line.subject == "rounds"] == [
        "start",
        "solve",
        "finish",
    ]


def test_a_trial_shows_each_request_that_it_moves(town: Town) -> None:
    with town.rows() as db:
        place = make_place(db)
        asked = [town.request(db) for _ in range(2)]
    round = town.done()
    (made,) = town.utrecht.get(f"/proposals?roundId={round['id']}").json()["proposals"]
    last = lines(town.world.database)[-1].id
    body = {"act": "VETO", "requestId": made["requestId"], "placeId": str(place.id)}
    moves = town.utrecht.post(f"/rounds/{round['id']}/trials", body).json()["moves"]
    written = lines(town.world.database, AuditEvent.id > last)
    assert {(line.action, str(line.subject_id)) for line in written} == {
        ("try VETO", made["requestId"]),
        *((READ, move["requestId"]) for move in moves if move["requestId"] != made["requestId"]),
    }
    assert {line.person_id for line in written} == {request.household_id for request in asked}


def test_nothing_in_a_line_leads_to_anybody_but_random_ids(lived_in: MatchingTable) -> None:
    """A name, a reference or a motivation would stand there after the person was erased."""
    canary = "Kanarie"
    row = a_household(lived_in.provider, f"{canary}-1")
    lived_in.provider.get(f"/households/{row['id']}")
    case = lived_in.proposal()
    lived_in.decide(case, motivation=f"{canary}: het wacht het langst.")
    with psycopg.connect(lived_in.world.database.audit_dsn) as auditor:
        dump = "".join(row for (row,) in auditor.execute("select e::text from audit_event e"))
    assert canary not in dump
    assert row["id"] in dump


REFUSED = [
    "select count(*) from audit_event",
    "select count(*) from audit_seal",
    "update audit_event set actor = 'x'",
    "delete from audit_event",
    "truncate audit_event",
    "insert into audit_event (at) values (now())",
    "insert into audit_event (id) overriding system value values (1)",
    "insert into audit_seal values (1, now(), 1, 1, 1, '', '')",
    "delete from audit_seal",
    "truncate audit_seal",
    "select nextval('audit_event_id_seq')",
    "alter table audit_event disable trigger all",
]


@pytest.mark.parametrize("statement", REFUSED)
def test_the_programs_own_role_can_add_lines_and_nothing_else(world: World, statement: str) -> None:
    with (
        psycopg.connect(world.database.dsn) as app,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        app.execute(statement.encode())


@pytest.mark.parametrize(
    "statement",
    [
        "update audit_event set actor = 'x'",
        "delete from audit_event",
        "truncate audit_event",
        "update audit_seal set lines = 1",
        "delete from audit_seal",
        "truncate audit_seal",
    ],
)
def test_not_even_the_owner_changes_a_line_by_mistake(world: World, statement: str) -> None:
    with (
        psycopg.connect(world.database.owner_dsn) as owner,
        pytest.raises(psycopg.errors.InsufficientPrivilege, match="only ever added to"),
    ):
        owner.execute(statement.encode())


def test_the_auditor_reads_the_audit_and_nothing_else(world: World) -> None:
    with psycopg.connect(world.database.audit_dsn, autocommit=True) as auditor:
        auditor.execute("select 1 from audit_event, audit_seal")
        others = Base.metadata.tables.keys() - {"audit_event", "audit_seal"}
        for asked in (
            *(f"select 1 from {name}" for name in others),
            "insert into audit_event (actor) values ('x')",
            "select seal_audit()",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                auditor.execute(asked.encode())


def test_lines_are_lost_with_the_transaction_that_they_are_of(world: World) -> None:
    with make_sessions(world.database.engine)() as db:
        act_as(db, SYSTEM)
        audit.record(db, "note", "jobs", UUID(int=1))
        audit.write(db)
        db.rollback()
    assert lines(world.database) == []
