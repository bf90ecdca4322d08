"""Promise 18: while a database is migrated, the program of the version before goes on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from builders import region_of
from conftest import Caller, World
from direct_client import calling
from installations import at_the_table
from isolated_databases import cloned
from ledger import Ledger, assert_nothing_lost_or_half_done
from matching_table import Case, MatchingTable
from programs import ApiProgram, api_program
from registrations import make_home
from traffic import OK, Traffic, asked, traffic
from versions_before import NoHistory, migrations_until, planted, scripts, version_before
from workers import until

from service import migrations
from service.app import create_app
from service.cli import migrate
from service.cluster import Cluster
from service.devissuer import DevIssuer
from service.settings import Settings

PROPOSALS = 24
SOME = 60
"""So many answers come before a migration, and as many after it."""

Migrate = Callable[[Path], None]


@pytest.fixture
def table(cluster: Cluster, template: str, issuer: DevIssuer) -> Iterator[MatchingTable]:
    """Municipality, care provider and owner, in a database that is thrown away."""
    with cloned(cluster, template) as database:
        app = create_app(Settings(mode="test"), database.engine, issuer.reader())
        with calling(app) as client:
            yield at_the_table(World(client, issuer, database))


@dataclass(frozen=True)
class Deployed:
    """A program that serves, and the people who use it."""

    program: ApiProgram
    municipality: Caller
    provider: Caller
    owner: Caller

    def proposed(self, region: UUID) -> list[Case]:
        """Homes and requests by its own API, and proposals by its own engine."""
        for _ in range(PROPOSALS):
            make_home(self.owner)
            asked(self.provider)
        started = self.municipality.post("/rounds", {"regionId": str(region)})
        assert started.status_code == 202, started.text
        until(lambda: self._round(started.json()["id"])["state"] in {"DONE", "FAILED"})
        round = self._round(started.json()["id"])
        assert (round["state"], round["proposed"]) == ("DONE", PROPOSALS)
        page = self.municipality.get(f"/proposals?roundId={round['id']}&limit=100").json()
        return [_case(each) for each in page["proposals"]]

    def _round(self, id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.municipality.get(f"/rounds/{id}").json()
        return found

    @contextmanager
    def busy(self, ledger: Ledger) -> Iterator[Traffic]:
        """Everybody is at work inside the block."""
        people = self.municipality, self.provider, self.owner
        with traffic(self.program.address, ledger, *people) as load:
            load.goes_on(SOME)
            yield load
            load.goes_on(SOME)


def _case(proposal: dict[str, str]) -> Case:
    ids = (UUID(proposal[name]) for name in ("id", "requestId", "householdId", "placeId"))
    return Case(*ids, digest=proposal["digest"])


@contextmanager
def deployed(table: MatchingTable, folder: Path, source: Path | None = None) -> Iterator[Deployed]:
    """Serves inside the block, with its worker."""
    world = table.world
    settings = {"WOONPLEK_MODE": "test", "WOONPLEK_EMBEDDED_WORKER": "true"}
    with api_program(world.database.dsn, world.issuer, folder, source, **settings) as program:
        there: Any = httpx.Client(
            base_url=program.address, timeout=60, trust_env=False, verify=False
        )
        people = (table.municipality, table.provider, table.owner)
        yield Deployed(program, *(replace(each, client=there) for each in people))
        there.close()


@pytest.fixture
def migrate_to(table: MatchingTable, monkeypatch: pytest.MonkeyPatch) -> Migrate:
    """`woonplek migrate` with other migrations than ours."""
    monkeypatch.setenv("DATABASE_OWNER_URL", table.world.database.owner_dsn)

    def up(scripts: Path) -> None:
        with monkeypatch.context() as there:
            there.setattr(migrations, "scripts", lambda: scripts)
            migrate.migrate(roles=False)

    return up


def test_an_older_program_answers_as_before_while_the_database_is_migrated(
    table: MatchingTable, migrate_to: Migrate, tmp_path: Path
) -> None:
    """As far as the first migration that says that no older program outlives it."""
    try:
        before = version_before(str(migrations.newest()), tmp_path / "older")
    except NoHistory as error:
        pytest.skip(f"the program of the version before is not at hand: {error}")
    owner, ledger = table.world.database.owner_dsn, Ledger(table.municipality.token)
    up_to = migrations_until(last_outlived(before.revision), tmp_path / "up_to")
    with table.session() as db:
        region = region_of(db).id
    migrations.downgrade(owner, before.revision)
    with deployed(table, tmp_path, before.folder) as older:
        ledger.put(older.proposed(region))
        with older.busy(ledger) as load:
            migrate_to(up_to)
    reached = scripts(up_to).get_current_head()
    tell(f"{before.commit}, written for {before.revision}, migrated to {reached}", load)
    assert not load.failed
    migrations.upgrade(owner)
    assert_nothing_lost_or_half_done(table.world.database, ledger)
    for who, path in load.acknowledged:
        assert replace(who, client=table.world.client).get(path).status_code == OK, path


def last_outlived(revision: str) -> str:
    """The newest migration that a program of this one goes on with."""
    stops = migrations.stopping(revision)
    known = sorted(each.revision for each in scripts(migrations.scripts()).walk_revisions())
    return known[known.index(min(stops)) - 1] if stops else known[-1]


@pytest.mark.parametrize(
    ("sql", "hurts"),
    [
        ("alter table place add planted text; create index on place (planted)", False),
        ("lock table place; select pg_sleep(6)", True),
        ("alter table place drop column rent_cents cascade", True),
    ],
    ids=["column-more", "long-lock", "column-less"],
)
def test_a_migration_that_older_programs_do_not_outlive_is_noticed(
    table: MatchingTable, migrate_to: Migrate, tmp_path: Path, sql: str, hurts: bool
) -> None:
    """Ours is the older program of a migration that is to come."""
    planned = migrations_until(str(migrations.newest()), tmp_path / "planned")
    planted(planned, sql)
    with deployed(table, tmp_path) as ours, ours.busy(Ledger(table.municipality.token)) as load:
        migrate_to(planned)
    tell(sql, load)
    assert bool(load.failed) is hurts


def tell(what: str, load: Traffic) -> None:
    """The figures of a run."""
    sys.stdout.write(
        f"{what}: {load.answers} answers, {len(load.acknowledged)} registrations and "
        f"{len(load.ledger.answers)} approvals among them; failed: {load.failed.total()}\n"
    )
