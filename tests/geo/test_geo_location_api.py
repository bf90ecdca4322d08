"""The adapter to PDOK Location API, against a stub that answers as recorded."""

import pytest
from pdok_stub import FakeTime, Misbehaviour, json_source, patience_with, running_pdok
from pdok_stub import location_api as answers
from recorded_pdok import WITTE_DE_WITHSTRAAT_42A

from geo.crs import to_rd
from geo.errors import GeocoderUnavailable
from geo.geocoder import AddressQuery, Precision
from geo.location_api import LocationApi


def feature(collection, name, place=(4.47756318, 51.9155987)):
    return {
        "type": "Feature",
        "properties": {"collection_id": collection, "display_name": name},
        "geometry": {"type": "Point", "coordinates": list(place)},
    }


FEATURES = [
    WITTE_DE_WITHSTRAAT_42A,
    feature("adres", "Witte de Withstraat 42-2, 3012BR Rotterdam, Rotterdam (Zuid-Holland)"),
    feature("adres", "Witte de Withstraat 42, 3012BR Rotterdam, Rotterdam (Zuid-Holland)"),
    feature("adres", "Plein 1944 12, 6511JE Nijmegen", (5.8628, 51.8445)),
    feature("woonplaats", "Rotterdam (Zuid-Holland)"),
    feature("woonplaats", "Den Haag, 's-Gravenhage (Zuid-Holland)", (4.3, 52.07)),
    feature("gemeentegebied", "Rotterdam, Zuid-Holland"),
]
ADDRESS = AddressQuery(postcode="3012BR", house_number=42, house_letter="A")


@pytest.fixture
def pdok():
    with running_pdok(answers(FEATURES)) as running:
        yield running


@pytest.fixture
def geocoder(pdok):
    with json_source(FakeTime()) as source:
        yield LocationApi(source, pdok.url)


def test_the_recorded_address_is_found_with_its_municipality(geocoder):
    (found,) = geocoder.find(ADDRESS)
    assert found.point == to_rd((4.477563182494074, 51.91559870274542))
    assert found.precision is Precision.ADDRESS
    assert found.label == WITTE_DE_WITHSTRAAT_42A["properties"]["display_name"]
    assert (found.source, found.municipality_code) == ("pdok-location-api", "0599")
    assert (found.bag_address_id, found.bag_object_id) == (None, None)


def test_exactly_the_documented_parameters_are_sent(geocoder, pdok):
    geocoder.find(ADDRESS)
    assert pdok.asked == [
        (
            "/search",
            {
                "q": "42a 3012br",
                "adres[version]": "1",
                "limit": "50",
                "f": "json",
                "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
            },
        )
    ]


def test_the_plain_number_comes_before_its_letters_and_additions(geocoder):
    found = geocoder.find(AddressQuery(postcode="3012BR", house_number=42))
    houses = [place.label.partition(",")[0].rpartition(" ")[2] for place in found]
    assert houses == ["42", "42A", "42-2"]


@pytest.mark.parametrize(
    "query",
    [
        AddressQuery(postcode="3012BR", house_number=43),
        AddressQuery(postcode="3012BR", house_number=2),
        AddressQuery(postcode="3012BR", house_number=4),
        AddressQuery(postcode="3012BX", house_number=42),
        AddressQuery(postcode="3012BR", house_number=42, addition="3"),
        AddressQuery(street="Witte de Withstraat", town="Den Haag", house_number=42),
        AddressQuery(street="Withstraat", town="Rotterdam", house_number=42),
        AddressQuery(town="Rotterdam Centrum"),
        AddressQuery(municipality_code="0363"),
    ],
)
def test_a_guess_that_contradicts_the_query_is_not_found(geocoder, query):
    assert geocoder.find(query) == []


def test_a_street_that_ends_in_a_number_keeps_it(geocoder):
    (found,) = geocoder.find(AddressQuery(street="Plein 1944", town="Nijmegen", house_number=12))
    assert found.municipality_code is None
    assert geocoder.find(AddressQuery(street="Plein", town="Nijmegen", house_number=1944)) == []


