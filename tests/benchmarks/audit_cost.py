"""What the audit costs a read: the same requests with it and without, in turns, in one run.

Run it as `.venv/bin/python tests/benchmarks/audit_cost.py [TIMES]` (60 unless said). It starts a
PostgreSQL of its own that waits for the disk as in production, registers 500 households over the
API in this process, and prints the median and the 95th percentile of each kind of read with the
audit and without, and their ratio. Without means that lines are gathered and not written, so that
nothing is written and nothing waits for the disk.
"""

from __future__ import annotations

import asyncio
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import httpx
import psycopg
import typer
from own_keys import set_own_keys

from service import migrations
from service.actor import SYSTEM, Actor
from service.app import create_app
from service.audit import repository
from service.cluster.addresses import SocketAddress
from service.cluster.binaries import find_or_install
from service.cluster.data import Data
from service.cluster.postmaster import Postmaster
from service.codelists.organisations import OrganisationKind
from service.db import make_engine, make_sessions, transaction
from service.devissuer import DevIssuer
from service.models import Organisation
from service.reference import service as reference
from service.roles import ADMIN, APP, OWNER, ensure_extensions, ensure_roles, let_owner_migrate
from service.settings import Settings

HOUSEHOLDS = 500
NAME = "woonplek_bench_audit_cost"
READS = {"one household": "", "a list of 50": "?limit=50", "a list of 500": "?limit=500"}


@contextmanager
def database() -> Iterator[SocketAddress]:
    """A migrated database on a server of its own."""
    base = Path(tempfile.mkdtemp(prefix="woonplek-bench-"))
    base.chmod(0o711)
    data = Data(base / "data", find_or_install(), durable=True)
    address = SocketAddress(base / "run")
    try:
        with Postmaster(data, address, base / "log").running():
            ensure_roles(address.dsn(ADMIN, "postgres"))
            with psycopg.connect(address.dsn(ADMIN, "postgres"), autocommit=True) as admin:
                admin.execute(f"create database {NAME}".encode())
            ensure_extensions(address.dsn(ADMIN, NAME))
            let_owner_migrate(address.dsn(ADMIN, NAME))
            migrations.upgrade(address.dsn(OWNER, NAME))
            yield address
    finally:
        shutil.rmtree(base)


async def main(times: int) -> None:
    """Registers, reads in turns, prints."""
    with database() as address:
        engine = make_engine(address.dsn(APP, NAME))
        issuer = DevIssuer(Settings(mode="test"))
        actor = Actor("bench@test", uuid4(), OrganisationKind.CARE_PROVIDER)
        with transaction(make_sessions(engine), SYSTEM) as db:
            reference.load(db)
            db.add(
                Organisation(id=actor.organisation_id, kind=actor.kind, name="B", contract_forms=[])
            )
        app = create_app(Settings(mode="test"), engine, issuer.reader())
        headers = {"Authorization": f"Bearer {issuer.token(actor)}"}
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://bench", headers=headers
        ) as client:
            ids = [await _registered(client, number) for number in range(HOUSEHOLDS)]
            for what, query in READS.items():
                path = f"/v1/households{query or '/' + ids[0]}"
                _told(what, await _both(client, path, times))
        engine.dispose()


async def _registered(client: httpx.AsyncClient, number: int) -> str:
    body = {
        "providerReference": f"h-{number}",
        "agesRecordedDate": "2026-01-15",
        "members": [{"ageBand": "AGE_27_PLUS"}],
    }
    answer = await client.post("/v1/households", json=body)
    answer.raise_for_status()
    return str(answer.json()["id"])


async def _both(client: httpx.AsyncClient, path: str, times: int) -> dict[str, list[float]]:
    """Milliseconds with the audit and without."""
    found: dict[str, list[float]] = {"with": [], "without": []}
    for turn in range(2 * times + 10):
        mode = "without" if turn % 2 else "with"
        taken = await (_without(client, path) if turn % 2 else _one(client, path))
        if turn >= 10:
            found[mode].append(taken)
    return found


async def _without(client: httpx.AsyncClient, path: str) -> float:
    with patch.object(repository, "add", _nothing):
        return await _one(client, path)


async def _one(client: httpx.AsyncClient, path: str) -> float:
    began = time.perf_counter()
    (await client.get(path)).raise_for_status()
    return (time.perf_counter() - began) * 1_000


def _nothing(*_: Any) -> None:
    return None


def _told(what: str, found: dict[str, list[float]]) -> None:
    medians = {mode: statistics.median(taken) for mode, taken in found.items()}
    slow = {mode: statistics.quantiles(taken, n=20)[-1] for mode, taken in found.items()}
    typer.echo(
        f"{what}: with {medians['with']:.1f} ms (p95 {slow['with']:.1f}), "
        f"without {medians['without']:.1f} (p95 {slow['without']:.1f}), "
        f"{medians['with'] / medians['without']:.2f}x, "
        f"{medians['with'] - medians['without']:+.1f} ms"
    )


if __name__ == "__main__":
    set_own_keys()
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 60))
