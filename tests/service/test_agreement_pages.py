"""What an owner agreed with care providers on contract forms, on pages."""

from __future__ import annotations

import re

from builders import make_agreement
from matching_table import MatchingTable
from page_visitor import PageVisitor, field

from matching.codes.contracts import ContractForm
from service.models import Organisation

NOTHING_YET = "nog niets afgesproken met een zorgaanbieder"


def test_an_owner_keeps_up_what_it_agreed_with_care_providers(table: MatchingTable) -> None:
    owner = PageVisitor.of(table.owner)
    agreed = {
        "providerId": str(table.provider.id),
        "contractForms": [ContractForm.OMKLAP, ContractForm.TRIPARTITE],
        "period.startDate": "1-1-2026",
    }
    assert NOTHING_YET in owner.get("/agreements").text
    assert 'href="/agreements"' in owner.get("/places").text
    form = owner.get("/agreements/new").text
    assert f'value="{ContractForm.OWN_NAME}"' not in form, "that needs nobody's agreement"
    assert '<option value="">' in form, "nobody is chosen by itself"
    wrong = owner.post("/agreements/new", {"providerId": ""}).text
    for name in ("providerId", "contractForms", "period.startDate"):
        assert f'id="{name}-wrong"' in wrong, name
    nobody = owner.post("/agreements/new", agreed | {"providerId": str(table.owner.id)})
    assert (nobody.status_code, 'id="providerId-wrong"' in nobody.text) == (400, True)
    done = owner.post("/agreements/new", agreed)
    assert done.headers.get("location") == "/agreements?saved=1", done.text
    page = owner.get("/agreements?saved=1").text
    for said in ("Het is opgeslagen", "1 januari 2026", "tot nader bericht", "mklap"):
        assert said in page

    (path,) = re.findall(r'href="(/agreements/[0-9a-f-]{36})"', page)
    version = {"version": field(owner.get(path).text, "version")}
    fewer = agreed | {"contractForms": ContractForm.OMKLAP, "period.endDate": "31-12-2027"}
    assert owner.post(path, fewer | version).status_code == 303
    (row,) = table.owner.get("/agreements").json()["agreements"]
    assert (row["contractForms"], row["period"]["endDate"]) == (["OMKLAP"], "2027-12-31")
    late = owner.post(path, agreed | version)
    assert late.status_code == 412
    now_there = {"version": field(late.text, "version")}
    assert owner.post(f"{path}/withdrawal", now_there).status_code == 303
    assert NOTHING_YET in owner.get("/agreements").text
    assert "telt niet meer" in owner.get(path).text


def test_what_an_offer_rests_on_stays_agreed(table: MatchingTable) -> None:
    owner = PageVisitor.of(table.owner)
    table.agree()
    case = table.with_form(ContractForm.OMKLAP)
    assert table.decide(case).status_code == 201
    (path,) = re.findall(r'href="(/agreements/[0-9a-f-]{36})"', owner.get("/agreements").text)
    version = {"version": field(owner.get(path).text, "version")}
    kept = owner.post(f"{path}/withdrawal", version)
    assert (kept.status_code, "wacht op de antwoorden" in kept.text) == (409, True)


def test_the_agreements_of_others_are_not_there(table: MatchingTable) -> None:
    with table.session() as db:
        owner, provider = (
            db.get_one(Organisation, each.id) for each in (table.owner, table.provider)
        )
        row = make_agreement(db, owner, provider)
    official = PageVisitor.of(table.municipality)
    for path in ("/agreements", f"/agreements/{row.id}", "/agreements/new"):
        assert official.get(path).status_code == 403
    carer = PageVisitor.of(table.provider)
    assert str(row.id) not in carer.get("/agreements").text, "it lets nothing here itself"
    assert carer.get(f"/agreements/{row.id}").status_code == 404
    gone = carer.post(f"/agreements/{row.id}/withdrawal", {"version": "1"})
    assert gone.status_code in {403, 404}
