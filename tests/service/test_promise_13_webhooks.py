"""P13: webhooks are signed and told at least once, and never to what is inside.

That nothing inside is reached stands in `test_webhook_addresses.py`, and what becomes of a worker
that is killed for good in `test_faults_rescue.py`.
"""

from __future__ import annotations

import logging
import time
from base64 import b64decode
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from audit_lines import lines
from conftest import Caller, World
from isolated_databases import Database
from matching_table import MatchingTable
from post_office import HOOKS, PostOffice, deliveries, hook, office
from receivers import Received, hangs, receiver, says
from rescued import soon_rescued as soon_rescued
from sqlalchemy.exc import OperationalError
from standardwebhooks.webhooks import Webhook, WebhookVerificationError
from workers import until, working

from service.events.telling import TELL
from service.models import AuditEvent
from service.rounds.running import RUN
from service.webhooks import delivering
from service.webhooks.delivering import DELIVER
from service.webhooks.schedule import DELAYS, TRIES_FOR

OFFER = "offer.made"


@pytest.fixture
def post(world: World, monkeypatch: pytest.MonkeyPatch) -> PostOffice:
    """A worker by hand, on a clock that can be moved."""
    return office(world, monkeypatch)


def verified(received: Received, secret: str) -> dict[str, Any]:
    """The event, as the standard's own library reads it."""
    found: dict[str, Any] = Webhook(secret).verify(received.body, received.headers)
    return found


def rows(database: Database, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.admin_dsn) as connection:
        return connection.execute(query.encode()).fetchall()


def test_an_approval_is_told_to_whom_it_concerns_signed_and_in_ids_only(
    table: MatchingTable, post: PostOffice
) -> None:
    with receiver() as there:
        made = hook(table.provider, there.url, "proposal.approved", OFFER)
        case = table.approved()
        post.works()
    assert len(there.received) == 2
    events = {
        event["type"]: event for event in (verified(r, made["secret"]) for r in there.received)
    }
    approved = events["nl.woonplek.proposal.approved"]
    assert approved["data"] == {
        "id": str(case.id),
        "placeId": str(case.place_id),
        "state": "APPROVED",
    }
    assert approved["dataref"] == f"https://api.test/v1/proposals/{case.id}"
    assert approved["source"] == "urn:nld:test"
    assert approved["specversion"] == "1.0"
    assert {r.event["id"] for r in there.received} == {r.id for r in there.received}
    offer = table.offers(case)["HOUSEHOLD"]
    assert events["nl.woonplek.offer.made"]["data"]["id"] == offer["id"]


def test_a_forged_body_id_or_time_does_not_verify(table: MatchingTable, post: PostOffice) -> None:
    with receiver() as there:
        secret = hook(table.owner, there.url, OFFER)["secret"]
        table.approved()
        post.works()
    [good] = there.received
    later = str(int(good.headers["webhook-timestamp"]) + 1)
    forged = [
        (good.body.replace(b"OPEN", b"ACCE"), good.headers, secret),
        (good.body, good.headers | {"webhook-id": "another"}, secret),
        (good.body, good.headers | {"webhook-timestamp": later}, secret),
        (good.body, good.headers, "whsec_" + "A" * 43 + "="),
    ]
    for body, headers, key in forged:
        with pytest.raises(WebhookVerificationError):
            Webhook(key).verify(body, headers)
    assert Webhook(secret).verify(good.body, good.headers)
    assert len(b64decode(secret.removeprefix("whsec_"))) == 32


def test_what_is_rolled_back_is_not_told_and_what_is_committed_is(
    table: MatchingTable, post: PostOffice
) -> None:
    with receiver() as there:
        hook(table.owner, there.url, OFFER)
        case = table.proposal()
        refused = table.municipality.post(
            f"/proposals/{case.id}/decisions", case.decision() | {"digest": "0" * 64}
        )
        assert refused.status_code == 409
        post.works()
        assert there.received == []
        assert rows(table.world.database, "select * from event") == []
        table.decide(case)
        post.works()
    assert len(there.received) == 1


def test_a_receiver_that_was_down_for_ten_minutes_missed_nothing(
    table: MatchingTable, post: PostOffice
) -> None:
    with receiver() as there:
        hook(table.owner, there.url, OFFER)
    for _ in range(3):
        table.approved()
    post.works()
    post.passes(seconds=30)
    post.passes(minutes=10)
    made = {row["eventId"] for row in deliveries(table.owner)}
    assert {row["state"] for row in deliveries(table.owner)} == {"PENDING"}
    with receiver(port=there.port) as again:
        post.passes(hours=1)
        post.passes(hours=1)
    assert {received.id for received in again.received} == made
    assert len(again.received) == len(made) == 3
    assert {row["state"] for row in deliveries(table.owner)} == {"DELIVERED"}


