"""Search by place against plain arithmetic, reference systems, GeoJSON, and what is never sent."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from math import hypot
from typing import Any
from uuid import UUID

import pytest
from builders import make_place, make_property
from conftest import Caller, World
from counted_queries import Queries
from fuzzing import examples
from hypothesis import assume, given
from hypothesis import strategies as st
from registrations import faults, make_home

from geo.crs import CRS84, ETRS89, RD_NEW, REFERENCE_SYSTEMS, from_rd
from geo.points import RdPoint
from service.db import make_sessions
from service.models import Organisation
from service.municipalities.schemas import MunicipalityOut
from service.places.schemas import PlaceOut
from service.properties.schemas import PropertyOut

GEOJSON = {"Accept": "application/geo+json"}
WEST, SOUTH, SIDE = 130_000, 450_000, 20_000
BEND = 6.0  # metres that a straight edge in degrees may differ from ours, which has twenty parts

Spread = dict[str, RdPoint]
Found = Callable[[dict[str, str]], set[str]]


@pytest.fixture
def spread(world: World, corporation: Caller) -> Spread:
    """Places around Utrecht, some of them on whole kilometres so that edges can be tried."""
    dice = random.Random(7)
    points = [RdPoint(WEST + 1_000 * n, SOUTH + 1_000 * n) for n in range(20)]
    points += [
        RdPoint(round(WEST + dice.random() * SIDE, 3), round(SOUTH + dice.random() * SIDE, 3))
        for _ in range(130)
    ]
    placed: Spread = {}
    with make_sessions(world.database.seeds).begin() as db:
        owner = db.get_one(Organisation, corporation.id)
        for point in points:
            at = make_property(db, owner, point=f"SRID=28992;POINT({point.x} {point.y})")
            placed[str(make_place(db, at).id)] = point
    return placed


@pytest.fixture
def found(corporation: Caller) -> Found:
    """The ids of all pages that a search gives."""

    def search(query: dict[str, str]) -> set[str]:
        ids: list[str] = []
        page = {"limit": "40"} | query
        while True:
            answer = corporation.get("/places", params=page)
            assert answer.status_code == 200, answer.text
            ids += [row["id"] for row in answer.json()["places"]]
            if answer.json()["nextCursor"] is None:
                assert len(ids) == len(set(ids))
                return set(ids)
            page["cursor"] = answer.json()["nextCursor"]

    return search


metres = st.integers(0, SIDE)


def test_a_box_in_rd_finds_exactly_what_lies_in_it(spread: Spread, found: Found) -> None:
    @examples(6)
    @given(metres, metres, metres, metres)
    def check(x: int, y: int, other_x: int, other_y: int) -> None:
        west, east = sorted((WEST + x, WEST + other_x))
        south, north = sorted((SOUTH + y, SOUTH + other_y))
        assume(west < east and south < north)
        bbox = {"bbox": f"{west},{south},{east},{north}", "bboxCrs": RD_NEW.uri}
        assert found(bbox) == {
            id for id, p in spread.items() if west <= p.x <= east and south <= p.y <= north
        }

    check()


def test_a_box_on_whole_kilometres_has_its_edges_in_it(spread: Spread, found: Found) -> None:
    bbox = {"bbox": "132000,452000,133000,453000", "bboxCrs": "EPSG:28992"}
    corners = {id for id, p in spread.items() if p in {(132_000, 452_000), (133_000, 453_000)}}
    assert len(corners) == 2
    assert corners <= found(bbox)


@pytest.mark.parametrize("system", [CRS84, ETRS89])
def test_a_box_in_degrees_finds_what_lies_in_it(spread: Spread, found: Found, system: Any) -> None:
    degrees = {id: from_rd(p, system) for id, p in spread.items()}

    @examples(5)
    @given(metres, metres, metres, metres)
    def check(x: int, y: int, other_x: int, other_y: int) -> None:
        one = from_rd(RdPoint(WEST + x, SOUTH + y), system)
        other = from_rd(RdPoint(WEST + other_x, SOUTH + other_y), system)
        low = [min(pair) for pair in zip(one, other, strict=True)]
        high = [max(pair) for pair in zip(one, other, strict=True)]
        assume(low[0] < high[0] and low[1] < high[1])
        text = ",".join(f"{number:.10f}" for number in (*low, *high))
        ids = found({"bbox": text, "bboxCrs": system.uri})
        for id, position in degrees.items():
            inside = all(low[axis] <= position[axis] <= high[axis] for axis in range(2))
            near_an_edge = any(
                abs(position[axis] - edge[axis]) * 111_000 < BEND * 2
                for axis in range(2)
                for edge in (low, high)
            )
            assert near_an_edge or (id in ids) == inside

    check()


def test_a_circle_finds_exactly_what_is_near_enough(spread: Spread, found: Found) -> None:
    @examples(6)
    @given(metres, metres, st.integers(1, 15_000))
    def check(x: int, y: int, radius: int) -> None:
        centre = RdPoint(WEST + x, SOUTH + y)
        query = {"point": f"{centre.x},{centre.y}", "bboxCrs": RD_NEW.uri, "radius": str(radius)}
        assert found(query) == {
            id for id, p in spread.items() if hypot(p.x - centre.x, p.y - centre.y) <= radius
        }

    check()


def test_box_and_circle_hold_together(spread: Spread, found: Found) -> None:
    box = {"bbox": "130000,450000,140000,470000", "bboxCrs": RD_NEW.uri}
    circle = {"point": "140000,460000", "radius": "5000", "bboxCrs": RD_NEW.uri}
    both = found(box | circle)
    assert both == found(box) & found(circle)
    assert both not in (set(), found(box), found(circle))


def test_the_name_of_ogc_is_taken_as_well(corporation: Caller, spread: Spread) -> None:
    """The geo module writes bbox-crs, the API Design Rules ask for camelCase."""
    box = {"bbox": "130000,450000,140000,470000"}
    one = corporation.get("/places", params=box | {"bboxCrs": RD_NEW.uri}).json()
    other = corporation.get("/places", params=box | {"bbox-crs": RD_NEW.uri}).json()
    assert one == other
    assert one["places"]
    both = corporation.get("/places", params=box | {"bboxCrs": RD_NEW.uri, "bbox-crs": "x"})
    assert set(faults(both).values()) == {"extra_forbidden"}


def test_a_box_outside_the_netherlands_holds_nothing(spread: Spread, found: Found) -> None:
    assert found({"bbox": "-10,40,-9,41"}) == set()
    assert found({"bbox": "-180,-90,180,90"}) == set(spread)


WRONG: list[tuple[dict[str, str], str, str]] = [
    ({"bbox": "1,2,3"}, "query.bbox", "not_a_bbox"),
    ({"bbox": "5.2,52,5.1,52.1"}, "query.bbox", "corners_out_of_order"),
    ({"bbox": "52.0,5.0,52.1,5.2"}, "query.bbox", "axes_swapped"),
    ({"bbox": "nan,5.0,52.1,5.2"}, "query.bbox", "not_a_bbox"),
    ({"bbox": "130000,450000,140000,470000"}, "query.bbox", "other_system"),
    ({"bbox": "-200,0,10,10"}, "query.bbox", "outside_system"),
    ({"bbox": "0,0,1000,1000"}, "query.bbox", "outside_system"),
    ({"bbox": "5.0,52.0,5.1,52.1", "bboxCrs": "x"}, "query.bboxCrs", "unknown_crs"),
    ({"bbox-crs": "x", "bbox": "5.0,52.0,5.1,52.1"}, "query.bboxCrs", "unknown_crs"),
    ({"point": "5.1,52.0"}, "query", "value_error"),
    ({"radius": "10"}, "query", "value_error"),
    ({"point": "52.0,5.1", "radius": "10"}, "query.point", "axes_swapped"),
    ({"point": "--5,52", "radius": "10"}, "query.point", "not_a_position"),
    ({"point": "5,52,1", "radius": "10"}, "query.point", "not_a_position"),
    ({"point": "5.1,52.0", "radius": "0"}, "query.radius", "greater_than_equal"),
    ({"point": "5.1,52.0", "radius": "100001"}, "query.radius", "less_than_equal"),
    ({"point": "5.1,52.0", "radius": "1e9"}, "query.radius", "int_parsing"),
    ({"point": "5.1,52.0", "radius": "5_000"}, "query.radius", "int_parsing"),
    ({"crs": "EPSG:4326"}, "query.crs", "unknown_crs"),
    ({"limit": "0"}, "query.limit", "greater_than_equal"),
    ({"cursor": "secret"}, "query.cursor", "cursor_invalid"),
    ({"colour": "secret"}, "query.colour", "extra_forbidden"),
    ({"kind": "secret"}, "query.kind", "enum"),
]


def test_a_search_that_cannot_be_is_a_clear_400(corporation: Caller) -> None:
    for path in ("/places", "/properties"):
        for query, where, code in WRONG:
            answer = corporation.get(path, params=query)
            assert faults(answer) == {where: code}, query
            assert "secret" not in answer.text


@pytest.mark.parametrize("system", REFERENCE_SYSTEMS)
def test_geometry_comes_in_the_system_that_is_asked_for(corporation: Caller, system: Any) -> None:
    row = make_home(corporation)
    paths = ("/places", "/properties", f"/places/{row['id']}", f"/properties/{row['propertyId']}")
    expected = list(from_rd(RdPoint(135_782.745, 452_910.011), system))
    for path in paths:
        for name in (system.uri, system.other_names[0]):
            answer = corporation.get(path, params={"crs": name})
            assert answer.headers["Content-Crs"] == f"<{system.uri}>"
            body = answer.json()
            shown = next(iter(body.values()))[0] if "nextCursor" in body else body
            assert shown["geometry"]["coordinates"] == expected
        assert corporation.get(path).headers["Content-Crs"] == f"<{CRS84.uri}>"


def test_geojson_says_the_same_as_json(corporation: Caller) -> None:
    row = make_home(corporation)
    for path in (
        f"/places/{row['id']}",
        f"/properties/{row['propertyId']}",
        "/municipalities/0344",
    ):
        plain, feature = corporation.get(path), corporation.get(path, headers=GEOJSON)
        assert feature.headers["Content-Type"] == "application/geo+json"
        assert feature.headers.get("ETag") == plain.headers.get("ETag")
        body, key = feature.json(), "code" if "code" in plain.json() else "id"
        assert body.keys() == {"type", "id", "geometry", "properties"}
        assert body["type"] == "Feature"
        both = body["properties"] | {key: body["id"], "geometry": body["geometry"]}
        assert both == plain.json()
    for path in ("/places", "/properties", "/municipalities"):
        plain = corporation.get(path).json()
        answer = corporation.get(path, headers=GEOJSON).json()
        assert answer["type"] == "FeatureCollection"
        assert len(answer["features"]) == len(next(iter(plain.values())))
        assert answer.get("nextCursor") == plain.get("nextCursor")


ACCEPTED = {
    "*/*": "application/json",
    "application/*": "application/json",
    "application/json": "application/json",
    "APPLICATION/GEO+JSON": "application/geo+json",
    "application/geo+json;q=0.9, application/json;q=0.8": "application/geo+json",
    "application/geo+json, application/json": "application/json",
    "application/json;q=0, */*": "application/geo+json",
    "text/html, application/geo+json;q=0.1": "application/geo+json",
    "application/json; charset=utf-8": "application/json",
}


def test_the_client_gets_the_form_it_likes_best(corporation: Caller) -> None:
    row = make_home(corporation)
    for path in ("/places", f"/places/{row['id']}", "/municipalities"):
        for accept, expected in ACCEPTED.items():
            answer = corporation.get(path, headers={"Accept": accept})
            assert (answer.status_code, answer.headers["Content-Type"]) == (200, expected), accept
            assert "Accept" in answer.headers["Vary"].split(", ")
        for accept in ("text/html", "application/geo+json;q=0", "secret/*", "", "application/xml"):
            answer = corporation.get(path, headers={"Accept": accept})
            assert answer.status_code == 406, accept
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert "secret" not in answer.text


def test_what_the_database_writes_is_what_the_schema_says(corporation: Caller) -> None:
    """The JSON is put together in SQL; pydantic must read it, and would write the same."""
    row = make_home(corporation, permitUntilDate="2030-01-01", careTypes=["NONE"])
    for path in (f"/places/{row['id']}", f"/properties/{row['propertyId']}"):
        version = corporation.get(path).headers["ETag"]
        assert corporation.delete(path, version).status_code == 204
    for path, out in (
        (f"/places/{row['id']}", PlaceOut),
        (f"/properties/{row['propertyId']}", PropertyOut),
        ("/municipalities/0344", MunicipalityOut),
    ):
        text = corporation.get(path).text
        read = out.model_validate_json(text)
        assert json.loads(read.model_dump_json(by_alias=True)) == json.loads(text)


def test_pages_come_in_the_order_of_their_ids_and_miss_nothing(
    corporation: Caller, spread: Spread
) -> None:
    ids: list[str] = []
    query = {"limit": "7", "bbox": "4.9,51.9,5.4,52.3"}
    while True:
        body = corporation.get("/places", params=query).json()
        ids += [row["id"] for row in body["places"]]
        assert len(body["places"]) <= 7
        if body["nextCursor"] is None:
            break
        query["cursor"] = body["nextCursor"]
    assert [UUID(id) for id in ids] == sorted(UUID(id) for id in spread)


def test_a_page_takes_as_many_statements_however_long_it_is(
    corporation: Caller, spread: Spread, queries: Queries
) -> None:
    taken: list[int] = []
    for limit in ("1", "50", "150"):
        queries.clear()
        answer = corporation.get("/places", params={"limit": limit, "bbox": "4.9,51.9,5.4,52.3"})
        assert len(answer.json()["places"]) == int(limit)
        taken.append(len(queries))
    assert taken == [4, 4, 4], "two of these take a role on and lay it down"


def test_the_search_goes_by_the_coordinates_that_a_policy_lets_through(
    corporation: Caller, queries: Queries
) -> None:
    """PostGIS's own functions may not run before a row-level policy; comparisons of floats may."""
    corporation.get("/places", params={"bbox": "4.9,51.9,5.4,52.3"})
    assert "property.gx BETWEEN" in queries[-2]  # the last lays down the role that lists
    corporation.get("/places", params={"point": "5.1,52.0", "radius": "100"})
    assert "property.gx BETWEEN" in queries[-2]


def test_the_reference_systems_are_listed_with_the_default_first(corporation: Caller) -> None:
    body = corporation.get("/crss").json()
    assert body["crs"][:2] == [CRS84.uri, RD_NEW.uri]
    assert set(body["crs"]) == {system.uri for system in REFERENCE_SYSTEMS}
    assert body["storageCrs"] == RD_NEW.uri
