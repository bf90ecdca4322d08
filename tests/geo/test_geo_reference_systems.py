"""The way between degrees and RD, and the names of the systems."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from recorded_pdok import PAIRS

from geo.bounds import DEGREE_BOUNDS, RD_BOUNDS
from geo.crs import CRS84, ETRS89, RD_NEW, REFERENCE_SYSTEMS, from_rd, parse_crs, to_rd
from geo.errors import GeographyError
from geo.points import RdPoint

CENTIMETRE = 0.01
CENTIMETRE_IN_DEGREES = 1e-7

rd_points = st.builds(
    RdPoint,
    st.floats(RD_BOUNDS.west, RD_BOUNDS.east).map(lambda v: round(v, 3)),
    st.floats(RD_BOUNDS.south, RD_BOUNDS.north).map(lambda v: round(v, 3)),
)


@pytest.mark.parametrize(("degrees", "metres"), PAIRS)
def test_degrees_become_the_metres_that_pdok_gives(degrees, metres):
    assert to_rd(degrees) == pytest.approx(metres, abs=CENTIMETRE)


@pytest.mark.parametrize(("degrees", "metres"), PAIRS)
def test_metres_become_the_degrees_that_pdok_gives(degrees, metres):
    assert from_rd(RdPoint(*metres)) == pytest.approx(degrees, abs=CENTIMETRE_IN_DEGREES)


@given(rd_points, st.sampled_from(REFERENCE_SYSTEMS))
def test_a_point_comes_back_within_two_millimetres_from_every_system(point, system):
    assert to_rd(from_rd(point, system), system).metres_to(point) < 0.002


@given(rd_points)
def test_etrs89_writes_latitude_first_and_crs84_longitude_first(point):
    assert from_rd(point, ETRS89) == from_rd(point, CRS84)[::-1]


@given(rd_points, rd_points)
def test_distance_in_rd_is_the_distance_over_the_earth_within_a_thousandth(one, other):
    _, _, over_the_earth = Geod(ellps="GRS80").inv(*from_rd(one), *from_rd(other))
    assert one.metres_to(other) == pytest.approx(over_the_earth, rel=1e-3, abs=0.01)


def test_degrees_have_eight_decimals_and_metres_three():
    point = RdPoint(135782.7454321, 452910.0117654)
    assert from_rd(point, RD_NEW) == (135782.745, 452910.012)
    assert all(value == round(value, 8) for value in from_rd(point))


def test_many_threads_get_the_same_answers_as_one():
    points = [RdPoint(10_000 + 25 * n, 310_000 + 30 * n) for n in range(2_000)]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(from_rd, points)) == [from_rd(point) for point in points]


@pytest.mark.parametrize("system", REFERENCE_SYSTEMS, ids=lambda system: system.code)
def test_a_system_is_found_by_each_of_its_names(system):
    assert {parse_crs(name) for name in (system.uri, *system.other_names)} == {system}


def test_both_spellings_of_rd_in_the_geo_module_are_known():
    for version in ("0", "9.9.1"):
        assert parse_crs(f"http://www.opengis.net/def/crs/EPSG/{version}/28992") is RD_NEW


@pytest.mark.parametrize(
    "name", ["", "28992", "http://www.opengis.net/def/crs/EPSG/0/3857", "epsg:28992\0", "\ud800"]
)
def test_an_unknown_system_is_refused_and_the_known_ones_are_named(name):
    with pytest.raises(GeographyError) as refused:
        parse_crs(name, "crs")
    assert refused.value.code == "unknown_crs"
    assert refused.value.where == "crs"
    for sentence in (refused.value.nl, refused.value.en):
        assert all(system.uri in sentence for system in REFERENCE_SYSTEMS)


@given(st.floats(4, 7), st.floats(51, 53.5))
def test_what_lies_well_inside_the_box_of_degrees_lies_in_the_box_of_metres(longitude, latitude):
    assert DEGREE_BOUNDS.contains(longitude, latitude)
    assert RD_BOUNDS.contains(*to_rd((longitude, latitude)))
