"""How many leases a care provider may hold in its own name, on pages."""

from __future__ import annotations

import re

from builders import make_lease_budget
from counted_queries import Queries
from matching_table import MatchingTable
from page_visitor import PageVisitor, field
from test_team_pages import one_short

from matching.codes.contracts import ContractForm
from service.models import Organisation

BUDGET = {"leases": "12", "period.startDate": "1-1-2026"}
NOTHING_YET = "Er is nog niets ingevuld"


def test_a_care_provider_keeps_up_how_many_leases_it_may_hold(table: MatchingTable) -> None:
    carer = PageVisitor.of(table.provider)
    assert NOTHING_YET in carer.get("/lease-budgets").text
    assert 'href="/lease-budgets"' in carer.get("/capacity").text
    wrong = carer.post("/lease-budgets/new", {"leases": "veel"}).text
    for name in ("leases", "period.startDate"):
        assert f'id="{name}-wrong"' in wrong, name
    done = carer.post("/lease-budgets/new", BUDGET)
    assert done.headers.get("location") == "/lease-budgets?saved=1", done.text
    page = carer.get("/lease-budgets?saved=1").text
    for said in ("Het is opgeslagen", "1 januari 2026", "tot nader bericht"):
        assert said in page
    twice = carer.post("/lease-budgets/new", BUDGET)
    assert (twice.status_code, "al een aantal huurcontracten" in twice.text) == (409, True)

    (path,) = re.findall(r'href="(/lease-budgets/[0-9a-f-]{36})"', page)
    version = {"version": field(carer.get(path).text, "version")}
    fewer = BUDGET | {"leases": "3", "period.endDate": "31-12-2027"} | version
    assert carer.post(path, fewer).status_code == 303
    (row,) = table.provider.get("/lease-budgets").json()["leaseBudgets"]
    assert (row["leases"], row["period"]["endDate"]) == (3, "2027-12-31")
    late = carer.post(path, BUDGET | version)
    assert (late.status_code, 'value="3"' in late.text) == (412, True)
    now_there = {"version": field(late.text, "version")}
    assert 'id="leases-wrong"' in carer.post(path, BUDGET | now_there | {"leases": ""}).text
    assert carer.post(f"{path}/withdrawal", now_there).status_code == 303
    assert NOTHING_YET in carer.get("/lease-budgets").text
    assert "telt niet meer" in carer.get(path).text


def test_leases_that_are_offered_are_told_and_cannot_be_taken_back(
    table: MatchingTable, queries: Queries
) -> None:
    carer = PageVisitor.of(table.provider)
    table.agree(leases=1)
    queries.clear()
    assert "Nu hebt u 0 zulke contracten" in carer.get("/lease-budgets").text
    asked = len(queries)
    case = table.with_form(ContractForm.OMKLAP)
    assert table.decide(case).status_code == 201
    waits, too = table.household(), table.household()
    one_short(table, waits, too, rule="E06_LEASES")
    page = carer.get("/lease-budgets").text
    assert "Nu hebt u 1 zo" in page
    assert page.count("één huurcontract te weinig") == 1, "the same is told once"
    assert f"/requests/{waits}" in page
    assert f"/requests/{too}" in page
    assert "Bij geen van uw aanvragen" in carer.get("/capacity").text, "that is of teams"
    assert asked <= 20, queries
    (path,) = re.findall(r'href="(/lease-budgets/[0-9a-f-]{36})"', page)
    version = {"version": field(carer.get(path).text, "version")}
    kept = carer.post(path, {"leases": "0", "period.startDate": "1-1-2026"} | version)
    assert (kept.status_code, "wacht op de antwoorden" in kept.text.lower()) == (409, True)


def test_the_leases_of_others_are_not_there(table: MatchingTable) -> None:
    with table.session() as db:
        row = make_lease_budget(db, db.get_one(Organisation, table.provider.id))
    for caller in (table.municipality, table.owner):
        visitor = PageVisitor.of(caller)
        for path in ("/lease-budgets", f"/lease-budgets/{row.id}", "/lease-budgets/new"):
            assert visitor.get(path).status_code == 403
        gone = visitor.post(f"/lease-budgets/{row.id}/withdrawal", {"version": "1"})
        assert gone.status_code in {403, 404}
