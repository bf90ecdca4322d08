"""Which media types a client takes (RFC 9110, 12.5.1)."""

import pytest

from service.media_types import is_json, is_of, is_utf_8, liking, takes_any

JSON = "application/json"


@pytest.mark.parametrize(
    ("accept", "quality"),
    [
        ("application/json", 1.0),
        ("APPLICATION/JSON; charset=utf-8", 1.0),
        ("text/html, application/json;q=0.5", 0.5),
        ("application/*", 1.0),
        ("*/*;q=0.1", 0.1),
        ("*/*, application/json;q=0", 0.0),
        ("application/*;q=0, */*", 0.0),
        ("application/json;q=0.2, application/json;q=0.8", 0.8),
        ("text/*", 0.0),
        ("application/json;q=2", 0.0),
        ("application/json;q=much", 0.0),
        ("application/json;q=0.1234", 0.0),
        ("", 0.0),
        (";;,,", 0.0),
    ],
)
def test_the_most_specific_range_counts(accept: str, quality: float) -> None:
    assert liking(accept, JSON) == quality
    assert takes_any(accept, {JSON}) is (quality > 0)


def test_one_form_that_is_taken_is_enough() -> None:
    assert takes_any("text/*", {"text/csv", JSON})
    assert not takes_any("text/html", {"text/csv", JSON})


def test_a_body_is_json_by_its_type_or_its_suffix() -> None:
    assert all(map(is_json, ["application/json", "Application/JSON; a=b", "application/geo+json"]))
    assert not any(map(is_json, ["", "text/json", "application/jsonl", "json", "text/x+json"]))
    assert is_of("text/csv; header=present", "text/csv")
    assert not is_of("text/csvx", "text/csv")


def test_a_charset_is_read_wherever_it_stands() -> None:
    assert all(map(is_utf_8, ["text/csv", "text/csv; charset=UTF-8", 'a/b;x=y; Charset="utf8"']))
    assert not any(map(is_utf_8, ["text/csv;charset=latin1", 'a/b; charset = "utf-16"']))
