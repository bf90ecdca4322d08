"""What row-level security costs: list, detail and search by place, on 30,000 places and 32,000
requests, with the policies and without, in one run.

Run it as `.venv/bin/python tests/benchmarks/row_level_security.py`. It makes a database of its own
on the private PostgreSQL. With: what the API sends for it, as the app and the roles that it takes
on. Without: the same query as a superuser, whom no policy holds, with a plain WHERE for the same
rows. Both ways take turns; the ratio of the medians counts, the milliseconds are this machine's.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import psycopg
import typer
from places_by_bbox import add_organisation, seeded
from sqlalchemy import Engine, event, text
from sqlalchemy.orm import Session

from matching.codes.households import IncomeBand
from service import reading
from service.actor import Actor
from service.codelists.organisations import OrganisationKind
from service.codelists.requests import EthosLight, FundingRegime
from service.db import act_as, make_engine
from service.geography import located
from service.models import Request
from service.places.endpoints import PLACES
from service.places.schemas import PlaceListing
from service.requests.schemas import RequestListing

REQUESTS = 32_000
PROVIDERS = 40
RUNS = 60
UTRECHT = "5.1214,52.0907"
ROLE = "set_config"
TARGETS = {"20 km": 2.0}
TARGET = 1.5

SEED_HOUSEHOLDS = """
insert into household (id, version, organisation_id, provider_reference, ages_recorded_date, traits)
select gen_random_uuid(), 1, (%(providers)s::uuid[])[1 + n %% %(count)s], 'h-' || n, '2026-01-01',
  '{}' from generate_series(1, %(requests)s) n"""
SEED_REQUESTS = """
insert into request (id, version, organisation_id, household_id, provider_reference, state,
  municipality_code, waiting_since_date, needed_from_date, min_stay_days, ethos, contract_forms,
  temporary_grounds, income_band, accessibility, wants_forbidden, wants_required, housing_first,
  care_type, care_level, funding_regime, consent_given_at)
select gen_random_uuid(), 1, h.organisation_id, h.id, h.provider_reference, 'ACTIVE', m.code,
  '2025-01-01', '2026-12-01', 180, %(ethos)s, '{OWN_NAME}', '{}', %(income)s, 'NONE', '{}', '{}',
  false, 'NONE', 'NONE', %(funding)s, now()
