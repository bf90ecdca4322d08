"""Promise 16: data end on time, and no sooner."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from builders import make_municipality, make_round
from command_line import Run
from command_line import woonplek as woonplek
from isolated_databases import Database
from matching_table import MatchingTable
from post_office import office
from sqlalchemy import text
from test_promise_8_seals import sealed, tamper, verdict, written
from towns import Town, town
from whole_life import WholeLife, lived

from service.audit.seals import NOTHING_BEFORE, Seal
from service.db import make_sessions
from service.retention.classes import CLASSES, TERMS, chosen
from service.retention.service import DAYS, END, end

__all__ = ["town"]

OPERATE = Path(__file__).parents[2] / "docs/operate.md"
SLACK = timedelta(hours=1)
OURS = """
    select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'"""
UPTO = "select upto from audit_seal where number = {}"
SEALS = "select number, sealed_at, form, upto, lines, root, hash from audit_seal order by number"
LONG_AGO = "now() - interval '20 years'"


def ended(database: Database, *, dry: bool = False, **days: int) -> dict[str, int]:
    """How many rows of each class were over."""
    sessions = make_sessions(database.engine, **{DAYS: days})
    return {each.name: each.rows for each in end(sessions, dry=dry)}


def count(database: Database, table: str) -> int:
    with database.seeds.connect() as admin:
        return int(admin.scalar(text(f"select count(*) from {table}")))


def test_every_table_has_one_class_that_says_why_and_since_when(database: Database) -> None:
    with database.seeds.connect() as admin:
        tables = set(admin.scalars(text(OURS)))
    named = [table for kept in CLASSES for table in kept.tables]
    assert sorted(named) == sorted(tables)
    assert all(kept.source and kept.dated for kept in CLASSES)
    assert all(kept.since and kept.least <= (kept.days or 0) for kept in TERMS.values())


def test_the_terms_stand_in_the_operators_page() -> None:
    page = OPERATE.read_text()
    for kept in TERMS.values():
        assert f"| `{kept.name}` | {kept.days} days since {kept.since} |" in page
        assert kept.source in page


MADE = {
    "import": (
        "insert into intake (id, organisation_id, version, subject, file_name, content,"
        " content_hash, asked_by, state, faults, fault_count, finished_at)"
        " select gen_random_uuid(), id, 1, 'places', 'x', '', '', 'x', 'DONE', '[]', 0, {at}"
        " from organisation limit 1",
        "intake",
    ),
    "trial": (
        "insert into trial (id, organisation_id, version, round_id, kind, asked, asked_by,"
        " created_at) select gen_random_uuid(), organisation_id, 1, id, 'PAIR', '{{}}', 'x', {at}"
        " from round limit 1",
        "trial",
    ),
    "message": (
        "insert into event (id, organisation_id, type, subject_id, data, parties, municipalities,"
        " told_at) select gen_random_uuid(), id, 'x', id, '{{}}', '{{}}', '{{}}', {at}"
        " from organisation limit 1",
        "event",
    ),
    "answer": (
        "insert into answered_command (organisation_id, key, fingerprint, at)"
        " select id, gen_random_uuid()::text, '', {at} from organisation limit 1",
        "answered_command",
    ),
    "session": (
        "insert into page_session (key, organisation_id, kind, user_name, started_at, seen_at)"
        " select gen_random_uuid()::text, id, kind, 'x', {at}, {at} from organisation limit 1",
        "page_session",
    ),
    "job": (
        "with made as (insert into procrastinate_jobs (queue_name, task_name, status)"
        " values ('default', 'x', 'failed') returning id)"
        " insert into procrastinate_events (job_id, type, at) select id, 'failed', {at} from made",
        "procrastinate_jobs",
    ),
}
"""Of each class a row that was over at a moment, and where it stands."""


def test_of_what_passes_through_exactly_goes_what_is_over(database: Database) -> None:
    with make_sessions(database.seeds).begin() as db:
        make_round(db, make_municipality(db))
    with database.seeds.begin() as admin:
        admin.execute(text("delete from procrastinate_jobs"))
        for name, (statement, _) in MADE.items():
            term = timedelta(days=TERMS[name].days or 0)
            for over in (term + SLACK, term + 40 * SLACK, term - SLACK):
                at = f"now() - interval '{int(over.total_seconds())} seconds'"
                admin.execute(text(statement.format(at=at)))
                # The queue writes its own moment when a job is put.
                admin.execute(
                    text(
                        "update procrastinate_events e set at = f.at from procrastinate_events f"
                        " where f.job_id = e.job_id and f.type = 'failed'"
                    )
                )
    due = {"dossier": 0, "identity": 0, "round": 0, "audit": 0} | dict.fromkeys(MADE, 2)
    assert ended(database, dry=True) == due
    assert {count(database, table) for _, table in MADE.values()} == {3}, "a dry run undoes it"
    END.run(make_sessions(database.engine))  # as the clock has a worker do every day
    assert {count(database, table) for _, table in MADE.values()} == {1}
    assert ended(database) == dict.fromkeys(TERMS, 0)
    assert re.fullmatch(r"\d+ \d+ \* \* \*", END.cron)


