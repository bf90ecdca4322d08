"""How much server CPU a page of 50 places by bbox takes, out of 30,000 places.

Run it as `.venv/bin/python tests/benchmarks/places_by_bbox.py`. It makes a database of its own on
the private PostgreSQL, serves the API from a child process with uvicorn, asks for pages as a
corporation and as a municipality, and prints the CPU of the API and of PostgreSQL for each request
and the plan of the query. Nothing else than its own database is touched.
"""

from __future__ import annotations

import http.client
import json
import multiprocessing
import os
import random
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import typer
import uvicorn
from own_keys import set_own_keys
from sqlalchemy import Engine, event

from geo.crs import CRS84, from_rd
from geo.municipalities import dutch_municipalities
from geo.points import RdPoint
from service import migrations
from service.actor import Actor
from service.app import create_app
from service.cluster import Cluster, open_cluster
from service.codelists.organisations import OrganisationKind
from service.db import make_engine, make_sessions, transaction
from service.devissuer import DevIssuer
from service.geography import located
from service.places.endpoints import PLACES
from service.places.schemas import PlaceListing
from service.reference import service as reference
from service.settings import Settings

PLACES_IN_ALL = 30_000
OWNERS = 30
REQUESTS = 300
HALF = 5_000  # metres from the middle of the box to its edge
WIDTH = 160
TICK = os.sysconf("SC_CLK_TCK")

SEED_PROPERTIES = """
insert into property (id, version, organisation_id, kind, owner_reference, street, house_number,
  postcode, town, municipality_code, landlord_lives_in, point, precision)
select gen_random_uuid(), 1, (%(owners)s::uuid[])[1 + n %% %(count)s], 'DWELLING', 'p-' || n,
  'Dorpsstraat', 1 + n %% 200, '3511AB', m.name, m.code, false,
  ST_SetSRID(ST_MakePoint(ST_X(m.centre) + 5000 * (random() - 0.5),
                          ST_Y(m.centre) + 5000 * (random() - 0.5)), 28992), 'ADDRESS'
from generate_series(1, %(places)s) n
join (select row_number() over (order by code) - 1 as at, * from municipality) m on m.at = n %% 342
"""
SEED_PLACES = """
insert into place (id, version, organisation_id, property_id, owner_reference, kind, state,
  housing_first, min_persons, max_persons, children_allowed, age_bands, forbids, requires,
  accessibility, contract_forms, tenure_title, rent_cents, service_costs_cents, maximum_rent_cents,
  social_rent, rent_allowance_possible, care_types, care_level, period, min_stay_days)
select gen_random_uuid(), 1, organisation_id, id, owner_reference, 'SELF_CONTAINED', 'AVAILABLE',
  false, 1, 1 + (random() * 4)::int, true,
  '{AGE_18_20,AGE_21_22,AGE_23_26,AGE_27_PLUS}', '{PETS}', '{}', 'NONE', '{OWN_NAME,OMKLAP}',
  'INDEFINITE', 40000 + (random() * 30000)::int, 4500, 71302, true, true, '{AMBULANT}', 'REGULAR',
  '[2026-01-01,)', 0
from property
"""


@contextmanager
def seeded() -> Iterator[tuple[Cluster, str, list[Actor]]]:
    """A scratch database with the places; the actors are an owner and a municipality."""
    with open_cluster("test") as cluster:
        name = cluster.name("bench_places")
        cluster.drop(name)
        cluster.create(name)
        try:
            migrations.upgrade(cluster.owner_dsn(name))
            actors = seed(cluster.admin_dsn(name))
            with psycopg.connect(cluster.owner_dsn(name), autocommit=True) as owner:
                owner.execute("vacuum analyze")
            yield cluster, name, actors
        finally:
            cluster.drop(name)


def seed(dsn: str) -> list[Actor]:
    """Fills the database."""
    engine = make_engine(dsn)
    with make_sessions(engine).begin() as db:
        reference.load(db)
    engine.dispose()
    owners = [uuid4() for _ in range(OWNERS)]
    utrecht = uuid4()
    with psycopg.connect(dsn) as connection:
        for owner in owners:
            add_organisation(connection, owner, OrganisationKind.CORPORATION, None)
        add_organisation(connection, utrecht, OrganisationKind.MUNICIPALITY, "0344")
        numbers = {"owners": owners, "count": OWNERS, "places": PLACES_IN_ALL}
        connection.execute(SEED_PROPERTIES, numbers)
        connection.execute(SEED_PLACES)
    return [
        Actor("bench@test", owners[0], OrganisationKind.CORPORATION),
        Actor("bench@test", utrecht, OrganisationKind.MUNICIPALITY),
    ]


