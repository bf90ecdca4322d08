"""One's own places on pages: looked at, corrected, withdrawn, and found again."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from conftest import Caller
from counted_queries import Queries
from filled_forms import filled
from matching_table import MatchingTable
from page_visitor import PageVisitor
from test_pages import PLACE

from service.codelists.places import PlaceState
from service.models import Place, Property

RULES = {
    "minPersons": "2",
    "forbids": ["PETS", "SMOKING"],
    "requires": ["WOMEN_ONLY"],
    "ageBands": ["AGE_18_20", "AGE_21_22"],
    "housingFirst": "1",
    "minStayDays": "180",
}
NOWHERE = dict.fromkeys(("postcode", "houseNumber", "street", "town", "point"), "")


def registered(corporation: Caller) -> tuple[PageVisitor, dict[str, Any], str]:
    """The owner, a place of its own as the API has it, and its page."""
    owner = PageVisitor.of(corporation)
    assert owner.post("/places/new", PLACE).status_code == 303
    (place,) = corporation.get("/places").json()["places"]
    return owner, place, f"/places/{place['id']}"


def test_a_place_is_looked_at_and_corrected_with_its_address(corporation: Caller) -> None:
    owner, place, path = registered(corporation)
    assert f'href="{path}"' in owner.get("/places").text
    page = owner.get(path).text
    for said in ("Europalaan 93", "<title>Vhe-1</title><circle", "3526KP", "beschikbaar", "650,50"):
        assert said.lower() in page.lower(), said
    assert re.search(r'href="/places"[^>]*aria-current', page)

    form = filled(owner.get(f"{path}/correction").text)
    at = f"/properties/{place['propertyId']}"
    before = corporation.get(at).json()
    same = owner.post(f"{path}/correction", form)
    assert same.headers.get("location") == f"{path}?saved=1", same.text
    assert corporation.get(path).json() == place, "nothing was changed, and nothing is"
    assert corporation.get(at).json() == before

    other = {"rentCents": "700", "permitNumber": "", "houseNumber": "95", "socialRent": "1"}
    assert owner.post(f"{path}/correction", form | other).status_code == 303
    place = corporation.get(path).json()
    assert (place["rentCents"], place["address"]["houseNumber"]) == (70000, 95)
    assert "Het is opgeslagen" in owner.get(f"{path}?saved=1").text
    late = owner.post(f"{path}/correction", form | {"rentCents": "800"})
    assert (late.status_code, "Iemand heeft dit gewijzigd" in late.text) == (412, True)
    assert filled(late.text)["rentCents"] == ["700,00"]
    assert corporation.get(path).json() == place


def test_what_a_house_asks_is_filled_in_and_corrected(corporation: Caller) -> None:
    owner, before, path = registered(corporation)
    form = filled(owner.get(f"{path}/correction").text)
    assert owner.post(f"{path}/correction", form | RULES).status_code == 303
    place = corporation.get(path).json()
    told = {name: place[name] for name in RULES}
    assert told == RULES | {"minPersons": 2, "minStayDays": 180, "housingFirst": True}
    form = filled(owner.get(f"{path}/correction").text)
    same = owner.post(f"{path}/correction", form)
    assert (same.status_code, corporation.get(path).json()) == (303, place)
    bare = {name: text for name, text in form.items() if name not in RULES}
    assert owner.post(f"{path}/correction", bare).status_code == 303
    emptied = corporation.get(path).json()
    assert {name: emptied[name] for name in RULES} == {name: before[name] for name in RULES}


def test_what_is_wrong_with_a_correction_stands_at_its_field_and_nothing_is_changed(
    corporation: Caller,
) -> None:
    owner, place, path = registered(corporation)
    form = filled(owner.get(f"{path}/correction").text)
    for wrong, name in (
        ({"rentCents": "veel"}, "rentCents"),
        ({"town": ""}, "town"),
        ({"maxPersons": ""}, "maxPersons"),
        ({"contractForms": []}, "contractForms"),
        ({"tenureTitle": "VACANCY_ACT"}, "permitNumber"),
        ({"period.endDate": "1-1-2020"}, "period.endDate"),
        ({"point": "ergens"}, "point"),
        ({"postcode": "1234"}, "postcode"),
    ):
        refused = owner.post(f"{path}/correction", form | {"houseNumber": "1"} | wrong)
        assert (refused.status_code, f'id="{name}-wrong"' in refused.text) == (400, True), name
    assert corporation.get(path).json() == place
    found = owner.post(f"{path}/correction", form | NOWHERE | {"look": "1"})
    assert (found.status_code, "Gevonden" in found.text) == (200, True)
    assert filled(found.text)["version"] == form["version"]


def test_a_place_is_withdrawn_and_brought_back(corporation: Caller, utrecht: Caller) -> None:
    owner, place, path = registered(corporation)
    version = {"version": place["version"]}
    assert owner.post(f"{path}/withdrawal", {"version": 99}).status_code == 412
    assert owner.post(f"{path}/withdrawal", version).status_code == 303
    assert corporation.get(path).json()["state"] == "WITHDRAWN"
    gone = owner.get(path).text
    assert (f"{path}/return" in gone, f"{path}/withdrawal" in gone) == (True, False)
    again = {"version": corporation.get(path).json()["version"]}
    assert owner.post(f"{path}/return", again).status_code == 303
    assert corporation.get(path).json()["state"] == "DRAFT"
    form = filled(owner.get(f"{path}/correction").text)
    assert form.pop("draft") == ["1"]
    assert owner.post(f"{path}/correction", form).status_code == 303
    assert corporation.get(path).json()["state"] == "AVAILABLE"
    for other in (path, f"{path}/correction"):
        assert PageVisitor.of(utrecht).get(other).status_code == 403


def test_what_stands_still_is_told_before_and_when_it_is_tried(table: MatchingTable) -> None:
    case, owner = table.proposal(), PageVisitor.of(table.owner)
    path = f"/places/{case.place_id}"
    at = UUID(table.owner.get(path).json()["propertyId"])
    table.change(Property, at, street="Europalaan", house_number=93)
    free = filled(owner.get(f"{path}/correction").text)
    assert table.decide(case).status_code == 201
    offered = owner.get(path).text
    assert "alles blijft zoals het is tot het antwoord" in offered
    assert f"{path}/withdrawal" not in offered
    form = filled(owner.get(f"{path}/correction").text)
    english = PageVisitor(owner.client, owner.secret, "en")
    for visitor, said in ((owner, "aangeboden aan een huishouden"), (english, "stay as they are")):
        refused = visitor.post(f"{path}/correction", form | {"maxPersons": "5"})
        assert (refused.status_code, said in refused.text) == (409, True)
    kept = owner.post(f"{path}/withdrawal", {"version": form["version"]})
    assert (kept.status_code, "het kan niet ingetrokken worden" in kept.text) == (409, True)
    named = owner.post(f"{path}/correction", form | {"ownerReference": "nieuw-kenmerk"})
    assert named.status_code == 303, "the owner's own key may change"

    table.placed(case)
    assert "Hier woont iemand: huur, servicekosten" in owner.get(path).text
    form = filled(owner.get(f"{path}/correction").text)
    dearer = owner.post(f"{path}/correction", form | {"rentCents": "999"})
    assert (dearer.status_code, "Hier woont iemand" in dearer.text) == (409, True)
    assert owner.post(f"{path}/correction", form | {"serviceCostsCents": ""}).status_code == 303
    with table.session() as db:
        assert db.get_one(Place, case.place_id).state is PlaceState.OCCUPIED
    assert free["version"] != form["version"]


def test_places_are_found_by_reference_address_municipality_kind_and_state(
    corporation: Caller,
) -> None:
    owner, place, path = registered(corporation)
    for query, found in (
        ("search=+VHE-1+&state=&kind=&municipalityCode=", True),
        ("search=vhe", True),
        ("search=he-1", False),
        ("search=vhe%25", False),
        ("search=europalaan+9", True),
        ("search=Europalaan+94", False),
        ("search=3526+kp", True),
        ("search=3526", True),
        ("search=3527", False),
        ("search=", True),
        ("municipalityCode=0344&kind=SELF_CONTAINED", True),
        ("municipalityCode=0363", False),
        ("kind=FLEX_HOME", False),
    ):
        page = owner.get(f"/places?{query}").text
        assert (path in page, "Zoek ruimer" in page) == (found, not found), query
    assert place["ownerReference"] == "vhe-1"


def test_lists_of_ones_own_stand_in_the_order_of_the_references_page_by_page(
    table: MatchingTable, queries: Queries
) -> None:
    names = ["c-1", "a-2", "b-3", "a-1", "d-0"]
    for name in names:
        table.place(owner_reference=name)
        table.household(provider_reference=name)
    for caller, path, key in (
        (table.owner, "places", "ownerReference"),
        (table.provider, "requests", "providerReference"),
    ):
        found, cursor, asked = [], "", set()
        while cursor is not None:
            queries.clear()
            there = f"&cursor={cursor}" if cursor else ""
            answer = caller.get(f"/{path}?limit=2&sort={key}{there}").json()
            asked.add(len(queries))
            found += [row[key] for row in answer[path]]
            cursor = answer["nextCursor"]
            other = caller.get(f"/{path}?cursor={cursor}")
            assert cursor is None or other.status_code == 400, "of a list in another order"
        assert found == sorted(names)
        assert len(asked) == 1, "as many queries for each page"
        by_id = caller.get(f"/{path}?limit=2").json()["nextCursor"]
        assert caller.get(f"/{path}?sort={key}&cursor={by_id}").status_code == 400
        assert caller.get(f"/{path}?sort=state").status_code == 400
        page = PageVisitor.of(caller).get(f"/{path}").text
        assert [each for each in re.findall(r">([a-d]-[0-3])<", page)] == sorted(names)
