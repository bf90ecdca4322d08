"""How long the server takes for a page, how much of that is our own CPU, how often it asks the
database and how many bytes it sends: on 30,000 places and 32,000 requests, with a round of 3,000
proposals, of which 60 were decided on.

Run it as `.venv/bin/python tests/benchmarks/page_times.py`. It makes a database of its own on the
private PostgreSQL and asks the application in this process, packed as a browser asks. The
milliseconds are this machine's.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from typing import Any
from uuid import UUID

import httpx
import psycopg
import typer
from own_keys import set_own_keys
from places_by_bbox import seeded
from row_level_security import seed_requests
from sqlalchemy import event

from service.actor import Actor
from service.app import create_app
from service.db import make_engine, make_sessions, transaction
from service.devissuer import DevIssuer
from service.page_sessions import service as page_sessions
from service.security import SignedIn
from service.settings import Settings

RUNS = 40
BEFORE = 15
"""Requests that are not counted: what a connection asks is planned anew the first ten times."""
PROPOSALS = 3_000
STATEMENTS: list[str] = []

REGION = """
select region_id from region_municipality where municipality_code = '0344' limit 1"""
SEED_ROUND = """
insert into round (id, version, organisation_id, region_id, day_date, seed, state, cancel_requested,
  asked_by, requests, places, proposed)
values (gen_random_uuid(), 1, %s, %s, current_date, 0, 'DONE', false, 'x', 3000, 3000, 3000)
returning id"""
SEED_PROPOSALS = """
insert into proposal (id, version, organisation_id, round_id, request_id, household_id, place_id,
  owner_id, provider_id, municipality_code, place_municipality_code, contract_form, start_date,
  state, tier, turn, score, score_parts, warnings, alternatives, digest)
select gen_random_uuid(), 1, %(town)s, %(round)s, r.id, r.household_id, p.id, p.organisation_id,
  r.organisation_id, '0344', '0344', 'OWN_NAME', current_date, 'PROPOSED', 'REST',
  r.waiting_since_date - date '0001-01-01' + 1, 10,
  '[{{"rule": "E22_ORIGIN", "points": -20}}]', '[]', '[]', repeat('0', 64)
from (select *, row_number() over (order by id) n from request limit %(many)s) r
join (select p.*, row_number() over (order by p.id) n from place p
  join property x on x.id = p.property_id where x.municipality_code in ({near}) limit %(many)s) p
  on p.n = 1 + r.n %% %(places)s"""
SEED_DECISIONS = """
with decided as (
  update proposal set state = 'REJECTED' where id in (select id from proposal order by id limit 60)
  returning id, organisation_id)
insert into decision (id, version, organisation_id, proposal_id, outcome, reason_code, motivation,
  decided_by, decided_at)
select gen_random_uuid(), 1, organisation_id, id, 'REJECTED', 'SAFETY', 'Seen at the meeting', 'x',
  now()
from decided"""
SEED_YOUTH = """
update request set homeless_since_date = current_date - (n % 200)::int
from (select id, row_number() over (order by id) n from request) r where r.id = request.id"""
SEED_AGES = """
insert into household_member (household_id, ordinal, age_band)
select id, 0, (array['AGE_18_20', 'AGE_23_26', 'AGE_27_PLUS', 'AGE_27_PLUS'])[1 + n % 4]
from (select id, row_number() over (order by id) n from household) h"""


def seed_round(dsn: str, town: Actor) -> tuple[UUID, UUID]:
    """A round with proposals on places that the municipality sees; its id and that of one."""
    with psycopg.connect(dsn) as admin:
        (region,) = admin.execute(REGION).fetchone() or (None,)
        (made,) = admin.execute(SEED_ROUND, [town.organisation_id, region]).fetchone() or (None,)
        near = "select municipality_code from region_municipality where region_id = %(region)s"
        (places,) = admin.execute(
            f"select count(*) from property where municipality_code in ({near})".encode(),
            {"region": region},
        ).fetchone() or (0,)
        admin.execute("update request set municipality_code = '0344'")
        admin.execute(SEED_YOUTH)
        admin.execute(SEED_AGES)
        admin.execute(
            SEED_PROPOSALS.format(near=near).encode(),
            {
                "town": town.organisation_id,
                "round": made,
                "region": region,
                "many": PROPOSALS,
                "places": min(places, PROPOSALS),
            },
        )
        admin.execute(SEED_DECISIONS)
        (one,) = admin.execute(
            "select id from proposal where state = 'PROPOSED' limit 1"
        ).fetchone() or (None,)
    with psycopg.connect(dsn, autocommit=True) as admin:
        admin.execute("vacuum analyze")
    assert made is not None
    assert one is not None
    return made, one


async def measure(app: Any, secret: str, path: str) -> None:
    """Prints a line about one page."""
    took: list[float] = []
    busy: list[float] = []
    transport = httpx.ASGITransport(app)
    headers = {"Cookie": f"woonplek={secret}", "Accept-Encoding": "gzip"}
    async with httpx.AsyncClient(transport=transport, base_url="http://bench") as client:
        for _ in range(BEFORE):
            await client.get(path, headers=headers)
        for _ in range(RUNS):
            began, working = time.perf_counter(), time.process_time()
            answer = await client.get(path, headers=headers)
            took.append((time.perf_counter() - began) * 1000)
            busy.append((time.process_time() - working) * 1000)
        assert answer.status_code == 200, answer.text
        sent_before = len(STATEMENTS)
        await client.get(path, headers=headers)
        asked = len(STATEMENTS) - sent_before
        sent = answer.num_bytes_downloaded
    p95 = statistics.quantiles(took, n=20)[-1]
    typer.echo(
        f"{path.split('/')[1]:<10} {path[-40:]:<42} median {statistics.median(took):5.1f} ms, "
        f"p95 {p95:5.1f} ms, CPU {statistics.median(busy):4.1f} ms, {asked:2} statements, "
        f"{sent:6,} bytes packed"
    )


def main() -> None:
    """The pages of each kind of organisation."""
    with seeded() as (cluster, name, (owner, town)):
        provider = seed_requests(cluster.admin_dsn(name))
        round, proposal = seed_round(cluster.admin_dsn(name), town)
        engine = make_engine(cluster.app_dsn(name))
        event.listen(engine, "before_cursor_execute", lambda *given: STATEMENTS.append(given[2]))
        app = create_app(Settings(mode="test"), engine, DevIssuer(Settings(mode="test")).reader())
        pages = {
            town: (
                "/rounds",
                "/watch",
                f"/rounds/{round}",
                f"/rounds/{round}/proposals",
                f"/rounds/{round}/unplaced",
                f"/rounds/{round}/meeting",
                f"/rounds/{round}/scarcity",
                f"/proposals/{proposal}",
                "/monitor",
            ),
            owner: ("/places", "/places/new", "/imports/places", "/offers", "/monitor"),
            provider: ("/requests", "/requests/new", "/offers", "/monitor"),
        }
        for actor, paths in pages.items():
            with transaction(make_sessions(engine), actor) as db:
                secret = page_sessions.begin(db, SignedIn(actor, None))
            for path in paths:
                asyncio.run(measure(app, secret, path))
        engine.dispose()


if __name__ == "__main__":
    set_own_keys()
    typer.run(main)
