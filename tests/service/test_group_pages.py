"""Groups of requests on pages, and what a request names: a group, a region, who supports."""

from __future__ import annotations

import re
from uuid import UUID

from builders import make_request_group
from counted_queries import Queries
from filled_forms import filled
from matching_table import MatchingTable
from page_visitor import PageVisitor, field
from test_request_pages import REQUEST, registered

from matching.codes.households import GroupKind
from service.models import Organisation, Request

FRIENDS = {"name": "Vriendengroep 3", "kind": "TOGETHER"}


def test_a_care_provider_makes_a_group_and_puts_requests_in_it(
    table: MatchingTable, queries: Queries
) -> None:
    carer = PageVisitor.of(table.provider)
    assert "Er is nog geen groep" in carer.get("/request-groups").text
    assert 'href="/request-groups"' in carer.get("/requests").text
    wrong = carer.post("/request-groups/new", {}).text
    for name in ("name", "kind"):
        assert f'id="{name}-wrong"' in wrong, name
    done = carer.post("/request-groups/new", FRIENDS)
    assert done.headers.get("location") == "/request-groups?saved=1", done.text
    page = carer.get("/request-groups?saved=1").text
    for said in ("Het is opgeslagen", "Vriendengroep 3", "Samen: in hetzelfde pand"):
        assert said in page
    (path,) = re.findall(r'href="(/request-groups/[0-9a-f-]{36})"', page)
    group = path.rpartition("/")[2]
    asked = []
    for name in ("cl-1", "cl-2"):
        made = carer.post("/requests/new", REQUEST | {"providerReference": name, "groupId": group})
        assert made.status_code == 303, made.text
        request = made.headers["location"].partition("?")[0]
        queries.clear()
        assert f'href="{request}">{name}</a>' in carer.get("/request-groups").text
        asked.append(len(queries))
        assert "Vriendengroep 3" in carer.get(request).text
    assert asked[0] == asked[1], queries
    version = {"version": field(carer.get(path).text, "version")}
    kept = carer.post(f"{path}/withdrawal", version)
    assert (kept.status_code, "haal die er eerst uit" in kept.text) == (409, True)
    again = carer.post(path, FRIENDS | version | {"kind": "APART", "name": "Uit elkaar"})
    assert again.status_code == 303
    late = carer.post(path, FRIENDS | version)
    assert (late.status_code, 'value="Uit elkaar"' in late.text) == (412, True)


def test_a_group_without_requests_is_withdrawn_and_those_of_others_are_not_there(
    table: MatchingTable,
) -> None:
    with table.session() as db:
        provider = db.get_one(Organisation, table.provider.id)
        group = make_request_group(db, provider, GroupKind.APART, name="Leeg")
    path = f"/request-groups/{group.id}"
    for other in (table.municipality, table.owner):
        visitor = PageVisitor.of(other)
        for page in ("/request-groups", path, "/request-groups/new"):
            assert visitor.get(page).status_code == 403
    carer = PageVisitor.of(table.provider)
    version = {"version": field(carer.get(path).text, "version")}
    assert carer.post(f"{path}/withdrawal", version).status_code == 303
    assert "Leeg" not in carer.get("/request-groups").text
    assert "telt niet meer" in carer.get(path).text


def test_a_region_and_who_supports_are_asked_for_and_kept_when_something_else_is_corrected(
    table: MatchingTable,
) -> None:
    carer, asked, shown_at = registered(table.provider)
    request, path = UUID(asked["id"]), f"{shown_at}/correction"
    page = carer.get(path).text
    region = re.search(r'id="preferredRegionId".*?<option value="([0-9a-f-]{36})"', page, re.S)
    assert region
    form = filled(page) | {"supportProviderId": str(table.provider.id)}
    alone = form | {"regionDecisionReason": "School", "regionDecisionDate": "1-11-2026"}
    wrong = carer.post(path, alone)
    assert 'id="regionDecisionReason-wrong"' in wrong.text
    done = carer.post(path, alone | {"preferredRegionId": region[1]})
    assert done.status_code == 303, done.text
    with table.session() as db:
        row = db.get_one(Request, request)
        named = row.preferred_region_id, row.support_provider_id, row.region_decision_reason
        assert (str(named[0]), *named[1:]) == (region[1], table.provider.id, "School")
    shown = carer.get(shown_at).text
    assert "1 november 2026" in shown
    assert "Wie hen gaat begeleiden" in shown
    kept = carer.post(path, filled(carer.get(path).text) | {"minStayDays": "30"})
    assert kept.status_code == 303, kept.text
    emptied = filled(carer.get(path).text) | {
        name: "" for name in ("regionDecisionReason", "regionDecisionDate", "supportProviderId")
    }
    assert carer.post(path, emptied).status_code == 303
    with table.session() as db:
        row = db.get_one(Request, request)
        assert (row.min_stay_days, row.support_provider_id) == (30, None)
        assert (str(row.preferred_region_id), row.region_decision_date) == (region[1], None)
