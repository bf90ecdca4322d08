"""Boundaries: which municipality a point is in, which are neighbours, and where they come from."""

import json
from itertools import combinations

import pytest
import shapely
from municipality_files import NEIGHBOURS, boundaries_file, collection, feature
from pdok_stub import FakeTime, Misbehaviour, json_source, running_pdok

from geo.boundaries import Boundary, BoundaryIndex
from geo.boundary_sources import boundaries_from_file, boundaries_from_pdok
from geo.crs import RD_NEW
from geo.errors import GeographyError, SourceUnavailable
from geo.municipalities import dutch_municipalities
from geo.points import RdPoint

TABLE = dutch_municipalities()
THREE = [TABLE.with_code(code) for code in NEIGHBOURS]


def box(code: str, west: float, east: float) -> Boundary:
    return Boundary(code, code, shapely.MultiPolygon([shapely.box(west, 400_000, east, 401_000)]))


def test_every_centre_lies_in_its_own_municipality(tmp_path):
    boundaries = list(boundaries_from_file(boundaries_file(tmp_path)).boundaries)
    index = BoundaryIndex(boundaries)
    for boundary in boundaries:
        centre = TABLE.with_code(boundary.code).centre
        assert index.containing(centre) == boundary.code
        assert index.metres_outside(boundary.code, centre) == 0


def test_neighbours_are_the_pairs_that_brute_force_finds(tmp_path):
    boundaries = list(boundaries_from_file(boundaries_file(tmp_path)).boundaries)[:60]
    expected: dict[str, set[str]] = {boundary.code: set() for boundary in boundaries}
    for one, other in combinations(boundaries, 2):
        if one.outline.distance(other.outline) <= 50:
            expected[one.code].add(other.code)
            expected[other.code].add(one.code)
    assert BoundaryIndex(boundaries).neighbours() == expected


def test_fifty_metres_apart_are_neighbours_and_a_little_more_are_not():
    rows = [box("A", 0, 1_000), box("B", 1_050, 2_000), box("C", 2_050.1, 3_000)]
    assert BoundaryIndex(rows).neighbours() == {"A": {"B"}, "B": {"A"}, "C": set()}


def test_a_point_in_no_municipality_and_a_code_that_is_not_loaded_give_none():
    index = BoundaryIndex([box("A", 0, 1_000)])
    assert index.containing(RdPoint(1_000.5, 400_500)) is None
    assert index.metres_outside("A", RdPoint(1_200, 400_500)) == pytest.approx(200)
    assert index.metres_outside("B", RdPoint(1_200, 400_500)) is None


def test_a_point_on_a_shared_edge_is_in_the_lower_code_whatever_the_order():
    rows = [box("B", 1_000, 2_000), box("A", 0, 1_000)]
    for order in (rows, rows[::-1]):
        assert BoundaryIndex(order).containing(RdPoint(1_000, 400_500)) == "A"


def test_no_boundaries_is_an_index_that_knows_nothing():
    assert BoundaryIndex([]).containing(RdPoint(1_000, 400_500)) is None
    assert BoundaryIndex([]).neighbours() == {}


def write(path, value):
    path.write_text(json.dumps(value))
    return path


@pytest.mark.parametrize(
    ("code_key", "name_key", "prefix"),
    [
        ("code", "naam", ""),
        ("statcode", "statnaam", "GM"),
        ("identificatie", "naam", "GM"),
        ("gemeentecode", "gemeentenaam", "GM"),
    ],
)
def test_property_names_of_cbs_and_kadaster_are_all_read(tmp_path, code_key, name_key, prefix):
    rows = collection(THREE)
    for entry, row in zip(rows["features"], THREE, strict=True):
        entry["properties"] = {code_key: prefix + row.code, name_key: row.name, "fid": 7}
    reading = boundaries_from_file(write(tmp_path / "b.geojson", rows))
    assert reading.expected == 3
    assert [(b.code, b.name) for b in reading.boundaries] == [(r.code, r.name) for r in THREE]


def test_a_file_in_rd_that_says_so_is_the_same_as_one_in_degrees(tmp_path):
    degrees = collection(THREE)
    metres = json.loads(json.dumps(degrees))
    metres["crs"] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}
    for entry, row in zip(metres["features"], THREE, strict=True):
        x, y = row.centre
        ring = [[x - 2e3, y - 2e3], [x + 2e3, y - 2e3], [x + 2e3, y + 2e3], [x - 2e3, y + 2e3]]
        entry["geometry"]["coordinates"] = [[[*ring, ring[0]]]]
    read = [
        list(boundaries_from_file(write(tmp_path / "b.geojson", rows)).boundaries)
        for rows in (degrees, metres)
    ]
    for one, other in zip(*read, strict=True):
        assert one.outline.equals_exact(other.outline, tolerance=0.002)


def spoilt(change):
    rows = json.loads(json.dumps(collection(THREE)))
    change(rows)
    return rows


def in_metres(rows):
    rows["features"][1]["geometry"]["coordinates"] = [[[list(THREE[1].centre)] * 4]]


