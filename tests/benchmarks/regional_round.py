"""How long a regional round takes from the POST to its proposals.

Run it as `python tests/benchmarks/regional_round.py [REQUESTS PLACES [ROUNDS]]`; 400, 250 and 3
when left out. It seeds a region on the private PostgreSQL, serves the API with a worker beside it
as the demo does, starts rounds over HTTP, and prints the seconds of each.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from typing import Any

import httpx
from own_keys import set_own_keys
from sqlalchemy.orm import Session

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "service"))

from builders import (
    DAY,
    make_agreement,
    make_anchor,
    make_avoid_area,
    make_household,
    make_lease_budget,
    make_municipality,
    make_organisation,
    make_place,
    make_property,
    make_provider,
    make_request,
    make_support_capacity,
    region_of,
)
from isolated_databases import cloned, prepare_template
from live_server import served

from matching.codes.care import CareLevel, CareType
from matching.codes.contracts import ContractForm
from matching.codes.households import AgeBand
from matching.codes.places import PlaceKind
from service.actor import Actor
from service.app import create_app
from service.cluster import open_cluster
from service.codelists.organisations import OrganisationKind
from service.db import make_sessions
from service.devissuer import DevIssuer
from service.models import Organisation
from service.settings import Settings

NEAR = ("0344", "0356", "0355", "0345", "0307", "0632", "0312", "0321")
FORMS = (
    [ContractForm.OWN_NAME],
    [ContractForm.OWN_NAME, ContractForm.TRIPARTITE],
    [ContractForm.OMKLAP],
    [ContractForm.OMKLAP, ContractForm.INTERMEDIARY],
)
USUAL = [400, 250, 3]
ENDED = ("DONE", "FAILED", "CANCELLED")


def seed(db: Session, requests: int, places: int) -> Organisation:
    """A region's worth of invented rows; the same for the same numbers."""
    chance = random.Random(2026)
    municipality, *_ = [make_municipality(db, code) for code in NEAR]
    region = region_of(db)
    providers = [make_provider(db) for _ in range(6)]
    owners = [make_organisation(db) for _ in range(5)]
    for provider in providers:
        make_lease_budget(db, provider, 15)
        make_support_capacity(db, provider, region, slots=20)
        for owner in chance.sample(owners, 4):
            make_agreement(db, owner, provider)
    for _ in range(places):
        _place(db, chance, chance.choice(owners))
    for _ in range(requests):
        _request(db, chance, chance.choice(providers))
    return municipality


def _point(chance: random.Random) -> str:
    return (
        f"SRID=28992;POINT({chance.randint(130_000, 145_000)} {chance.randint(448_000, 462_000)})"
    )


def _place(db: Session, chance: random.Random, owner: Organisation) -> None:
    at = make_property(db, owner, municipality_code=chance.choice(NEAR), point=_point(chance))
    most = chance.choice((1, 1, 2, 2, 3, 4))
    make_place(
        db,
        at,
        kind=chance.choice((PlaceKind.SELF_CONTAINED, PlaceKind.ROOM_SHARED)),
        max_persons=most,
        rent_cents=chance.randint(35_000, 80_000),
        contract_forms=chance.choice(FORMS),
        children_allowed=most > 1,
    )


def _request(db: Session, chance: random.Random, provider: Organisation) -> None:
    ages = [chance.choice((AgeBand.AGE_18_20, AgeBand.AGE_23_26, *[AgeBand.AGE_27_PLUS] * 4))]
    ages += [AgeBand.UNDER_18] * chance.choice((0, 0, 0, 1, 2))
    care = chance.random() < 0.5
    since = DAY - timedelta(days=chance.randint(0, 700))
    request = make_request(
        db,
        make_household(db, provider, tuple(ages)),
        municipality_code="0344",
        waiting_since_date=since,
        homeless_since_date=since if chance.random() < 0.7 else None,
        needed_from_date=DAY + timedelta(days=chance.randint(-30, 60)),
        contract_forms=chance.choice(FORMS),
        care_type=CareType.AMBULANT if care else CareType.NONE,
        care_level=CareLevel.LIGHT if care else CareLevel.NONE,
        max_net_rent_cents=chance.randint(25_000, 60_000),
    )
    if chance.random() < 0.5:
        make_anchor(db, request, point=_point(chance), max_metres=chance.randint(2_000, 9_000))
    if chance.random() < 0.05:
        west, south = chance.randint(130_000, 142_000), chance.randint(448_000, 459_000)
        make_avoid_area(db, request, west, south, west + 3_000, south + 3_000)


@contextmanager
def town(requests: int, places: int) -> Iterator[tuple[httpx.Client, str]]:
    """A client of the API that acts for the municipality, and the region's id."""
    settings = Settings(mode="test", embedded_worker=True)
    with open_cluster("test") as cluster, cloned(cluster, prepare_template(cluster)) as database:
        with make_sessions(database.seeds).begin() as db:
            municipality = seed(db, requests, places)
            region = str(region_of(db).id)
        issuer = DevIssuer(settings)
        actor = Actor("benchmark", municipality.id, OrganisationKind.MUNICIPALITY)
        headers = {"Authorization": f"Bearer {issuer.token(actor)}"}
        app = create_app(settings, database.engine, issuer.reader())
        with (
            served(app) as address,
            httpx.Client(base_url=f"{address}/v1", headers=headers, trust_env=False) as client,
        ):
            yield client, region


def _cpu(whose: int) -> float:
    used = getrusage(whose)
    return used.ru_utime + used.ru_stime


def moment(round: dict[str, Any], name: str) -> datetime:
    """A time of the round."""
    return datetime.fromisoformat(round[name])


def run(client: httpx.Client, region: str) -> dict[str, Any]:
    """One round; prints its seconds."""
    began, engine_began = time.perf_counter(), _cpu(RUSAGE_CHILDREN)
    here_began = _cpu(RUSAGE_SELF)
    asked = client.post("/rounds", json={"regionId": region, "dayDate": DAY.isoformat()})
    assert asked.status_code == 202, asked.text
    round: dict[str, Any] = asked.json()
    while round["state"] not in ENDED:
        time.sleep(0.05)
        round = client.get(f"/rounds/{round['id']}").json()
    seconds = time.perf_counter() - began
    engine, here = _cpu(RUSAGE_CHILDREN) - engine_began, _cpu(RUSAGE_SELF) - here_began
    waited = (moment(round, "startedAt") - moment(round, "createdAt")).total_seconds()
    sys.stdout.write(
        f"{round['state']}: {seconds:.2f} s from POST to proposals (in the queue {waited:.2f} s);"
        f" {round['proposed']} of {round['requests']} requests on {round['places']} places,"
        f" gap {round['certificate']['gap']}; on the CPU {engine:.2f} s the engine and {here:.2f} s"
        " API, worker and client\n"
    )
    return round


def main() -> None:
    """Seeds, runs, prints."""
    given = [int(each) for each in sys.argv[1:]]
    requests, places, rounds = given + USUAL[len(given) :]
    with town(requests, places) as (client, region):
        for _ in range(rounds):
            run(client, region)


if __name__ == "__main__":
    set_own_keys()
    main()
