"""Promise 17: a backup can be restored, and what was restored is known to be the same."""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from command_line import Run
from command_line import woonplek as woonplek
from direct_client import calling
from isolated_databases import Database
from matching_table import MatchingTable

from service.actor import SYSTEM
from service.app import create_app
from service.audit import service as audit
from service.audit.reading_repository import reading
from service.audit.sealing import seal
from service.audit.verification import verify
from service.backup import programs, service
from service.cluster import Cluster
from service.db import make_engine, make_sessions, transaction
from service.migrations import newest
from service.roles import APP, BACKUP
from service.settings import Settings
from service.startup.checks import refuse_unsafe


@pytest.fixture
def empty(cluster: Cluster) -> Iterator[str]:
    """The name of a database with nothing in it."""
    name = cluster.name("restored")
    cluster.drop(name)
    cluster.create(name)
    yield name
    cluster.drop(name)


@pytest.fixture
def copied(
    woonplek: Run, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A copy of the database as the test finds it, made by the program."""
    monkeypatch.setenv("DATABASE_BACKUP_URL", database.admin_dsn)
    file = tmp_path / "woonplek.dump"
    ended = woonplek("backup", "--out", file)
    assert (ended.code, ended.err) == (0, "")
    assert f"{file}: " in ended.out
    return file


def test_nobody_else_reads_a_copy_or_its_proof_from_the_first_byte_on(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "woonplek.dump"
    proof = service.proof_beside(file)
    left_over = tmp_path / ".woonplek.dump.part"
    for path in (file, proof, left_over):
        path.write_text("of before")
        path.chmod(0o644)
    seen = []

    def looked(_url: str, part: Path, _snapshot: str) -> None:
        seen.append((part, stat.S_IMODE(part.stat().st_mode), part.read_text()))

    monkeypatch.setattr(programs, "dump", looked)
    service.back_up(database.admin_dsn, file)
    assert seen == [(left_over, 0o600, "")]
    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {
        file.name: 0o600,
        proof.name: 0o600,
    }


def test_a_restored_database_holds_all_and_serves_the_same(
    table: MatchingTable,
    cluster: Cluster,
    empty: str,
    woonplek: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = table.approved()
    table.placed(case)
    reader = cluster.address.dsn(BACKUP, table.world.database.name)
    monkeypatch.setenv("DATABASE_BACKUP_URL", reader)
    monkeypatch.setenv("WOONPLEK_ADMIN_URL", cluster.admin_dsn(empty))
    file = tmp_path / "woonplek.dump"
    assert woonplek("backup", "--out", file).code == 0
    ended = woonplek("restore", file)
    assert (ended.code, ended.err) == (0, "")
    assert "each as it was" in ended.out
    assert "Not compared" not in ended.out
    settings = Settings(mode="test", database_url=cluster.app_dsn(empty))
    engine = make_engine(cluster.app_dsn(empty))
    refuse_unsafe(settings, engine)
    app = create_app(settings, engine, table.world.issuer.reader())
    with calling(app) as client:
        there = replace(table, owner=replace(table.owner, client=client))
        for path in (f"/places/{case.place_id}", "/placements", "/leases", "/offers"):
            assert there.owner.get(path).json() == table.owner.get(path).json()
    engine.dispose()


def test_the_audit_of_a_restored_database_is_as_it_was_sealed_and_goes_on(
    table: MatchingTable, cluster: Cluster, empty: str, tmp_path: Path
) -> None:
    there = table.world.database
    table.approved()
    seal(make_sessions(there.engine))
    table.approved()
    service.back_up(there.admin_dsn, tmp_path / "woonplek.dump")
    service.restore(cluster.admin_dsn(empty), tmp_path / "woonplek.dump")
    engine = make_engine(cluster.app_dsn(empty))
    with reading(there.audit_dsn) as before, reading(cluster.audit_dsn(empty)) as after:
        kept = verify(before)
        assert verify(after) == kept
        assert kept.head is not None
        assert seal(make_sessions(engine)) == kept.unsealed > 0
        with transaction(make_sessions(engine), SYSTEM) as db:
            audit.record(db, "note", "jobs", UUID(int=1))
        assert seal(make_sessions(engine)) == 1
        found = verify(after, [kept.head])
    assert (found.broken, found.lines) == ([], kept.lines + kept.unsealed + 1)
    engine.dispose()


def test_copy_and_proof_are_of_one_moment(
    table: MatchingTable,
    cluster: Cluster,
    empty: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Somebody writes after the moment and before PostgreSQL's program looks."""
    table.place()
    dump = programs.dump

    def late(*given: Any) -> None:
        table.place()
        dump(*given)

    monkeypatch.setattr(programs, "dump", late)
    file = tmp_path / "woonplek.dump"
    proof = service.back_up(table.world.database.admin_dsn, file)
    assert proof.tables["place"].rows == 1
    assert service.restore(cluster.admin_dsn(empty), file) == proof


ALONG = re.compile(r"the (grant \w+ on (gone|people|quota)|constraint lease\w*\.fk_\w+) ")
"""What a new thing or another owner brings along, and the other keys of a table."""
SPOILING = {
    "alter table placement drop constraint ex_placement_place": [
        "the constraint placement.ex_placement_place is gone",
        "the index ex_placement_place is gone",
    ],
    "alter table audit_event disable trigger keeps_all": [
        "the trigger audit_event.keeps_all is not as it was"
    ],
    "grant select on audit_event to woonplek_app": [
        "the grant SELECT on audit_event to woonplek_app by woonplek_owner was not there"
    ],
    "grant update (action) on audit_event to woonplek_app": [
        "the grant UPDATE on audit_event.action to woonplek_app by woonplek_owner was not there"
    ],
    "grant execute on function keep_audit() to woonplek_reader": [
        "the grant EXECUTE on keep_audit() to woonplek_reader by woonplek_owner was not there"
    ],
    "create view people as select id from person": [
        "the view people was not there",
        "the grant SELECT on people to woonplek_admin by woonplek_admin was not there",
    ],
    "drop index uq_round_active_region": ["the index uq_round_active_region is gone"],
    "create or replace function keep_audit() returns trigger language plpgsql as"
    " 'begin return new; end'": ["the function keep_audit() is not as it was"],
    "create rule lost as on insert to audit_seal do instead nothing": [
        "the rule audit_seal.lost was not there"
    ],
    "alter table lease disable trigger all": [
        "the constraint lease.fk_lease_owner_id is not as it was"
    ],
    "alter table organisation alter name drop not null, alter name set default ''": [
        "the column organisation.name is not as it was"
    ],
    "alter sequence audit_event_id_seq cycle": ["the sequence audit_event_id_seq is not as it was"],
    "alter table quota owner to woonplek_app": ["the table quota is not as it was"],
    "insert into region (id, version, code, name, source)"
    " values (gen_random_uuid(), 1, 'X', 'X', 'X')": ["region: 40 rows became 41"],
    "create policy open on person to woonplek_app using (true)": [
        "the policies of row-level security are others",
        "the policy person.open was not there",
    ],
    "alter table property no force row level security": [
        "property: its row-level security is not as it was"
    ],
    "create table gone ()": ["gone: there was no such table", "the table gone was not there"],
    "update alembic_version set version_num = '0001'": [
        f"the schema was at {newest()}, it is at 0001",
        "alembic_version: its 1 rows are not the same",
    ],
    "update organisation set name = 'X'": ["organisation: its 1 rows are not the same"],
}


def test_whatever_is_not_as_it_was_is_named(
    copied: Path, cluster: Cluster, empty: str, woonplek: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = programs.load

    def spoil(url: str, file: Path) -> None:
        load(url, file)
        with psycopg.connect(url) as admin:
            for statement in SPOILING:
                admin.execute(statement.encode())

    monkeypatch.setattr(programs, "load", spoil)
    monkeypatch.setenv("WOONPLEK_ADMIN_URL", cluster.admin_dsn(empty))
    ended = woonplek("restore", copied)
    assert ended.code == 1
    named = ended.err.rstrip(".\n").partition("is not what was copied: ")[2].split("; ")
    expected = {line for lines in SPOILING.values() for line in lines}
    assert expected - {*named} == set()
    assert [line for line in named if line not in expected and not ALONG.match(line)] == []


def test_a_proof_of_before_the_parts_of_the_schema_says_what_it_lacks_and_roles_get_passwords(
    copied: Path, cluster: Cluster, empty: str, woonplek: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All tests share the server's roles, so that what would be set is only looked at."""
    given: dict[str, str] = {}

    def ensured(_url: str, passwords: Mapping[str, str]) -> None:
        given.update(passwords)

    monkeypatch.setattr(service, "ensure_roles", ensured)
    monkeypatch.setenv("WOONPLEK_ADMIN_URL", cluster.admin_dsn(empty))
    monkeypatch.setenv("WOONPLEK_APP_PASSWORD", "one")
    monkeypatch.setenv("WOONPLEK_BACKUP_PASSWORD", "two")
    proof = service.proof_beside(copied)
    of_before = json.loads(proof.read_text())
    del of_before["catalogue"]
    proof.write_text(json.dumps(of_before))
    ended = woonplek("restore", copied)
    assert (ended.code, ended.err) == (0, "")
    assert "Not compared, by kind of part: column, constraint, function, grant, " in ended.out
    assert "Roles given a password: woonplek_app, woonplek_backup." in ended.out
    assert given == {APP: "one", BACKUP: "two"}


def test_a_copy_that_cannot_be_read_leaves_the_database_empty(
    copied: Path, cluster: Cluster, empty: str, woonplek: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WOONPLEK_ADMIN_URL", cluster.admin_dsn(empty))
    whole = copied.read_bytes()
    for part in (b"", whole[: len(whole) // 2], b"no dump"):
        copied.write_bytes(part)
        ended = woonplek("restore", copied)
        assert ended.code == 1
        assert "pg_restore failed: " in ended.err
    with psycopg.connect(cluster.admin_dsn(empty)) as admin:
        assert admin.execute("select to_regclass('organisation')").fetchone() == (None,)
    copied.write_bytes(whole)
    assert woonplek("restore", copied).code == 0
    again = woonplek("restore", copied)
    assert again.code == 1
    assert f"{empty} is not empty" in again.err


def test_what_is_missing_is_named(
    copied: Path, woonplek: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert "WOONPLEK_ADMIN_URL" in woonplek("restore", copied).err
    monkeypatch.setenv("WOONPLEK_ADMIN_URL", "postgresql:///nothing?host=/nowhere")
    absent = tmp_path / "absent"
    assert f"{absent} is not there" in woonplek("restore", absent).err
    service.proof_beside(copied).write_text("{}")
    assert "is no proof of a copy" in woonplek("restore", copied).err
    service.proof_beside(copied).unlink()
    assert "proof.json is not there" in woonplek("restore", copied).err
    monkeypatch.setenv("DATABASE_BACKUP_URL", "postgresql:///nothing?host=/nowhere")
    ended = woonplek("backup", "--out", tmp_path / "other")
    assert ended.code == 1
    assert "/nowhere" in ended.err
    assert "Traceback" not in ended.err
    assert not (tmp_path / "other").exists()
    monkeypatch.delenv("DATABASE_BACKUP_URL")
    assert "DATABASE_BACKUP_URL" in woonplek("backup", "--out", tmp_path / "other").err
