"""An installation with the story told, and a browser, for all that one file walks through.

No longer than a file: Playwright's loop stands still in this thread while it is open, and a test
of something else that starts a loop of its own would be refused one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from isolated_databases import cloned
from playwright.sync_api import Browser
from site_for_browsers import Visitor, chromium, told

from service.cluster import Cluster


@pytest.fixture(scope="module")
def origin(cluster: Cluster, template: str) -> Iterator[str]:
    with cloned(cluster, template) as database, told(database) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(params=["nl", "en"])
def visitor(request: pytest.FixtureRequest, origin: str, browser: Browser) -> Iterator[Visitor]:
    made = Visitor.at(origin, browser, request.param)
    yield made
    made.context.close()
    assert made.wrong == []
