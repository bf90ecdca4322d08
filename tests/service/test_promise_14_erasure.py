"""Promise 14: who is erased is found nowhere any more, and the audit is as it was sealed."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import psycopg
import pytest
from conftest import Caller
from matching_table import MatchingTable
from post_office import PostOffice, office
from sqlalchemy import select
from towns import Town, town
from whole_life import CANARY, LEADING, WholeLife, ids_of, lived, tables_with
from workers import until

from matching.archive import digest
from matching.check import check
from matching.solution import Solution
from service.audit import reading_repository
from service.audit.sealing import seal
from service.audit.verification import verify
from service.codelists.requests import RequestState
from service.db import make_sessions
from service.jobs import Work
from service.models import Household, Placement, Proposal, Request, Round, RoundSnapshot, Trial
from service.rounds.engine_process import EngineFailed
from service.rounds.running import Engine, run
from service.rounds.snapshot import requests_of
from service.rounds.snapshot_file import as_bytes, from_bytes
from service.rounds.solving import Solved

__all__ = ["town"]

TOLD = {"event", "webhook_delivery", "answered_command", "round_snapshot", "trial"}


@pytest.fixture
def post(town: Town, monkeypatch: pytest.MonkeyPatch) -> PostOffice:
    return office(town.world, monkeypatch)


@pytest.fixture
def life(town: Town, table: MatchingTable, post: PostOffice) -> WholeLife:
    return lived(town, table, post)


def erased(life: WholeLife, **more: Any) -> Any:
    return life.provider.post(f"/households/{life.id}/erasures", **more)


def test_after_an_erasure_no_trace_is_found_in_the_whole_database(
    town: Town, life: WholeLife
) -> None:
    database = town.world.database
    rows = life.rows(database)
    assert {name for name, found in rows.items() if found} == LEADING, "a row in each table"
    ids = ids_of(rows)
    assert TOLD | {"audit_event", "household"} <= tables_with(database, *ids)
    assert {"household", "request", "decision", "offer", "request_group", "answered_command"} <= (
        tables_with(database, CANARY)
    )
    seal(make_sessions(database.engine))
    heads = _head(database)

    assert erased(life).status_code == 204
    assert tables_with(database, CANARY) == set()
    assert tables_with(database, *ids) == {"audit_event"}
    assert not any(life.rows(database).values())
    assert life.provider.get(f"/households/{life.id}").status_code == 404
    assert life.municipality.get(f"/requests/{life.request_id}").status_code == 404
    assert erased(life).status_code == 404

    seal(make_sessions(database.engine))
    with reading_repository.reading(database.audit_dsn) as auditor:
        found = verify(auditor, [heads])
        kept = reading_repository.about(auditor, life.id)
    assert not found.broken
    assert not found.unsealed
    assert {"create", "read", "erase"} <= {line["action"] for line in kept}
    _others_are_as_they_were(town, life)


def _head(database: Any) -> Any:
    with reading_repository.reading(database.audit_dsn) as auditor:
        return verify(auditor).head


def _others_are_as_they_were(town: Town, life: WholeLife) -> None:
    """The neighbour's round still tells why, and snapshot, plan and digest belong together."""
    with town.rows() as db:
        (tried,) = db.scalars(select(Trial)).all()
        assert tried.asked == {"requestId": str(life.neighbour_id)}
        snapshot = db.get_one(RoundSnapshot, life.round_id)
        round = db.get_one(Round, life.round_id)
        problem, policy = from_bytes(snapshot.problem)
        asked = requests_of(problem)
        assert len(asked) == 2
        assert life.neighbour_id in asked
        assert set(snapshot.seals) >= {str(life.neighbour_id)}
        assert snapshot.solution is not None
        certificate = snapshot.solution["certificate"]
        assert {digest(problem), round.snapshot_hash} == {certificate["problem_sha256"]}
        assert (round.certificate or {})["problem_sha256"] == round.snapshot_hash
        plan = Solution.from_json(json.dumps(snapshot.solution))
        assert check(problem, policy, plan) == [], "the independent checker still agrees"
        assert snapshot.advice is not None
        assert round.snapshot_hash in json.dumps(snapshot.advice)
    assert life.municipality.get(f"/rounds/{life.round_id}/scarcity").status_code == 200
    assert life.municipality.get(f"/rounds/{life.round_id}/snapshot").status_code == 200


def test_who_is_still_waited_for_is_not_erased(
    town: Town, table: MatchingTable, life: WholeLife, corporation: Caller
) -> None:
    path = f"/households/{life.id}/erasures"
    assert life.municipality.post(path).status_code == 403
    assert corporation.post(path).status_code == 404
    before = life.rows(town.world.database)

    table.change(Request, life.request_id, state="ACTIVE")
    assert erased(life).status_code == 409
    table.change(Request, life.request_id, state="WITHDRAWN")
    with psycopg.connect(town.world.database.admin_dsn) as admin:
        ended = "update placement set period = daterange('2020-01-01', {}) where id = %s"
        admin.execute(ended.format("today() + 1").encode(), [life.placement_id])
    assert erased(life).status_code == 409, "it lives there today"
    with psycopg.connect(town.world.database.admin_dsn) as admin:
        # Its days are over, and nobody said so: the place would be occupied by nobody.
        forgotten = "update placement set period = %s, state = %s, ending_reason = %s where id = %s"
        was = admin.execute("select period, ending_reason from placement").fetchone()
        assert was is not None
        admin.execute(forgotten, ["[2020-01-01,2021-01-01)", "CONFIRMED", None, life.placement_id])
    assert erased(life).status_code == 409
    with psycopg.connect(town.world.database.admin_dsn) as admin:
        admin.execute(forgotten, ["[2020-01-01,2021-01-01)", "ENDED", was[1], life.placement_id])
    with town.rows() as db:
        db.get_one(Placement, life.placement_id).period = before["placement"][0]["period"]
        db.get_one(Round, life.round_id).state = "SOLVING"
    assert erased(life).status_code == 409
    table.change(Round, life.round_id, state="DONE")
    counts = {name: len(rows) for name, rows in life.rows(town.world.database).items()}
    assert counts == {name: len(rows) for name, rows in before.items()}

    key = {"Idempotency-Key": "wis"}
    assert [erased(life, headers=key).status_code for _ in range(2)] == [204, 204]


