"""The adapter to PDOK Locatieserver, against a stub that answers as recorded."""

from dataclasses import replace

import pytest
from pdok_stub import (
    LOCATIESERVER_PARAMETERS,
    FakeTime,
    Misbehaviour,
    json_source,
    patience_with,
    running_pdok,
)
from pdok_stub import locatieserver as answers
from recorded_pdok import (
    EUROPALAAN_93,
    EVERT_VAN_DE_BEEKSTRAAT,
    GEMEENTE_UTRECHT,
    LANGBROEK,
)

from geo.errors import GeocoderUnavailable, GeographyError
from geo.geocoder import AddressQuery, Located, Precision
from geo.locatieserver import Locatieserver
from geo.points import RdPoint

LETTERS = [
    {**EUROPALAAN_93, "id": f"adr-{letter}", "huisletter": letter, "huisnummertoevoeging": addition}
    for letter, addition in [("B", "2"), ("B", ""), ("A", "")]
]
DOCS = [*LETTERS, EUROPALAAN_93, EVERT_VAN_DE_BEEKSTRAAT, LANGBROEK, GEMEENTE_UTRECHT]
ADDRESS = AddressQuery(postcode="3526KP", house_number=93)
HOME = Located(
    point=RdPoint(135782.745, 452910.011),
    precision=Precision.ADDRESS,
    label="Europalaan 93, 3526KP Utrecht",
    source="pdok-locatieserver",
    municipality_code="0344",
    bag_address_id="0344200000128086",
    bag_object_id="0344010000006589",
)


@pytest.fixture
def pdok():
    with running_pdok(answers(DOCS)) as running:
        yield running


@pytest.fixture
def geocoder(pdok):
    with json_source(FakeTime()) as source:
        yield Locatieserver(source, pdok.url)


def test_the_recorded_address_is_found_with_its_ids_and_their_leading_zeros(geocoder):
    assert geocoder.find(ADDRESS)[0] == HOME


def test_the_plain_number_comes_before_its_letters_and_additions(geocoder, pdok):
    assert len(geocoder.find(ADDRESS)) == 4
    assert pdok.asked[0][1]["q"] == "93 3526kp"
    assert pdok.asked[0][1]["fq"] == "type:adres"


@pytest.mark.parametrize(
    ("letter", "addition", "count"), [("A", "", 1), ("b", "", 2), ("B", "2", 1)]
)
def test_a_letter_or_addition_that_is_given_must_be_there(geocoder, letter, addition, count):
    assert len(geocoder.find(replace(ADDRESS, house_letter=letter, addition=addition))) == count


@pytest.mark.parametrize(
    "query",
    [
        AddressQuery(postcode="9999ZZ", house_number=93),
        AddressQuery(postcode="3526KP", house_number=94),
        AddressQuery(postcode="3526KP", house_number=9),
        AddressQuery(postcode="3526KP", house_number=93, house_letter="C"),
        AddressQuery(street="Europaplein", town="Utrecht", house_number=93),
        AddressQuery(street="Europalaan", town="Nijmegen", house_number=93),
        AddressQuery(postcode="1118CR"),
        AddressQuery(town="Doorn"),
        AddressQuery(municipality_code="0363"),
    ],
)
def test_the_best_guess_that_contradicts_the_query_is_not_found(geocoder, pdok, query):
    assert geocoder.find(query) == []
    assert len(pdok.asked) == 1


def test_a_street_and_a_town_find_the_address_as_well(geocoder):
    query = AddressQuery(street="EUROPALAAN", town="utrecht", house_number=93)
    assert geocoder.find(query)[0] == HOME


@pytest.mark.parametrize(
    ("query", "precision", "code", "point"),
    [
        (AddressQuery(postcode="1118CP"), Precision.POSTCODE, "0394", (111302.82, 479662.782)),
        (AddressQuery(postcode="1118"), Precision.POSTCODE, "0394", (111302.82, 479662.782)),
        (AddressQuery(town="langbroek"), Precision.TOWN, "0352", (152448.962, 446101.503)),
        (
            AddressQuery(municipality_code="0344"),
            Precision.MUNICIPALITY,
            "0344",
            (133587.182, 455921.594),
        ),
    ],
)
def test_less_than_an_address_is_found_and_its_precision_is_said(
    geocoder, query, precision, code, point
):
    (found,) = geocoder.find(query)
    assert (found.precision, found.municipality_code, found.point) == (precision, code, point)
    assert found.bag_address_id is None


def test_towns_of_the_stated_municipality_come_first():
    elsewhere = {**LANGBROEK, "gemeentecode": "0893", "weergavenaam": "elders"}
    query = AddressQuery(town="Langbroek", municipality_code="0352")
    with running_pdok(answers([elsewhere, LANGBROEK])) as pdok, json_source(FakeTime()) as source:
        labels = [found.label for found in Locatieserver(source, pdok.url).find(query)]
    assert labels == [LANGBROEK["weergavenaam"], "elders"]