def add_organisation(
    connection: psycopg.Connection[Any], id: UUID, kind: OrganisationKind, code: str | None
) -> None:
    connection.execute(
        "insert into organisation (id, version, kind, name, municipality_code, contract_forms)"
        " values (%s, 1, %s, %s, %s, '{}')",
        [id, kind.value, f"Bench {id}", code],
    )


def serve(dsn: str, issuer: DevIssuer, listening: socket.socket) -> None:
    """The API in this process, as `woonplek serve` runs it."""
    app = create_app(Settings(mode="test"), make_engine(dsn), issuer.reader())
    config = uvicorn.Config(app, log_level="warning", access_log=False)
    uvicorn.Server(config).run(sockets=[listening])


@contextmanager
def served(dsn: str, issuer: DevIssuer) -> Iterator[tuple[int, int]]:
    """The child's process id and its port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        fork = multiprocessing.get_context("fork")
        child = fork.Process(target=serve, args=(dsn, issuer, listening))
        child.start()
        try:
            assert child.pid is not None
            yield child.pid, listening.getsockname()[1]
        finally:
            child.terminate()
            child.join()


def cpu_seconds(pid: int) -> float:
    """What a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def backends(dsn: str, name: str) -> list[int]:
    """The PostgreSQL processes that work for the API."""
    query = "select pid from pg_stat_activity where datname = %s and pid <> pg_backend_pid()"
    with psycopg.connect(dsn) as connection:
        return [pid for (pid,) in connection.execute(query, [name])]


def boxes(around: RdPoint) -> Iterator[str]:
    """Boxes of ten kilometres that all lie somewhat differently."""
    dice = random.Random(1)
    while True:
        x, y = around.x + dice.uniform(-2e3, 2e3), around.y + dice.uniform(-2e3, 2e3)
        west, south = from_rd(RdPoint(x - HALF, y - HALF), CRS84)
        east, north = from_rd(RdPoint(x + HALF, y + HALF), CRS84)
        yield f"{west},{south},{east},{north}"


def ask(port: int, token: str, count: int, found: Iterator[str]) -> int:
    """Asks for so many pages; how many places came in all."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    headers = {"Authorization": f"Bearer {token}"}
    places = 0
    for _ in range(count):
        connection.request("GET", f"/v1/places?limit=50&bbox={next(found)}", headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200, body
        places += len(json.loads(body)["places"])
    connection.close()
    return places


def measured(dsn: str, name: str, api: int, port: int, token: str) -> str:
    """One line of figures."""
    found = boxes(dutch_municipalities().with_code("0344").centre)
    ask(port, token, 30, found)
    pids = backends(dsn, name)
    before, began = [cpu_seconds(pid) for pid in (api, *pids)], time.perf_counter()
    places = ask(port, token, REQUESTS, found)
    seconds = time.perf_counter() - began
    after = [cpu_seconds(pid) for pid in (api, *pids)]
    each = [1000 * (b - a) / REQUESTS for a, b in zip(before, after, strict=True)]
    return (
        f"API {each[0]:5.2f} ms + PostgreSQL {sum(each[1:]):5.2f} ms = {sum(each):5.2f} ms of CPU "
        f"a request, {1000 * seconds / REQUESTS:5.2f} ms on the clock, "
        f"{places / REQUESTS:.0f} places a page"
    )


def plan(engine: Engine, actor: Actor) -> str:
    """How PostgreSQL finds the page."""
    sent: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, parameters: Any, *rest: Any) -> None:
        sent.append((statement, parameters))

    box = next(boxes(dutch_municipalities().with_code("0344").centre))
    query = PlaceListing.model_validate({"bbox": box})
    with transaction(make_sessions(engine), actor) as db:
        event.listen(engine, "before_cursor_execute", note)
        located.page(db, PLACES, query)
        event.remove(engine, "before_cursor_execute", note)
        statement, parameters = sent[-1]
        lines = db.connection().exec_driver_sql(f"explain (analyze) {statement}", parameters)
        return "\n".join(f"    {line[:WIDTH]}" for (line,) in lines)


def main() -> None:
    """Prints the figures and the plans."""
    with seeded() as (cluster, name, actors):
        dsn = cluster.app_dsn(name)
        issuer = DevIssuer(Settings(mode="test"))
        with served(dsn, issuer) as (api, port):
            for actor in actors:
                typer.echo(
                    f"{actor.kind.en}: {measured(dsn, name, api, port, issuer.token(actor))}"
                )
        engine = make_engine(dsn)
        for actor in actors:
            typer.echo(f"\nplan as {actor.kind.en}:\n{plan(engine, actor)}")
        engine.dispose()


if __name__ == "__main__":
    set_own_keys()
    main()