def test_who_is_read_by_a_round_at_that_moment_is_not_erased(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a round keeps is seen once it has read all, and would hold who is gone by then."""
    with town.rows() as db:
        request = town.request(db)
        ids = request.household_id, request.id
    provider, answers = town.provider, []

    def read_slowly(*frozen: Any) -> bytes:
        assert provider.delete(f"/requests/{ids[1]}", "*").status_code == 204
        answers.append(provider.post(f"/households/{ids[0]}/erasures").status_code)
        return as_bytes(*frozen)

    def fails(*given: Any) -> Solved:
        raise EngineFailed("for all it is worth here")

    monkeypatch.setattr("service.rounds.running.as_bytes", read_slowly)
    asked = UUID(town.start().json()["id"])
    sessions = make_sessions(town.world.database.engine, executor="none")
    run(Work(town.utrecht.actor, asked, 0, sessions, lambda: False), Engine(fails))
    assert "round_snapshot" in tables_with(town.world.database, ids[1])
    assert answers == [409]
    assert provider.post(f"/households/{ids[0]}/erasures").status_code == 204
    assert tables_with(town.world.database, *ids) == {"audit_event"}


def test_an_erasure_waits_for_who_decides_and_holds_nothing_meanwhile(
    table: MatchingTable,
) -> None:
    """Whoever decides holds the proposal, and waits for the household."""
    case = table.proposal()
    table.change(Request, case.request_id, state="WITHDRAWN")
    path = f"/households/{case.household_id}/erasures"
    with ThreadPoolExecutor(1) as pool:
        with table.session() as deciding:
            deciding.get_one(Proposal, case.id, with_for_update={"key_share": True})
            waiting = pool.submit(table.provider.post, path)
            until(lambda: table.so_many_wait(1))
            at_once = {"key_share": True, "nowait": True}
            deciding.get_one(Household, case.household_id, with_for_update=at_once)
        assert waiting.result().status_code == 204


def test_of_two_that_are_erased_at_once_neither_stays_in_their_round(
    table: MatchingTable,
) -> None:
    """Also where the round's file is of no use any more, and so stays as it is."""
    cases = table.proposals(2)
    with table.session() as db:
        rounds = [db.get_one(Proposal, case.id).round_id for case in cases]
        seals = {str(case.request_id): "seal" for case in cases}
        for round in rounds:
            db.get_one(RoundSnapshot, round).seals = seals
        for case in cases:
            db.get_one(Request, case.request_id).state = RequestState.WITHDRAWN
    paths = [f"/households/{case.household_id}/erasures" for case in cases]
    with ThreadPoolExecutor(2) as pool:
        with table.session() as other:
            other.get_one(RoundSnapshot, min(rounds), with_for_update={"key_share": True})
            other.get_one(Round, min(rounds), with_for_update={"key_share": True})
            erasing = [pool.submit(table.provider.post, path) for path in paths]
            until(lambda: table.so_many_wait(2))
        assert [each.result().status_code for each in erasing] == [204, 204]
    ids = [case.request_id for case in cases]
    assert tables_with(table.world.database, *ids) == set()


ORDER = (
    *("lease", "hand_over", "placement", "offer", "decision", "round_unplaced", "proposal"),
    *("request", "person"),
)
PLATFORM = "00000000-0000-4000-8000-000000000001"


def test_the_database_itself_destroys_only_what_is_closed_and_ones_own(
    town: Town, table: MatchingTable, life: WholeLife
) -> None:
    """Whatever the program asks: as the archivist, for all households at once."""
    households = [life.id, table.approved().household_id]
    callers = {
        ("MUNICIPALITY", life.municipality.id): set(),
        ("CORPORATION", table.owner.id): set(),
        ("PLATFORM", PLATFORM): set(),  # it was touched a moment ago
        ("CARE_PROVIDER", life.provider.id): {life.id},
    }
    with psycopg.connect(town.world.database.dsn) as app:
        for (kind, org), gone in callers.items():
            settings = {
                "app.organisation": str(org),
                "app.kind": kind,
                "app.erasing": f"{{{','.join(map(str, households))}}}",
                "role": "woonplek_archivist",
            }
            for name, value in settings.items():
                app.execute("select set_config(%s, %s, true)", [name, value])
            app.execute("select lock_dossiers()")
            stranger = kind in {"MUNICIPALITY", "CORPORATION"}
            assert held(town, households) == (set() if stranger else {*households})
            for name in ORDER:
                app.execute(f"delete from {name}".encode())
            found = app.execute("delete from household returning id").fetchall()
            assert {id for (id,) in found} == gone, kind
            app.rollback()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("delete from household")


def held(town: Town, households: list[UUID]) -> set[UUID]:
    """Those of these households that somebody keeps from others now."""
    free = "select id from household where id = any(%s) for no key update skip locked"
    with psycopg.connect(town.world.database.admin_dsn) as admin:
        return {*households} - {id for (id,) in admin.execute(free, [households])}
