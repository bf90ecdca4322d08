"""The database may go and come back: who calls hears to try again; nobody restarts the API."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest
from conftest import PLATFORM
from direct_client import DirectClient, calling
from isolated_databases import Database, prepare_template
from own_server import Server, own_server
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from service import patient_connection
from service.app import create_app
from service.cluster import Cluster
from service.db import make_engine
from service.devissuer import DevIssuer
from service.roles import ensure_roles
from service.settings import Settings


@pytest.fixture
def server() -> Iterator[Server]:
    """Holds nothing that must last."""
    with own_server(durable=False) as made:
        yield made


@pytest.fixture
def client(cluster: Cluster, server: Server, issuer: DevIssuer) -> Iterator[DirectClient]:
    """The API on that server."""
    there = replace(cluster, address=server.postmaster.address)
    ensure_roles(there.admin_dsn())
    engine = make_engine(there.app_dsn(prepare_template(there)))
    app = create_app(Settings(mode="test"), engine, issuer.reader())
    with calling(app) as client:
        client.there.headers["Authorization"] = f"Bearer {issuer.token(PLATFORM)}"
        yield client
    engine.dispose()


def test_while_the_database_is_away_everybody_is_told_to_try_again(
    client: DirectClient, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    paths = ("/v1/health", "/v1/places", "/v1/regions")
    assert [client.get(path).status_code for path in paths] == [200] * 3
    server.stop()
    with caplog.at_level(logging.WARNING, logger="service"):
        for path in paths * 2:
            answer = client.get(path)
            assert answer.status_code == 503, answer.text
            assert answer.json()["title"] == "The database does not answer"
            assert int(answer.headers["Retry-After"]) > 0
    assert len(caplog.records) == len(paths) * 2
    assert not any("\n" in record.getMessage() or record.exc_info for record in caplog.records)
    server.start()
    assert [client.get(path).status_code for path in paths] == [200] * 3


@pytest.mark.parametrize("rested", [True, False], ids=["rested", "just worked"])
def test_a_connection_that_broke_while_it_lay_in_the_pool_is_noticed_before_it_is_used(
    database: Database, monkeypatch: pytest.MonkeyPatch, rested: bool
) -> None:
    """Who just worked is not asked first, and the one who gets it hears that it broke; after that
    the pool has none of before."""
    monkeypatch.setattr(patient_connection, "RESTED_SECONDS", -1.0 if rested else 60.0)
    engine = make_engine(database.dsn)
    lain = [engine.connect() for _ in range(3)]
    for each in lain:
        each.close()
    with psycopg.connect(database.admin_dsn, autocommit=True) as admin:
        admin.execute(
            "select pg_terminate_backend(pid, 10000) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
    answered = [_answers(engine) for _ in range(3)]
    assert answered == ([True] * 3 if rested else [False, True, True])
    engine.dispose()


def _answers(engine: Engine) -> bool:
    try:
        with engine.connect() as connection:
            return connection.scalar(text("select true")) is True
    except OperationalError:
        return False
