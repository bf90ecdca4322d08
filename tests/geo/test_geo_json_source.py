"""Asking a public service that may be slow, busy or broken."""

import threading
import traceback
from datetime import UTC, datetime
from itertools import count

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdok_stub import PATIENCE, FakeTime, Misbehaviour, json_source, patience_with, running_pdok

from geo import json_source as module
from geo.errors import SourceUnavailable
from geo.json_source import JsonSource, Patience

SECRET = "Opvangstraat 1"


def answer(path, params):
    return 200, {"path": path, **params}


@pytest.fixture
def pdok():
    with running_pdok(answer) as running:
        yield running


@pytest.fixture
def time():
    return FakeTime()


@pytest.fixture
def source(time):
    with json_source(time) as ready:
        yield ready


def test_an_answer_is_decoded_and_no_time_passes(pdok, source, time):
    assert source.get(f"{pdok.url}/free", {"q": "a b&c"}) == {"path": "/free", "q": "a b&c"}
    assert time.slept == []


@pytest.mark.parametrize("mishap", list(Misbehaviour), ids=lambda m: m.name)
def test_a_passing_failure_is_recovered_from(pdok, time, mishap):
    pdok.mishaps.extend([mishap, mishap])
    with json_source(time, patience_with(mishap, lasting=False)) as source:
        assert source.get(f"{pdok.url}/free", {"q": "x"}) == {"path": "/free", "q": "x"}
    assert not pdok.mishaps
    assert len(time.slept) >= 2


@pytest.mark.parametrize("mishap", list(Misbehaviour), ids=lambda m: m.name)
def test_a_lasting_failure_is_given_up_within_the_attempts(pdok, time, mishap):
    pdok.always = mishap
    gives_up = pytest.raises(SourceUnavailable, match=f"asked {PATIENCE.attempts} times")
    with json_source(time, patience_with(mishap, lasting=True)) as source, gives_up:
        source.get(f"{pdok.url}/free", {"q": SECRET})
    assert 1 <= len(pdok.asked) <= PATIENCE.attempts
    assert len(time.slept) == PATIENCE.attempts - 1
    assert sum(time.slept) <= PATIENCE.deadline


@pytest.mark.parametrize("mishap", list(Misbehaviour), ids=lambda m: m.name)
def test_a_refusal_never_holds_the_address_that_was_asked(pdok, time, mishap):
    pdok.always = mishap
    with (
        json_source(time, patience_with(mishap, lasting=True)) as source,
        pytest.raises(SourceUnavailable) as unavailable,
    ):
        source.get(f"{pdok.url}/free", {"q": SECRET})
    assert SECRET not in "".join(traceback.format_exception(unavailable.value))


def test_pauses_double_up_to_the_longest(pdok, time):
    patience = Patience(attempts=7, first_pause=1, longest_pause=8, deadline=1_000)
    pdok.always = Misbehaviour.STATUS_500
    with json_source(time, patience) as source, pytest.raises(SourceUnavailable):
        source.get(pdok.url)
    assert time.slept == [1, 2, 4, 8, 8, 8]


def test_chance_shortens_a_pause_by_at_most_half(pdok, time, source):
    time.chance = 0.999
    pdok.mishaps.append(Misbehaviour.STATUS_500)
    source.get(pdok.url)
    assert time.slept == [pytest.approx(PATIENCE.first_pause * 0.5005)]


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_numbers_that_json_does_not_know_are_a_broken_answer(source, number):
    broken = pytest.raises(SourceUnavailable, match="not JSON")
    with running_pdok(lambda path, params: (200, number)) as pdok, broken:
        source.get(pdok.url)


def test_retry_after_in_seconds_is_obeyed(pdok, source, time):
    pdok.mishaps.append({"Retry-After": "7"})
    source.get(pdok.url)
    assert time.slept == [7]


def test_retry_after_as_a_date_is_obeyed(pdok, time):
    timing = time.timing(date=lambda: datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC))
    pdok.mishaps.append({"Retry-After": "Sat, 21 Nov 2026 12:00:05 GMT"})
    pdok.mishaps.append({"Retry-After": "Sat, 21 Nov 2026 11:00:00 GMT"})
    with httpx.Client(trust_env=False) as http:
        JsonSource(http, PATIENCE, timing).get(pdok.url)
    assert time.slept == [5, 0]


@pytest.mark.parametrize("nonsense", ["soon", "-5", "1e3", "٣", "9" * 40, ""])
def test_a_retry_after_that_means_nothing_is_passed_over(pdok, source, time, nonsense):
    pdok.mishaps.append({"Retry-After": nonsense.encode("utf-8").decode("latin-1")})
    source.get(pdok.url)
    assert time.slept == [PATIENCE.first_pause]


def test_a_retry_after_of_an_hour_is_cut_to_the_longest(pdok, time):
    pdok.always = {"Retry-After": "3600"}
    patience = Patience(attempts=3, longest_retry_after=20, deadline=1_000)
    with json_source(time, patience) as source, pytest.raises(SourceUnavailable):
        source.get(pdok.url)
    assert time.slept == [20, 20]


def test_a_pause_that_would_pass_the_end_is_not_begun(pdok, time):
    pdok.always = {"Retry-After": "10"}
    patience = Patience(attempts=100, longest_retry_after=10, deadline=35)
    with json_source(time, patience) as source, pytest.raises(SourceUnavailable):
        source.get(pdok.url)
    assert time.slept == [10, 10, 10]


def test_an_answer_that_trickles_in_is_given_up_at_the_end(pdok, time):
    patience = Patience(attempts=2, deadline=40)
    seconds = count(0, 20)
    timing = time.timing(now=lambda: float(next(seconds)))
    with httpx.Client(trust_env=False) as http, pytest.raises(SourceUnavailable, match="too slow"):
        JsonSource(http, patience, timing).get(pdok.url)


def test_an_answer_that_is_too_big_is_refused_at_once(pdok, source, monkeypatch):
    monkeypatch.setattr(module, "MOST_BYTES", 5)
    with pytest.raises(SourceUnavailable, match="more than 5 bytes"):
        source.get(pdok.url)
    assert len(pdok.asked) == 1


@pytest.mark.parametrize("status", [204, 301, 302, 400, 401, 403, 404, 410])
def test_a_refused_question_is_not_asked_again(source, status):
    refused = pytest.raises(SourceUnavailable, match=f"refused with status {status}")
    with running_pdok(lambda path, params: (status, {})) as pdok, refused:
        source.get(pdok.url)
    assert len(pdok.asked) == 1


def test_nobody_listening_is_a_source_that_is_unavailable(source):
    with running_pdok(answer) as pdok:
        url = pdok.url
    with pytest.raises(SourceUnavailable, match=r"^127\.0\.0\.1 gave no answer: ConnectError"):
        source.get(url)


@pytest.mark.parametrize("url", ["", "htp://x", "/items", "http://\0", "http://localhost:99999"])
def test_what_is_no_url_is_a_source_that_is_unavailable(source, url):
    with pytest.raises(SourceUnavailable):
        source.get(url)


def test_one_source_serves_many_threads(pdok, source):
    got = []
    threads = [
        threading.Thread(target=lambda n=n: got.append(source.get(f"{pdok.url}/{n}")))
        for n in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {entry["path"] for entry in got} == {f"/{n}" for n in range(20)}


@given(st.binary(max_size=200))
def test_any_body_is_json_or_asked_again(body):
    try:
        module._decoded(body)
    except module._AskAgain:
        return
