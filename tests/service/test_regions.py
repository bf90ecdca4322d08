"""Regions: dated, replaceable, and what they let a municipality see."""

from __future__ import annotations

from typing import Any

from conftest import Caller, World
from registrations import faults, make_home, registered

from service.reference.service import COROP_SOURCE, corop_id

SINCE_2020 = {"startDate": "2020-01-01"}


def region(*codes: str, **changes: Any) -> dict[str, Any]:
    """A shelter region with these municipalities."""
    members = [{"municipalityCode": code, "period": SINCE_2020} for code in codes]
    body = {"code": "OPVANG-UTRECHT", "name": "Opvangregio Utrecht", "source": "een lijst"}
    return body | {"municipalities": members} | changes


def codes(row: dict[str, Any]) -> list[str]:
    return [member["municipalityCode"] for member in row["municipalities"]]


def test_the_corop_areas_stand_in_and_say_so(utrecht: Caller) -> None:
    rows = utrecht.get("/regions", params={"limit": "500"}).json()["regions"]
    assert len(rows) == 40
    assert {row["source"] for row in rows} == {COROP_SOURCE}
    members = [code for row in rows for code in codes(row)]
    assert len(members) == len(set(members)) == 342
    one = utrecht.get(f"/regions/{corop_id('17')}").json()
    assert {"municipalityCode": "0344", "name": "Utrecht"}.items() <= next(
        member for member in one["municipalities"] if member["name"] == "Utrecht"
    ).items()
    assert utrecht.get("/regions", params={"code": one["code"]}).json()["regions"] == [one]


def test_the_platform_registers_replaces_and_withdraws_a_region(platform: Caller) -> None:
    row = registered(platform, "/regions", region("0356", "0344"))
    path = f"/regions/{row['id']}"
    assert codes(row) == ["0344", "0356"]
    assert platform.get(path).json() == row

    members = region("0344", "0310")["municipalities"]
    members[0]["period"] = {"startDate": "2026-01-01", "endDate": "2026-12-31"}
    changed = platform.patch(path, {"municipalities": members}, '"1"').json()
    assert codes(changed) == ["0310", "0344"]
    assert changed["municipalities"][1]["period"] == members[0]["period"]
    assert platform.get(path).json() == changed
    assert platform.patch(path, {"municipalities": members}, '"1"').status_code == 412
    version = f'"{changed["version"]}"'
    renamed = platform.patch(path, {"name": "Regio U"}, version).json()
    assert (renamed["name"], codes(renamed)) == ("Regio U", ["0310", "0344"])
    assert platform.delete(path, f'"{renamed["version"]}"').status_code == 204
    assert platform.get("/regions", params={"code": row["code"]}).json()["regions"] == []
    assert platform.post("/regions", region("0344")).status_code == 201


def test_nobody_but_the_platform_writes_regions(one_of_each_kind: list[Caller]) -> None:
    for caller in one_of_each_kind:
        kind = caller.actor.kind.value
        body = region("0344", code=kind[:20])
        assert caller.post("/regions", body).status_code == (201 if kind == "PLATFORM" else 403)
        assert caller.get("/regions").status_code == 200


def test_every_municipality_that_is_wrong_is_named(platform: Caller) -> None:
    answer = platform.post("/regions", region("0344", "9999", "0344"))
    assert faults(answer) == {
        "body.municipalities.1.municipalityCode": "unknown_municipality",
        "body.municipalities.2.municipalityCode": "municipality_twice",
    }
    registered(platform, "/regions", region("0344"))
    assert platform.post("/regions", region("0356")).status_code == 409
    assert faults(platform.post("/regions", region())) == {"body.municipalities": "too_short"}


def test_regions_are_found_by_a_municipality_of_today(platform: Caller) -> None:
    past = {
        "municipalityCode": "0344",
        "period": {"startDate": "2020-01-01", "endDate": "2020-12-31"},
    }
    registered(platform, "/regions", region(code="VROEGER", municipalities=[past]))
    today = registered(platform, "/regions", region("0344", code="NU"))
    found = platform.get("/regions", params={"municipalityCode": "0344"}).json()["regions"]
    assert {row["id"] for row in found} == {today["id"], str(corop_id("17"))}
    municipality = platform.get("/municipalities/0344").json()
    assert set(municipality["regionIds"]) == {row["id"] for row in found}


def test_a_municipality_sees_the_places_of_its_regions_of_today(
    platform: Caller, utrecht: Caller, corporation: Caller
) -> None:
    """Utrecht and Nieuwegein share one COROP area until that is withdrawn."""
    home = make_home(corporation)
    path = f"/places/{home['id']}"
    assert utrecht.get(path).status_code == 200
    assert platform.delete(f"/regions/{corop_id('17')}", '"1"').status_code == 204
    assert utrecht.get(path).status_code == 404
    row = registered(platform, "/regions", region("0344", "0356"))
    assert utrecht.get(path).status_code == 200
    over = {
        "municipalityCode": "0344",
        "period": {"startDate": "2020-01-01", "endDate": "2020-12-31"},
    }
    version = f'"{row["version"]}"'
    assert (
        platform.patch(f"/regions/{row['id']}", {"municipalities": [over]}, version).status_code
        == 200
    )
    assert utrecht.get(path).status_code == 404


def test_a_neighbour_in_the_region_sees_a_place_across_the_border(
    world: World, nieuwegein: Caller, corporation: Caller
) -> None:
    home = make_home(corporation)
    assert nieuwegein.get(f"/places/{home['id']}").status_code == 200
