"""Who comes is opened to the landlord after every yes, and to nobody before or beside."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import psycopg
import pytest
from audit_lines import lines
from builders import make_place
from conftest import Caller
from identities import BORN, CANARY, Asked, elsewhere, identity
from isolated_databases import Database
from matching_table import Case, MatchingTable
from page_visitor import PageVisitor
from post_office import PostOffice, deliveries, hook, office
from receivers import receiver
from test_promise_8_audit import READS, addresses
from test_promise_21_telemetry import api, log, metrics
from towns import Town, town
from whole_life import everything, tables_with, unpacked

from service.clock import today
from service.codelists.organisations import OrganisationKind
from service.codelists.webhooks import EventType
from service.models import AuditEvent
from service.pages.application import ROUTERS
from service.rounds.running import RUN

__all__ = ["api", "log", "town"]

EVERYTHING = [each.value.removeprefix("nl.woonplek.") for each in EventType]


@pytest.fixture
def post(table: MatchingTable, monkeypatch: pytest.MonkeyPatch) -> PostOffice:
    for caller in (table.provider, table.owner, table.municipality):
        hook(caller, "http://127.0.0.1:9/", "identity.opened")
    return office(table.world, monkeypatch)


def opened(by: Caller, placement: str, purpose: str = "CONTRACT", **more: Any) -> Any:
    return by.post(f"/placements/{placement}/hand-overs", {"purpose": purpose}, **more)


def approved(table: MatchingTable) -> Case:
    case = Asked.at(table).known().proposed()
    assert table.decide(case).status_code == 201
    return case


def test_who_comes_is_opened_after_every_yes_for_a_purpose_a_day_and_on_record(
    table: MatchingTable, post: PostOffice
) -> None:
    case = approved(table)
    home = table.placement(case)["id"]
    assert opened(table.owner, home).status_code == 409
    assert table.answer(case, "HOUSEHOLD").status_code == 201
    assert opened(table.owner, home).status_code == 409, "one yes is not every yes"
    assert table.answer(case, "OWNER").status_code == 201
    assert table.placement(case)["state"] == "CONFIRMED"

    key = {"Idempotency-Key": "open"}
    made, again = (opened(table.owner, home, headers=key) for _ in range(2))
    assert (made.status_code, again.json()) == (201, made.json())
    path = f"/hand-overs/{made.json()['id']}"
    (told,) = table.owner.get(f"{path}/persons").json()["persons"]
    assert told == {
        "givenName": f"{CANARY}voor",
        "familyName": f"van {CANARY}achter",
        "dateOfBirth": BORN,
        "phone": "06 55512345",
        "email": f"{CANARY}@post.example".lower(),
    }
    meeting = opened(table.owner, home, "APPOINTMENT").json()["id"]
    (less,) = table.owner.get(f"/hand-overs/{meeting}/persons").json()["persons"]
    assert less == told | {"dateOfBirth": None}

    _others_see_at_most_that_it_was(table, path, home)
    post.works()
    heard = [each["eventType"] for each in deliveries(table.provider)]
    assert heard == ["nl.woonplek.identity.opened"] * 2
    assert deliveries(table.municipality) == []
    assert tables_with(table.world.database, CANARY, "55512345", BORN) == set()
    of_it = AuditEvent.subject == "hand-overs", AuditEvent.action != "tell"
    found = lines(table.world.database, *of_it)
    did = [(line.action, line.result) for line in found if line.organisation_id == table.owner.id]
    assert did == [
        *(("disclose", "CONTRACT"), ("read", "OK"), ("read_names", "OK")),
        *(("disclose", "APPOINTMENT"), ("read_names", "OK")),
    ]
    mine = {line.person_id for line in found if line.organisation_id == table.owner.id}
    assert mine == {case.household_id}
    looks = table.provider.get(f"/households/{case.household_id}/dossier").json()
    assert [each["purpose"] for each in looks["handOvers"]].count("CONTRACT") == 1
    assert {each["action"] for each in looks["looks"]} >= {"disclose"}

    post.clock.ahead = timedelta(days=1)
    assert table.owner.get(f"{path}/persons").status_code == 409, "it lasts a day"


def _others_see_at_most_that_it_was(table: MatchingTable, path: str, home: str) -> None:
    assert table.provider.get(path).json()["purpose"] == "CONTRACT"
    assert table.provider.get(f"{path}/persons").status_code == 403
    assert opened(table.provider, home).status_code == 403
    assert opened(table.municipality, home).status_code == 403
    stranger = elsewhere(table).provider
    assert opened(stranger, home).status_code == 404
    for other in (table.municipality, stranger):
        for asked in (path, f"{path}/persons"):
            answer = other.get(asked)
            assert (answer.status_code, "no hand-over with" in answer.json()["detail"]) == (
                404,
                True,
            )
        assert other.get("/hand-overs").json()["handOvers"] == []


def test_the_database_itself_opens_only_what_every_yes_opened(table: MatchingTable) -> None:
    """Whatever the program asks."""
    case = approved(table)
    home = table.placed(case)["id"]
    made = opened(table.owner, home).json()["id"]
    with (
        psycopg.connect(table.world.database.dsn, autocommit=True) as app,
        psycopg.connect(table.world.database.admin_dsn, autocommit=True) as admin,
    ):

        def persons(org: Any) -> int:
            with app.transaction():
                app.execute("select set_config('app.organisation', %s, true)", [str(org)])
                row = app.execute("select count(*) from handed_over(%s)", [made]).fetchone()
            return int(row[0]) if row else 0

        assert [persons(org) for org in (table.owner.id, table.provider.id, "")] == [1, 0, 0]
        spoiled = {
            "update offer set state = 'WITHDRAWN' where party = 'OWNER'": "state = 'ACCEPTED'",
            "update decision set withdrawn_at = now(), withdrawn_by = 'x',"
            " withdrawal_motivation = 'x'": "withdrawn_at = null, withdrawn_by = null,"
            " withdrawal_motivation = null",
            "update placement set state = 'HELD'": "state = 'CONFIRMED'",
            "update placement set period = '[2020-01-01,2020-02-01)'": "period = '[2020-01-01,)'",
            "update hand_over set created_at = now() - interval '25 hours'": "created_at = now()",
        }
        for statement, undone in spoiled.items():
            admin.execute(statement.encode())
            assert persons(table.owner.id) == 0, statement
            admin.execute(f"update {statement.split()[1]} set {undone}".encode())
            assert persons(table.owner.id) == 1, undone

        by_itself = "select set_config('app.organisation', %s, false)"
        app.execute(by_itself, [str(table.owner.id)])
        app.execute(DATED, [timedelta(0)])
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
            app.execute(DATED, [timedelta(minutes=1)])


DATED = """
    insert into hand_over
        (id, organisation_id, placement_id, provider_id, purpose, version, created_at)
    select gen_random_uuid(), organisation_id, placement_id, provider_id, purpose, 1, now() + %s
    from hand_over limit 1"""


def test_who_lives_there_is_opened_until_their_last_day_there(table: MatchingTable) -> None:
    home = table.placed(approved(table))["id"]
    gone = {"endDate": str(today() + timedelta(days=60)), "reason": "RESIDENT_NOTICE"}
    assert table.owner.post(f"/placements/{home}/endings", gone).status_code == 201
    made = opened(table.owner, home)
    path = f"/hand-overs/{made.json()['id']}/persons"
    with psycopg.connect(table.world.database.admin_dsn, autocommit=True) as admin:
        for days, persons in ((1, 1), (0, 0)):
            period = f"[{today() - timedelta(days=9)},{today() + timedelta(days=days)})"
            admin.execute("update placement set period = %s where id = %s", [period, home])
            answer = table.owner.get(path)
            assert answer.status_code == (200 if persons else 409)
            assert len(answer.json().get("persons", [])) == persons
    assert opened(table.owner, home).status_code == 409


@pytest.mark.long
def test_until_every_yes_a_name_is_found_nowhere_outside_its_care_provider(
    town: Town,
    table: MatchingTable,
    post: PostOffice,
    api: httpx.Client,
    log: io.StringIO,
    one_of_each_kind: list[Caller],
) -> None:
    """Every read of the API and every page as everybody else, what webhooks were told, the log, the
    figures, files for the engine, and every value of every table."""
    database = table.world.database
    others = [table.municipality, table.owner, *one_of_each_kind]
    with receiver() as receiving:
        for each in (*others, table.provider):
            hook(each, receiving.url, *EVERYTHING)
        case = _asked_and_half_answered(town, table, api)
        post.works()
        heard = [each.body for each in receiving.received]
    told = {"log": log.getvalue().encode(), "figures": metrics(api).content}
    told |= {f"webhook {number}": body for number, body in enumerate(heard)}
    told |= {f"{name} {number}": kept for number, (name, kept) in enumerate(everything(database))}
    for caller in others:
        told |= {f"{caller.actor.kind} {path}": text for path, text in _read(caller, database)}
    kinds = {name.split()[0] for name, text in told.items() if text}
    assert kinds >= {"log", "figures", "webhook", "person", "round_snapshot", "audit_event"}
    assert sum(" page /" in name for name in told) > 50
    assert {name for name, text in told.items() if _names(text)} == set()
    kinds = {each.value for each in OrganisationKind}
    read = sum(name.split()[0] in kinds for name in told)
    sys.stdout.write(f"no name in {read} answers and pages, nor in {len(told) - read} values\n")

    assert table.answer(case, "OWNER").status_code == 201
    assert opened(table.owner, table.placement(case)["id"]).status_code == 201
    shown = {path for path, text in _read(table.owner, database) if _names(text)}
    (path,) = shown
    assert re.fullmatch(r"/hand-overs/[0-9a-f-]{36}/persons", path), "by one endpoint"
    for caller in others:
        if caller is not table.owner:
            assert not any(_names(text) for _, text in _read(caller, database))


def _asked_and_half_answered(town: Town, table: MatchingTable, api: httpx.Client) -> Case:
    """The same person with two care providers, a round with both, a refusal and one yes of two."""
    own, double = Asked.at(table), Asked.at(elsewhere(table)).known()
    signed = {"Authorization": f"Bearer {table.provider.token}"}
    body = identity(own.household_id)
    assert api.post("/v1/persons", json=body, headers=signed).status_code == 201
    assert CANARY in api.get("/v1/persons", headers=signed).text
    assert api.post("/v1/persons", json=body, headers=signed).status_code == 409
    with town.rows() as db:
        for _ in range(2):
            make_place(db)
    round = town.done(RUN)
    assert round["state"] == "DONE", round
    case = own.proposed()
    assert [table.decide(each).status_code for each in (case, double.proposed())] == [201, 409]
    assert table.answer(case, "HOUSEHOLD").status_code == 201
    return case


def _read(caller: Caller, database: Database) -> Iterator[tuple[str, bytes]]:
    """All that somebody can read, in the API and on the pages."""
    for operation in READS:
        for path in addresses(operation, database):
            answer = caller.request(operation.method, path, **operation.empty_body)
            yield path, unpacked(answer.content) + str(answer.headers).encode()
    visitor = PageVisitor.of(caller)
    for route in (each for router in ROUTERS for each in router.routes):
        if "GET" in getattr(route, "methods", ()):
            for path in addresses(READS[0]._replace(path=route.path), database):
                yield f"page {path}", visitor.get(path).content


def _names(text: bytes) -> bool:
    """Whether a word of the identity stands in it."""
    return any(word.lower().encode() in text.lower() for word in (CANARY, "55512345", BORN))