@pytest.mark.parametrize(
    ("query", "precision", "label"),
    [
        (AddressQuery(postcode="3012BR"), Precision.POSTCODE, "3012BR Rotterdam"),
        (AddressQuery(postcode="6511"), Precision.POSTCODE, "6511JE Nijmegen"),
        (AddressQuery(town="rotterdam"), Precision.TOWN, "Rotterdam (Zuid-Holland)"),
        (
            AddressQuery(municipality_code="0599"),
            Precision.MUNICIPALITY,
            "Rotterdam, Zuid-Holland",
        ),
    ],
)
def test_less_than_an_address_is_found_and_its_precision_is_said(geocoder, query, precision, label):
    (found,) = geocoder.find(query)
    assert (found.precision, found.label) == (precision, label)


def test_where_boundaries_are_loaded_they_say_the_municipality(pdok):
    with json_source(FakeTime()) as source:
        (found,) = LocationApi(source, pdok.url, municipality_at=lambda point: "0344").find(ADDRESS)
    assert found.municipality_code == "0344"


def test_of_two_municipalities_of_one_name_the_nearest_is_meant():
    name = "Dorpsstraat 1, 1861AA Bergen, Bergen (Noord-Holland)"
    features = [feature("adres", name, (4.7014, 52.6693))]
    with running_pdok(answers(features)) as pdok, json_source(FakeTime()) as source:
        query = AddressQuery(postcode="1861AA", house_number=1)
        (found,) = LocationApi(source, pdok.url).find(query)
    assert found.municipality_code == "0373"


@pytest.mark.parametrize(
    "broken",
    [
        None,
        [],
        {},
        {"properties": []},
        {"properties": {"collection_id": "adres"}},
        {**WITTE_DE_WITHSTRAAT_42A, "geometry": None},
        {**WITTE_DE_WITHSTRAAT_42A, "geometry": {"type": "Point", "coordinates": [51.9, 4.47]}},
        {**WITTE_DE_WITHSTRAAT_42A, "geometry": {"type": "Point", "coordinates": [13.4, 52.5]}},
    ],
)
def test_a_feature_that_is_not_right_is_left_out(broken):
    body = {"features": [broken]}
    with running_pdok(lambda *_: (200, body)) as pdok, json_source(FakeTime()) as source:
        assert LocationApi(source, pdok.url).find(ADDRESS) == []


@pytest.mark.parametrize("mishap", list(Misbehaviour), ids=lambda m: m.name)
def test_a_passing_failure_is_not_noticed(pdok, mishap):
    pdok.mishaps.append(mishap)
    with json_source(FakeTime(), patience_with(mishap, lasting=False)) as source:
        assert LocationApi(source, pdok.url).find(ADDRESS)


@pytest.mark.parametrize("mishap", list(Misbehaviour), ids=lambda m: m.name)
def test_a_lasting_failure_is_not_taken_for_an_address_that_does_not_exist(pdok, mishap):
    pdok.always = mishap
    with (
        json_source(FakeTime(), patience_with(mishap, lasting=True)) as source,
        pytest.raises(GeocoderUnavailable),
    ):
        LocationApi(source, pdok.url).find(ADDRESS)


@pytest.mark.parametrize("body", [[], {}, {"features": {}}, None, "features"])
def test_json_of_another_shape_is_a_geocoder_that_is_unavailable(body):
    with (
        running_pdok(lambda *_: (200, body)) as pdok,
        json_source(FakeTime()) as source,
        pytest.raises(GeocoderUnavailable),
    ):
        LocationApi(source, pdok.url).find(ADDRESS)


def test_a_name_without_letters_is_not_found_and_not_asked(geocoder, pdok):
    assert geocoder.find(AddressQuery(town="!?")) == []
    assert pdok.asked == []


@pytest.mark.parametrize("town", ["a | b", "a <-> b", "!a", "a & (b)"])
def test_operators_that_pdok_refuses_are_never_sent(geocoder, town):
    assert geocoder.find(AddressQuery(town=town)) == []
