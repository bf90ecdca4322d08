"""The story of the demo, told by the real API with a worker beside it."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path
from random import Random

import httpx
import pytest
from isolated_databases import Database
from live_server import served
from pydantic import SecretStr
from rich.console import Console

from geo.crs import to_rd
from geo.municipalities import dutch_municipalities
from geo.points import RdPoint
from service.app import create_app
from service.demo.cast import MUNICIPALITIES
from service.demo.retelling import retell
from service.demo.spots import Spots
from service.demo.story import tell
from service.demo.telling import Teller
from service.devissuer import DevIssuer
from service.settings import Settings


def given(variable: str) -> Path | None:
    name = os.environ.get(variable)
    return Path(name) if name else None


def test_the_story_ends_with_a_household_that_has_a_home(
    database: Database, issuer: DevIssuer
) -> None:
    settings = Settings(
        mode="test",
        database_url=SecretStr(database.dsn),
        embedded_worker=True,
        postcodes=given("WOONPLEK_POSTCODES"),
        boundaries=given("WOONPLEK_BOUNDARIES"),
    )
    said, repeated = io.StringIO(), io.StringIO()
    teller = Teller(Console(file=said, width=200))
    app = create_app(settings, tokens=issuer.reader())
    with served(app) as address:
        http = httpx.Client(base_url=f"{address}/v1", timeout=60, trust_env=False)
        with http:
            desks = tell(teller, http, issuer, settings)
            kept = retell(Teller(Console(file=repeated, width=200)), http, issuer)
            signed_in = {desk.id: bool(desk.get("/organisations")) for desk in kept.values()}
            places = list(desks["brug"].every("/places", "places"))
            leases = list(desks["utrecht"].every("/leases", "leases"))
            proposals = list(desks["utrecht"].every("/proposals", "proposals"))
    text = said.getvalue()
    for told in (text, repeated.getvalue()):
        assert "proven that no better plan exists" in told
        assert "The first household has a home" in told
        assert not re.search(r"\b(ACTIVE|FLOW|LINEAR|INTEGER|COUNT|PLAN|TIERS)\b", told)
    assert signed_in == {desk.id: True for desk in desks.values()}
    assert {place["precision"] for place in places} == {
        "POSTCODE" if settings.postcodes else "MUNICIPALITY"
    }
    assert "reads: Sam van het Voorbeeld" in text
    assert "one person gets one home" in text
    assert leases
    assert len(leases) == sum(proposal["state"] == "PLACED" for proposal in proposals)
    assert {"PLACED", "DECLINED", "REJECTED", "PROPOSED"} <= {p["state"] for p in proposals}
    assert "as before" in text
    assert not re.search(r"\{\w+\}", text)
    assert "daklozen" not in text.lower()


@pytest.mark.parametrize("code", MUNICIPALITIES)
def test_an_invented_address_lies_in_its_own_municipality(code: str) -> None:
    spots = Spots(MUNICIPALITIES, given("WOONPLEK_POSTCODES"), given("WOONPLEK_BOUNDARIES"))
    centre = dutch_municipalities().with_code(code).centre

    drawn = [spots.draw(Random(number), code) for number in range(20)]
    for spot in drawn:
        assert spot.municipality == code
        assert RdPoint(*to_rd((spot.longitude, spot.latitude))).metres_to(centre) < 20_000
