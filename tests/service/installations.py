"""A whole installation of a test's own: a server with fsync, the API as a program, its people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from conftest import World
from direct_client import calling
from isolated_databases import Database, cloned, prepare_template
from matching_table import MatchingTable
from own_server import Server, own_server
from programs import ApiProgram, api_program

from matching.codes.contracts import ContractForm
from service.app import create_app
from service.cluster import Cluster
from service.codelists.organisations import OrganisationKind
from service.devissuer import DevIssuer
from service.roles import ensure_roles
from service.settings import Settings


@dataclass
class Installation:
    """The server and the API, either of which may be killed, and a matching table."""

    server: Server
    api: ApiProgram
    database: Database
    table: MatchingTable


@contextmanager
def installed(cluster: Cluster, issuer: DevIssuer, folder: Path) -> Iterator[Installation]:
    """Runs inside the block; `folder` takes keys and log of the API."""
    with ExitStack() as stack:
        server = stack.enter_context(own_server(durable=True))
        there = replace(cluster, address=server.postmaster.address)
        ensure_roles(there.admin_dsn())
        database = stack.enter_context(cloned(there, prepare_template(there)))
        api = stack.enter_context(api_program(database.dsn, issuer, folder, WOONPLEK_MODE="test"))
        app = create_app(Settings(mode="test"), database.engine, issuer.reader())
        world = World(stack.enter_context(calling(app)), issuer, database)
        yield Installation(server, api, database, at_the_table(world))


def at_the_table(world: World) -> MatchingTable:
    """A municipality, a care provider and an owner."""
    kinds, forms = OrganisationKind, tuple(ContractForm)
    return MatchingTable(
        world,
        world.organisation(kinds.MUNICIPALITY, "Gemeente Utrecht", "0344"),
        world.organisation(kinds.CARE_PROVIDER, "Stichting Onderdak", contract_forms=forms),
        world.organisation(kinds.CORPORATION, "Woonstichting De Brug"),
    )