def test_every_try_of_an_event_has_its_id_and_its_bytes_and_a_signature_of_its_own_moment(
    table: MatchingTable, post: PostOffice
) -> None:
    with receiver(says(500)) as there:
        secret = hook(table.owner, there.url, OFFER)["secret"]
        table.approved()
        post.works()
        for _ in range(3):
            post.passes(hours=3)
    assert len({(received.id, received.body) for received in there.received}) == 1
    assert len({received.headers["webhook-signature"] for received in there.received}) == 4
    # The library's own clock has not moved: only the first is fresh for it.
    assert verified(there.received[0], secret)["id"] == there.received[0].id
    [row] = deliveries(table.owner)
    assert (row["attempts"], row["lastStatus"], row["lastFailure"]) == (4, 500, "NOT_TAKEN")


def test_tries_follow_the_schedule_and_end_after_its_days(
    table: MatchingTable, post: PostOffice
) -> None:
    with receiver(says(500)) as there:
        hook(table.owner, there.url, OFFER)
        table.approved()
        post.works()
        for tried, delay in enumerate(DELAYS, start=1):
            assert len(there.received) == tried
            post.passes(seconds=0.8 * delay.total_seconds())
            assert len(there.received) == tried, delay
            post.passes(seconds=0.3 * delay.total_seconds())
        assert len(there.received) == len(DELAYS) + 1
        for _ in range(2 * TRIES_FOR.days):
            post.passes(hours=24)
        tries = len(there.received)
        post.passes(days=30)
    assert len(there.received) == tries
    [row] = deliveries(table.owner)
    assert (row["state"], row["nextAttemptAt"]) == ("GIVEN_UP", None)


def test_who_took_nothing_for_days_is_turned_off_and_hears_again_when_turned_on(
    table: MatchingTable, post: PostOffice
) -> None:
    with receiver(says(500)) as there:
        made = hook(table.owner, there.url, OFFER)
        table.approved()
        for _ in range(20):
            post.passes(hours=12)
        path = f"{HOOKS}/{made['id']}"
        off = table.owner.get(path)
        assert (off.json()["active"], off.json()["turnedOff"]) == (False, "SILENT")
        tries = len(there.received)
        table.approved()
        post.works()
        assert len(there.received) == tries
        there.behaviour = says(204)
        on = table.owner.patch(path, {"active": True}, off.headers["ETag"])
        assert (on.json()["active"], on.json()["turnedOff"]) == (True, None)
        table.approved()
        post.works()
    assert len(there.received) == tries + 1


def test_a_receiver_that_is_gone_is_not_called_again(
    table: MatchingTable, post: PostOffice
) -> None:
    with receiver(says(410)) as there:
        made = hook(table.owner, there.url, OFFER)
        table.approved()
        table.approved()
        for _ in range(5):
            post.passes(days=1)
    assert len(there.received) == 1
    off = table.owner.get(f"{HOOKS}/{made['id']}").json()
    assert (off["active"], off["turnedOff"]) == (False, "GONE")
    assert {row["state"] for row in deliveries(table.owner)} == {"GIVEN_UP"}


def test_a_receiver_that_hangs_is_left_alone_and_others_are_served_meanwhile(
    table: MatchingTable, post: PostOffice
) -> None:
    post.sender = type(post.sender)("urn:nld:test", "https://api.test/v1", True, 0.2)
    with receiver(hangs) as hanging, receiver() as good:
        hook(table.owner, hanging.url, OFFER)
        hook(table.provider, good.url, OFFER)
        for _ in range(6):
            table.approved()
        post.works()
        assert len(good.received) == 6
        # The first was tried; the others wait for it instead of a slot each.
        assert hanging.connections == 1
        hanging.behaviour = says(204)
        for _ in range(3):
            post.passes(hours=1)
    assert {row["state"] for row in deliveries(table.owner)} == {"DELIVERED"}


