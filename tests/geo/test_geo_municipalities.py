"""The table of municipalities, and that it agrees with the boundaries."""

import csv
from importlib import resources

import pytest
import shapely
from municipality_files import boundaries_file

from geo.boundary_sources import boundaries_from_file
from geo.bounds import RD_BOUNDS
from geo.errors import GeographyError
from geo.municipalities import dutch_municipalities, name_key
from geo.points import RdPoint
from geo.siting import FARTHEST_FROM_CENTRE

TABLE = dutch_municipalities()


def test_there_are_342_municipalities_in_40_corop_areas():
    assert len(TABLE) == 342
    assert len({row.corop_code for row in TABLE}) == 40
    assert len({(row.corop_code, row.corop_name) for row in TABLE}) == 40


def test_codes_are_four_digits_in_order_and_names_and_centres_differ():
    codes = [row.code for row in TABLE]
    assert codes == sorted(set(codes))
    assert all(len(code) == 4 and code.isdecimal() for code in codes)
    assert len({row.name for row in TABLE}) == len({row.centre for row in TABLE}) == 342


def test_centres_are_whole_hundreds_of_metres_in_the_netherlands():
    for row in TABLE:
        assert RD_BOUNDS.contains(*row.centre)
        assert row.centre.x % 100 == row.centre.y % 100 == 0


def test_the_file_travels_as_package_data_with_its_attribution():
    folder = resources.files("geo") / "data"
    lines = (folder / "municipalities.csv").read_text(encoding="utf-8").splitlines()
    assert len(list(csv.reader(lines))) == 1 + 342
    assert "CC BY 4.0" in (folder / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.code)
def test_a_municipality_is_found_by_its_code_and_by_its_name(row):
    assert TABLE.with_code(row.code) is row
    assert TABLE.named(row.name) == (row,)
    assert TABLE.named(f"Gemeente {row.name.upper()}") == (row,)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("sudwest fryslan", "1900"),
        ("SÚDWEST-FRYSLÂN", "1900"),
        ("Den Haag", "0518"),
        ("'s-Gravenhage", "0518"),
        ("s Gravenhage", "0518"),
        ("Den Bosch", "0796"),
        ("s-hertogenbosch", "0796"),
        ("nuenen gerwen en nederwetten", "0820"),
        ("gemeente utrecht", "0344"),
        ("Bergen (L.)", "0893"),
    ],
)
def test_a_name_is_found_as_people_write_it(written, code):
    assert [row.code for row in TABLE.named(written)] == [code]


def test_a_name_of_two_municipalities_gives_both():
    assert {row.code for row in TABLE.named("bergen")} == {"0373", "0893"}


@pytest.mark.parametrize("written", ["", "Gemeente", "Atlantis", "\ud800", "0344"])
def test_a_name_of_none_gives_nothing(written):
    assert TABLE.named(written) == ()


@pytest.mark.parametrize("code", ["9999", "344", "GM0344", "", "0998"])
def test_an_unknown_code_is_refused(code):
    with pytest.raises(GeographyError) as refused:
        TABLE.with_code(code, "municipalityCode")
    assert (refused.value.code, refused.value.where) == ("unknown_municipality", "municipalityCode")
    assert "2026" in refused.value.nl
    assert code not in TABLE


def test_the_nearest_centre_is_found():
    assert TABLE.nearest(RdPoint(135_782.745, 452_910.011)).name in {"Nieuwegein", "Utrecht"}
    for row in TABLE:
        assert TABLE.nearest(RdPoint(row.centre.x + 40, row.centre.y - 40)) is row


def test_the_table_agrees_with_the_boundaries(tmp_path):
    boundaries = list(boundaries_from_file(boundaries_file(tmp_path)).boundaries)
    assert boundaries
    for boundary in boundaries:
        row = TABLE.with_code(boundary.code)
        largest = max(boundary.outline.geoms, key=lambda part: part.area)
        assert name_key(row.name) == name_key(boundary.name)
        assert largest.contains(shapely.Point(row.centre))
        corners = shapely.get_coordinates(boundary.outline)
        farthest = max(row.centre.metres_to(RdPoint(*corner)) for corner in corners)
        assert farthest < FARTHEST_FROM_CENTRE
