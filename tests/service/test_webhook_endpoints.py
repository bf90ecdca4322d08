"""Each organisation registers where its systems hear of events, and sees what was sent there."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from conftest import Caller, World
from isolated_databases import Database
from matching_table import MatchingTable
from post_office import HOOKS, PostOffice, deliveries, hook, office
from psycopg.rows import scalar_row
from receivers import receiver, says
from sqlalchemy.orm import Session

from service.db import make_sessions, transaction
from service.encryption.cipher import Unreadable, new_key
from service.encryption.keys import Keys, keys_of
from service.models import WebhookEndpoint
from service.settings import Settings
from service.webhooks import secrets
from service.webhooks.renewing import renew
from service.webhooks.rules import MOST

WHAT_IS_KEPT = """
    select to_jsonb(w)::text from webhook_endpoint w
    union all select convert_from(body, 'UTF8') from answered_command"""
OFFER = "offer.made"
URL = "https://hooks.gemeente.example/woonplek"


@pytest.fixture
def post(world: World, monkeypatch: pytest.MonkeyPatch) -> PostOffice:
    """A worker by hand, on a clock that can be moved."""
    return office(world, monkeypatch)


@pytest.fixture
def in_production(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The API trusts as it does where it is deployed."""
    info: dict[str, Any] = world.client.app.state.sessions.kw["info"]
    monkeypatch.setitem(info, "sender", replace(info["sender"], trusting=False))


def body(**more: Any) -> dict[str, Any]:
    return {"name": "Systeem", "url": URL, "eventTypes": ["nl.woonplek.offer.made"]} | more


def test_the_secret_is_shown_when_it_is_made_and_never_again(corporation: Caller) -> None:
    made = corporation.post(HOOKS, body())
    secret = made.json()["secret"]
    assert secret.startswith("whsec_")
    path = f"{HOOKS}/{made.json()['id']}"
    changed = corporation.patch(path, {"name": "Ander"}, made.headers["ETag"])
    for answer in (corporation.get(path), corporation.get(HOOKS), changed):
        assert "secret" not in answer.text.replace("previous", "")
        assert secret not in answer.text
    next_one = corporation.post(f"{path}/secrets").json()
    assert next_one["secret"] not in {secret, None}
    assert next_one["previousUntil"] is not None


def test_a_repeated_command_makes_no_second_endpoint_and_tells_no_secret_again(
    corporation: Caller,
) -> None:
    key = {"Idempotency-Key": "one-endpoint"}
    first, again = (corporation.post(HOOKS, body(), headers=key) for _ in range(2))
    assert first.json() | {"secret": None} == again.json()
    assert len(corporation.get(HOOKS).json()["webhookEndpoints"]) == 1


def test_no_secret_can_be_read_in_the_database_nor_for_another_endpoint(
    corporation: Caller, database: Database
) -> None:
    key = {"Idempotency-Key": "kept"}
    made = corporation.post(HOOKS, body(), headers=key).json()
    changed = corporation.post(f"{HOOKS}/{made['id']}/secrets").json()
    with psycopg.connect(database.admin_dsn) as admin:
        told = str(admin.execute(WHAT_IS_KEPT).fetchall())
    assert "kept_secret" in told
    for secret in (made["secret"], changed["secret"]):
        for form in (secret, secret.encode().hex(), b64decode(secret[6:]).hex()):
            assert form not in told
    with psycopg.connect(database.admin_dsn, row_factory=scalar_row) as admin:
        (kept,) = admin.execute("select kept_secret from webhook_endpoint").fetchall()
    db = Session(info={"keys": Settings().keys()})
    assert secrets.told(db, UUID(made["id"]), kept) == changed["secret"]
    with pytest.raises(Unreadable):
        secrets.told(db, uuid4(), kept)


def test_after_a_night_the_key_of_before_can_be_taken_away(
    corporation: Caller, database: Database
) -> None:
    made = corporation.post(HOOKS, body()).json()
    changed = corporation.post(f"{HOOKS}/{made['id']}/secrets").json()
    before = Settings().encryption_keys[0].get_secret_value()
    new = keys_of([f"new:{b64encode(new_key()).decode()}"])
    both = make_sessions(database.engine, keys=Keys(new | keys_of([before])), origin="worker")
    assert [renew(both), renew(both)] == [1, 0]
    with transaction(make_sessions(database.engine, keys=Keys(new)), corporation.actor) as db:
        row = db.get_one(WebhookEndpoint, UUID(made["id"]))
        assert row.previous_kept_secret is not None
        assert secrets.told(db, row.id, row.kept_secret) == changed["secret"]
        assert secrets.told(db, row.id, row.previous_kept_secret) == made["secret"]
        assert row.version == changed["version"], "for its owner nothing changed"


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.gemeente.example/",
        "https://127.0.0.1/",
        "https://10.0.0.8/hook",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://169.254.169.254/latest/meta-data",
        "http://127.0.0.1:8000/",
    ],
)
def test_in_production_an_address_inside_or_without_tls_is_refused(
    corporation: Caller, in_production: None, url: str
) -> None:
    refused = corporation.post(HOOKS, body(url=url))
    assert refused.status_code == 400
    assert [error["code"] for error in refused.json()["errors"]] == ["url_not_outside"]
    made = corporation.post(HOOKS, body())
    path = f"{HOOKS}/{made.json()['id']}"
    assert corporation.patch(path, {"url": url}, made.headers["ETag"]).status_code == 400


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "ftp://hooks.example/"},
        {"url": "https://user:pass@hooks.example/"},
        {"url": "https://hooks.example/#part"},
        {"url": "https://hooks.example:99999/"},
        {"url": "https://hooks.example/\n"},
        {"url": "https://\u2460\u2461\u2466.example/"},
        {"url": "https://" + "a" * 500 + ".example/"},
        {"eventTypes": []},
        {"eventTypes": ["nl.woonplek.nothing.happened"]},
        {"eventTypes": ["nl.woonplek.offer.made"] * 2},
        {"secret": "whsec_AAAA"},
        {"active": True},
    ],
)
def test_what_is_not_right_is_refused_whole(corporation: Caller, wrong: dict[str, Any]) -> None:
    assert corporation.post(HOOKS, body(**wrong)).status_code == 400
    assert corporation.get(HOOKS).json()["webhookEndpoints"] == []


