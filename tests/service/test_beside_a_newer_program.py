"""P18: what a newer program told or put in the queue waits for a worker that knows it.

An older worker is one of ours from which a type of event was taken away.
"""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from conftest import World
from matching_table import MatchingTable
from post_office import PostOffice, deliveries, hook, office
from receivers import receiver

from service.codelists.webhooks import EventType
from service.events import table as events
from service.left_jobs import LEFT_FOR

MADE = EventType.OFFER_MADE.value
OF_LATER = "nl.woonplek.place.repaired"


@pytest.fixture
def post(world: World, monkeypatch: pytest.MonkeyPatch) -> PostOffice:
    """A worker by hand, on a clock that can be moved."""
    return office(world, monkeypatch)


def changed(table: MatchingTable, statement: str, *values: Any) -> None:
    with psycopg.connect(table.world.database.admin_dsn) as admin:
        assert admin.execute(statement.encode(), values).rowcount == 1


def test_an_event_that_a_worker_does_not_know_is_told_by_one_that_does(
    table: MatchingTable, post: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    with receiver() as there:
        hook(table.owner, there.url, "offer.made")
        table.approved()
        with monkeypatch.context() as older:
            older.delitem(events.SUBJECT_OF, MADE)  # type: ignore[arg-type]
            post.works()
            post.passes(seconds=2 * LEFT_FOR.total_seconds())
            assert not there.received
        post.passes(seconds=2 * LEFT_FOR.total_seconds())
        assert [received.event["type"] for received in there.received] == [MADE]


def test_what_a_newer_worker_told_is_sent_by_a_newer_worker(
    table: MatchingTable, post: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    with receiver() as there:
        hook(table.owner, there.url, "offer.made")
        table.approved()
        post.works("events.tell")
        with monkeypatch.context() as older:
            older.delitem(events.SUBJECT_OF, MADE)  # type: ignore[arg-type]
            post.works()
            [waiting] = deliveries(table.owner)
            assert (waiting["state"], waiting["attempts"], there.received) == ("PENDING", 0, [])
        post.passes(seconds=2 * LEFT_FOR.total_seconds())
        assert deliveries(table.owner)[0]["state"] == "DELIVERED"


def test_who_also_wants_to_hear_of_what_is_newer_is_told_what_a_worker_knows(
    table: MatchingTable, post: PostOffice
) -> None:
    with receiver() as there:
        made = hook(table.owner, there.url, "offer.made")
        changed(
            table,
            "update webhook_endpoint set event_types = event_types || %s::varchar where id = %s",
            OF_LATER,
            made["id"],
        )
        table.approved()
        post.works()
        assert len(there.received) == 1
