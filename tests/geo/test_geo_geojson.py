"""Points and areas that come from outside: what is right is read, all else refused by name."""

import json
from typing import Any

import pytest
from fuzzing import examples
from hypothesis import given
from hypothesis import strategies as st
from municipality_files import square
from pyproj import Geod

from geo.bounds import RD_BOUNDS
from geo.crs import CRS84, ETRS89, RD_NEW, REFERENCE_SYSTEMS, from_rd
from geo.errors import GeographyError
from geo.geojson import MAX_VERTICES, area_geojson, parse_area, parse_point, point_geojson
from geo.points import RdPoint

UTRECHT = [5.12, 52.09]
TRIANGLE = [[5.0, 52.0], [5.1, 52.0], [5.0, 52.1], [5.0, 52.0]]


def point(*coordinates: Any) -> dict[str, Any]:
    return {"type": "Point", "coordinates": list(coordinates)}


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def refusal(parse: Any, *args: Any, **kwargs: Any) -> GeographyError:
    with pytest.raises(GeographyError) as refused:
        parse(*args, **kwargs)
    return refused.value


def read_or_refused(parse: Any, *args: Any) -> Any:
    try:
        return parse(*args)
    except GeographyError as error:
        return error


def test_a_point_in_degrees_is_read():
    assert parse_point(point(*UTRECHT)).metres_to(RdPoint(136_700, 455_780)) < 100


@pytest.mark.parametrize("system", REFERENCE_SYSTEMS, ids=lambda system: system.code)
def test_a_point_is_written_as_it_is_read_in_every_system(system):
    there = point_geojson(RdPoint(136_700.123, 455_780.456), system)
    assert (
        parse_point(json.loads(json.dumps(there)), system).metres_to(
            RdPoint(136_700.123, 455_780.456)
        )
        < 0.002
    )


@pytest.mark.parametrize(
    ("system", "coordinates"),
    [(CRS84, (52.09, 5.12)), (ETRS89, (5.12, 52.09)), (RD_NEW, (455_780, 136_700))],
)
def test_swapped_axes_are_recognised_and_the_right_order_is_said(system, coordinates):
    error = refusal(parse_point, point(*coordinates), system)
    assert error.code == "axes_swapped"
    assert "lijkt op verwisselde breedte- en lengtegraad" in error.nl
    assert system.axis_order.value[0] in error.nl
    assert system.axis_order.value[1] in error.en


@pytest.mark.parametrize(
    ("system", "coordinates", "said"),
    [(CRS84, (136_700, 455_780), "RD New"), (RD_NEW, (5.12, 52.09), "CRS84")],
)
def test_numbers_of_another_system_are_recognised(system, coordinates, said):
    error = refusal(parse_point, point(*coordinates), system)
    assert error.code == "other_system"
    assert f"lijken op {said}" in error.nl


@pytest.mark.parametrize("place", [(13.4, 52.5), (0, 0), (-5.1, 52.1), (3.2, 50.5), (7.3, 53.7)])
def test_a_point_abroad_is_refused(place):
    assert refusal(parse_point, point(*place)).code == "outside_netherlands"


@pytest.mark.parametrize(
    "coordinates",
    [
        (),
        (5.1,),
        (5.1, 52.1, 0),
        ("5.1", 52.1),
        (True, 52.1),
        (None, 52.1),
        ([5.1], 52.1),
        (float("nan"), 52.1),
        (5.1, float("inf")),
        (10**400, 52.1),
    ],
)
def test_a_position_is_two_finite_numbers_and_nothing_else(coordinates):
    error = refusal(parse_point, point(*coordinates), where="location")
    assert (error.code, error.where) == ("not_a_position", "location.coordinates")


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (None, "not_an_object"),
        ([5.1, 52.1], "not_an_object"),
        ("POINT(5.1 52.1)", "not_an_object"),
        ({}, "not_an_object"),
        ({"type": "Point"}, "not_an_object"),
        ({**point(*UTRECHT), "crs": "EPSG:28992"}, "not_an_object"),
        ({"type": "MultiPoint", "coordinates": [UTRECHT]}, "wrong_type"),
        ({"type": ["Point"], "coordinates": UTRECHT}, "wrong_type"),
        ({"type": "Point", "coordinates": "5.1,52.1"}, "not_a_position"),
    ],
)
def test_what_is_no_geojson_point_is_refused(value, code):
    assert refusal(parse_point, value).code == code


def test_a_refusal_names_the_spot_and_never_repeats_the_number():
    ring = [[5.0, 52.0], [5.1, 52.0], [52.0777123, 4.3123], [5.0, 52.0]]
    error = refusal(parse_area, polygon(TRIANGLE, ring), where="area")
    assert error.where == "area.coordinates[1][2]"
    assert "52.0777123" not in f"{error}{error.nl}{error.en}{error!r}"


@given(st.floats(20_000, 260_000), st.floats(320_000, 600_000), st.floats(100, 10_000))
def test_an_area_is_as_large_as_it_is_on_the_earth(x, y, half):
    ring = square(RdPoint(x, y), half)
    area = parse_area(polygon(ring))
    on_the_earth, _ = Geod(ellps="GRS80").polygon_area_perimeter(*zip(*ring, strict=True))
    assert area.area == pytest.approx(abs(on_the_earth), rel=2e-3)


