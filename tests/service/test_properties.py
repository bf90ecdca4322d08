"""Properties: registered with a point or an address, always with a point that fits."""

from __future__ import annotations

from typing import Any

import pytest
from audit_lines import lines
from builders import make_place, make_property
from conftest import Caller, World
from fastapi import FastAPI
from live_server import Call, crowd, posting, served
from registrations import (
    EUROPALAAN,
    LETTING,
    faults,
    make_home,
    place_body,
    point_at,
    property_body,
    registered,
)
from sqlalchemy import select

from geo.crs import RD_NEW
from geo.municipalities import dutch_municipalities
from geo.offline import OfflineGeocoder
from service.codelists.organisations import OrganisationKind
from service.codelists.places import PlaceState
from service.db import make_sessions
from service.models import Organisation, Property

RD = {"Content-Crs": RD_NEW.uri}


@pytest.fixture(autouse=True)
def without_a_postcode_file(world: World) -> None:
    """Whatever file the environment names, addresses are only known to the municipality here."""
    geocoder = OfflineGeocoder()
    world.client.app.state.sessions = make_sessions(world.database.engine, geocoder=geocoder)


def path_of(row: dict[str, Any]) -> str:
    return f"/properties/{row['id']}"


def test_an_owner_registers_reads_changes_and_withdraws(corporation: Caller) -> None:
    made = corporation.post("/properties", property_body(postcode="3526 kp"))
    assert made.status_code == 201, made.text
    assert made.headers["ETag"] == '"1"'
    row = made.json()
    assert row["postcode"] == "3526KP"
    assert (row["precision"], row["geometry"]) == ("ADDRESS", EUROPALAAN)
    path = made.headers["Location"].removeprefix("/v1")
    read = corporation.get(path)
    assert (read.json(), read.headers["ETag"]) == (row, '"1"')

    changed = corporation.patch(path, {"complexReference": "c-1", "complexUnits": 40}, '"1"')
    assert changed.status_code == 200, changed.text
    expected = {"complexReference": "c-1", "complexUnits": 40, "version": 2}
    assert changed.json() == row | expected

    assert corporation.delete(path, '"2"').status_code == 204
    assert corporation.get("/properties").json()["properties"] == []
    assert corporation.get(path).json()["withdrawnAt"].endswith("Z")
    assert corporation.delete(path, '"3"').status_code == 409


def test_each_step_leaves_a_line_in_the_audit(world: World, corporation: Caller) -> None:
    row = registered(corporation, "/properties", property_body())
    corporation.patch(path_of(row), {"bagId": "0344200000128086"}, '"1"')
    corporation.delete(path_of(row), '"2"')
    written = lines(world.database)
    assert [(line.action, line.subject, line.organisation_id) for line in written] == [
        (action, "properties", corporation.id) for action in ("create", "change", "withdraw")
    ]


def test_only_those_who_let_register_properties(one_of_each_kind: list[Caller]) -> None:
    for caller in one_of_each_kind:
        status = caller.post("/properties", property_body()).status_code
        assert status == (201 if caller.actor.kind.value in LETTING else 403), caller.actor.kind


def test_others_see_it_as_far_as_they_work_there(
    corporation: Caller, utrecht: Caller, nieuwegein: Caller, provider: Caller, world: World
) -> None:
    row = registered(corporation, "/properties", property_body())
    groningen = world.organisation(OrganisationKind.MUNICIPALITY, "Gemeente Groningen", "0014")
    rival = world.organisation(OrganisationKind.CORPORATION, "Woonstichting Elders")
    seen = {caller: caller.get(path_of(row)).status_code for caller in (utrecht, nieuwegein)}
    assert set(seen.values()) == {200}
    for stranger in (groningen, rival, provider):
        assert stranger.get(path_of(row)).status_code == 404
        assert stranger.get("/properties").json()["properties"] == []
        assert stranger.patch(path_of(row), {"town": "X"}, '"1"').status_code in {403, 404}
    assert utrecht.patch(path_of(row), {"town": "X"}, '"1"').status_code == 403
    assert utrecht.delete(path_of(row), '"1"').status_code == 403


def test_a_point_comes_in_rd_when_the_header_says_so(corporation: Caller) -> None:
    there = {"type": "Point", "coordinates": [135782.745, 452910.011]}
    row = registered(corporation, "/properties", property_body(geometry=there), headers=RD)
    assert row["geometry"] == EUROPALAAN
    moved = corporation.request(
        "PATCH",
        path_of(row),
        json={"geometry": {"type": "Point", "coordinates": [135800, 452900]}},
        headers=RD | {"If-Match": '"1"'},
        params={"crs": RD_NEW.uri},
    )
    assert moved.json()["geometry"]["coordinates"] == [135800, 452900]
    assert moved.headers["Content-Crs"] == f"<{RD_NEW.uri}>"


