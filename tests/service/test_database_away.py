"""The database may go and come back: who calls hears to try again; nobody restarts the API."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace

import pytest
from conftest import PLATFORM
from direct_client import DirectClient, calling
from isolated_databases import prepare_template
from own_server import Server, own_server

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
