"""The bounding box of a list request."""

import pytest
import shapely
from fuzzing import examples
from hypothesis import assume, given
from hypothesis import strategies as st

from geo.bbox import parse_bbox
from geo.crs import CRS84, ETRS89, RD_NEW, REFERENCE_SYSTEMS, from_rd
from geo.errors import GeographyError
from geo.points import RdPoint


@examples(50)
@given(
    st.lists(st.integers(350, 720), min_size=2, max_size=2, unique=True).map(sorted),
    st.lists(st.integers(5_060, 5_360), min_size=2, max_size=2, unique=True).map(sorted),
    st.floats(20_000, 260_000),
    st.floats(310_000, 610_000),
)
def test_the_window_holds_just_the_points_that_the_degrees_hold(longs, lats, x, y):
    west, east = (value / 100 for value in longs)
    south, north = (value / 100 for value in lats)
    longitude, latitude = from_rd(RdPoint(x, y))
    edges = (longitude - west, longitude - east, latitude - south, latitude - north)
    assume(min(map(abs, edges)) > 1e-4)  # ten metres: the bent edge is drawn with straight parts
    window = parse_bbox(f"{west},{south},{east},{north}")
    assert window is not None
    inside = west < longitude < east and south < latitude < north
    assert window.outline.covers(shapely.Point(x, y)) == inside
    assert window.envelope.contains(x, y) or not inside


def test_a_window_in_rd_is_the_box_itself():
    window = parse_bbox("135000,450000,136000,452000", RD_NEW)
    assert window is not None
    assert window.envelope == (135_000, 450_000, 136_000, 452_000)
    assert window.outline.area == pytest.approx(2_000_000)


def test_the_axis_order_of_the_system_is_followed():
    assert parse_bbox("52,5,52.1,5.2", ETRS89) == parse_bbox("5,52,5.2,52.1", CRS84)


def test_the_whole_world_is_the_netherlands():
    window = parse_bbox("-180,-90,180,90")
    assert window is not None
    assert window.envelope.contains(155_000, 463_000)


@pytest.mark.parametrize("text", ["13,52,14,53", "0,0,1,1", "-9,37,-8,38"])
def test_a_box_abroad_holds_nothing(text):
    assert parse_bbox(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("52,5,52.1,5.1", "axes_swapped"),
        ("135000,450000,136000,452000", "other_system"),
        ("", "not_a_bbox"),
        ("5,52,6", "not_a_bbox"),
        ("5,52,6,53,0,0", "not_a_bbox"),
        ("6,52,5,53", "corners_out_of_order"),
        ("5,53,6,52", "corners_out_of_order"),
        ("5,52,5,53", "corners_out_of_order"),
        ("5,52,nan,53", "not_a_bbox"),
        ("5,52,inf,53", "not_a_bbox"),
        ("5,52,1e999,53", "not_a_bbox"),
        ("5e-324,52,6,53", "not_a_bbox"),
        ("5_0,52,60,53", "not_a_bbox"),
        ("\u0665,52,6,53", "not_a_bbox"),
        (" 5,52,6,53", "not_a_bbox"),
    ],
)
def test_what_is_no_bbox_is_refused_by_name(text, code):
    with pytest.raises(GeographyError) as refused:
        parse_bbox(text)
    assert (refused.value.code, refused.value.where) == (code, "bbox")


@pytest.mark.parametrize(
    ("text", "system", "says"),
    [
        ("5e-324,52,6,53", CRS84, "four numbers in plain digits, such as 52.05,"),
        ("6,52,5,53", CRS84, r"to the left .* below it\. .* CRS84 is: longitude, latitude\."),
        ("52,6,53,5", ETRS89, r"to the left .* below it\. .* latitude, longitude\."),
    ],
)
def test_what_is_wrong_with_a_bbox_is_what_is_said(text, system, says):
    with pytest.raises(GeographyError, match=says):
        parse_bbox(text, system)


LOWER_LEFT, UPPER_RIGHT = "The lower left corner", "The upper right corner"


@pytest.mark.parametrize(
    ("text", "system", "corner"),
    [
        ("-200,0,10,10", CRS84, LOWER_LEFT),
        ("0,-100,10,60", CRS84, LOWER_LEFT),
        ("0,0,1000,1000", CRS84, UPPER_RIGHT),
        ("4,91,5,99", CRS84, LOWER_LEFT),
        ("4,51,5,90.001", CRS84, UPPER_RIGHT),
        ("4,51,180.001,52", CRS84, UPPER_RIGHT),
        ("-91,4,52,5", ETRS89, LOWER_LEFT),
        ("51,4,52,181", ETRS89, UPPER_RIGHT),
        ("-300000,400000,100000,500000", RD_NEW, LOWER_LEFT),
        ("100000,400000,100001,1000000", RD_NEW, UPPER_RIGHT),
    ],
)
def test_a_corner_outside_the_reference_system_is_named(text, system, corner):
    with pytest.raises(GeographyError, match=f"^bbox: {corner} lies outside {system.title}") as no:
        parse_bbox(text, system)
    assert no.value.code == "outside_system"


def test_the_limits_are_told_in_the_order_of_the_system():
    with pytest.raises(GeographyError, match=r"from -90, -180 to 90, 180 \(latitude, longitude\)"):
        parse_bbox("51,4,52,181", ETRS89)


def test_a_box_in_rd_may_be_larger_than_the_netherlands():
    window = parse_bbox("-285000,23000,595000,903000", RD_NEW)
    assert window is not None
    assert window.envelope == RD_NEW.bounds


@pytest.mark.parametrize("system", [CRS84, ETRS89])
def test_metres_where_degrees_were_said_are_known_for_what_they_are(system):
    with pytest.raises(GeographyError, match="look like RD New"):
        parse_bbox("0,0,280000,625000", system)


@given(
    st.one_of(st.text(), st.lists(st.floats().map(str), min_size=4, max_size=4).map(",".join)),
    st.sampled_from(REFERENCE_SYSTEMS),
)
def test_any_text_is_a_window_or_nothing_or_our_error(text, system):
    try:
        window = parse_bbox(text, system)
    except GeographyError:
        return
    assert window is None or window.outline.is_valid
