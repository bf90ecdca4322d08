"""Addresses looked up at PDOK by the API: found, kept, contradicted, and not to be had."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from audit_lines import lines
from conftest import Caller, World
from pdok_stub import Misbehaviour, Pdok, location_api, running_pdok
from pdok_stub import locatieserver as answers
from recorded_pdok import (
    EUROPALAAN_93,
    EVERT_VAN_DE_BEEKSTRAAT,
    GEMEENTE_UTRECHT,
    LANGBROEK,
    WITTE_DE_WITHSTRAAT_42A,
)
from registrations import EUROPALAAN, faults, property_body, registered
from sqlalchemy import func, select, update

from geo.geocoder import Geocoder
from geo.json_source import JsonSource, Patience
from geo.locatieserver import Locatieserver
from geo.location_api import LocationApi
from geo.offline import OfflineGeocoder
from service.db import IDLE_TIMEOUT_MS, make_sessions
from service.geography.geocoding import WITHIN_A_REQUEST, make_geocoder
from service.models import Geocoded, Property
from service.settings import Settings

LETTER_A = {**EUROPALAAN_93, "id": "adr-a", "huisletter": "A", "huisnummertoevoeging": "2"}
IMPATIENT = Patience(attempts=2, silence=0.2, first_pause=0.01, longest_retry_after=0.01)


@pytest.fixture
def pdok() -> Iterator[Pdok]:
    docs = [LETTER_A, EUROPALAAN_93, EVERT_VAN_DE_BEEKSTRAAT, LANGBROEK, GEMEENTE_UTRECHT]
    with running_pdok(answers(docs)) as running:
        yield running


def use(world: World, geocoder: Geocoder) -> None:
    world.client.app.state.sessions = make_sessions(world.database.engine, geocoder=geocoder)


@pytest.fixture
def at_pdok(world: World, pdok: Pdok) -> Iterator[None]:
    """The API asks the stub of PDOK."""
    with httpx.Client(trust_env=False) as http:
        use(world, Locatieserver(JsonSource(http, IMPATIENT), pdok.url))
        yield


def kept(world: World) -> int:
    with make_sessions(world.database.seeds)() as db:
        return db.scalar(select(func.count()).select_from(Geocoded)) or 0


@pytest.mark.usefixtures("at_pdok")
def test_an_address_is_found_with_its_bag_id(corporation: Caller) -> None:
    row = registered(corporation, "/properties", property_body(geometry=None))
    assert (row["precision"], row["geometry"]) == ("ADDRESS", EUROPALAAN)
    assert row["bagId"] == "0344200000128086"
    own = property_body(geometry=None, bagId="0344010000006589")
    assert registered(corporation, "/properties", own)["bagId"] == "0344010000006589"


@pytest.mark.usefixtures("at_pdok")
def test_letter_and_addition_are_told_apart(corporation: Caller, pdok: Pdok) -> None:
    for suffix in ("A-2", "a 2", "A2"):
        body = property_body(geometry=None, houseNumberSuffix=suffix)
        assert registered(corporation, "/properties", body)["precision"] == "ADDRESS"
    for suffix, house in (("bis", "93-bis"), ("H", "93h")):
        body = property_body(geometry=None, houseNumberSuffix=suffix)
        assert corporation.post("/properties", body).status_code == 201
        asked = [params["q"] for _, params in pdok.asked if "93" in params.get("q", "")]
        assert house in asked[-1].split()


@pytest.mark.usefixtures("at_pdok")
def test_an_address_that_pdok_does_not_know_comes_as_near_as_it_can(corporation: Caller) -> None:
    """New homes are in no register yet: they are not refused, but their precision is said."""
    known = property_body(geometry=None, houseNumber=999)
    assert registered(corporation, "/properties", known)["precision"] == "MUNICIPALITY"
    town = {"town": "Langbroek", "municipalityCode": "0352", "postcode": "3947AB"}
    body = property_body(geometry=None, **town)
    assert registered(corporation, "/properties", body)["precision"] == "TOWN"


@pytest.mark.usefixtures("at_pdok")
def test_an_address_in_another_municipality_is_refused(corporation: Caller) -> None:
    body = property_body(geometry=None, municipalityCode="0014")
    assert faults(corporation.post("/properties", body)) == {
        "body.municipalityCode": "address_elsewhere"
    }


@pytest.mark.usefixtures("at_pdok")
def test_an_answer_is_kept_until_it_expires(world: World, corporation: Caller, pdok: Pdok) -> None:
    registered(corporation, "/properties", property_body(geometry=None))
    asked = len(pdok.asked)
    registered(corporation, "/properties", property_body(geometry=None))
    assert (len(pdok.asked), kept(world)) == (asked, 1)
    with make_sessions(world.database.seeds).begin() as db:
        assert "Europalaan" not in db.scalars(select(Geocoded.key)).one()
        db.execute(update(Geocoded).values(expires_at=func.now() - func.make_interval(0, 0, 0, 1)))
    registered(corporation, "/properties", property_body(geometry=None))
    assert (len(pdok.asked), kept(world)) == (asked + 1, 1)


@pytest.mark.usefixtures("at_pdok")
@pytest.mark.parametrize("mishap", list(Misbehaviour))
def test_a_geocoder_that_is_down_is_said_and_leaves_nothing(
    world: World, corporation: Caller, pdok: Pdok, mishap: Misbehaviour
) -> None:
    pdok.always = mishap
    answer = corporation.post("/properties", property_body(geometry=None))
    assert answer.status_code == 503
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Retry-After"]
    assert "nothing was registered" in answer.json()["detail"]
    assert "Europalaan" not in answer.text
    with make_sessions(world.database.seeds)() as db:
        for table in (Property, Geocoded):
            assert db.scalars(select(table)).all() == []
    assert lines(world.database) == []
    own_point = registered(corporation, "/properties", property_body())
    assert own_point["precision"] == "ADDRESS"


@pytest.mark.usefixtures("at_pdok")
def test_a_geocoder_that_stumbles_once_is_asked_again(corporation: Caller, pdok: Pdok) -> None:
    pdok.mishaps.append(Misbehaviour.STATUS_500)
    row = registered(corporation, "/properties", property_body(geometry=None))
    assert row["precision"] == "ADDRESS"


def test_the_location_api_serves_as_well(world: World, corporation: Caller) -> None:
    with (
        running_pdok(location_api([WITTE_DE_WITHSTRAAT_42A])) as pdok,
        httpx.Client(trust_env=False) as http,
    ):
        use(world, LocationApi(JsonSource(http, IMPATIENT), pdok.url))
        rotterdam: dict[str, Any] = {
            "street": "Witte de Withstraat",
            "houseNumber": 42,
            "houseNumberSuffix": "A",
            "postcode": "3012BR",
            "town": "Rotterdam",
            "municipalityCode": "0599",
        }
        row = registered(corporation, "/properties", property_body(geometry=None, **rotterdam))
        assert row["precision"] == "ADDRESS"
        assert row["geometry"]["coordinates"] == pytest.approx([4.47756316, 51.91559870], abs=1e-7)


def test_the_operator_chooses_the_geocoder_and_a_request_never_waits_longer_than_it_may() -> None:
    assert isinstance(make_geocoder(Settings(geocoder="offline", postcodes=None)), OfflineGeocoder)
    assert isinstance(make_geocoder(Settings(geocoder="locatieserver")), Locatieserver)
    assert isinstance(make_geocoder(Settings(geocoder="location-api")), LocationApi)
    assert WITHIN_A_REQUEST.deadline * 1000 < IDLE_TIMEOUT_MS
