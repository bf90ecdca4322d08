"""Promise 17: a backup can be restored, and what was restored is known to be the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
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
from service.roles import BACKUP
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


def spoiled(proof: dict[str, Any], what: str) -> dict[str, Any]:
    tables = proof["tables"]
    organisation = tables["organisation"]
    changed: dict[str, dict[str, Any]] = {
        "rows": {"organisation": organisation | {"rows": organisation["rows"] + 1}},
        "md5": {"organisation": organisation | {"md5": "0" * 32}},
        "forced": {"organisation": organisation | {"forced": not organisation["forced"]}},
        "table": {"gone": organisation},
    }
    other = {"revision": "0001"} if what == "revision" else {"policies_md5": "0"}
    return proof | ({"tables": tables | changed[what]} if what in changed else other)


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("rows", "organisation: 2 rows became 1"),
        ("md5", "organisation: its 1 rows are not the same"),
        ("forced", "organisation: its row-level security is not as it was"),
        ("table", "gone: there is no such table"),
        ("revision", "the schema was at 0001"),
        ("policies", "the policies of row-level security are others"),
    ],
)
def test_whatever_is_not_as_it_was_is_named(
    copied: Path,
    cluster: Cluster,
    empty: str,
    woonplek: Run,
    monkeypatch: pytest.MonkeyPatch,
    what: str,
    said: str,
) -> None:
    proof = service.proof_beside(copied)
    proof.write_text(json.dumps(spoiled(json.loads(proof.read_text()), what)))
    monkeypatch.setenv("WOONPLEK_ADMIN_URL", cluster.admin_dsn(empty))
    ended = woonplek("restore", copied)
    assert ended.code == 1
    assert said in ended.err


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
