"""When two ways to write somebody count as the same person, and what a mark tells."""

from __future__ import annotations

import unicodedata
from datetime import date
from secrets import token_bytes

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from service.persons.marks import Marker, Marks
from service.persons.spelling import family_words, given_words

BORN = date(1990, 3, 4)
MARKER = Marker("test", token_bytes(32))
NAMES = st.text(
    st.sampled_from("abcdefghijklmnopqrstuvwxyzéëïöüçñåøłßžășğ\u0131 -'.\u2019"),
    min_size=1,
    max_size=30,
)


def marks(given: str, family: str, born: date = BORN) -> Marks:
    return MARKER.marks(given, family, born)


SAME = (
    ("Zoë", "van den Berg", "ZOE", "Berg"),
    ("Zoe\u0308", "Van Den Berg", "Zoë", "berg, van den"),
    ("Fatima-Zahra", "El Amrani", "Fatima Zahra", "Amrani"),
    ("Jan", "Jansen-de Vries", "jan", "De Vries - Jansen"),
    ("Gijs", "'t Hart", "GIJS", "Hart"),
    ("Seán", "O'Neill", "Sean", "Oneill"),
    ("Łukasz", "Øvergård", "Lukasz", "Overgard"),
    ("Ĳsbrand", "Groß", "IJsbrand", "Gross"),
    ("An", "De", "an", "de"),
    ("محمد", "علي", "مُحَمَّد", "علي"),
)
MAYBE = (
    ("Bram", "Janssen", BORN, "Abraham", "Jansen", BORN),
    ("Mohammed", "Y\u0131lmaz", BORN, "Muhamad", "Kaya", BORN),
    ("Sophie", "Meijer", BORN, "Sofie", "Meyer", BORN),
    ("Ahmed", "El Idrissi", date(1990, 4, 3), "Ahmed", "El Idrissi", BORN),
)
OTHERS = (
    ("Jan", "Jansen", BORN, "Jan", "Jansen", date(1990, 3, 5)),
    ("Anna", "Bakker", BORN, "Wim", "Visser", BORN),
    ("Jan", "Bakker", BORN, "Jan", "Visser", date(1991, 3, 4)),
)


@pytest.mark.parametrize(("given", "family", "other_given", "other_family"), SAME)
def test_what_is_only_written_otherwise_is_the_same(
    given: str, family: str, other_given: str, other_family: str
) -> None:
    assert marks(given, family).exact == marks(other_given, other_family).exact


def test_variants_are_told_apart_from_the_same_and_others_from_both() -> None:
    for one, family, born, other, other_family, other_born in (*MAYBE, *OTHERS):
        left, right = marks(one, family, born), marks(other, other_family, other_born)
        assert left.exact != right.exact
        alike = bool({*left.possible} & {*right.possible})
        assert alike is ((one, family, born, other, other_family, other_born) in MAYBE), (
            one,
            other,
        )


@given(NAMES, NAMES)
def test_case_accents_and_what_stands_between_words_never_matter(given: str, family: str) -> None:
    assume(family_words(given) and family_words(family))
    bare = "".join(
        each
        for each in unicodedata.normalize("NFD", family)
        if not unicodedata.combining(each) and each not in "'\u2019"
    )
    other = " . ".join(reversed(bare.upper().replace("-", " ").replace(".", " ").split()))
    assert marks(given, family) == marks(f" {given.swapcase()} ", other)


@given(NAMES, NAMES, NAMES, NAMES)
def test_two_people_share_a_mark_only_by_the_declared_spelling(
    one: str, family: str, other: str, other_family: str
) -> None:
    said = given_words(one), family_words(family)
    theirs = given_words(other), family_words(other_family)
    assert (marks(one, family).exact == marks(other, other_family).exact) is (said == theirs)


def test_without_the_key_no_mark_can_be_made_and_a_mark_shows_nothing() -> None:
    made = marks("Samira", "van den Berg")
    elsewhere = Marker("test", token_bytes(32)).marks("Samira", "van den Berg", BORN)
    assert made.exact != elsewhere.exact
    assert not {*made.possible} & {*elsewhere.possible}
    assert {len(each) for each in (made.exact, *made.possible)} == {32}
    assert made.exact not in made.possible
    assert "Marker(" not in repr(MARKER), "the key stands in no trace"
