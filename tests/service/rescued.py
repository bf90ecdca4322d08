"""Workers that died, and the others that look for their jobs."""

from __future__ import annotations

import psycopg
import pytest
from isolated_databases import Database

from service import worker


@pytest.fixture
def soon_rescued(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers of this process look for dead ones all the time."""
    monkeypatch.setattr(worker, "RESCUE_SECONDS", 0.2)
    monkeypatch.setattr(worker, "POLL_SECONDS", 0.2)


def seems_long_dead(database: Database) -> None:
    """As if no worker that is there had been heard of for an hour."""
    with psycopg.connect(database.admin_dsn) as db:
        db.execute("update procrastinate_workers set last_heartbeat = now() - interval '1 hour'")
