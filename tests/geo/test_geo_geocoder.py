"""What may be asked of a geocoder, and that a cache answers like the geocoder behind it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.cached_geocoder import KEEP_FOUND, KEEP_NOT_FOUND, CachedGeocoder
from geo.errors import GeocoderUnavailable, GeographyError
from geo.geocoder import AddressQuery, Located, Precision, search_words
from geo.points import RdPoint


@pytest.mark.parametrize(
    ("known", "precision"),
    [
        ({"postcode": "3526KP", "house_number": 93}, Precision.ADDRESS),
        ({"street": "Europalaan", "town": "Utrecht", "house_number": 93}, Precision.ADDRESS),
        ({"postcode": "3526KP"}, Precision.POSTCODE),
        ({"postcode": "3526", "town": "Utrecht"}, Precision.POSTCODE),
        ({"town": "Utrecht"}, Precision.TOWN),
        ({"municipality_code": "0344"}, Precision.MUNICIPALITY),
    ],
)
def test_what_is_known_says_how_precise_the_answer_can_be(known, precision):
    assert AddressQuery(**known).precision is precision


@pytest.mark.parametrize("written", ["3526KP", "3526 KP", " 3526kp ", "3526\u00a0Kp"])
def test_a_postcode_is_read_as_people_write_it(written):
    assert AddressQuery(postcode=written) == AddressQuery(postcode="3526KP")


@pytest.mark.parametrize("written", ["0526KP", "352KP", "3526K", "3526KPX", "3526K1", "KP3526"])
def test_what_is_no_postcode_is_refused(written):
    with pytest.raises(GeographyError) as refused:
        AddressQuery(postcode=written)
    assert (refused.value.code, refused.value.where) == ("postcode_malformed", "postcode")


@pytest.mark.parametrize("number", [0, -1, 100_000])
def test_what_is_no_house_number_is_refused(number):
    with pytest.raises(GeographyError) as refused:
        AddressQuery(postcode="3526KP", house_number=number)
    assert refused.value.code == "house_number_malformed"


@pytest.mark.parametrize(
    "known",
    [
        {},
        {"street": "Europalaan"},
        {"house_number": 93},
        {"house_number": 93, "postcode": "3526"},
        {"house_number": 93, "town": "Utrecht"},
        {"house_number": 93, "street": "Europalaan"},
    ],
)
def test_too_little_to_find_anything_is_refused(known):
    with pytest.raises(GeographyError) as refused:
        AddressQuery(**known)
    assert refused.value.code == "nothing_to_find"


@pytest.mark.parametrize(
    ("letter", "addition", "house"),
    [("", "", "93"), ("A", "", "93A"), ("", "2", "93-2"), ("A", "2", "93A-2")],
)
def test_a_house_is_written_as_pdok_writes_it(letter, addition, house):
    query = AddressQuery(postcode="3526KP", house_number=93, house_letter=letter, addition=addition)
    assert query.house == house


@given(st.text())
def test_nothing_in_the_words_is_a_command_to_a_search_engine(text):
    words = search_words(text)
    assert not set(words) & set('+&|!(){}[]^"~*?:\\/<>_=;%\0')
    assert words == words.lower()
    assert not any(word.startswith("-") for word in words.split(" "))
    assert search_words(words) == words


def test_words_that_are_names_stay_as_they_are():
    assert search_words("'s-Gravenhage St.-Jacobsstraat") == "'s-gravenhage st.-jacobsstraat"


class Geocoder:
    """Answers what it is told to and counts how often."""

    source = "spy"

    def __init__(self, *answers):
        self.answers = list(answers)

    def find(self, query):
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


class Table(dict):
    """A cache as the service's table does it."""

    def get(self, key, now):
        text, expires = super().get(key, (None, now))
        return text if now < expires else None

    def put(self, key, text, expires):
        self[key] = (text, expires)


START = datetime(2026, 11, 21, 12, tzinfo=UTC)
QUERY = AddressQuery(postcode="3526KP", house_number=93)
HERE = Located(RdPoint(135_782.745, 452_910.011), Precision.ADDRESS, "hier", "spy", "0344", "0344")


class Clock:
    now = START

    def __call__(self):
        return self.now


def cached(*answers):
    clock, table = Clock(), Table()
    return CachedGeocoder(Geocoder(*answers), table, clock), clock, table


located = st.builds(
    Located,
    st.builds(RdPoint, st.floats(0, 280_000), st.floats(300_000, 625_000)),
    st.sampled_from(Precision),
    st.text(),
    st.text(),
    st.none() | st.text(),
    st.none() | st.text(),
    st.none() | st.text(),
)


@given(st.lists(located))
def test_what_was_found_is_the_same_when_it_is_remembered(places):
    geocoder, _, _ = cached(places)
    assert geocoder.find(QUERY) == places
    assert geocoder.find(QUERY) == places


@pytest.mark.parametrize(("first", "kept"), [([HERE], KEEP_FOUND), ([], KEEP_NOT_FOUND)])
def test_what_was_found_is_asked_again_when_it_expires(first, kept):
    there = replace(HERE, label="daar")
    geocoder, clock, _ = cached(first, [there])
    geocoder.find(QUERY)
    clock.now = START + kept - timedelta(seconds=1)
    assert geocoder.find(QUERY) == first
    clock.now = START + kept
    assert geocoder.find(QUERY) == [there]


def test_that_the_geocoder_was_away_is_not_remembered():
    geocoder, _, table = cached(GeocoderUnavailable("status 500"), [HERE])
    with pytest.raises(GeocoderUnavailable):
        geocoder.find(QUERY)
    assert not table
    assert geocoder.find(QUERY) == [HERE]


def test_another_question_is_another_key():
    questions = [
        QUERY,
        replace(QUERY, house_letter="A"),
        replace(QUERY, addition="A"),
        replace(QUERY, municipality_code="0344"),
        AddressQuery(postcode="3526KP"),
        AddressQuery(town="Utrecht"),
    ]
    geocoder, _, table = cached(*([] for _ in questions))
    for question in questions:
        geocoder.find(question)
    assert len(table) == len(questions)
    assert all(key.startswith("spy|") for key in table)


@pytest.mark.parametrize("text", ["", "null", "[1]", "{}", '[{"x": 1}]', '[{"point": [1]}]'])
def test_what_an_older_version_remembered_is_asked_again(text):
    geocoder, _, table = cached([HERE], [HERE])
    geocoder.find(QUERY)
    (key,) = table
    table.put(key, text, START + KEEP_FOUND)
    assert geocoder.find(QUERY) == [HERE]