def test_only_documented_parameters_are_ever_sent(geocoder, pdok):
    for query in (ADDRESS, AddressQuery(postcode="1118"), AddressQuery(municipality_code="0344")):
        assert geocoder.find(query)
    assert geocoder.suggest("Europalaan 93")
    assert geocoder.lookup(EUROPALAAN_93["id"])
    sent = {path.rsplit("/", 1)[-1]: set(params) for path, params in pdok.asked}
    assert sent.keys() == LOCATIESERVER_PARAMETERS.keys()
    assert all(sent[name] <= LOCATIESERVER_PARAMETERS[name] for name in sent)


def test_suggestions_lead_to_the_place(geocoder):
    suggestions = geocoder.suggest("Europalaan 93", rows=5)
    assert suggestions[3].label == EUROPALAAN_93["weergavenaam"]
    assert geocoder.lookup(suggestions[3].id) == HOME


def test_a_suggestion_that_is_gone_leads_nowhere(geocoder):
    assert geocoder.lookup("adr-gone") is None


@pytest.mark.parametrize("text", ["", "   ", "*:*", "!!", "()"])
def test_text_without_words_suggests_nothing_and_asks_nothing(geocoder, pdok, text):
    assert geocoder.suggest(text) == []
    assert pdok.asked == []


@pytest.mark.parametrize(
    ("centroids", "found"),
    [
        ({"centroide_rd": None}, 1),
        ({"centroide_rd": "POINT(1.2.3 4)"}, 1),
        ({"centroide_rd": "LINESTRING(0 0)", "centroide_ll": None}, 0),
        ({"centroide_rd": None, "centroide_ll": "POINT(52.06415055 5.10696041)"}, 0),
        ({"centroide_rd": "POINT(1 1)"}, 0),
    ],
)
def test_a_document_without_a_usable_point_is_left_out(centroids, found):
    doc = {**EUROPALAAN_93, **centroids}
    with running_pdok(answers([doc])) as pdok, json_source(FakeTime()) as source:
        places = Locatieserver(source, pdok.url).find(ADDRESS)
    assert len(places) == found
    assert all(place.point.metres_to(HOME.point) < 0.01 for place in places)


@pytest.mark.parametrize("mishap", list(Misbehaviour), ids=lambda m: m.name)
def test_a_passing_failure_is_not_noticed(pdok, mishap):
    pdok.mishaps.append(mishap)
    with json_source(FakeTime(), patience_with(mishap, lasting=False)) as source:
        assert Locatieserver(source, pdok.url).find(ADDRESS)[0] == HOME


@pytest.mark.parametrize("mishap", list(Misbehaviour), ids=lambda m: m.name)
def test_a_lasting_failure_is_not_taken_for_an_address_that_does_not_exist(pdok, mishap):
    pdok.always = mishap
    with json_source(FakeTime(), patience_with(mishap, lasting=True)) as source:
        geocoder = Locatieserver(source, pdok.url)
        for question in (
            lambda: geocoder.find(ADDRESS),
            lambda: geocoder.suggest("Europalaan"),
            lambda: geocoder.lookup("adr-1"),
        ):
            with pytest.raises(GeocoderUnavailable):
                question()


@pytest.mark.parametrize("body", [[], {}, {"response": []}, {"response": {"docs": {}}}, None, 1])
def test_json_of_another_shape_is_a_geocoder_that_is_unavailable(body):
    with (
        running_pdok(lambda path, params: (200, body)) as pdok,
        json_source(FakeTime()) as source,
        pytest.raises(GeocoderUnavailable),
    ):
        Locatieserver(source, pdok.url).find(ADDRESS)


@pytest.mark.parametrize("doc", [None, [], {}, {"type": "adres"}, {"postcode": 3526}])
def test_a_document_of_another_shape_is_left_out(doc):
    body = {"response": {"docs": [doc]}}
    with running_pdok(lambda *_: (200, body)) as pdok, json_source(FakeTime()) as source:
        geocoder = Locatieserver(source, pdok.url)
        assert geocoder.find(ADDRESS) == []
        assert geocoder.suggest("Europalaan") == []
        assert geocoder.lookup("adr-1") is None


def test_a_name_without_letters_is_not_found_and_not_asked(geocoder, pdok):
    assert geocoder.find(AddressQuery(town="!?")) == []
    assert pdok.asked == []


def test_a_municipality_that_does_not_exist_is_refused_before_asking(geocoder, pdok):
    with pytest.raises(GeographyError):
        geocoder.find(AddressQuery(municipality_code="9999"))
    assert pdok.asked == []