IMPOSSIBLE: list[tuple[list[float], dict[str, str], str, str]] = [
    ([52.064, 5.107], {}, "body.geometry.coordinates", "axes_swapped"),
    ([135782.7, 452910.0], {}, "body.geometry.coordinates", "other_system"),
    ([13.4, 52.5], {}, "body.geometry.coordinates", "outside_netherlands"),
    ([6.5665, 53.2194], {}, "body.geometry", "far_from_municipality"),
    ([452910.0, 135782.7], RD, "body.geometry.coordinates", "axes_swapped"),
    ([5.1, 52.06], {"Content-Crs": "EPSG:1"}, "header.Content-Crs", "unknown_crs"),
]


def test_a_point_that_cannot_be_is_refused(corporation: Caller) -> None:
    for position, headers, where, code in IMPOSSIBLE:
        body = property_body(geometry={"type": "Point", "coordinates": position})
        answer = corporation.post("/properties", body, headers=headers)
        assert faults(answer) == {where: code}
        assert not any(str(number) in answer.text for number in position)
    assert corporation.get("/properties").json()["properties"] == []


NO_POINTS: list[Any] = [
    {"type": "Polygon", "coordinates": [[[5.1, 52.0], [5.2, 52.0], [5.2, 52.1], [5.1, 52.0]]]},
    {"type": "Point", "coordinates": [5.1, 52.06, 3.0]},
    {"type": "Point", "coordinates": ["5.1", 52.06]},
    {"type": "Point", "coordinates": [5.1, 52.06], "crs": "EPSG:4326"},
    {"type": "Point"},
    "POINT(5.1 52.06)",
]


def test_what_is_no_point_is_refused(corporation: Caller) -> None:
    for geometry in NO_POINTS:
        answer = corporation.post("/properties", property_body(geometry=geometry))
        assert all(where.startswith("body.geometry") for where in faults(answer)), geometry


def test_all_that_an_address_lacks_is_said_at_once(corporation: Caller) -> None:
    body = property_body(street=None, houseNumber=None, postcode=None, houseNumberSuffix="A")
    assert faults(corporation.post("/properties", body)) == {
        "body.houseNumber": "house_number_needed",
        "body.postcode": "postcode_or_street_needed",
        "body.houseNumberSuffix": "suffix_without_number",
    }
    land = property_body(kind="LAND", street=None, houseNumber=None, postcode=None)
    assert corporation.post("/properties", land).status_code == 201


def test_a_neighbourhood_lies_in_the_municipality_of_the_property(corporation: Caller) -> None:
    """Else a typing mistake takes the home out of the limit of its neighbourhood."""
    elsewhere = {"body.neighbourhoodCode": "neighbourhood_elsewhere"}
    wrong = property_body(neighbourhoodCode="BU05990001")
    assert faults(corporation.post("/properties", wrong)) == elsewhere
    row = registered(corporation, "/properties", property_body(neighbourhoodCode="BU03440711"))
    change = {"neighbourhoodCode": "BU05990001"}
    assert faults(corporation.patch(path_of(row), change, '"1"')) == elsewhere
    moved = {"municipalityCode": "0356", "geometry": None}
    assert faults(corporation.patch(path_of(row), moved, '"1"')) == elsewhere
    assert corporation.get(path_of(row)).json() == row
    both = moved | {"neighbourhoodCode": "BU03560101"}
    assert corporation.patch(path_of(row), both, '"1"').status_code == 200


def test_an_unknown_municipality_is_named(corporation: Caller) -> None:
    answer = corporation.post("/properties", property_body(municipalityCode="9999"))
    assert faults(answer) == {"body.municipalityCode": "unknown_municipality"}


def test_without_a_point_the_answer_says_how_near_the_address_came(corporation: Caller) -> None:
    row = registered(corporation, "/properties", property_body(geometry=None))
    centre = dutch_municipalities().with_code("0344").centre
    assert row["precision"] == "MUNICIPALITY"
    assert row["geometry"] == point_at(*centre)


