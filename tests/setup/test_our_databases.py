"""Only databases that we made are touched, on our own server and on one that was named."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from other_checkout import HOLD, OtherCheckout
from psycopg import sql

from service.cluster import Cluster, SetupError
from service.db import make_engine
from service.roles import APP, OWNER


@pytest.fixture
def other(tmp_path: Path) -> Iterator[OtherCheckout]:
    checkout = OtherCheckout(tmp_path / "checkout")
    yield checkout
    checkout.clean()


@pytest.fixture
def unmarked(cluster: Cluster) -> Iterator[str]:
    """A database with a name like ours that somebody else made."""
    name = cluster.name("unmarked")
    with psycopg.connect(cluster.admin_dsn(), autocommit=True) as admin:
        admin.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        yield name
        admin.execute(sql.SQL("drop database {}").format(sql.Identifier(name)))


def test_a_database_without_our_marker_is_neither_dropped_nor_copied(
    cluster: Cluster, unmarked: str
) -> None:
    with pytest.raises(SetupError, match="was not made by this checkout"):
        cluster.drop(unmarked)
    with pytest.raises(SetupError, match="was not made by this checkout"):
        cluster.clone(unmarked, cluster.name("copy"))
    with pytest.raises(SetupError, match="was not made by this checkout"):
        cluster.rename(unmarked, cluster.name("taken"))
    assert cluster.exists(unmarked)
    assert not cluster.exists(cluster.name("copy"))


def test_a_database_of_another_checkout_is_not_ours(cluster: Cluster) -> None:
    name = cluster.name("other")
    cluster.create(name)
    stranger = Cluster(cluster.slot, "0a1b2c3d", cluster.address)
    with pytest.raises(SetupError, match="was not made by this checkout"):
        stranger.drop(name)
    cluster.drop(name)
    assert not cluster.exists(name)


def test_only_what_was_noted_as_complete_is_complete(cluster: Cluster, unmarked: str) -> None:
    name = cluster.name("told")
    assert not cluster.is_complete(name)
    cluster.create(name)
    assert not cluster.is_complete(name)
    cluster.complete(name)
    assert cluster.is_complete(name)
    cluster.drop(name)
    cluster.create(name)
    assert not cluster.is_complete(name)
    cluster.drop(name)
    with pytest.raises(SetupError, match="was not made by this checkout"):
        cluster.complete(unmarked)


@pytest.mark.parametrize("name", ["postgres", "template1", "woonplek", 'woonplek_test_"x'])
def test_a_database_with_another_kind_of_name_is_never_made_or_dropped(
    cluster: Cluster, name: str
) -> None:
    with pytest.raises(SetupError, match="not a name"):
        cluster.create(name)
    if cluster.exists(name):
        with pytest.raises(SetupError, match="not a name"):
            cluster.drop(name)


def test_dropping_what_is_not_there_is_no_error(cluster: Cluster) -> None:
    cluster.drop(cluster.name("never_made"))


def test_a_named_server_gets_our_databases_and_keeps_its_own(
    cluster: Cluster, unmarked: str, other: OtherCheckout
) -> None:
    before = cluster.databases()
    server = {"WOONPLEK_SERVER_URL": cluster.admin_dsn()}
    held = other.hold("demo", **server)
    assert not Path(held.told["data"]).exists()
    assert held.told["database"] in cluster.databases()
    engine = make_engine(held.told["app"])
    with engine.connect() as connection:
        assert connection.exec_driver_sql("select current_user").scalar() == APP
    engine.dispose()
    held.end()
    other.clean(**server)
    assert cluster.databases() == before


def test_a_named_server_must_let_us_add_postgis(cluster: Cluster, other: OtherCheckout) -> None:
    process = other.start(HOLD, "demo", WOONPLEK_SERVER_URL=cluster.address.dsn(OWNER, "postgres"))
    assert "only be added by a superuser" in process.communicate()[1]


def test_a_named_server_that_does_not_answer_is_a_clear_error(other: OtherCheckout) -> None:
    process = other.start(HOLD, "test", WOONPLEK_SERVER_URL="postgresql://x@/x?host=/nonexistent")
    assert "SetupError: WOONPLEK_SERVER_URL" in process.communicate()[1]


def test_clean_removes_our_data_and_nothing_else(other: OtherCheckout) -> None:
    held = other.hold("demo")
    held.end()
    base = Path(held.told["data"]).parent
    (base / "not-ours.txt").write_text("mine")
    (base / "pg-mine").mkdir()
    keys = base / "demo-keys"
    keys.mkdir()
    (keys / "encryption-key").write_text("demo:x")
    said = other.clean()
    assert {held.told["data"], str(keys)} <= {
        line.removesuffix(": removed") for line in said.split("\n")
    }
    assert sorted(path.name for path in base.iterdir()) == ["not-ours.txt", "pg-mine"]
    (base / "not-ours.txt").unlink()
    (base / "pg-mine").rmdir()
    other.clean()
    assert not base.exists()


def test_clean_ends_a_demo_but_leaves_a_test_run_alone(other: OtherCheckout) -> None:
    demo, test = other.hold("demo"), other.hold("test")
    said = other.clean()
    assert demo.process.wait() != 0
    demo.end()
    assert f"test-0: in use by process {test.process.pid}" in said
    assert not Path(demo.told["data"]).exists()
    with psycopg.connect(test.told["dsn"]) as still_there:
        assert still_there.execute("select 1").fetchone() == (1,)
    test.end()


def test_cleaning_twice_is_no_error(other: OtherCheckout) -> None:
    assert other.clean().strip() == ""
