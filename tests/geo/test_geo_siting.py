"""Whether a point can lie in the municipality that is stated with it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from municipality_files import square

from geo.boundaries import Boundary, BoundaryIndex
from geo.errors import GeographyError
from geo.geojson import parse_area
from geo.municipalities import dutch_municipalities
from geo.points import RdPoint
from geo.siting import check_siting

UTRECHT = dutch_municipalities().with_code("0344")
AMELAND = dutch_municipalities().with_code("0060")


def index_of_utrecht(half: float) -> BoundaryIndex:
    outline = parse_area({"type": "Polygon", "coordinates": [square(UTRECHT.centre, half)]})
    return BoundaryIndex([Boundary("0344", "Utrecht", outline)])


def east_of(metres: float) -> RdPoint:
    return RdPoint(UTRECHT.centre.x + metres, UTRECHT.centre.y)


def refusal(*args: object, **kwargs: object) -> GeographyError:
    with pytest.raises(GeographyError) as refused:
        check_siting(*args, **kwargs)
    return refused.value


def test_without_boundaries_forty_kilometres_is_near_enough_and_a_metre_more_is_not():
    check_siting(east_of(40_000), UTRECHT)
    error = refusal(east_of(40_001), UTRECHT, where="location")
    assert (error.code, error.where) == ("far_from_municipality", "location")
    assert "Utrecht" in error.nl
    assert "40 km" in error.nl


def test_with_a_boundary_loaded_the_point_must_lie_inside():
    boundaries = index_of_utrecht(half=1_000)
    check_siting(east_of(999), UTRECHT, boundaries)
    error = refusal(east_of(3_000), UTRECHT, boundaries)
    assert error.code == "outside_municipality"
    assert "2000 m" in error.en


def test_fifty_metres_outside_a_generalised_boundary_is_let_through_and_more_is_not():
    boundaries = index_of_utrecht(half=1_000)
    check_siting(east_of(1_049.9), UTRECHT, boundaries)
    assert refusal(east_of(1_050.1), UTRECHT, boundaries)


def test_a_municipality_without_a_loaded_boundary_falls_back_on_its_centre():
    boundaries = index_of_utrecht(half=1_000)
    check_siting(AMELAND.centre, AMELAND, boundaries)
    assert refusal(UTRECHT.centre, AMELAND, boundaries).code == "far_from_municipality"


@given(st.floats(20_000, 260_000), st.floats(310_000, 610_000))
def test_without_boundaries_the_rule_is_the_distance_to_the_centre(x, y):
    away = ((x - UTRECHT.centre.x) ** 2 + (y - UTRECHT.centre.y) ** 2) ** 0.5
    if away > 40_000:
        assert refusal(RdPoint(x, y), UTRECHT).code == "far_from_municipality"
    else:
        check_siting(RdPoint(x, y), UTRECHT)