def test_a_multipolygon_with_a_hole_comes_back_as_it_was_sent():
    whole, hole = square(RdPoint(136_000, 455_000), 900), square(RdPoint(136_000, 455_000), 300)
    sent = {"type": "MultiPolygon", "coordinates": [[whole, hole], [TRIANGLE[::-1]]]}
    back = parse_area(area_geojson(parse_area(sent)))
    assert back.equals_exact(parse_area(sent), tolerance=0.002)
    assert [len(part.interiors) for part in back.geoms] == [1, 0]


@pytest.mark.parametrize("system", REFERENCE_SYSTEMS, ids=lambda system: system.code)
def test_an_area_is_read_in_the_axis_order_of_each_system(system):
    corners = [RdPoint(1e5, 5e5), RdPoint(1.1e5, 5e5), RdPoint(1.1e5, 5.1e5), RdPoint(1e5, 5e5)]
    area = parse_area(polygon([list(from_rd(corner, system)) for corner in corners]), system)
    assert area.bounds == pytest.approx((1e5, 5e5, 1.1e5, 5.1e5), abs=0.002)


def ring_of(vertices: int) -> list[list[float]]:
    """A zigzag that never crosses itself, closed, of so many positions."""
    along = [[5 + n / 10_000, 52 + (n % 2) / 1_000] for n in range(vertices - 3)]
    return [*along, [5.2, 51.9], [4.9, 51.9], along[0]]


def test_a_thousand_vertices_are_read_and_one_more_is_refused():
    assert parse_area(polygon(ring_of(MAX_VERTICES))).is_valid
    error = refusal(parse_area, polygon(ring_of(MAX_VERTICES + 1)))
    assert error.code == "too_many_vertices"
    assert "1000" in error.nl


def test_the_limit_counts_all_rings_together():
    rings = [ring_of(600), ring_of(401)]
    assert refusal(parse_area, polygon(*rings)).code == "too_many_vertices"
    assert parse_area(polygon(ring_of(2_000)), max_vertices=None).is_valid


@pytest.mark.parametrize(
    ("rings", "code", "where"),
    [
        ([], "not_a_list", "coordinates"),
        ([[]], "not_a_list", "coordinates[0]"),
        ([TRIANGLE[:3]], "ring_too_short", "coordinates[0]"),
        ([[*TRIANGLE[:3], [5.0, 52.00001]]], "ring_not_closed", "coordinates[0]"),
        ([TRIANGLE, {"0": 1}], "not_a_list", "coordinates[1]"),
        ([[UTRECHT] * 4], "area_not_valid", "coordinates"),
        ([[[5, 52], [5.1, 52.1], [5.1, 52], [5, 52.1], [5, 52]]], "area_not_valid", "coordinates"),
        ([TRIANGLE, square(RdPoint(200_000, 500_000))], "area_not_valid", "coordinates"),
        ([TRIANGLE, TRIANGLE], "area_not_valid", "coordinates"),
    ],
)
def test_a_ring_that_is_not_right_is_refused_and_not_repaired(rings, code, where):
    error = refusal(parse_area, polygon(*rings))
    assert (error.code, error.where) == (code, where)


def test_overlapping_parts_of_a_multipolygon_are_refused():
    both = {"type": "MultiPolygon", "coordinates": [[TRIANGLE], [TRIANGLE]]}
    assert refusal(parse_area, both).code == "area_not_valid"


def test_a_corner_in_the_box_of_degrees_but_outside_that_of_metres_is_refused():
    error = refusal(parse_area, polygon([*TRIANGLE[:3], [3.2, 50.5], TRIANGLE[0]]))
    assert (error.code, error.where) == ("outside_netherlands", "coordinates[0][3]")


numbers = st.one_of(
    st.integers(),
    st.floats(),
    st.floats(3, 8),
    st.floats(50, 54),
    st.sampled_from([10**400, -(10**400), True, 5, 52, 136_700, 455_780]),
)
json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, st.text()),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)),
    max_leaves=30,
)
rings = st.lists(st.one_of(st.lists(numbers, min_size=2, max_size=2), json_values))
nearly_geojson = st.fixed_dictionaries(
    {
        "type": st.one_of(st.sampled_from(["Point", "Polygon", "MultiPolygon"]), json_values),
        "coordinates": st.one_of(
            rings, st.lists(rings), st.lists(st.lists(rings)), st.lists(numbers), json_values
        ),
    }
)


@examples(45)
@given(
    st.one_of(json_values, nearly_geojson),
    st.sampled_from([parse_point, parse_area]),
    st.sampled_from(REFERENCE_SYSTEMS),
)
def test_hostile_input_is_read_or_refused_with_our_error_and_nothing_else(value, parse, system):
    outcome = read_or_refused(parse, value, system)
    if isinstance(outcome, GeographyError):
        assert "{" not in f"{outcome.nl}{outcome.en}"
    elif isinstance(outcome, RdPoint):
        assert RD_BOUNDS.contains(*outcome)
    else:
        assert outcome.is_valid


@examples(50)
@given(
    st.lists(
        st.tuples(st.floats(4.9, 5.1), st.floats(51.9, 52.1)).map(list), min_size=3, max_size=12
    )
)
def test_whatever_area_is_read_is_valid(corners):
    outcome = read_or_refused(parse_area, polygon([*corners, corners[0]]), CRS84)
    if isinstance(outcome, GeographyError):
        assert outcome.code == "area_not_valid"
    else:
        assert outcome.is_valid
        assert outcome.area > 0


def test_nine_hundred_deep_lists_are_refused():
    deep: Any = 5.0
    for _ in range(900):
        deep = [deep]
    for kind in ("Polygon", "MultiPolygon"):
        assert refusal(parse_area, {"type": kind, "coordinates": deep})