def _as_old_as(database: Database, life: WholeLife, days: int) -> None:
    """As if nobody had touched anything of it for so many days."""
    then = f"now() - interval '{days} days'"
    with psycopg.connect(database.admin_dsn) as admin:
        for table in ("household", "request", "placement"):
            lead = "id" if table == "household" else "household_id"
            admin.execute(
                f"update {table} set changed_at = {then} where {lead} = %s".encode(), [life.id]
            )


def test_a_dossier_ends_two_years_after_it_was_closed_and_an_open_one_never(
    town: Town, table: MatchingTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    life = lived(town, table, office(town.world, monkeypatch))
    database = town.world.database
    households = count(database, "household")
    with psycopg.connect(database.admin_dsn) as admin:
        # Of the others nobody heard for twenty years, but they still ask, or live somewhere.
        for name in ("household", "request", "placement"):
            admin.execute(f"update {name} set changed_at = {LONG_AGO}".encode())
        admin.execute(f"update round set finished_at = {LONG_AGO}".encode())
    for days, gone_then in ((89, 0), (91, 1)):
        _as_old_as(database, life, days)
        assert ended(database, dry=True)["identity"] == gone_then
    _as_old_as(database, life, 729)
    assert ended(database, dry=True)["dossier"] == 0
    assert ended(database, dry=True, dossier=200)["dossier"] == 1, "an installation may choose"
    _as_old_as(database, life, 731)
    rounds = count(database, "round_snapshot")
    gone = ended(database)
    assert gone["dossier"] == 1
    assert not any(life.rows(database).values())
    assert count(database, "household") == households - 1
    assert (gone["round"], rounds > 0) == (rounds, True)
    assert count(database, "round_snapshot") == 0
    assert count(database, "round") == rounds, "that there was a round stays"
    for what in ("snapshot", "scarcity"):
        answer = life.municipality.get(f"/rounds/{life.round_id}/{what}")
        assert answer.status_code == 404, answer.text
    tried = {"act": "PIN", "requestId": str(life.neighbour_id), "placeId": str(life.round_id)}
    assert life.municipality.post(f"/rounds/{life.round_id}/trials", tried).status_code == 409


def _sealed_long_ago(database: Database, number: int) -> None:
    """The first batches as if they were of another age, the chain of seals worked out anew."""
    with psycopg.connect(database.admin_dsn) as admin:
        admin.execute("set session_replication_role = replica")
        for statement in (
            f"update audit_seal set sealed_at = {LONG_AGO} where number <= {number}",
            f"update audit_event set at = {LONG_AGO} where id <= ({UPTO.format(number)})",
        ):
            admin.execute(statement.encode())
        before = NOTHING_BEFORE
        for row in admin.execute(SEALS).fetchall():
            hash = Seal(*row).hash_after(before)
            admin.execute("update audit_seal set hash = %s where number = %s", [hash, row[0]])
            before = hash


def test_lines_of_the_audit_go_by_whole_batches_after_five_years_and_it_still_verifies(
    database: Database,
) -> None:
    for _ in range(4):
        written(database, 3)
        sealed(database)
    with psycopg.connect(database.dsn) as app:
        app.execute("set role woonplek_archivist")
        assert app.execute("delete from audit_event").rowcount == 0, "nothing of it is old enough"
    for dsn in (database.dsn, database.owner_dsn):
        refused = pytest.raises(psycopg.errors.InsufficientPrivilege)
        with psycopg.connect(dsn) as other, refused:
            other.execute("delete from audit_event")
    _sealed_long_ago(database, 2)
    assert ended(database, dry=True)["audit"] == 6
    assert ended(database)["audit"] == 6
    found = verdict(database)
    assert (found.over, found.lines, found.batches, found.broken) == (2, 6, 4, [])

    tamper(database, f"delete from audit_event where id <= ({UPTO.format(3)})")
    assert [each.batch for each in verdict(database).broken] == [3], "that one is too young to go"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"dosier": 900}, "dosier is not one of dossier, identity"),
        ({"dossier": 179}, "dossier is kept for 180 days at least"),
        ({"audit": 365}, "audit is kept for 1827 days at least"),
        ({"register": 1}, "register is not one of"),
    ],
)
def test_no_installation_keeps_data_for_less_than_must_be(given: dict[str, int], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        chosen(given)


def test_the_command_tells_and_destroys(
    woonplek: Run, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database.dsn)
    monkeypatch.setenv("WOONPLEK_RETENTION", '{"answer": 3}')
    with database.seeds.begin() as admin:
        admin.execute(text(MADE["answer"][0].format(at="now() - interval '4 days'")))
    told = woonplek("retention", "--dry-run")
    assert (told.code, told.err) == (0, "")
    assert "answer: 1 over; 3 days since the command was carried out" in told.out.splitlines()
    assert count(database, "answered_command") == 1
    assert "answer: 1 gone" in woonplek("retention", "--apply").out
    assert count(database, "answered_command") == 0
    monkeypatch.setenv("WOONPLEK_RETENTION", '{"audit": 3}')
    refused = woonplek("retention", "--apply")
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.startswith("woonplek: WOONPLEK_RETENTION: ")