def test_who_is_killed_between_the_answer_and_the_commit_delivers_again_under_the_same_id(
    table: MatchingTable, post: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    with receiver() as there:
        hook(table.owner, there.url, OFFER)
        table.approved()

        def lost(*_: Any) -> None:
            raise OperationalError("commit", {}, Exception("gone"))

        with monkeypatch.context() as patch:
            patch.setattr(delivering, "_finish", lost)
            with pytest.raises(OperationalError):
                post.works()
        [row] = deliveries(table.owner)
        assert row["state"] == "PENDING"
        post.do("webhooks.deliver", _put(table.owner, row["id"]))
        post.do("webhooks.deliver", _put(table.owner, row["id"]))
    assert [received.id for received in there.received] == [row["eventId"]] * 2
    assert deliveries(table.owner)[0]["state"] == "DELIVERED"


def _put(caller: Caller, subject: str) -> dict[str, str]:
    actor = caller.actor
    return {
        "user": "outbox",
        "organisation": str(actor.organisation_id),
        "kind": actor.kind.value,
        "subject": subject,
    }


def test_telling_an_event_twice_makes_one_delivery(table: MatchingTable, post: PostOffice) -> None:
    with receiver() as there:
        hook(table.owner, there.url, OFFER)
        table.approved()
        events = rows(table.world.database, "select id from event")
        for _ in range(2):
            for (event,) in events:
                with psycopg.connect(table.world.database.admin_dsn) as db:
                    db.execute("update event set told_at = null")
                post.do("events.tell", _put(table.municipality, str(event)))
        post.works()
    assert len(there.received) == 1


def test_nothing_that_is_told_waits_for_a_round() -> None:
    assert TELL.lane is DELIVER.lane is not RUN.lane


def test_two_workers_deliver_each_event_once_and_all_of_them(table: MatchingTable) -> None:
    with receiver() as there:
        secret = hook(table.owner, there.url, OFFER)["secret"]
        for _ in range(8):
            table.approved()
        database = table.world.database
        with working(database), working(database):
            until(lambda: len(deliveries(table.owner, state="DELIVERED")) == 8)
    ids = [received.id for received in there.received]
    assert len(ids) == len(set(ids)) == 8
    assert {verified(r, secret)["id"] for r in there.received} == set(ids)


def test_a_stopping_worker_gives_a_delivery_back(table: MatchingTable, post: PostOffice) -> None:
    with receiver(hangs) as there:
        hook(table.owner, there.url, OFFER)
        table.approved()
        stop = time.monotonic() + 0.2
        database = table.world.database
        with working(database):
            until(lambda: len(there.received) == 1 and time.monotonic() > stop)
    [row] = deliveries(table.owner)
    assert row["state"] == "PENDING"
    assert rows(database, "select count(*) from procrastinate_jobs where status = 'todo'") == [(1,)]


# --- the receiver's secret, and what the log tells --------------------------------------------


def test_after_a_change_of_secret_both_sign_for_a_day_and_then_only_the_new_one(
    table: MatchingTable, post: PostOffice
) -> None:
    with receiver() as there:
        made = hook(table.owner, there.url, OFFER)
        changed = table.owner.post(f"{HOOKS}/{made['id']}/secrets")
        assert changed.status_code == 201
        old, new = made["secret"], changed.json()["secret"]
        assert old != new
        table.approved()
        post.works()
        for secret in (old, new):
            assert verified(there.received[0], secret)
        post.clock.ahead += timedelta(hours=25)
        table.approved()
        post.works()
    fresh = there.received[1].headers["webhook-signature"].split()
    assert (len(there.received[0].headers["webhook-signature"].split()), len(fresh)) == (2, 1)


def test_the_log_names_neither_the_address_nor_what_is_sent(
    table: MatchingTable, post: PostOffice, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), receiver(says(410)) as there:
        made = hook(table.owner, there.url, OFFER)
        case = table.approved()
        post.works()
    assert made["id"] in caplog.text
    told = [record.getMessage() for record in caplog.records if record.name.startswith("service")]
    for secret in ("canary-of-the-receiver", "127.0.0.1", str(case.id), made["secret"]):
        assert not [line for line in told if secret in line]


def test_what_was_sent_and_turned_off_stands_in_the_audit(
    table: MatchingTable, post: PostOffice
) -> None:
    with receiver() as there:
        made = hook(table.owner, there.url, OFFER)
        table.owner.post(f"{HOOKS}/{made['id']}/secrets")
        table.approved()
        post.works()
        there.behaviour = says(410)
        table.approved()
        post.works()
    told = lines(table.world.database, AuditEvent.subject.like("webhook%"))
    assert [(line.action, line.subject, line.result) for line in told] == [
        ("create", "webhook-endpoints", "OK"),
        ("change secret", "webhook-endpoints", "OK"),
        ("deliver", "webhook-deliveries", "OK"),
        ("turn off", "webhook-endpoints", "GONE"),
        ("give up", "webhook-deliveries", "OK"),
    ]
