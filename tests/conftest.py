"""What every test may ask for.

PostgreSQL starts when the first test asks for a database; until then nothing of the service is
imported, so that the engine's and the geography's tests stand on their own."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import fuzzing
import hypothesis
import pytest
from outside_world import refused
from own_keys import set_own_keys
from server_log import ServerLog

if TYPE_CHECKING:
    from counted_queries import Queries
    from isolated_databases import Database
    from lent_databases import Lender
    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

    from service.cluster import Cluster

# Looking through what stays again and again took a tenth of all CPU time.
gc.set_threshold(100_000, 20, 20)

SERVICE = Path(__file__).parent / "service"
INVENTED = SERVICE / "test_schemathesis.py"
BROWSER = Path(__file__).parent / "browser"
FAULTS = tuple(SERVICE.glob("test_faults_*.py"))
LOG = pytest.StashKey[ServerLog]()

# Tests use no database but those they make, and nobody's own settings.
for variable in ("DATABASE_URL", "DATABASE_OWNER_URL"):
    os.environ.pop(variable, None)
os.environ["WOONPLEK_MODE"] = "test"
set_own_keys()

# A busy machine is no bug: no test fails for its seconds.
hypothesis.settings.register_profile(
    "woonplek",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
    print_blob=True,
    max_examples=fuzzing.EVERYDAY,
)
hypothesis.settings.load_profile("woonplek")


def pytest_addoption(parser: pytest.Parser) -> None:
    """What CI searches further, and everybody who has the time."""
    parser.addoption(
        "--fuzz",
        action="store_true",
        help="Try many more invented examples, and requests invented from the OpenAPI document.",
    )
    parser.addoption(
        "--faults",
        action="store_true",
        help="What takes long as well: kill database, API and workers under load, cut connections,"
        " crowds that cross, programs installed and started as they are deployed.",
    )
    parser.addoption(
        "--browser",
        action="store_true",
        help="Walk through the pages with Chromium: by keyboard, without scripts, with axe.",
    )


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """What is only for `--fuzz`, `--faults` or `--browser`: even collecting it takes seconds."""
    left_out = (*FAULTS,) if not config.getoption("faults") else ()
    left_out += () if config.getoption("fuzz") else (INVENTED,)
    left_out += () if config.getoption("browser") else (BROWSER,)
    return True if collection_path in left_out else None


def pytest_configure(config: pytest.Config) -> None:
    """Names our own marker, and how far to search."""
    if config.getoption("fuzz"):
        fuzzing.turn_up()
    config.addinivalue_line("markers", "long: takes long, and is run with --faults")
    config.addinivalue_line(
        "markers", "provokes_deadlock: PostgreSQL may tell of a deadlock during this test"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes seconds by itself waits for CI, where something of its kind runs every day."""
    if not config.getoption("faults"):
        config.hook.pytest_deselected(items=[one for one in items if _is_long(one)])
        items[:] = [one for one in items if not _is_long(one)]


def _is_long(item: pytest.Item) -> bool:
    return item.get_closest_marker("long") is not None


def pytest_collection_finish() -> None:
    """Leaves alone what is there until the end."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def cluster(request: pytest.FixtureRequest) -> Iterator[Cluster]:
    """A PostgreSQL of this run's own, without fsync."""
    from service.cluster import open_cluster

    with open_cluster("test") as opened:
        log = request.config.stash[LOG] = ServerLog(opened.log)
        yield opened
        del request.config.stash[LOG]
    assert not log.deadlocks()


@pytest.fixture(scope="session")
def template(cluster: Cluster) -> str:
    """The name of a database that `alembic upgrade head` made; never written to."""
    from isolated_databases import prepare_template

    return prepare_template(cluster)


@pytest.fixture(scope="session")
def lender(cluster: Cluster, template: str) -> Iterator[Lender]:
    """Who lends databases."""
    from lent_databases import Lender

    with ExitStack() as kept:
        yield Lender(cluster, template, kept)


@pytest.fixture
def database(lender: Lender) -> Iterator[Database]:
    """A database for this test alone, for tests that commit, use HTTP or several connections; like
    the template when the test begins, whatever the test before did to it."""
    with lender.lent() as lent:
        yield lent


@pytest.fixture(scope="session")
def engine(cluster: Cluster, template: str) -> Iterator[Engine]:
    """An engine on a database that all tests share, so that none may commit to it; it sees all, and
    what the service does in a role of the database it does in that role."""
    from isolated_databases import cloned, refuse_commits

    with cloned(cluster, template) as shared:
        refuse_commits(shared.seeds)
        yield shared.seeds


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session beside all policies; whatever it commits is rolled back after the test."""
    from sqlalchemy.orm import Session

    with engine.connect() as connection, connection.begin() as outer:
        with Session(
            connection, join_transaction_mode="create_savepoint", expire_on_commit=False
        ) as opened:
            yield opened
        outer.rollback()


@pytest.fixture
def queries() -> Iterator[Queries]:
    """The statements sent to any database while the test runs."""
    from counted_queries import counted

    with counted() as seen:
        yield seen


@pytest.fixture(scope="session")
def outside_attempts() -> Iterator[list[str]]:
    """The hosts beyond this machine that somebody tried to reach."""
    attempts: list[str] = []
    with refused(attempts):
        yield attempts


@pytest.fixture(autouse=True)
def stays_on_this_machine(outside_attempts: list[str]) -> Iterator[None]:
    """Fails the test that reached for the outside world, even if it swallowed the refusal."""
    yield
    tried = outside_attempts.copy()
    outside_attempts.clear()
    assert not tried, f"reached for {tried}: stub the outside world"


@pytest.fixture(autouse=True)
def causes_no_deadlock(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails the test during which PostgreSQL found a deadlock, unless it is marked for it."""
    yield
    log = request.config.stash.get(LOG, None)
    deadlocks = log.deadlocks() if log else []
    if request.node.get_closest_marker("provokes_deadlock") is None:
        assert not deadlocks