from (select row_number() over (order by id) as n, * from household) h
join (select row_number() over (order by code) - 1 as at, code from municipality) m
  on m.at = h.n %% 342"""
NEAR = """
select array_agg(distinct n.municipality_code::text) from region_municipality m
join region_municipality n on n.region_id = m.region_id where m.municipality_code = '0344'"""


class Case(NamedTuple):
    """Something that is asked, and the WHERE that shows the same rows without policies."""

    name: str
    actor: Actor
    ask: Callable[[Session], Any]
    plainly: str


def seed_requests(dsn: str) -> Actor:
    """Fills in who asks; the actor is a care provider."""
    providers = [uuid4() for _ in range(PROVIDERS)]
    codes = {
        "ethos": next(iter(EthosLight)).value,
        "income": next(iter(IncomeBand)).value,
        "funding": next(iter(FundingRegime)).value,
    }
    with psycopg.connect(dsn, autocommit=True) as admin:
        for provider in providers:
            add_organisation(admin, provider, OrganisationKind.CARE_PROVIDER, None)
        numbers = {"providers": providers, "count": PROVIDERS, "requests": REQUESTS}
        admin.execute(SEED_HOUSEHOLDS, numbers)
        admin.execute(SEED_REQUESTS, codes)
        admin.execute("vacuum analyze")
    return Actor("bench@test", providers[0], OrganisationKind.CARE_PROVIDER)


def cases(dsn: str, owner: Actor, town: Actor, provider: Actor) -> Iterator[Case]:
    """Each kind of question, as each kind of organisation that asks it often."""
    with psycopg.connect(dsn) as admin:
        (near,) = admin.execute(NEAR).fetchone() or ()
    codes = ", ".join(f"'{code}'" for code in near)
    published = (
        f"(place.organisation_id = '{town.organisation_id}'"
        f" or (place.state <> 'DRAFT' and place.municipality_code in ({codes})))"
    )
    places = {owner: f"place.organisation_id = '{owner.organisation_id}'", town: published}
    for actor, plainly in places.items():
        some = one_of(dsn, f"select place.id from place where {plainly} order by id limit 1")
        yield Case("place, list", actor, _page(actor), plainly)
        yield Case("place, detail", actor, _place(actor, some), plainly)
        for radius in (5, 20):
            asked = {"point": UTRECHT, "radius": str(radius * 1000)}
            yield Case(f"place, {radius} km", actor, _page(actor, **asked), plainly)
    requests = {
        provider: f"request.organisation_id = '{provider.organisation_id}'",
        town: "request.municipality_code = '0344'",
    }
    for actor, plainly in requests.items():
        some = one_of(dsn, f"select request.id from request where {plainly} order by id limit 1")
        yield Case("request, list", actor, _requests(actor), plainly)
        yield Case("request, detail", actor, _request(actor, some), plainly)


def _page(actor: Actor, **asked: str) -> Callable[[Session], Any]:
    query = PlaceListing.model_validate(asked)
    return lambda db: located.page(db, PLACES, query)


def _place(actor: Actor, id: UUID) -> Callable[[Session], Any]:
    return lambda db: located.read(db, PLACES, id)


def _requests(actor: Actor) -> Callable[[Session], Any]:
    return lambda db: reading.many(db, Request, RequestListing())


def _request(actor: Actor, id: UUID) -> Callable[[Session], Any]:
    return lambda db: reading.one(db, Request, id)


def one_of(dsn: str, query: str) -> UUID:
    with psycopg.connect(dsn) as admin:
        (found,) = admin.execute(query.encode()).fetchone() or ()
    return UUID(str(found))


Sent = list[tuple[str, Any]]


def sent_by(engine: Engine, case: Case) -> Sent:
    """The statements that the API sends for it, with what it fills in."""
    sent: Sent = []

    def note(_: Any, __: Any, statement: str, parameters: Any, *rest: Any) -> None:
        sent.append((statement, parameters))

    with Session(engine) as db, db.begin():
        act_as(db, case.actor)
        db.execute(text("select 1"))
        event.listen(engine, "before_cursor_execute", note)
        case.ask(db)
        event.remove(engine, "before_cursor_execute", note)
    return sent


def is_query(statement: str) -> bool:
    """Whether it asks for rows, and not for a role."""
    return ROLE not in statement


def plainly(statement: str, condition: str) -> str:
    """The statement with one more condition on the rows that are looked for first."""
    before, order, after = statement.partition(" ORDER BY ")
    word = "AND" if "\nWHERE " in before.rpartition("\nFROM ")[2] else "WHERE"
    return f"{before}\n{word} {condition}{order}{after}"


@contextmanager
def acting(engine: Engine, actor: Actor) -> Iterator[Callable[[Sent], tuple[float, int]]]:
    """Runs statements on the actor's behalf: seconds, and rows of the query among them."""
    with Session(engine) as db, db.begin():
        act_as(db, actor)
        connection = db.connection()

        def run(sent: Sent) -> tuple[float, int]:
            began = time.perf_counter()
            found = [
                (each, connection.exec_driver_sql(each, filled).fetchall()) for each, filled in sent
            ]
            seconds = time.perf_counter() - began
            return seconds, sum(len(rows) for each, rows in found if is_query(each))

        yield run


def measured(app: Engine, superuser: Engine, case: Case) -> tuple[float, float]:
    """Milliseconds with the policies and without, the medians of runs that took turns."""
    sent = sent_by(app, case)
    first, *parts = (each for each in sent if is_query(each[0]))
    without = [(plainly(first[0], case.plainly), first[1]), *parts]
    times: tuple[list[float], list[float]] = ([], [])
    with acting(app, case.actor) as bound, acting(superuser, case.actor) as free:
        for _ in range(RUNS):
            on, rows = bound(sent)
            off, same = free(without)
            assert rows == same, (case.name, rows, same)
            times[0].append(1000 * on)
            times[1].append(1000 * off)
    return statistics.median(times[0]), statistics.median(times[1])


def main() -> None:
    """Prints a line a case."""
    with seeded() as (cluster, name, (owner, town)):
        admin = cluster.admin_dsn(name)
        provider = seed_requests(admin)
        app, superuser = make_engine(cluster.app_dsn(name)), make_engine(admin)
        for case in cases(admin, owner, town, provider):
            on, off = measured(app, superuser, case)
            most = next((t for words, t in TARGETS.items() if words in case.name), TARGET)
            typer.echo(
                f"{case.name:16} as {case.actor.kind.en:20} {on:6.2f} ms with, {off:6.2f} without:"
                f" {on / off:.2f} (at most {most})"
            )
        app.dispose()
        superuser.dispose()


if __name__ == "__main__":
    main()
