"""What must not be forgotten: the youth clock, who waits long, homes that end, what is due."""

from __future__ import annotations

import re
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from builders import make_household, make_lease, make_placement, make_request
from counted_queries import Queries
from matching_table import MatchingTable
from page_visitor import PageVisitor

from matching.codes.households import AgeBand
from service.clock import today
from service.codelists.decisions import LeaseParty, MilestoneKind, PlacementState
from service.codelists.requests import RequestState
from service.db import make_sessions, transaction
from service.households.ages import is_youth
from service.models import Household, LeaseMilestone, Organisation, Proposal
from service.pages.watchlist import endpoints as watch_page
from service.period import Period
from service.watchlist import clock, repository
from service.watchlist.clock import Alarm

DAY = today()
MANY = 60


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


def listed(table: MatchingTable, name: str, limit: int = 100) -> Any:
    """What the municipality finds."""
    with transaction(make_sessions(table.world.database.engine), table.municipality.actor) as db:
        return getattr(repository, name)(db, DAY, limit)


def _living(
    table: MatchingTable, ends: date | None, review: date | None = None, *, asks: bool = False
) -> UUID:
    """Somebody lives in a place since a hundred days; the id of the proposal."""
    case = table.proposal(table.household(state=RequestState.HOUSED, waiting_since_date=DAY))
    with table.session() as db:
        proposal = db.get_one(Proposal, case.id)
        stay = Period.of(ago(100), ends)
        placed = make_placement(db, proposal, state=PlacementState.CONFIRMED, period=stay)
        on = LeaseMilestone(ordinal=0, kind=MilestoneKind.REVIEW, due_date=review or DAY)
        make_lease(db, placed, LeaseParty.HOUSEHOLD, milestones=[on] if review else [])
        if asks:
            household = db.get_one(Household, case.household_id)
            make_request(db, household, waiting_since_date=DAY)
    return case.id


def test_the_young_are_those_who_are_surely_so_whatever_their_ages_became(
    table: MatchingTable,
) -> None:
    random = Random(27)
    young: dict[UUID, bool] = {}
    with table.session() as db:
        provider = db.get_one(Organisation, table.provider.id)
        days = [0, 364, 365, 366, 700, 1100, 1460, 1461, 2200, 4000]
        for _ in range(MANY):
            many = random.randint(1, 3)
            ages = tuple(random.choices(list(AgeBand), weights=(3, 3, 3, 3, 1), k=many))
            recorded = ago(random.choice(days))
            household = make_household(db, provider, ages, ages_recorded_date=recorded)
            request = make_request(db, household, homeless_since_date=ago(random.randint(0, 99)))
            young[request.id] = is_youth(DAY, ages, recorded)
    found, _ = listed(table, "without_a_home")
    assert {each.request_id for each in found.rows} == {id for id, so in young.items() if so}
    assert 10 < found.all == sum(young.values()) < MANY - 10
    assert [each.days for each in found.rows] == sorted((e.days for e in found.rows), reverse=True)
    assert found.first_alarm == sum(each.days >= 60 for each in found.rows)
    assert found.second_alarm == sum(each.days >= 90 for each in found.rows)
    assert len(listed(table, "without_a_home", 5)[0].rows) == 5


def test_the_clock_of_the_young_rings_at_sixty_and_ninety_days_until_three_months_are_over() -> (
    None
):
    rings = [clock.alarm(ago(days), DAY) for days in (59, 60, 89, 90)]
    assert rings == [Alarm.NONE, Alarm.FIRST, Alarm.FIRST, Alarm.SECOND]
    first = date(2026, 12, 1)
    assert clock.days_left(first, date(2027, 2, 28)) == 0
    assert clock.days_left(first, date(2027, 3, 1)) == -1
    assert clock.days_left(date(2026, 11, 30), date(2027, 2, 1)) == 27


def test_the_watch_list_shows_each_list_and_to_the_municipality_alone(
    table: MatchingTable, queries: Queries, monkeypatch: pytest.MonkeyPatch
) -> None:
    official = PageVisitor.of(table.municipality)
    empty = official.get("/watch")
    assert empty.text.count('class="empty"') == 4
    queries.clear()
    official.get("/watch")
    assert len(queries) == 10, queries
    table.household(waiting_since_date=ago(181))
    late = table.household(waiting_since_date=ago(182))
    parked = table.household(waiting_since_date=ago(999), state=RequestState.PARKED)
    table.household(waiting_since_date=ago(999), state=RequestState.HOUSED)
    ends = _living(table, ends=DAY + timedelta(days=30), review=DAY - timedelta(days=1))
    _living(table, ends=DAY + timedelta(days=30), asks=True)
    _living(table, ends=DAY + timedelta(days=181))
    _living(table, ends=None, review=DAY + timedelta(days=61))
    long = [each.request_id for each in listed(table, "without_a_home")[1].rows]
    assert long == [parked, late]
    assert [each.proposal_id for each in listed(table, "ending").rows] == [ends]
    (due,) = listed(table, "due").rows
    assert (due.proposal_id, due.days, due.kind) == (ends, -1, MilestoneKind.REVIEW)
    queries.clear()
    page = official.get("/watch")
    assert len(queries) == 11, "as many for many, and one that writes down who was shown"
    assert f'href="/requests/{late}"' in page.text
    assert "1 dag te laat" in page.text
    monkeypatch.setattr(watch_page, "AT_ONCE", 1)
    first, more = official.get("/watch").text, official.get("/watch?more=1").text
    assert 'href="/watch?more=1#long"' in first
    assert [f"/requests/{late}" in each for each in (first, more)] == [False, True]
    assert "more=1" not in more
    assert "over 30 dagen" in page.text
    assert re.findall(r"<dd>(\d+)</dd>", page.text) == ["0", "0", "0", "2", "1", "1"]
    assert PageVisitor.of(table.provider).get("/watch").status_code == 403
