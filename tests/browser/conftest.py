"""One installation with the story told, and one browser, for all that is walked through."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from isolated_databases import cloned
from playwright.sync_api import Browser
from site_for_browsers import Visitor, chromium, told

from service.cluster import Cluster


@pytest.fixture(scope="session")
def origin(cluster: Cluster, template: str) -> Iterator[str]:
    with cloned(cluster, template) as database, told(database) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(params=["nl", "en"])
def visitor(request: pytest.FixtureRequest, origin: str, browser: Browser) -> Iterator[Visitor]:
    made = Visitor.at(origin, browser, request.param)
    yield made
    made.context.close()
    assert made.wrong == []