def test_there_is_a_most(corporation: Caller) -> None:
    answers = [corporation.post(HOOKS, body()) for _ in range(MOST + 1)]
    assert [answer.status_code for answer in answers] == [201] * MOST + [409]
    path = f"{HOOKS}/{answers[0].json()['id']}"
    assert corporation.delete(path, "*").status_code == 204
    assert corporation.post(HOOKS, body()).status_code == 201


def test_nobody_sees_or_touches_what_is_another_organisations(
    table: MatchingTable, post: PostOffice, nieuwegein: Caller
) -> None:
    with receiver() as there:
        made = hook(table.owner, there.url, OFFER)
        table.approved()
        post.works()
    [sent] = deliveries(table.owner)
    for stranger in (table.municipality, table.provider, nieuwegein):
        assert stranger.get(HOOKS).json()["webhookEndpoints"] == []
        assert deliveries(stranger) == deliveries(stranger, endpointId=made["id"]) == []
        path, row = f"{HOOKS}/{made['id']}", f"/webhook-deliveries/{sent['id']}"
        answers = [
            stranger.get(path),
            stranger.patch(path, {"active": False}, "*"),
            stranger.delete(path, "*"),
            stranger.post(f"{path}/secrets"),
            stranger.get(row),
            stranger.post(f"{row}/redeliveries"),
        ]
        assert {answer.status_code for answer in answers} == {404}
    assert table.owner.get(f"{HOOKS}/{made['id']}").json()["version"] == 1


def test_what_was_delivered_is_sent_again_when_asked_for_under_the_same_id(
    table: MatchingTable, post: PostOffice
) -> None:
    with receiver() as there:
        hook(table.owner, there.url, OFFER)
        table.approved()
        post.works("events.tell")
        again = f"/webhook-deliveries/{deliveries(table.owner)[0]['id']}/redeliveries"
        assert table.owner.post(again).status_code == 409
        post.works()
        asked = table.owner.post(again)
        assert (asked.status_code, asked.json()["state"]) == (202, "PENDING")
        post.works()
    assert len({received.id for received in there.received}) == 1
    assert len(there.received) == 2
    assert deliveries(table.owner, state="DELIVERED")[0]["attempts"] == 1


def test_what_is_turned_off_or_withdrawn_hears_nothing_and_what_was_on_its_way_is_given_up(
    table: MatchingTable, post: PostOffice
) -> None:
    with receiver(says(503)) as there:
        first, second = (hook(table.owner, there.url, OFFER) for _ in range(2))
        table.approved()
        post.works()
        before = len(there.received)
        off = table.owner.patch(f"{HOOKS}/{first['id']}", {"active": False}, "*").json()
        assert (off["active"], off["turnedOff"]) == (False, None)
        assert table.owner.delete(f"{HOOKS}/{second['id']}", "*").status_code == 204
        there.behaviour = says(204)
        table.approved()
        post.passes(hours=1)
    assert len(there.received) == before
    rows = deliveries(table.owner)
    assert {(row["state"], row["lastFailure"]) for row in rows} == {("GIVEN_UP", "TURNED_OFF")}
    again = f"/webhook-deliveries/{rows[0]['id']}/redeliveries"
    assert table.owner.post(again).status_code == 409
    assert table.owner.post(f"{HOOKS}/{second['id']}/secrets").status_code == 409


def test_who_takes_part_no_more_is_sent_nothing_of_what_was_on_its_way(
    table: MatchingTable, post: PostOffice
) -> None:
    with receiver() as there:
        hook(table.owner, there.url, "offer.made")
        table.approved()
        post.works("events.tell")
        with psycopg.connect(table.world.database.admin_dsn) as admin:
            gone = "update organisation set withdrawn_at = now() where id = %s"
            admin.execute(gone.encode(), [table.owner.id])
        post.works()
        with psycopg.connect(table.world.database.admin_dsn) as admin:
            [state] = admin.execute("select state from webhook_delivery").fetchall()
        assert (state, there.received) == (("GIVEN_UP",), [])


def test_what_the_worker_notes_of_an_endpoint_is_no_new_version_of_it(
    table: MatchingTable, post: PostOffice
) -> None:
    with receiver() as there:
        made = hook(table.owner, there.url, OFFER)
    table.approved()
    post.works()
    path = f"{HOOKS}/{made['id']}"
    for nothing_new in (table.owner.get(path), table.owner.patch(path, {"active": True}, '"1"')):
        assert nothing_new.headers["ETag"] == '"1"'
    assert table.owner.patch(path, {"name": "Ander"}, '"1"').status_code == 200


def test_who_says_where_it_listens_now_does_not_wait_for_what_was_silent(
    table: MatchingTable, post: PostOffice
) -> None:
    with receiver() as there:
        made = hook(table.owner, there.url, OFFER)
    table.approved()
    post.works()
    with receiver() as now_here:
        table.approved()
        post.works()
        path = f"{HOOKS}/{made['id']}"
        assert table.owner.patch(path, {"url": now_here.url}, "*").status_code == 200
        table.approved()
        post.works()
        assert len(now_here.received) == 1
        post.passes(hours=1)
    assert len(now_here.received) == 3
