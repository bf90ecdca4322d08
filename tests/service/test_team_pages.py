"""What the teams of a care provider can carry, on pages."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from builders import make_round, make_support_capacity, region_of
from counted_queries import Queries
from matching_table import MatchingTable
from page_visitor import PageVisitor, field

from service.clock import now, today
from service.models import Organisation, Request, Round, RoundUnplaced

TEAM = {
    "team": "Team Noord",
    "careType": "AMBULANT",
    "slots": "12",
    "period.startDate": "1-1-2026",
}


def one_short(table: MatchingTable, *requests: UUID, **more: Any) -> None:
    """A round in which these requests lacked one slot of their care provider's."""
    with table.session() as db:
        municipality = db.get_one(Organisation, table.municipality.id)
        round = make_round(db, municipality, region_of(db), day_date=today())
        db.get_one(Round, round.id).finished_at = now()
        change = {
            "rule": "E11_CASELOAD",
            "measure": "NUMBER",
            "amount": 1,
            "place_id": str(round.id),
            "contract_form": "OWN_NAME",
            "support_provider_id": str(table.provider.id),
            "losers": 0,
            "exact": True,
        }
        for request in requests:
            asking = db.get_one(Request, request)
            db.add(
                RoundUnplaced(
                    round_id=round.id,
                    request_id=request,
                    organisation_id=municipality.id,
                    provider_id=asking.organisation_id,
                    tier="REST",
                    eligible_units=0,
                    reasons=[],
                    changes=[change | more],
                )
            )


def test_a_care_provider_keeps_up_what_its_teams_can_carry(table: MatchingTable) -> None:
    carer = PageVisitor.of(table.provider)
    assert "Er is nog geen team aangemeld" in carer.get("/capacity").text
    new = carer.get("/capacity/new").text
    region = re.search(r'<option value="([0-9a-f-]{36})"', new)
    assert region
    assert 'value="NONE"' not in new
    wrong = carer.post("/capacity/new", {"slots": "veel"})
    for name in ("team", "regionId", "careType", "slots", "period.startDate"):
        assert f'id="{name}-wrong"' in wrong.text, name
    done = carer.post("/capacity/new", TEAM | {"regionId": region[1]})
    assert done.headers.get("location") == "/capacity?saved=1", done.text
    page = carer.get("/capacity?saved=1").text
    for said in ("Het is opgeslagen", "Team Noord", "tot nader bericht"):
        assert said in page
    (path,) = re.findall(r'href="(/capacity/[0-9a-f-]{36})"', page)

    form = carer.get(path).text
    version = {"version": field(form, "version")}
    assert 'value="01-01-2026"' in form
    fewer = TEAM | {"slots": "3", "period.endDate": "31-12-2027"} | version
    assert carer.post(path, fewer).status_code == 303
    (row,) = table.provider.get("/support-capacities").json()["supportCapacities"]
    assert (row["slots"], row["period"]["endDate"]) == (3, "2027-12-31")
    late = carer.post(path, TEAM | version)
    assert (late.status_code, "Iemand heeft dit gewijzigd" in late.text) == (412, True)
    assert 'value="3"' in late.text
    now_there = {"version": field(late.text, "version")}
    assert 'id="slots-wrong"' in carer.post(path, TEAM | now_there | {"slots": ""}).text
    backwards = carer.post(path, TEAM | now_there | {"period.endDate": "1-1-2025"})
    assert 'id="period.endDate-wrong"' in backwards.text
    assert carer.post(f"{path}/withdrawal", now_there).status_code == 303
    assert "Er is nog geen team aangemeld" in carer.get("/capacity").text
    assert "telt niet meer" in carer.get(path).text
    assert "Dit is ingetrokken" in carer.post(path, TEAM | now_there).text


def test_the_teams_of_others_are_not_there(table: MatchingTable) -> None:
    with table.session() as db:
        provider = db.get_one(Organisation, table.provider.id)
        row = make_support_capacity(db, provider, region_of(db))
    for caller in (table.municipality, table.owner):
        visitor = PageVisitor.of(caller)
        for path in ("/capacity", f"/capacity/{row.id}", "/capacity/new"):
            assert visitor.get(path).status_code == 403
        gone = visitor.post(f"/capacity/{row.id}/withdrawal", {"version": "1"})
        assert gone.status_code in {403, 404}


def test_whose_place_failed_for_one_slot_in_the_last_round_stands_with_the_teams(
    table: MatchingTable, queries: Queries
) -> None:
    carer = PageVisitor.of(table.provider)
    assert "Bij geen van uw aanvragen" in carer.get("/capacity").text
    before, waits, too, other = (table.household() for _ in range(4))
    one_short(table, before)
    one_short(table, waits, too)
    queries.clear()
    page = carer.get("/capacity").text
    asked = len(queries)
    assert f"/requests/{waits}" in page
    assert f"/requests/{too}" in page
    assert page.count("te weinig begeleiden") == 1, "the same is told once"
    assert f"/requests/{before}" not in page, "that was an earlier round"
    one_short(table, other, support_provider_id=str(table.owner.id))
    assert f"/requests/{other}" not in carer.get("/capacity").text, "the slot of somebody else"
    assert asked <= 20, queries
