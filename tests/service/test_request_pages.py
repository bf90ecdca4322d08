"""One's own requests on pages: corrected, paused, taken up again and withdrawn."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from conftest import Caller
from filled_forms import filled
from identities import Asked
from matching_table import MatchingTable
from page_visitor import PageVisitor, field
from test_pages import REQUEST

from matching.codes.households import IncomeBand
from service.clock import today
from service.codelists.organisations import OrganisationKind
from service.models import Household

LOCATED = {
    "tie.0.kind": "SCHOOL",
    "tie.0.where": "136000, 455000",
    "tie.0.metres": "3000",
    "tie.0.must": "1",
    "tie.1.kind": "WORK",
    "tie.1.where": "52,0907 5,1214",
    "avoid.0.where": "52,0950 5,1300",
}
TOLD = {
    "originMunicipalityCode": "0356",
    "minStayDays": "180",
    "youthCoordinator": "Jongerenregie",
    "urgencyGround": "MEDICAL",
    "urgencyDecisionNumber": "urg-7",
    "urgencyUntilDate": "31-12-2027",
    "urgencyRefusalEffect": "Na een nee vervalt de urgentie. <Zie> 'bezwaar'.",
    "fundingUntilDate": "1-6-2027",
    "housingFirst": "1",
    "wantsForbidden": ["SMOKING"],
    "wantsRequired": ["WOMEN_ONLY"],
}
"""What most requests do not have."""


def registered(provider: Caller) -> tuple[PageVisitor, dict[str, Any], str]:
    """The care provider, a request of its own as the API has it, and its page."""
    asker = PageVisitor.of(provider)
    done = asker.post("/requests/new", REQUEST | LOCATED | TOLD)
    assert done.status_code == 303, done.text
    (request,) = provider.get("/requests").json()["requests"]
    return asker, request, f"/requests/{request['id']}"


def test_a_request_is_corrected_with_its_household_and_nothing_else_changes(
    provider: Caller,
) -> None:
    asker, request, path = registered(provider)
    assert {name: request[name] for name in TOLD} == TOLD | {
        "minStayDays": 180,
        "urgencyUntilDate": "2027-12-31",
        "fundingUntilDate": "2027-06-01",
        "housingFirst": True,
    }
    page = asker.get(path).text
    for said in (
        "Medisch, tot en met 31 december 2027",
        "Roken in huis",
        "School: hoogstens 3.000",
    ):
        assert said in page, said
    at = f"/households/{request['householdId']}"
    before = provider.get(at).json()
    form = filled(asker.get(f"{path}/correction").text)
    same = asker.post(f"{path}/correction", form)
    assert same.headers.get("location") == f"{path}?saved=1", same.text
    assert provider.get(path).json() == request, "nothing was changed, and nothing is"
    assert provider.get(at).json() == before

    more = {"members.UNDER_18": "1", "maxNetRentCents": "", "tie.1.where": "52.0800, 5.1000"}
    assert asker.post(f"{path}/correction", form | more).status_code == 303
    now_so = provider.get(path).json()
    assert (now_so["maxNetRentCents"], now_so["consentGivenAt"]) == (
        None,
        request["consentGivenAt"],
    )
    assert now_so["anchors"][0] == request["anchors"][0]
    assert now_so["anchors"][1]["geometry"] != request["anchors"][1]["geometry"]
    assert now_so["avoidAreas"] == request["avoidAreas"]
    household = provider.get(at).json()
    assert len(household["members"]) == 2
    shown = asker.get(path).text
    for said in ("jonger dan 18, 1 ", IncomeBand(request["incomeBand"]).nl):
        assert said in shown, said
    assert "Het is opgeslagen" in asker.get(f"{path}?saved=1").text

    late = asker.post(f"{path}/correction", form | {"maxNetRentCents": "1"})
    assert (late.status_code, "Iemand heeft dit gewijzigd" in late.text) == (412, True)
    fresh = filled(late.text)
    assert fresh["tie.1.where"] == ["52.08000, 5.10000"]
    without = {"tie.0.where": "", "avoid.0.where": ""}
    assert asker.post(f"{path}/correction", fresh | without).status_code == 303
    left = provider.get(path).json()
    assert [each["kind"] for each in left["anchors"]] == ["WORK"]
    assert left["avoidAreas"] == []

    fresh = filled(asker.get(f"{path}/correction").text)
    bare = {name: text for name, text in fresh.items() if name not in TOLD}
    assert asker.post(f"{path}/correction", bare).status_code == 303
    emptied = provider.get(path).json()
    assert not any(emptied[name] for name in TOLD)


def test_a_part_of_the_form_that_most_leave_closed_is_open_where_something_is_wrong_in_it(
    provider: Caller,
) -> None:
    asker = PageVisitor.of(provider)
    urgent = r"<details( open)?><summary>Er is een besluit over urgentie"
    found = [
        re.findall(urgent, page.text)
        for page in (
            asker.get("/requests/new"),
            asker.post("/requests/new", REQUEST | {"urgencyUntilDate": "morgen"}),
            asker.post("/requests/new", REQUEST | {"urgencyGround": "MEDICAL"}),
        )
    ]
    assert found == [[""], [" open"], [" open"]]
    only_men = {"wantsRequired": ["WOMEN_ONLY", "MEN_ONLY"]}
    refused = asker.post("/requests/new", REQUEST | only_men).text
    assert refused.count("Kies alleen vrouwen of alleen mannen") == 2


def test_as_many_ties_and_areas_as_a_request_can_have_fit_in_the_form(provider: Caller) -> None:
    asker, _, path = registered(provider)
    points = [f"52,{60 + n}00 5,1214" for n in range(1, 11)]
    many = {f"{kind}.{n}.where": at for kind in ("tie", "avoid") for n, at in enumerate(points)}
    many |= {f"tie.{n}.kind": "SCHOOL" for n in range(10)}
    rows = re.compile(r'<input [^>]*name="(tie|avoid)\.\d+\.where"')
    new = asker.get("/requests/new").text
    assert sorted(rows.findall(new)) == ["avoid"] * 2 + ["tie"] * 3
    shown = asker.post("/requests/new", {"tie.2.where": points[0], "show": "1"}).text
    assert rows.findall(shown).count("tie") == 4, "one more than is filled in"
    form = filled(asker.get(f"{path}/correction").text)
    assert asker.post(f"{path}/correction", form | many).status_code == 303
    full = provider.get(path).json()
    assert (len(full["anchors"]), len(full["avoidAreas"])) == (10, 10)
    page = asker.get(f"{path}/correction").text
    assert sorted(rows.findall(page)) == ["avoid"] * 10 + ["tie"] * 10
    assert asker.post(f"{path}/correction", filled(page)).status_code == 303
    assert provider.get(path).json() == full
    nowhere = filled(page) | {"tie.9.where": "Nergenshuizen 1"}
    refused = asker.post(f"{path}/correction", nowhere).text
    assert '<a href="#tie.9.where">Dichtbij' in refused


def test_what_is_wrong_with_a_correction_stands_at_its_field_and_nothing_is_changed(
    provider: Caller,
) -> None:
    asker, request, path = registered(provider)
    form = filled(asker.get(f"{path}/correction").text)
    for wrong, name in (
        ({"members.AGE_27_PLUS": "", "members.UNDER_18": ""}, "members"),
        ({"waitingSinceDate": ""}, "waitingSinceDate"),
        ({"careType": "AMBULANT"}, "careLevel"),
        ({"contractForms": []}, "contractForms"),
        ({"tie.0.where": "Nergensland 3"}, "tie.0.where"),
        ({"ethos": ""}, "ethos"),
    ):
        refused = asker.post(f"{path}/correction", form | {"maxNetRentCents": "1"} | wrong)
        assert refused.status_code == 400, name
        assert f'href="#{name}"' in refused.text, name
    assert provider.get(path).json() == request
    shown = asker.post(f"{path}/correction", form | {"show": "1"})
    assert (shown.status_code, shown.text.count('class="ring"')) == (200, 3)
    assert filled(shown.text)["version"] == form["version"]


def test_a_request_is_paused_taken_up_again_and_withdrawn(provider: Caller) -> None:
    asker, _, path = registered(provider)

    def moved(**fields: str) -> Any:
        version = {"version": field(asker.get(path).text, "version")}
        return asker.post(f"{path}/moves", version | fields)

    assert asker.post(f"{path}/moves", {"version": "9", "state": "WITHDRAWN"}).status_code == 412
    for wrong in ("", "1-1-2020"):
        refused = moved(state="PARKED", parkedUntilDate=wrong)
        assert (refused.status_code, 'id="parkedUntilDate-wrong"' in refused.text) == (400, True)
    later = today() + timedelta(days=30)
    assert moved(state="PARKED", parkedUntilDate=f"{later:%d-%m-%Y}").status_code == 303
    assert provider.get(path).json()["parkedUntilDate"] == str(later)
    assert "staat op pauze tot" in asker.get(path).text
    assert moved(state="ACTIVE").status_code == 303
    assert provider.get(path).json()["state"] == "ACTIVE"
    assert moved(state="OFFERED").status_code == 400
    assert moved(state="WITHDRAWN").status_code == 303
    gone = asker.get(path).text
    assert (f"{path}/moves" in gone, f"{path}/correction" in gone) == (False, False)


def test_a_care_provider_begins_at_its_requests_and_reads_that_a_place_is_proposed(
    table: MatchingTable,
) -> None:
    asker, case = PageVisitor.of(table.provider), table.proposal()
    assert asker.get("/").headers["location"] == "/requests"
    proposed = "Er is een woonplek voorgesteld"
    assert proposed in asker.get(f"/requests/{case.request_id}").text
    assert proposed not in asker.get(f"/requests/{table.household()}").text
    listed = asker.get("/requests").text
    assert (listed.count('<tr><th scope="row">'), listed.count(proposed)) == (2, 1)
    rejected = table.decide(case, "REJECTED", reasonCode="OTHER_PRIORITY")
    assert rejected.status_code == 201, rejected.text
    assert proposed not in asker.get(f"/requests/{case.request_id}").text


def test_what_stands_still_is_told_before_and_when_it_is_tried(table: MatchingTable) -> None:
    asked, asker = Asked.at(table), PageVisitor.of(table.provider)
    table.change(Household, asked.household_id, ages_recorded_date=today())
    case, path = asked.proposed(), f"/requests/{asked.request_id}"
    assert table.decide(case).status_code == 201
    page = asker.get(path).text
    assert ("blijft zoals het is tot de antwoorden" in page, f"{path}/moves" in page) == (
        True,
        False,
    )
    form = filled(asker.get(f"{path}/correction").text)
    english = PageVisitor(asker.client, asker.secret, "en")
    for visitor, said in ((asker, "kan nu niet veranderen"), (english, "it cannot be changed")):
        refused = visitor.post(f"{path}/correction", form | {"maxNetRentCents": "5"})
        assert (refused.status_code, said in refused.text) == (409, True), refused.text
    grown = asker.post(f"{path}/correction", form | {"members.UNDER_18": "2"})
    assert (grown.status_code, "blijft zoals het" in grown.text) == (409, True)
    kept = asker.post(f"{path}/moves", {"version": form["version"], "state": "WITHDRAWN"})
    assert (kept.status_code, "kan nu niet naar" in kept.text) == (409, True)


def test_nobody_corrects_the_requests_of_others(table: MatchingTable) -> None:
    path = f"/requests/{table.household()}"
    for caller in (table.municipality, table.owner):
        visitor = PageVisitor.of(caller)
        for address in (f"{path}/correction", f"{path}/persons"):
            assert visitor.get(address).status_code in {403, 404}
        for address in (f"{path}/correction", f"{path}/moves"):
            sent = visitor.post(address, {"state": "WITHDRAWN", "version": "1"})
            assert sent.status_code in {403, 404}
    assert PageVisitor.of(table.owner).get(path).status_code == 403


def test_who_decides_reads_where_a_request_stands_and_changes_nothing_of_it(
    table: MatchingTable, nieuwegein: Caller
) -> None:
    case = table.proposal()
    path = f"/requests/{case.request_id}"
    page = PageVisitor.of(table.municipality).get(path).text
    assert f'href="/proposals/{case.id}"' in page
    assert "27 of ouder" in page
    assert 'href="/watch"' in page
    assert f"{path}/" not in page, "nothing to correct, to move or to name"
    assert PageVisitor.of(nieuwegein).get(path).status_code == 404


def test_requests_stand_in_the_order_of_the_reference_or_who_waits_longest_first(
    table: MatchingTable,
) -> None:
    days = {"a": 3, "b": 9, "c": 9, "d": 1, "e": 40}
    for name, ago in days.items():
        since = today() - timedelta(days=ago)
        table.household(provider_reference=name, waiting_since_date=since)
    longest = ["e", "b", "c", "a", "d"]
    found, cursor = [], ""
    while cursor is not None:
        there = f"&cursor={cursor}" if cursor else ""
        answer = table.provider.get(f"/requests?limit=2&sort=waitingSinceDate{there}").json()
        found += [row["providerReference"] for row in answer["requests"]]
        cursor = answer["nextCursor"]
        for other in ("", "&sort=providerReference"):
            asked = table.provider.get(f"/requests?cursor={cursor}{other}")
            assert cursor is None or asked.status_code == 400, "of a list in another order"
    assert [days[name] for name in found] == [days[name] for name in longest]
    assert sorted(found) == sorted(days)
    asker = PageVisitor.of(table.provider)
    for query, order in (("", sorted(days)), ("?sort=waitingSinceDate", found)):
        assert re.findall(r">([a-e])</a></th>", asker.get(f"/requests{query}").text) == order
    nobody = PageVisitor.of(table.world.organisation(OrganisationKind.CARE_PROVIDER, "Nieuw"))
    assert "Vraag de eerste woonplek aan" in nobody.get("/requests?sort=waitingSinceDate").text


def test_requests_are_found_by_reference_municipality_and_state(provider: Caller) -> None:
    asker, _, path = registered(provider)
    for query, found in (
        ("search=+cl-1+&state=&municipalityCode=0344", True),
        ("search=L-", True),
        ("search=c%25", False),
        ("search=cl-2", False),
        ("municipalityCode=0363", False),
        ("state=PARKED", False),
    ):
        page = asker.get(f"/requests?{query}").text
        assert (path in page, "Zoek ruimer" in page) == (found, not found), query
