"""`woonplek sessions end`: for who runs the program, when somebody must be out now."""

from __future__ import annotations

from uuid import uuid4

import pytest
from audit_lines import lines
from command_line import Run, woonplek
from matching_table import MatchingTable
from page_visitor import PageVisitor

from service.models import AuditEvent

__all__ = ["woonplek"]

ENDED = AuditEvent.action == "end_sessions"


@pytest.fixture
def ends(table: MatchingTable, monkeypatch: pytest.MonkeyPatch, woonplek: Run) -> Run:
    """The command, on the database of this test."""
    monkeypatch.setenv("DATABASE_URL", table.world.database.dsn)
    return lambda *words: woonplek("sessions", "end", *words)


def test_an_operator_ends_the_sessions_of_others_on_record(table: MatchingTable, ends: Run) -> None:
    callers = table.municipality, table.provider, table.owner
    municipality, provider, owner = (PageVisitor.of(each) for each in callers)

    def signed_in() -> list[bool]:
        asked = (each.get("/offers").status_code for each in (municipality, provider, owner))
        return [status == 200 for status in asked]

    before = signed_in()
    assert ends("--organisation", uuid4()).out == "nobody is signed in so\n"
    assert ends("--person", "nobody-by-this-name").out == "nobody is signed in so\n"
    other = "--person", table.provider.actor.user, "--organisation", table.municipality.id
    if table.provider.actor.user != table.municipality.actor.user:
        assert ends(*other).out == "nobody is signed in so\n"
    assert signed_in() == before

    of_all = ends("--organisation", table.municipality.id)
    assert (of_all.code, of_all.out) == (0, f"{table.municipality.id}: 1 ended\n")
    assert signed_in() == [False, *before[1:]]
    of_one = ends("--person", table.owner.actor.user, "--organisation", table.owner.id)
    assert of_one.out == f"{table.owner.id}: 1 ended\n"
    assert signed_in() == [False, before[1], False]

    did = lines(table.world.database, ENDED)
    assert [(each.subject, each.subject_id, each.origin) for each in did] == [
        ("organisations", table.municipality.id, "cli"),
        ("organisations", table.owner.id, "cli"),
    ]
    told = ["of everybody", f"of {table.owner.actor.user}"[:60]]
    assert [each.result for each in did] == told
    assert all("on the command line" in each.actor for each in did)


def test_whose_sessions_must_be_said(ends: Run) -> None:
    refused = ends()
    assert (refused.code, "--organisation, --person or both" in refused.err) == (2, True)
