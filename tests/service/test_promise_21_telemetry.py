"""What an operator sees: every request, and nothing of anybody in it."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest
from audit_lines import lines
from builders import make_household
from conftest import Caller, World
from fastapi import FastAPI
from live_server import served
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from service import pace
from service.app import connect
from service.db import make_sessions
from service.models import AuditEvent, Organisation
from service.settings import Settings
from service.telemetry import json_lines
from service.telemetry.figures import BOUNDS, Figures

TOKEN = "een-lang-woord-voor-prometheus"
CANARY = "Kanarie-Jansen-19830412"
SAMPLE = re.compile(r'([a-z_]+)(?:\{((?:[a-z]+="[^"\\\n]*",?)*)\})? (-?[0-9.e+-]+)')


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the program logs from now on."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers.clear()  # pytest's own would be closed
    stream = io.StringIO()
    json_lines.begin(stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    for name in json_lines.TALKATIVE:
        logging.getLogger(name).setLevel(logging.NOTSET)


@pytest.fixture
def api(world: World, second_app: FastAPI, log: io.StringIO) -> Iterator[httpx.Client]:
    """The API on a socket, as an operator runs it."""
    settings = Settings(mode="test", metrics_token=TOKEN, address_rate=0)
    connect(second_app, settings, world.database.engine, world.issuer.reader())
    with (
        served(second_app) as address,
        httpx.Client(base_url=address, trust_env=False, verify=False, timeout=60) as client,
    ):
        yield client


def told(log: io.StringIO) -> list[dict[str, Any]]:
    """Each line, which is JSON."""
    return [json.loads(line) for line in log.getvalue().splitlines()]


def figures(text: str) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    """What Prometheus would read."""
    assert text.endswith("\n")
    found = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            read = SAMPLE.fullmatch(line)
            assert read, line
            labels = frozenset(re.findall(r'([a-z]+)="([^"]*)"', read[2] or ""))
            assert (read[1], labels) not in found, line
            found[read[1], labels] = float(read[3])
    return found


def metrics(api: httpx.Client) -> httpx.Response:
    return api.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})


def test_whatever_is_sent_no_word_of_it_is_in_the_log_or_the_figures(
    api: httpx.Client, world: World, provider: Caller, log: io.StringIO
) -> None:
    with make_sessions(world.database.seeds).begin() as db:
        owner = db.get_one(Organisation, provider.id)
        id = make_household(db, owner, provider_reference=CANARY).id
    signed = {"Authorization": f"Bearer {provider.token}"}
    shown = api.get(f"/v1/households/{id}", headers=signed)
    assert CANARY in shown.text
    twice = {"providerReference": CANARY, "persons": [{"role": "ADULT", "birthYear": 1983}]}
    answers = [
        shown,
        api.get(f"/v1/households/{CANARY}", headers=signed),
        api.get(f"/v1/{CANARY}/{id}", headers=signed),
        api.get("/v1/households", params={CANARY: CANARY}, headers=signed),
        api.get("/v1/households", params={"cursor": CANARY}, headers=signed),
        api.post("/v1/households", json=twice, headers=signed),
        api.post("/v1/households", json={CANARY: [CANARY]}, headers=signed),
        api.post("/v1/households", content=CANARY.encode(), headers=signed),
        api.request("PROPFIND", f"/v1/{CANARY}", headers=signed),
        api.get("/v1/households", headers={"Authorization": f"Bearer {CANARY}"}),
        api.get("/v1/households", headers={"Authorization": CANARY}),
        api.get("/metrics", headers={"Authorization": f"Bearer {CANARY}"}),
        api.get("/v1/health", headers={"Cookie": f"{CANARY}={CANARY}", "Host": f"{CANARY}.nl"}),
        api.get("/v1/health", headers={"User-Agent": CANARY, "Referer": f"https://{CANARY}/"}),
        api.get("/v1/health", headers={"X-Forwarded-For": CANARY, "traceparent": CANARY}),
        api.get("/v1/health", headers={"Accept": CANARY, "Origin": f"https://{CANARY}"}),
        api.post("/v1/households", json=twice, headers=signed | {"Idempotency-Key": CANARY}),
        api.patch(f"/v1/households/{id}", json=twice, headers=signed | {"If-Match": CANARY}),
    ]
    said, counted = log.getvalue(), metrics(api).text
    for secret in (CANARY, CANARY.lower(), str(id), provider.token, provider.actor.user, TOKEN):
        assert secret not in said
        assert secret not in counted
    seen = [line for line in told(log) if line["logger"] == "woonplek.request"]
    of_each = [(line["status"], line["method"]) for line in seen]
    assert [status for status, _ in of_each[: len(answers)]] == [
        answer.status_code for answer in answers
    ]
    assert of_each[8][1] == "other"
    assert seen[0] | {"at": "", "ms": 0, "request": ""} == {
        "at": "",
        "level": "info",
        "logger": "woonplek.request",
        "message": "answered",
        "request": "",
        "method": "GET",
        "route": "/v1/households/{id}",
        "status": 200,
        "ms": 0,
        "organisation": str(provider.id),
    }
    read = lines(world.database, AuditEvent.subject_id == id)[0]
    assert seen[0]["request"] == read.operation_id.hex(), "log and audit name one operation"


def test_an_error_is_told_without_its_words(log: io.StringIO) -> None:
    try:
        try:
            raise psycopg.errors.UniqueViolation(f"Key (name)=({CANARY}) already exists")
        except psycopg.Error as error:
            raise ValueError(CANARY) from error
    except ValueError:
        logging.getLogger("service").exception("a sentence of ours")
    (line,) = told(log)
    kinds = [(each["type"], each.get("sqlstate")) for each in line["error"]]
    assert kinds == [("builtins.ValueError", None), ("psycopg.errors.UniqueViolation", "23505")]
    assert "test_promise_21_telemetry.py" in line["error"][0]["at"][-1]
    assert CANARY not in log.getvalue()


def test_the_words_of_a_statement_are_not_in_its_error(world: World) -> None:
    with pytest.raises(SQLAlchemyError) as failed, world.database.engine.begin() as db:
        db.execute(text("select cast(:given as uuid)"), {"given": CANARY})
    assert "[parameters" not in str(failed.value) or CANARY not in str(failed.value.statement)
    assert f"'given': '{CANARY}'" not in str(failed.value)


def test_a_line_of_the_queue_names_the_job_and_not_who_put_it(log: io.StringIO) -> None:
    job = {"id": 7, "task_name": "rounds.run", "task_kwargs": {"user": CANARY}}
    extra = {"action": "job_error", "job": job}
    logging.getLogger("procrastinate.worker").error(
        f"Job rounds.run[7](user='{CANARY}')", extra=extra
    )
    (line,) = told(log)
    assert line["message"] == "job_error rounds.run[7]"


def test_the_figures_are_for_who_has_the_operators_token(
    api: httpx.Client, world: World, second_app: FastAPI, provider: Caller
) -> None:
    for headers in ({}, {"Authorization": f"Bearer {provider.token}"}, {"Authorization": b"x\xff"}):
        refused = api.get("/metrics", headers=headers)
        assert refused.status_code == 401
        assert refused.headers["content-type"] == "application/problem+json"
    assert "/metrics" not in api.get("/v1/openapi.json").text
    assert api.get("/v1/metrics").status_code == 404
    settings: Settings = second_app.state.settings
    second_app.state.settings = settings.model_copy(
        update={"metrics_token": type(settings.metrics_token)("")}
    )
    without = metrics(api)
    assert without.status_code == 404
    assert without.json() == api.get("/v1/elsewhere").json()


def test_the_figures_count_what_was_answered_and_what_waits(
    api: httpx.Client, world: World, provider: Caller
) -> None:
    signed = {"Authorization": f"Bearer {provider.token}"}
    for _ in range(3):
        assert api.get("/v1/agreements", headers=signed).status_code == 200
    assert api.get("/v1/agreements").status_code == 401
    assert api.head("/v1/agreements", headers=signed).status_code == 200
    with world.database.seeds.begin() as db:
        db.execute(
            text(
                "insert into procrastinate_jobs (queue_name, task_name, scheduled_at)"
                " values ('default', 'rounds.run', now() - interval '90 seconds'),"
                " ('default', 'rounds.run', now() + interval '1 hour')"
            )
        )
    answer = metrics(api)
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    found = figures(answer.text)
    asked = {"method": "GET", "route": "/v1/agreements"}

    def of(name: str, **labels: str) -> float:
        return found[name, frozenset(labels.items())]

    assert of("woonplek_http_requests_total", **asked, status="200") == 4
    assert of("woonplek_http_requests_total", **asked, status="401") == 1
    assert of("woonplek_http_request_duration_seconds_count", **asked) == 5
    assert of("woonplek_http_request_duration_seconds_bucket", **asked, le="+Inf") == 5
    assert of("woonplek_http_requests_open") == 1, "the one that asks"
    assert of("woonplek_database_up") == 1
    waiting = {"job": "rounds.run", "state": "todo"}
    assert of("woonplek_jobs", **waiting) == 2
    assert 90 <= of("woonplek_job_oldest_seconds", **waiting) < 600


def test_a_time_counts_under_every_bound_that_it_does_not_exceed() -> None:
    times = [0.0, 0.01, 0.011, 0.3, 10.0, 11.0]
    counted = Figures()
    for seconds in times:
        counted.answered("GET", "/v1/places", 200, seconds)
    found = figures("\n".join([*counted.lines(), ""]))
    for bound in BOUNDS:
        labels = {"method": "GET", "route": "/v1/places", "le": str(bound)}
        at_most = found["woonplek_http_request_duration_seconds_bucket", frozenset(labels.items())]
        assert at_most == sum(seconds <= bound for seconds in times)
    labels = frozenset({"method": "GET", "route": "/v1/places"}.items())
    assert found["woonplek_http_request_duration_seconds_sum", labels] == pytest.approx(sum(times))


def test_the_figures_are_there_without_a_database(
    api: httpx.Client, second_app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Away:
        def begin(self) -> None:
            raise SQLAlchemyError("away")

    monkeypatch.setattr(second_app.state, "sessions", Away())
    found = figures(metrics(api).text)
    assert found["woonplek_database_up", frozenset()] == 0
    assert ("woonplek_http_requests_open", frozenset()) in found


def test_what_balancers_and_prometheus_ask_is_never_too_often(
    api: httpx.Client, second_app: FastAPI
) -> None:
    second_app.state.paces.addresses = pace.Pace(1)
    assert [api.get("/v1/health").status_code for _ in range(2)] == [200, 429]
    assert {api.get("/v1/health/ready").status_code for _ in range(3)} == {200}
    assert {metrics(api).status_code for _ in range(3)} == {200}
