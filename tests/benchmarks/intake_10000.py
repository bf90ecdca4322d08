"""How long a file of 10,000 rows takes to be taken in, and how much memory.

Run it as `python tests/benchmarks/intake_10000.py [ROWS]`. For places and for requests it takes
in a file of new rows, the same file again, and one in which every tenth row differs, in a database
of its own on the private PostgreSQL, and prints seconds, those of Python on the CPU, and the most
memory that Python held beyond the file. The boundaries and the postcodes that WOONPLEK_BOUNDARIES
and WOONPLEK_POSTCODES name are used.
"""

from __future__ import annotations

import csv
import io
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

from geo.boundary_sources import boundaries_from_file
from service import migrations
from service.actor import SYSTEM, Actor
from service.cluster import open_cluster
from service.codelists.organisations import OrganisationKind
from service.db import Sessions, make_engine, make_sessions, transaction
from service.geography import repository as geography
from service.intake import service
from service.intake.columns.table import Table
from service.intake.subjects import SUBJECTS
from service.models import Organisation
from service.reference import service as reference
from service.settings import load

Values = dict[str, Callable[[int], str]]

OF_EACH_ROW: Values = {
    "eenheidnummer": lambda n: f"vhe-{n}",
    "pandnummer": lambda n: f"pand-{n}",
    "huisnummer": lambda n: str(1 + n % 9_000),
    "postcode": lambda n: f"35{11 + n % 70} AB",
    "gemeente": lambda n: "Utrecht",
    "lengtegraad": lambda n: "",
    "breedtegraad": lambda n: "",
    "BAG-id": lambda n: "",
    "aanvraag": lambda n: f"aanvraag-{n}",
    "huishouden": lambda n: f"cl-{n}",
}
CHANGED: Values = {"servicekosten": lambda n: str(n % 90), "netto huur hoogstens": lambda n: "300"}
WRITERS = {
    "places": OrganisationKind.CORPORATION,
    "requests": OrganisationKind.CARE_PROVIDER,
}


def sheet(table: Table, rows: int, different: bool) -> bytes:
    """A file whose rows go round the three examples, with references of their own."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow([column.nl for column in table.columns])
    for n in range(rows):
        values = {column.nl: column.examples[n % 3] for column in table.columns}
        values |= {name: value(n) for name, value in OF_EACH_ROW.items() if name in values}
        if different and n % 10 == 0:
            values |= {name: value(n) for name, value in CHANGED.items() if name in values}
        writer.writerow(values.values())
    return text.getvalue().encode()


@contextmanager
def registry() -> Iterator[Sessions]:
    """A scratch database with the facts, and the boundaries where there are any."""
    settings = load()
    with open_cluster("test") as cluster:
        name = cluster.name("bench_intake")
        cluster.drop(name)
        cluster.create(name)
        migrations.upgrade(cluster.owner_dsn(name))
        engine = make_engine(cluster.app_dsn(name), statement_timeout=60_000)
        sessions = make_sessions(engine)
        with transaction(sessions, SYSTEM) as db:
            reference.load(db)
            if settings.boundaries:
                for boundary in boundaries_from_file(settings.boundaries).boundaries:
                    geography.put_boundary(db, boundary)
        try:
            yield sessions
        finally:
            engine.dispose()
            cluster.drop(name)


def measured(sessions: Sessions, actor: Actor, subject: str, content: bytes, what: str) -> None:
    """Takes the file in and says what that took; tracing slows it, so memory is measured apart."""
    began, busy = time.perf_counter(), time.process_time()
    with transaction(sessions, actor) as db:
        handed = service.hand_in(db, actor, SUBJECTS[subject], content, what)
        intake = service.carry_out(db, actor, handed.id, lambda _: None)
    seconds, cpu = time.perf_counter() - began, time.process_time() - busy
    counts = intake.created_rows, intake.changed_rows, intake.unchanged_rows
    taken = f"{seconds:6.2f} s ({cpu:5.2f} s CPU)"
    sys.stdout.write(f"{subject:9} {what:15} {taken}  {intake.state.value} {counts}\n")


def memory(sessions: Sessions, actor: Actor, subject: str, content: bytes) -> None:
    """Takes the file in once more and says how much Python held at most beyond the file."""
    tracemalloc.start()
    with transaction(sessions, actor) as db:
        handed = service.hand_in(db, actor, SUBJECTS[subject], content, "memory")
        service.carry_out(db, actor, handed.id, lambda _: None)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    size = f"{len(content) / 2**20:.1f} MiB file"
    sys.stdout.write(f"{subject:9} peak memory     {peak / 2**20:6.1f} MiB  ({size})\n")


def main(rows: int) -> None:
    """Both kinds of file."""
    with registry() as sessions:
        for subject, kind in WRITERS.items():
            actor = Actor("benchmark", uuid4(), kind)
            with transaction(sessions, SYSTEM) as db:
                about = {"name": "Verzonnen", "kind": kind, "contract_forms": []}
                db.add(Organisation(id=actor.organisation_id, **about))
            table = SUBJECTS[subject].table
            first, later = (sheet(table, rows, different) for different in (False, True))
            measured(sessions, actor, subject, first, "new")
            measured(sessions, actor, subject, first, "the same again")
            measured(sessions, actor, subject, later, "a tenth differs")
            memory(sessions, actor, subject, later)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
