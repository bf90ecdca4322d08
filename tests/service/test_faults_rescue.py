"""P12: a job whose worker was killed is finished by another, with one effect.

Of rounds it stands in `test_worker.py`.
"""

from __future__ import annotations

import psycopg
from conftest import Caller
from handed_in import hand_in, rows_of, sheet
from isolated_databases import Database
from matching_table import MatchingTable
from post_office import deliveries, hook
from receivers import hangs, receiver, says
from rescued import seems_long_dead
from rescued import soon_rescued as soon_rescued
from workers import until, worker_program, working


def test_a_killed_workers_file_is_taken_in_once_by_another(
    database: Database, corporation: Caller, soon_rescued: None
) -> None:
    handed = hand_in(corporation, "places", sheet(rows_of("places"))).json()
    path = f"/imports/{handed['id']}"
    with psycopg.connect(database.admin_dsn) as lock:
        lock.execute("lock table place in share row exclusive mode")
        with worker_program(database) as program:
            until(lambda: _waits_for_the_lock(database))
            program.kill()
            program.wait()
    assert corporation.get(path).json()["state"] == "QUEUED"
    seems_long_dead(database)
    with working(database), working(database):
        until(lambda: corporation.get(path).json()["state"] == "DONE")
    found = corporation.get(path).json()
    assert found["createdRows"] == len(corporation.get("/places").json()["places"]) > 0


def _waits_for_the_lock(database: Database) -> bool:
    with psycopg.connect(database.admin_dsn) as db:
        waiting = "select exists (select from pg_locks where not granted)"
        row = db.execute(waiting).fetchone()
        return bool(row and row[0])


def test_a_worker_that_is_killed_while_it_sends_leaves_nothing_untold(
    table: MatchingTable, soon_rescued: None
) -> None:
    database = table.world.database
    with receiver(hangs) as there:
        hook(table.owner, there.url, "offer.made")
        table.approved()
        with worker_program(database) as program:
            until(lambda: len(there.received) == 1)
            program.kill()
            program.wait()
        there.behaviour = says(204)
        seems_long_dead(database)
        with working(database):
            until(lambda: deliveries(table.owner)[0]["state"] == "DELIVERED")
    assert len({received.id for received in there.received}) == 1
    assert len(there.received) == 2