def test_a_changed_address_is_looked_up_again_and_other_changes_leave_the_point(
    corporation: Caller,
) -> None:
    row = registered(corporation, "/properties", property_body())
    same = corporation.patch(path_of(row), {"houseNumber": 93, "landlordLivesIn": True}, '"1"')
    assert (same.json()["precision"], same.json()["geometry"]) == ("ADDRESS", EUROPALAAN)
    other = corporation.patch(path_of(row), {"houseNumber": 95}, '"2"')
    assert other.json()["precision"] == "MUNICIPALITY"
    point = point_at(135_800, 452_900)
    both = corporation.patch(path_of(row), {"houseNumber": 97, "geometry": point}, '"3"')
    assert (both.json()["precision"], both.json()["geometry"]) == ("ADDRESS", point)
    assert both.headers["ETag"] == '"4"'
    forgotten = corporation.patch(path_of(row), {"geometry": None}, '"4"')
    assert forgotten.json()["precision"] == "MUNICIPALITY"


@pytest.mark.parametrize("headers", [{}, RD])
def test_a_point_that_is_sent_as_it_was_read_is_no_change(
    corporation: Caller, headers: dict[str, str]
) -> None:
    there = {"type": "Point", "coordinates": [135782.7451, 452910.0114]}
    row = registered(corporation, "/properties", property_body(geometry=there), headers=RD)
    crs = {"crs": RD_NEW.uri} if headers else {}
    read = corporation.request("GET", path_of(row), params=crs)
    sent = {"geometry": read.json()["geometry"], "town": row["town"]}
    again = corporation.request(
        "PATCH", path_of(row), json=sent, headers=headers | {"If-Match": '"1"'}
    )
    assert (again.status_code, again.headers["ETag"]) == (200, '"1"')
    x, y = sent["geometry"]["coordinates"]
    beside = {"geometry": sent["geometry"] | {"coordinates": [x, y + (1 if headers else 1e-5)]}}
    moved = corporation.request(
        "PATCH", path_of(row), json=beside, headers=headers | {"If-Match": '"1"'}
    )
    assert (moved.status_code, moved.headers["ETag"]) == (200, '"2"')


def test_the_middle_of_an_area_sent_as_it_was_read_is_no_address(corporation: Caller) -> None:
    row = registered(corporation, "/properties", property_body(geometry=None))
    form = {"geometry": row["geometry"], "street": "Croeselaan"}
    moved = corporation.patch(path_of(row), form, '"1"')
    assert (moved.json()["precision"], moved.headers["ETag"]) == ("MUNICIPALITY", '"2"')
    centre = dutch_municipalities().with_code("0356").centre
    moved = corporation.patch(path_of(row), form | {"municipalityCode": "0356"}, '"2"')
    assert moved.status_code == 200, moved.text
    assert moved.json()["geometry"] == point_at(*centre)
    given = {"geometry": point_at(centre[0] + 5, centre[1])}
    corporation.patch(path_of(row), given, '"3"')
    form = {"geometry": corporation.get(path_of(row)).json()["geometry"], "street": "Dam"}
    kept = corporation.patch(path_of(row), form, '"4"').json()
    assert (kept["precision"], kept["geometry"]) == ("ADDRESS", form["geometry"])


def test_a_point_stays_with_its_municipality_when_only_that_changes(corporation: Caller) -> None:
    row = registered(corporation, "/properties", property_body())
    wrong = {"municipalityCode": "0014", "geometry": EUROPALAAN}
    answer = corporation.patch(path_of(row), wrong, '"1"')
    assert faults(answer) == {"body.geometry": "far_from_municipality"}
    assert corporation.get(path_of(row)).json() == row


def test_the_same_reference_twice_is_a_conflict(corporation: Caller, world: World) -> None:
    body = property_body()
    registered(corporation, "/properties", body)
    answer = corporation.post("/properties", body)
    assert answer.status_code == 409
    assert answer.json()["detail"] == "There is a property with this ownerReference."
    rival = world.organisation(OrganisationKind.CORPORATION, "Woonstichting Elders")
    assert rival.post("/properties", body).status_code == 201


def test_a_property_with_places_is_not_withdrawn(corporation: Caller) -> None:
    home = make_home(corporation)
    path = f"/properties/{home['propertyId']}"
    assert corporation.delete(path, '"1"').status_code == 409
    assert corporation.delete(f"/places/{home['id']}", '"1"').status_code == 204
    assert corporation.delete(path, '"1"').status_code == 204
    late = corporation.post("/places", place_body(home["propertyId"]))
    assert faults(late) == {"body.propertyId": "reference_unknown"}


