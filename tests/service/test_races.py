"""Fifty at once over real HTTP on a real database: one wins, the others are told so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from conftest import World
from live_server import counts, crowd, posting, served
from matching_table import Case, MatchingTable

from service.app import create_app
from service.settings import Settings

CLIENTS = 50


@pytest.fixture
def address(world: World) -> Iterator[str]:
    """The API as it would be deployed: its own pool of ten connections."""
    settings = Settings(mode="test", database_url=world.database.dsn)
    with served(create_app(settings, tokens=world.issuer.reader())) as address:
        yield address


def race(table: MatchingTable, address: str, cases: list[Case]) -> dict[int, int]:
    import time
    path = "/proposals/{}/decisions"
    token = table.municipality.token
    t=time.time()
    answers = crowd(address, [posting(path.format(c.id), token, c.decision()) for c in cases])
    print(time.time()-t, counts(answers), {a.json()["detail"] for a in answers if a.status_code != 201})
    return counts(answers)


def test_fifty_clients_approving_one_proposal(table: MatchingTable, address: str) -> None:
    for _ in range(3):
        assert race(table, address, [table.proposal()] * CLIENTS) == {201: 1, 409: 49}


def test_fifty_proposals_for_one_place(table: MatchingTable, address: str) -> None:
    for _ in range(3):
        place = table.place()
        cases = [table.proposal(place=place) for _ in range(CLIENTS)]
        assert race(table, address, cases) == {201: 1, 409: 49}


def test_one_household_on_fifty_places(table: MatchingTable, address: str) -> None:
    for _ in range(3):
        request = table.household()
        cases = [table.proposal(request) for _ in range(CLIENTS)]
        assert race(table, address, cases) == {201: 1, 409: 49}
