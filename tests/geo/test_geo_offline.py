"""The geocoder without a network, and the file of postcodes it can be given."""

import pytest
from municipality_files import postcodes_file

from geo.errors import GeographyError
from geo.geocoder import AddressQuery, Precision
from geo.municipalities import dutch_municipalities
from geo.offline import OfflineGeocoder
from geo.postcodes import read_postcodes

TABLE = dutch_municipalities()


@pytest.fixture
def postcodes(tmp_path):
    return read_postcodes(postcodes_file(tmp_path))


def test_every_postcode_of_the_file_is_found_and_called_a_postcode(postcodes, tmp_path):
    lines = postcodes_file(tmp_path).read_text(encoding="utf-8-sig").splitlines()
    assert len(postcodes) == len(lines) - 1
    geocoder = OfflineGeocoder(postcodes)
    for row in postcodes:
        (found,) = geocoder.find(AddressQuery(postcode=f"{row.pc4}AB", house_number=1))
        assert (found.precision, found.point) == (Precision.POSTCODE, row.point)
        assert found.label == f"{row.pc4} {row.town}"
        assert found.municipality_code is None


def test_a_town_is_the_middle_of_its_postcodes(postcodes):
    (found,) = OfflineGeocoder(postcodes).find(AddressQuery(town="UTRECHT"))
    points = [row.point for row in postcodes if row.town == "Utrecht"]
    assert found.precision is Precision.TOWN
    assert found.point.x == pytest.approx(sum(p.x for p in points) / len(points), abs=0.001)
    assert found.point.y == pytest.approx(sum(p.y for p in points) / len(points), abs=0.001)


def test_towns_of_one_name_stay_apart_and_the_stated_municipality_says_which_is_first(postcodes):
    geocoder = OfflineGeocoder(postcodes)
    for code in ("0373", "0893"):
        towns = geocoder.find(AddressQuery(town="Bergen", municipality_code=code))
        assert len(towns) == 2
        assert towns[0].point.metres_to(TABLE.with_code(code).centre) < 10_000
        assert towns[1].point.metres_to(towns[0].point) > 100_000


def test_den_haag_is_found_by_both_its_names(postcodes):
    geocoder = OfflineGeocoder(postcodes)
    by_name = [geocoder.find(AddressQuery(town=town)) for town in ("Den Haag", "'s-Gravenhage")]
    assert by_name[0] == by_name[1] != []


def test_without_a_file_the_municipality_is_what_can_be_said():
    query = AddressQuery(postcode="3526KP", house_number=93, municipality_code="0344")
    (found,) = OfflineGeocoder().find(query)
    assert found.precision is Precision.MUNICIPALITY
    assert (found.point, found.label) == (TABLE.with_code("0344").centre, "Utrecht")
    assert (found.source, found.municipality_code) == ("offline", "0344")


def test_what_is_not_known_is_not_found(postcodes):
    geocoder = OfflineGeocoder(postcodes)
    assert geocoder.find(AddressQuery(postcode="1000ZZ")) == []
    assert geocoder.find(AddressQuery(town="Atlantis")) == []
    with pytest.raises(GeographyError):
        geocoder.find(AddressQuery(municipality_code="9999"))


def test_where_boundaries_are_loaded_they_say_the_municipality(postcodes):
    geocoder = OfflineGeocoder(postcodes, municipality_at=lambda point: "0344")
    query = AddressQuery(town="Utrecht", municipality_code="0310")
    assert geocoder.find(query)[0].municipality_code == "0344"


@pytest.mark.parametrize(
    ("content", "code", "where"),
    [
        ("", "not_a_postcode_table", ""),
        ("postcode,plaats\n", "not_a_postcode_table", ""),
        ("pc4,woonplaats,lon,lat\n3511,Utrecht,5.1\n", "postcode_row", "line 2"),
        ("pc4,woonplaats,lon,lat\n3511,Utrecht,5.1,52,1\n", "postcode_row", "line 2"),
        ("pc4,woonplaats,lon,lat\n3511,Utrecht,oost,52\n", "postcode_row", "line 2"),
        ("pc4,woonplaats,lon,lat\n3511AB,Utrecht,5.1,52\n", "postcode_row", "line 2"),
        ("pc4,woonplaats,lon,lat\n3511,,5.1,52.1\n", "postcode_row", "line 2"),
        (
            "pc4,woonplaats,lon,lat\n3511,Utrecht,5.1,52.1\n3512,Utrecht,52.1,5.1\n",
            "axes_swapped",
            "line 3",
        ),
        ("pc4,woonplaats,lon,lat\n3511,Utrecht,nan,52\n", "not_a_position", "line 2"),
        ('pc4,woonplaats,lon,lat\n3511,"Utrecht', "file_unreadable", ""),
    ],
)
def test_a_wrong_file_is_refused_and_the_line_is_named(tmp_path, content, code, where):
    path = tmp_path / "postcodes.csv"
    path.write_text(content)
    with pytest.raises(GeographyError) as refused:
        read_postcodes(path)
    assert refused.value.code == code
    assert where in refused.value.where
    assert str(path) in refused.value.where


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00\xd8"])
def test_a_file_that_cannot_be_read_is_refused(tmp_path, content):
    path = tmp_path / "postcodes.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(GeographyError) as refused:
        read_postcodes(path)
    assert refused.value.code == "file_unreadable"
