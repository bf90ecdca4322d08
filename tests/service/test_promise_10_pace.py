"""Who asks too often hears when to come back, and nobody else notices."""

from __future__ import annotations

import httpx
import pytest
from conftest import Caller, World
from counted_queries import Queries
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from live_server import served

from service.app import connect
from service.pace import MOST_CALLERS, Pace, network_of
from service.problems import MEDIA_TYPE
from service.settings import Settings

PAUSES = st.lists(st.floats(0, 30, allow_nan=False), min_size=1, max_size=60)


@given(st.integers(1, 20), PAUSES)
def test_in_no_stretch_of_time_more_is_let_through_than_was_allowed(
    rate: int, pauses: list[float]
) -> None:
    at = [0.0]
    pace = Pace(rate, now=lambda: at[0])
    through = []
    for pause in pauses:
        at[0] += pause
        if not pace.take("one"):
            through.append(at[0])
    for first, since in enumerate(through):
        for count, until in enumerate(through[first:], 1):
            assert count <= rate + (until - since) * rate / 60 + 1e-6


@given(st.integers(1, 20), PAUSES)
def test_who_comes_back_when_told_is_let_through_and_not_a_moment_before(
    rate: int, pauses: list[float]
) -> None:
    at = [0.0]
    pace = Pace(rate, now=lambda: at[0])
    for pause in pauses:
        at[0] += pause
        wait = pace.take("one")
        if wait:
            at[0] += wait * 0.99
            assert pace.take("one") > 0
            at[0] += wait * 0.01 + 1e-6
            assert not pace.take("one")


@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=40))
def test_nobody_pays_for_another(callers: list[str]) -> None:
    pace = Pace(5, now=lambda: 0.0)
    refused = [caller for caller in callers if pace.take(caller)]
    assert sorted(refused) == sorted(
        caller for caller in "abc" for _ in range(max(0, callers.count(caller) - 5))
    )


def test_without_a_number_nobody_is_refused() -> None:
    pace = Pace(0)
    assert not any(pace.take("one") for _ in range(1000))


def test_callers_without_end_fill_no_memory() -> None:
    pace = Pace(1, now=lambda: 0.0)
    for number in range(MOST_CALLERS + 10):
        pace.take(number)
    assert len(pace._left) == MOST_CALLERS
    assert pace.take(MOST_CALLERS), "who came last is remembered"
    assert not pace.take(0), "who came first is not"


@pytest.mark.parametrize(
    ("client", "network"),
    [
        (("192.0.2.7", 1), "192.0.2.7"),
        (("2001:db8:1:2:3:4:5:6", 1), "2001:db8:1:2::/64"),
        (("2001:db8:1:2:ffff::1", 1), "2001:db8:1:2::/64"),
        (("testclient", 1), ""),
        (None, ""),
    ],
)
def test_an_address_is_a_subscriber(client: tuple[str, int] | None, network: str) -> None:
    assert network_of(client) == network


@pytest.fixture
def strict(world: World) -> World:
    """The API of `world` where three of an organisation and four of an address is all."""
    settings = Settings(mode="test", organisation_rate=3, address_rate=4)
    connect(world.client.app, settings, world.database.engine, world.issuer.reader())
    return world


def test_too_many_are_refused_and_told_when_to_come_back(
    strict: World, provider: Caller, corporation: Caller
) -> None:
    answers = [provider.get("/agreements") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    refused = answers[-1]
    assert refused.headers["content-type"] == MEDIA_TYPE
    assert refused.json()["status"] == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 20, "three a minute is one in 20 seconds"
    assert refused.headers["API-Version"]

    # Another organisation from the same address is none the worse, nor are those who are signed in
    # counted for it: four strangers still come in.
    assert [corporation.get("/agreements").status_code for _ in range(2)] == [200, 200]
    strange = [strict.client.get("/v1/agreements") for _ in range(4)]
    assert [answer.status_code for answer in strange] == [401, 401, 401, 401]
    assert strict.client.get("/v1/agreements").status_code == 429
    # Strangers at its address do not keep an organisation out, which has had two of its three.
    answers = [corporation.get("/agreements") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert strict.client.get("/v1/nowhere").status_code == 429
    bogus = {"Authorization": "Bearer bogus"}
    for path in ("/v1/agreements", "/v1/health"):
        assert strict.client.get(path, headers=bogus).status_code == 429, path
    assert strict.client.get("/v1/health/ready").status_code == 200


def test_a_command_that_was_refused_did_nothing(
    strict: World, platform: Caller, queries: Queries
) -> None:
    named = [{"name": f"Nummer {number}", "kind": "CARE_PROVIDER"} for number in range(4)]
    done = [platform.post("/organisations", body).status_code for body in named[:3]]
    queries.clear()
    refused = platform.post("/organisations", named[3])
    assert (done, refused.status_code) == ([201, 201, 201], 429)
    assert not queries, "nothing was asked of the database"


@pytest.mark.parametrize(
    ("proxy", "statuses"), [("127.0.0.1", [401] * 4), ("192.0.2.1", [401, 401, 429, 429])]
)
def test_only_a_proxy_that_is_named_says_from_where_somebody_asks(
    world: World,
    second_app: FastAPI,
    monkeypatch: pytest.MonkeyPatch,
    proxy: str,
    statuses: list[int],
) -> None:
    """Else everybody is as many strangers as they like."""
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", proxy)
    settings = Settings(mode="test", address_rate=2)
    connect(second_app, settings, world.database.engine, world.issuer.reader())
    with served(second_app) as address, httpx.Client(base_url=address, trust_env=False) as client:
        asked = [
            client.get("/v1/agreements", headers={"X-Forwarded-For": f"198.51.100.{number}"})
            for number in range(4)
        ]
    assert [answer.status_code for answer in asked] == statuses
