"""How many statements a step takes: each is a walk to the database while others wait for its locks.

A number goes up only for something that is worth the wait; the jobs that a step puts are not among
them, as procrastinate writes those itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from conftest import Caller
from counted_queries import Queries
from matching_table import MatchingTable
from registrations import asked_for
from sqlalchemy import text

from service.db import act_as
from service.errors import Conflict
from service.models import Organisation
from service.proposals import service
from service.proposals.lock_repository import lock_for_decision

LOCKS = "FOR NO KEY UPDATE"


@contextmanager
def at_most(count: int, queries: Queries) -> Iterator[None]:
    queries.clear()
    yield
    assert len(queries) <= count, queries


def test_an_approval_and_each_answer_take_few_statements(
    table: MatchingTable, queries: Queries
) -> None:
    table.agree()
    case = table.proposal()
    path = f"/proposals/{case.id}/decisions"
    with at_most(45, queries):  # two of them for the key
        key = {"Idempotency-Key": str(uuid4())}
        answer = table.municipality.post(path, case.decision(), headers=key)
    assert answer.status_code == 201, answer.text
    offers = table.offers(case)
    for party, by, count in (("OWNER", table.owner, 19), ("HOUSEHOLD", table.provider, 26)):
        with at_most(count, queries):
            yes = by.post(f"/offers/{offers[party]['id']}/answers", {"answer": "ACCEPTED"})
        assert yes.status_code == 201, yes.text


def test_who_comes_too_late_holds_nobody_up(
    table: MatchingTable, queries: Queries, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *late = table.proposals(3, place=table.place())
    assert table.decide(first).status_code == 201
    with at_most(4, queries):
        assert table.decide(late[0]).status_code == 409
    assert not [query for query in queries if LOCKS in query]
    # Taken after that look, while this one waited for the place.
    monkeypatch.setattr(service, "refuse_gone", lambda *_: None)
    with at_most(11, queries):
        assert table.decide(late[1]).status_code == 409
    waited = [query for query in queries if LOCKS in query]
    assert waited
    assert not [query for query in waited if "FROM organisation" in query], "with all its others"


def test_who_waits_too_long_for_a_municipality_is_told_so_and_no_error_of_ours(
    table: MatchingTable,
) -> None:
    """One lock has its time; several after each other have that of their statement."""
    case = table.proposal()
    with table.session() as other, table.session() as db:
        other.get_one(Organisation, table.municipality.id, with_for_update={"key_share": True})
        act_as(db, table.municipality.actor)
        db.execute(text("set local lock_timeout = '60s'; set local statement_timeout = '300ms'"))
        with pytest.raises(Conflict, match="Somebody else is deciding"):
            lock_for_decision(db, table.municipality.actor, case.id)
        db.rollback()
    assert table.decide(case).status_code == 201


def test_a_household_and_its_request_take_few_statements(
    provider: Caller, queries: Queries
) -> None:
    household = {
        "providerReference": "cl-1",
        "agesRecordedDate": "2026-01-15",
        "members": [{"ageBand": "AGE_27_PLUS"}, {"ageBand": "UNDER_18"}],
    }
    with at_most(4, queries):
        made = provider.post("/households", household)
    assert made.status_code == 201, made.text
    with at_most(7, queries):
        asked = provider.post("/requests", asked_for(made.json()["id"]))
    assert asked.status_code == 201, asked.text
