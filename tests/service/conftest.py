"""The API on a database of the test's own, and the organisations of a small region in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from direct_client import DirectClient, calling
from fastapi import FastAPI
from isolated_databases import PATIENT_MS, Database
from live_server import served

from service.actor import PLATFORM_ID, Actor
from service.app import connect, routed
from service.codelists.organisations import OrganisationKind
from service.db import make_engine, make_sessions
from service.devissuer import DevIssuer
from service.models import Organisation
from service.settings import Settings

if TYPE_CHECKING:
    from matching_table import MatchingTable

PLATFORM = Actor("platform@test", PLATFORM_ID, OrganisationKind.PLATFORM)


@dataclass(frozen=True)
class Caller:
    """Somebody who calls the API with a token."""

    client: DirectClient
    actor: Actor
    token: str

    @property
    def id(self) -> UUID:
        """The organisation."""
        return self.actor.organisation_id

    def request(self, method: str, path: str, **more: Any) -> Any:
        """A call under `/v1` with this caller's token."""
        headers = {"Authorization": f"Bearer {self.token}"} | more.pop("headers", {})
        return self.client.request(method, f"/v1{path}", headers=headers, **more)

    def get(self, path: str, **more: Any) -> Any:
        """GET under `/v1`."""
        return self.request("GET", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> Any:
        """POST of JSON under `/v1`."""
        return self.request("POST", path, json=body, **more)

    def patch(self, path: str, body: Any, etag: str | None, **more: Any) -> Any:
        """PATCH of JSON under `/v1` on the version that was read."""
        headers = {} if etag is None else {"If-Match": etag}
        headers |= more.pop("headers", {})
        return self.request("PATCH", path, json=body, headers=headers, **more)

    def delete(self, path: str, etag: str | None, **more: Any) -> Any:
        """DELETE under `/v1` on the version that was read."""
        headers = {} if etag is None else {"If-Match": etag}
        return self.request("DELETE", path, headers=headers, **more)


@dataclass(frozen=True)
class World:
    """The API, its issuer and its database."""

    client: DirectClient
    issuer: DevIssuer
    database: Database

    def caller(self, actor: Actor) -> Caller:
        """Somebody with a token of this issuer."""
        return Caller(self.client, actor, self.issuer.token(actor))

    def organisation(
        self,
        kind: OrganisationKind,
        name: str,
        municipality: str | None = None,
        contract_forms: tuple[Any, ...] = (),
    ) -> Caller:
        """A new organisation and somebody who works there."""
        row = Organisation(
            id=uuid4(),
            kind=kind,
            name=name,
            municipality_code=municipality,
            contract_forms=list(contract_forms),
        )
        with make_sessions(self.database.seeds).begin() as db:
            db.add(row)
        return self.caller(Actor(f"{name.lower().replace(' ', '.')}@test", row.id, kind))


@pytest.fixture(scope="session")
def issuer() -> DevIssuer:
    """One key for the run: making one takes a while."""
    return DevIssuer(Settings(mode="test"))


@pytest.fixture(scope="session")
def app() -> FastAPI:
    """One for all tests, which connect it: working out its routes takes longer than most tests."""
    return routed(Settings(mode="test"))


@pytest.fixture(scope="session")
def second_app() -> FastAPI:
    """For the tests that call the API of `world` and serve it on a socket as well: an app that
    runs belongs to one loop and one pool of connections."""
    return routed(Settings(mode="test"))


@pytest.fixture
def deployed(
    world: World, second_app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> Iterator[FastAPI]:
    """The API on the database of `world`, with the pool that it has as it is deployed; on a busy
    machine a crowd may wait for its turn, its locks and its statements longer than there."""
    settings = Settings(mode="test", database_url=world.database.dsn)
    for waits in ("service.turns.TURN_TIMEOUT_SECONDS", "service.db.TURN_TIMEOUT_SECONDS"):
        monkeypatch.setattr(waits, PATIENT_MS / 1000)
    times = dict.fromkeys(("lock_timeout", "statement_timeout"), PATIENT_MS)
    database = make_engine(world.database.dsn, settings.pool_size, **times)
    connect(second_app, settings, database, world.issuer.reader())
    yield second_app
    database.dispose()


@pytest.fixture
def address(deployed: FastAPI) -> Iterator[str]:
    """Where that API listens."""
    with served(deployed) as listening:
        yield listening


@pytest.fixture
def world(app: FastAPI, database: Database, issuer: DevIssuer) -> Iterator[World]:
    """The API on an empty registry with the facts loaded."""
    connect(app, Settings(mode="test"), database.engine, issuer.reader())
    with calling(app) as client:
        yield World(client, issuer, database)


@pytest.fixture
def platform(world: World) -> Caller:
    """The platform's own desk."""
    return world.caller(PLATFORM)


@pytest.fixture
def utrecht(world: World) -> Caller:
    """The municipality of Utrecht (0344)."""
    return world.organisation(OrganisationKind.MUNICIPALITY, "Gemeente Utrecht", "0344")


@pytest.fixture
def nieuwegein(world: World) -> Caller:
    """A neighbour in the same region (0356)."""
    return world.organisation(OrganisationKind.MUNICIPALITY, "Gemeente Nieuwegein", "0356")


@pytest.fixture
def corporation(world: World) -> Caller:
    """A housing association."""
    return world.organisation(OrganisationKind.CORPORATION, "Woonstichting De Brug")


@pytest.fixture
def provider(world: World) -> Caller:
    """A care provider that works with every form that needs one."""
    from matching.codes.contracts import ContractForm

    return world.organisation(
        OrganisationKind.CARE_PROVIDER, "Stichting Onderdak", contract_forms=tuple(ContractForm)
    )


@pytest.fixture
def table(world: World, utrecht: Caller, provider: Caller, corporation: Caller) -> MatchingTable:
    """The municipality, the care provider and the owner, with proposals to come."""
    from matching_table import MatchingTable

    return MatchingTable(world, utrecht, provider, corporation)


@pytest.fixture
def one_of_each_kind(world: World) -> list[Caller]:
    """Somebody of each kind of organisation; both municipalities lie in the region of Utrecht."""
    places = {
        OrganisationKind.MUNICIPALITY: "0310",
        OrganisationKind.CENTRE_MUNICIPALITY: "0307",
    }
    return [
        world.organisation(kind, f"Een {kind.en}", places.get(kind)) for kind in OrganisationKind
    ]