@pytest.mark.parametrize(
    ("rows", "code", "where"),
    [
        ([], "not_a_collection", ""),
        ({"type": "FeatureCollection"}, "not_a_collection", "features"),
        ({"features": []}, "not_a_collection", "features"),
        ({"features": [None]}, "not_a_collection", "features[0]"),
        (spoilt(lambda r: r.update(crs={"properties": {"name": "EPSG:3857"}})), "unknown_crs", ""),
        (spoilt(lambda r: r.update(crs="EPSG:28992")), "unknown_crs", "crs.properties.name"),
        (spoilt(in_metres), "other_system", "features[1].geometry.coordinates[0][0][0]"),
        (
            spoilt(lambda r: r["features"][2]["properties"].update(code="0998")),
            "unknown_municipality",
            "features[2].properties ('0998')",
        ),
        (
            spoilt(lambda r: r["features"][2].update(properties={"name": "Utrecht"})),
            "no_municipality_code",
            "features[2].properties",
        ),
        (
            spoilt(lambda r: r["features"].append(r["features"][0])),
            "municipality_twice",
            "features[3]",
        ),
        (
            spoilt(lambda r: r["features"][0].update(geometry=None)),
            "not_an_object",
            "features[0].geometry",
        ),
    ],
)
def test_a_wrong_file_is_refused_and_the_spot_is_named(tmp_path, rows, code, where):
    path = write(tmp_path / "b.geojson", rows)
    with pytest.raises(GeographyError) as refused:
        list(boundaries_from_file(path).boundaries)
    assert refused.value.code == code
    assert where in refused.value.where


@pytest.mark.parametrize("content", [b"", b"<html>", b"\xff\xfe\x00", b"[" * 100_000])
def test_a_file_that_is_no_json_is_refused_by_name(tmp_path, content):
    path = tmp_path / "b.geojson"
    path.write_bytes(content)
    with pytest.raises(GeographyError) as refused:
        boundaries_from_file(path)
    not_text = content.startswith(b"\xff")
    assert refused.value.code == ("file_not_utf_8" if not_text else "file_unreadable")
    assert str(path) in str(refused.value)
    assert "codec" not in str(refused.value)


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path):
    with pytest.raises(GeographyError) as refused:
        boundaries_from_file(tmp_path / "absent.geojson")
    assert refused.value.code == "file_unreadable"


PAGE_PARAMETERS = {"f", "limit", "crs", "cursor"}


def pages(size: int, next_host: str = ""):
    """PDOK's features in RD, `size` a page, the next page behind a cursor."""

    def answer(path, params):
        if params.keys() - PAGE_PARAMETERS or params["crs"] != RD_NEW.uri:
            return 400, {"title": "unknown query parameter(s)"}
        start = int(params.get("cursor", "0"))
        found = [in_rd(row) for row in THREE[start : start + size]]
        query = f"f=json&limit={params['limit']}&crs={params['crs']}&cursor={start + size}"
        link = {"rel": "next", "href": f"{next_host or host[0]}{path}?{query}"}
        links = [{"rel": "self", "href": path}, *([link] if start + size < len(THREE) else [])]
        return 200, {"type": "FeatureCollection", "features": found, "links": links}

    host = [""]
    return answer, host


def in_rd(row):
    entry = feature(row)
    entry["properties"] = {"code": row.code, "identificatie": f"GM{row.code}", "naam": row.name}
    outline = shapely.box(row.centre.x - 2e3, row.centre.y - 2e3, row.centre.x, row.centre.y)
    entry["geometry"] = json.loads(shapely.to_geojson(shapely.MultiPolygon([outline])))
    return entry


def test_pages_of_pdok_are_followed_to_the_last():
    answer, host = pages(size=1)
    with running_pdok(answer) as pdok, json_source(FakeTime()) as source:
        host[0] = pdok.url
        reading = boundaries_from_pdok(source, f"{pdok.url}/items")
        boundaries = list(reading.boundaries)
    assert reading.expected == 342
    assert [b.code for b in boundaries] == list(NEIGHBOURS)
    assert len(pdok.asked) == 3
    assert boundaries[0].outline.area == pytest.approx(4_000_000)


def test_a_page_that_fails_is_asked_again():
    answer, host = pages(size=2)
    with running_pdok(answer) as pdok, json_source(FakeTime()) as source:
        host[0] = pdok.url
        pdok.mishaps.extend([Misbehaviour.STATUS_500, Misbehaviour.CUT_OFF])
        boundaries = list(boundaries_from_pdok(source, f"{pdok.url}/items").boundaries)
    assert [b.code for b in boundaries] == list(NEIGHBOURS)


def test_when_pdok_stays_away_it_is_said():
    with running_pdok(pages(size=2)[0]) as pdok, json_source(FakeTime()) as source:
        pdok.always = Misbehaviour.STATUS_500
        with pytest.raises(SourceUnavailable, match="status 500"):
            list(boundaries_from_pdok(source, f"{pdok.url}/items").boundaries)


@pytest.mark.parametrize("host", ["http://169.254.169.254", "http://[", "file://", "no host"])
def test_a_next_page_on_another_machine_is_not_asked_for(host):
    answer, _ = pages(size=1, next_host=host)
    with (
        running_pdok(answer) as pdok,
        json_source(FakeTime()) as source,
        pytest.raises(GeographyError) as refused,
    ):
        list(boundaries_from_pdok(source, f"{pdok.url}/items").boundaries)
    assert refused.value.code == "pages_astray"


def test_pages_that_go_round_come_to_an_end():
    def answer(path, params):
        link = {"rel": "next", "href": f"{host[0]}{path}?f=json"}
        return 200, {"features": [in_rd(THREE[0])], "links": [link]}

    host = [""]
    with running_pdok(answer) as pdok, json_source(FakeTime()) as source:
        host[0] = pdok.url
        with pytest.raises(GeographyError) as refused:
            list(boundaries_from_pdok(source, f"{pdok.url}/items").boundaries)
    assert refused.value.code == "municipality_twice"


def test_degrees_where_rd_was_asked_are_refused():
    def answer(path, params):
        return 200, collection(THREE)

    with (
        running_pdok(answer) as pdok,
        json_source(FakeTime()) as source,
        pytest.raises(GeographyError) as refused,
    ):
        list(boundaries_from_pdok(source, f"{pdok.url}/items").boundaries)
    assert refused.value.code == "other_system"
