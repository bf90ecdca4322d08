"""What a municipality agreed about numbers, on pages."""

from __future__ import annotations

import re

from builders import make_quota
from counted_queries import Queries
from matching_table import MatchingTable
from page_visitor import PageVisitor, field

from service.models import Organisation

AGREED = {"minimum": "5", "maximum": "40", "youthOnly": "1", "period.startDate": "1-1-2026"}


def test_a_municipality_keeps_up_what_it_agreed(table: MatchingTable, queries: Queries) -> None:
    official = PageVisitor.of(table.municipality)
    assert "Er is nog niets afgesproken" in official.get("/quotas").text
    assert 'href="/quotas"' in official.get("/policies").text
    wrong = official.post("/quotas/new", {"minimum": "veel"}).text
    for name in ("minimum", "period.startDate"):
        assert f'id="{name}-wrong"' in wrong, name
    for fields, said in (
        ({"period.startDate": "1-1-2026"}, "Geef een minimum, een maximum of allebei."),
        (AGREED | {"maximum": "4"}, "Het maximum is lager dan het minimum."),
        (AGREED | {"minimumPercent": "10"}, "als aantal of als aandeel, niet allebei"),
    ):
        refused = official.post("/quotas/new", fields)
        assert (refused.status_code, said in refused.text) == (400, True), said
    owner = str(table.owner.id)
    about = {"ownerId": owner, "placeMunicipalityCode": "0344", "contractForm": "OWN_NAME"}
    done = official.post("/quotas/new", AGREED | about)
    assert done.headers.get("location") == "/quotas?saved=1", done.text
    queries.clear()
    page = official.get("/quotas?saved=1").text
    asked = len(queries)
    for said in ("Het is opgeslagen", "in Utrecht", "jonger dan 27", "1 januari 2026"):
        assert said in page
    (row,) = table.municipality.get("/quotas").json()["quotas"]
    assert (row["ownerId"], row["minimum"], row["maximum"]) == (owner, 5, 40)
    assert (row["youthOnly"], row["fromShelterOnly"]) == (True, False)

    (path,) = re.findall(r'href="(/quotas/[0-9a-f-]{36})"', page)
    form = official.get(path).text
    assert re.search(rf'<option value="{owner}" selected', form)
    version = {"version": field(form, "version")}
    ended = {"minimumPercent": "15", "period.startDate": "1-1-2026", "period.endDate": "31-12-2026"}
    assert official.post(path, ended | version).status_code == 303
    late = official.post(path, AGREED | version)
    assert (late.status_code, 'value="15"' in late.text) == (412, True)
    page = official.get("/quotas").text
    for said in ("15%", "Alle verhuurders", "31 december 2026"):
        assert said in page
    with table.session() as db:
        make_quota(db, db.get_one(Organisation, table.municipality.id), maximum=3)
    queries.clear()
    official.get("/quotas")
    assert len(queries) == asked, queries
    version = {"version": field(official.get(path).text, "version")}
    assert official.post(f"{path}/withdrawal", version).status_code == 303
    assert path not in official.get("/quotas").text
    assert "telt niet meer" in official.get(path).text


def test_what_others_agreed_is_not_kept_up_here(table: MatchingTable) -> None:
    with table.session() as db:
        town = db.get_one(Organisation, table.municipality.id)
        quota = make_quota(db, town, owner_id=table.owner.id, maximum=3)
    for caller in (table.owner, table.provider):
        visitor = PageVisitor.of(caller)
        for path in ("/quotas", f"/quotas/{quota.id}", "/quotas/new"):
            assert visitor.get(path).status_code == 403
        gone = visitor.post(f"/quotas/{quota.id}/withdrawal", {"version": "1"})
        assert gone.status_code in {403, 404}
