"""A round as a stream of events: for many who follow, whoever leaves, whatever restarts."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest
from builders import make_place, make_region
from conftest import Caller
from live_server import served
from towns import Town
from towns import town as town
from workers import until, wait_for_engine, working

from service.codelists.decisions import RoundState
from service.db import transaction
from service.models import Round
from service.rounds.announcing import announce, event_of
from service.rounds.workflow import move

LISTENING = "select pid from pg_stat_activity where query ilike 'listen%woonplek_round%'"


@pytest.fixture
def address(town: Town) -> Iterator[str]:
    """The API on a real socket: a stream must leave while it is made."""
    with served(app_of(town)) as found:
        yield found


@contextmanager
def stream(address: str, caller: Caller, round_id: str) -> Iterator[Iterator[dict[str, Any]]]:
    headers = {"Authorization": f"Bearer {caller.token}"}
    url = f"{address}/v1/rounds/{round_id}/events"
    with httpx.stream("GET", url, headers=headers, timeout=60, trust_env=False) as answer:
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        assert answer.headers["API-Version"]
        yield events(answer)


def events(answer: httpx.Response) -> Iterator[dict[str, Any]]:
    name = ""
    for line in answer.iter_lines():
        field, _, value = line.partition(": ")
        if field == "event":
            name = value
        elif field == "data":
            assert name == "round"
            yield json.loads(value)


def app_of(town: Town) -> Any:
    return town.world.client.app


def listening(town: Town) -> list[Any]:
    with psycopg.connect(town.world.database.admin_dsn) as admin:
        return admin.execute(LISTENING).fetchall()


def take(town: Town, caller: Caller, round_id: str, to: RoundState) -> None:
    """A step of the round, as a worker takes and tells it."""
    with transaction(app_of(town).state.sessions, caller.actor) as db:
        round = db.get_one(Round, UUID(round_id))
        move(db, round, to)
        announce(db, round.id, event_of(round))


def test_a_stream_tells_where_the_round_stands_and_all_that_follows(
    town: Town, address: str
) -> None:
    with town.rows() as db:
        make_place(db)
        town.request(db)
    round_id = town.start().json()["id"]
    with stream(address, town.utrecht, round_id) as told:
        assert next(told) == {"state": "QUEUED", "progress": None}
        with working(town.world.database):
            engine = wait_for_engine(os.getpid())
            os.kill(engine, signal.SIGSTOP)
            assert next(told) == {"state": "SOLVING", "progress": None}
            os.kill(engine, signal.SIGCONT)
            rest = list(told)
    assert [event["state"] for event in rest[:-1]] == ["SOLVING"] * (len(rest) - 1)
    assert rest[-1]["state"] == "DONE"
    assert rest[-1]["progress"] == town.read(round_id)["progress"]
    assert [tier["code"] for tier in rest[-1]["progress"]["tiers"]][-1] == "REST"


def test_a_stream_of_a_round_that_ended_is_one_event(town: Town, address: str) -> None:
    round_id = town.done()["id"]
    with stream(address, town.utrecht, round_id) as told:
        assert [event["state"] for event in told] == ["DONE"]


def test_a_stream_is_for_who_may_see_the_round(
    town: Town, address: str, nieuwegein: Caller
) -> None:
    path = f"/rounds/{town.start().json()['id']}/events"
    assert town.world.client.get(f"/v1{path}").status_code == 401
    assert nieuwegein.get(path).status_code == 404
    assert nieuwegein.get(path).headers["Content-Type"] == "application/problem+json"


def test_everybody_hears_of_their_own_round_only_over_one_connection(
    town: Town, address: str, nieuwegein: Caller
) -> None:
    with town.rows() as db:
        other = make_region(db, "0356")
    mine = town.start().json()["id"]
    theirs = nieuwegein.post("/rounds", {"regionId": str(other.id)}).json()["id"]
    followers = [(town.utrecht, mine)] * 15 + [(nieuwegein, theirs)] * 5
    with ExitStack() as streams, ThreadPoolExecutor(len(followers)) as pool:
        told = [
            streams.enter_context(stream(address, caller, round_id))
            for caller, round_id in followers
        ]
        assert {next(each)["state"] for each in told} == {"QUEUED"}
        until(lambda: len(listening(town)) == 1)
        take(town, town.utrecht, mine, RoundState.SOLVING)
        take(town, nieuwegein, theirs, RoundState.CANCELLED)
        heard = list(pool.map(lambda each: next(each)["state"], told))
        assert heard == ["SOLVING"] * 15 + ["CANCELLED"] * 5
        take(town, town.utrecht, mine, RoundState.CANCELLED)
        rest = list(pool.map(lambda each: [event["state"] for event in each], told))
        assert rest == [["CANCELLED"]] * 15 + [[]] * 5
    until(lambda: not listening(town))


def test_who_goes_away_leaves_nothing_behind(town: Town, address: str) -> None:
    round_id = town.start().json()["id"]
    for _ in range(5):
        with ExitStack() as streams:
            for _ in range(4):
                told = streams.enter_context(stream(address, town.utrecht, round_id))
                assert next(told)["state"] == "QUEUED"
    until(lambda: not listening(town))
    listener = app_of(town).state.listener
    assert not listener._followers


def test_a_stream_outlives_a_restart_of_the_database_and_misses_nothing(
    town: Town, address: str
) -> None:
    round_id = town.start().json()["id"]
    with stream(address, town.utrecht, round_id) as told:
        assert next(told)["state"] == "QUEUED"
        until(lambda: len(listening(town)) == 1)
        with psycopg.connect(town.world.database.admin_dsn, autocommit=True) as admin:
            admin.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = current_database() and pid <> pg_backend_pid()"
            )
            # Nobody listens now: what is told falls on deaf ears.
            admin.execute("update round set state = 'SOLVING' where id = %s", [UUID(round_id)])
        assert next(told)["state"] == "SOLVING"
        take(town, town.utrecht, round_id, RoundState.CANCELLED)
        assert [event["state"] for event in told] == ["CANCELLED"]


def test_a_process_that_stops_lets_its_followers_go(town: Town, address: str) -> None:
    round_id = town.start().json()["id"]
    with stream(address, town.utrecht, round_id) as told:
        assert next(told)["state"] == "QUEUED"
        app_of(town).state.listener.close()
        assert list(told) == []


def test_who_may_no_longer_see_a_round_hears_no_more_of_it(town: Town, address: str) -> None:
    round_id = town.start().json()["id"]
    with stream(address, town.utrecht, round_id) as told:
        assert next(told)["state"] == "QUEUED"
        until(lambda: len(listening(town)) == 1)
        with psycopg.connect(town.world.database.admin_dsn, autocommit=True) as admin:
            admin.execute(
                "update organisation set withdrawn_at = now() where kind = 'MUNICIPALITY'"
            )
            admin.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where query ilike 'listen%woonplek_round%'"
            )
        assert list(told) == []