def test_a_landlord_does_not_move_out_under_a_hospita_room(corporation: Caller) -> None:
    at = registered(corporation, "/properties", property_body(landlordLivesIn=True))
    room = place_body(at["id"], kind="PRIVATE_ROOM", tenureTitle="HOSPITA")
    registered(corporation, "/places", room)
    answer = corporation.patch(path_of(at), {"landlordLivesIn": False}, '"1"')
    assert answer.status_code == 409
    assert corporation.get(path_of(at)).json()["landlordLivesIn"] is True


def test_a_property_stays_as_it_is_while_a_place_there_is_offered(
    corporation: Caller, world: World
) -> None:
    with make_sessions(world.database.seeds).begin() as db:
        owner = db.get_one(Organisation, corporation.id)
        at = make_property(db, owner, street="Dam", house_number=1)
        make_place(db, at, state=PlaceState.OFFERED)
        path = f"/properties/{at.id}"
    assert corporation.patch(path, {"houseNumber": 2}, '"1"').status_code == 409
    assert corporation.patch(path, {"complexUnits": 2}, '"1"').status_code == 409
    assert corporation.patch(path, {"ownerReference": "pand-1"}, '"1"').status_code == 200


FILTERS: list[tuple[dict[str, str], set[str]]] = [
    ({"kind": "DWELLING"}, {"a", "b"}),
    ({"municipalityCode": "0356"}, {"b"}),
    ({"ownerReference": "c"}, {"c"}),
    ({"postcode": "3526 KP"}, {"a"}),
    ({"complexReference": "x"}, {"c"}),
    ({"kind": "LAND", "complexReference": "x"}, {"c"}),
    ({"organisationId": "00000000-0000-4000-8000-000000000001"}, set()),
]


def test_the_list_can_be_filtered(corporation: Caller) -> None:
    centre = dutch_municipalities().with_code("0356").centre
    there = {"municipalityCode": "0356", "geometry": point_at(*centre), "postcode": "3431AB"}
    for body in (
        property_body(ownerReference="a"),
        property_body(ownerReference="b", **there),
        property_body(ownerReference="c", kind="LAND", complexReference="x", postcode=None),
    ):
        registered(corporation, "/properties", body)
    for query, expected in FILTERS:
        found = corporation.get("/properties", params=query).json()["properties"]
        assert {row["ownerReference"] for row in found} == expected, query


def test_a_command_with_a_key_has_one_effect(corporation: Caller, world: World) -> None:
    key = {"Idempotency-Key": "property-1"}
    body = property_body()
    first = corporation.post("/properties", body, headers=key)
    again = corporation.post("/properties", body, headers=key)
    assert (again.status_code, again.content) == (201, first.content)
    for name in ("Location", "ETag", "Content-Crs", "Content-Type"):
        assert again.headers[name] == first.headers[name]
    with make_sessions(world.database.seeds)() as db:
        assert len(db.scalars(select(Property)).all()) == 1


def test_a_key_does_not_answer_for_a_body_that_means_something_else(corporation: Caller) -> None:
    """The same bytes: metres with Content-Crs, degrees outside the Netherlands without."""
    in_rd = {"type": "Point", "coordinates": [136_000, 455_900]}
    body = property_body(geometry=in_rd)
    key = {"Idempotency-Key": "property-2"}
    first = corporation.post("/properties", body, headers=key | RD)
    assert first.status_code == 201, first.text
    assert corporation.post("/properties", body).status_code == 400
    assert corporation.post("/properties", body, headers=key).status_code == 409
    other_type = key | RD | {"Content-Type": "application/vnd.woonplek+json"}
    assert corporation.post("/properties", body, headers=other_type).status_code == 409
    again = corporation.post("/properties", body, headers=key | RD)
    assert (again.status_code, again.content) == (201, first.content)


def test_a_place_never_comes_to_lie_in_a_withdrawn_property(
    corporation: Caller, deployed: FastAPI
) -> None:
    """Both at once, again and again: one of the two is told that it cannot."""
    with served(deployed) as address:
        for _ in range(8):
            at = registered(corporation, "/properties", property_body())
            headers = {"Authorization": f"Bearer {corporation.token}", "If-Match": '"1"'}
            path = f"/v1{path_of(at)}"
            calls: list[Call] = [
                posting("/places", corporation.token, place_body(at["id"])),
                lambda client, path=path, headers=headers: client.delete(path, headers=headers),
            ]
            statuses = tuple(answer.status_code for answer in crowd(address, calls))
            assert statuses in {(201, 409), (400, 204)}
