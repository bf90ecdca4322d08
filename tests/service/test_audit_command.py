"""`woonplek audit`: for who looks after the audit, and for a program that looks every night."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from command_line import Run, woonplek
from conftest import World
from isolated_databases import Database
from matching_table import MatchingTable

from service.audit.sealing import seal
from service.db import make_sessions

__all__ = ["woonplek"]

WRITTEN_ANEW = "update audit_event set actor = 'x' where id = 1"


@pytest.fixture
def auditor(table: MatchingTable, monkeypatch: pytest.MonkeyPatch, woonplek: Run) -> Run:
    """The program with the right to read the audit."""
    monkeypatch.setenv("WOONPLEK_AUDIT_URL", table.world.database.audit_dsn)
    return lambda *words: woonplek("audit", *words)


def sealed(database: Database) -> None:
    assert seal(make_sessions(database.engine)) > 0


def tamper(database: Database, statement: str) -> None:
    with psycopg.connect(database.admin_dsn) as admin:
        admin.execute("set session_replication_role = replica")
        admin.execute(statement.encode())


def test_an_audit_that_is_whole_is_said_to_be_with_its_head(
    auditor: Run, table: MatchingTable
) -> None:
    table.approved()
    sealed(table.world.database)
    head = auditor("head").out.strip()
    assert head.startswith("1:")
    done = auditor("verify", "--head", head)
    assert done.code == 0, done.err
    assert f"in 1 batches.\nHead {head}\n" in done.out
    table.approved()
    assert "lines are not sealed yet, the first of 20" in auditor("verify").out


def test_an_empty_audit_is_said_to_be_and_has_no_head(auditor: Run) -> None:
    assert (auditor("verify").code, auditor("verify").out) == (0, "Nothing is sealed yet.\n")
    done = auditor("head")
    assert (done.code, done.out) == (1, "")
    assert done.err == "woonplek: nothing is sealed yet: a worker does it once a minute"


def test_a_broken_batch_is_named_and_ends_the_program_with_an_error(
    auditor: Run, table: MatchingTable
) -> None:
    table.approved()
    sealed(table.world.database)
    tamper(table.world.database, WRITTEN_ANEW)
    done = auditor("verify")
    assert done.code == 1
    assert "BROKEN  batch 1: a line in it was changed" in done.out
    told = json.loads(auditor("verify", "--json").out)
    assert told["sound"] is False
    assert [each["batch"] for each in told["broken"]] == [1]


@pytest.mark.parametrize(("minutes", "late"), [(55, False), (65, True)])
def test_lines_that_nobody_seals_end_the_program_with_an_error(
    auditor: Run, table: MatchingTable, minutes: int, late: bool
) -> None:
    """Whoever keeps the worker from sealing could change them unseen."""
    table.approved()
    ago = f"update audit_event set at = at - interval '{minutes} minutes' where id = 1"
    tamper(table.world.database, ago)
    done = auditor("verify")
    assert (done.code, "\nLATE    no worker seals" in done.out) == (int(late), late)
    told = json.loads(auditor("verify", "--json").out)
    assert (told["sound"], told["late"], told["broken"]) == (not late, late, [])


def test_a_cut_off_end_is_found_by_a_file_of_heads(
    auditor: Run, table: MatchingTable, tmp_path: Path
) -> None:
    kept = tmp_path / "heads.txt"
    for _ in range(2):
        table.approved()
        sealed(table.world.database)
        with kept.open("a") as file:
            file.write(auditor("head").out)
    assert auditor("verify", "--head", kept).code == 0
    tamper(table.world.database, "delete from audit_seal where number = 2")
    assert auditor("verify").code == 0
    done = auditor("verify", "--head", kept)
    assert done.code == 1
    assert "BROKEN  batch 2: is gone" in done.out


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("1:12", "line 1: a head is a number, a colon and 64 hexadecimal digits, as printed"),
        ("", "holds no head"),
    ],
)
def test_a_file_of_heads_that_is_none_is_said_in_one_line(
    auditor: Run, tmp_path: Path, content: str, said: str
) -> None:
    kept = tmp_path / "heads.txt"
    kept.write_text(content)
    done = auditor("verify", "--head", kept)
    assert (done.code, said in done.err, len(done.err.splitlines())) == (1, True, 1)
    assert auditor("verify", "--head", tmp_path / "none").code == 1


def test_who_saw_a_household_is_listed(auditor: Run, table: MatchingTable) -> None:
    case = table.approved()
    table.owner.get(f"/proposals/{case.id}")
    listed = [
        json.loads(line) for line in auditor("person", case.household_id, "--json").out.splitlines()
    ]
    assert {line["organisation_id"] for line in listed} == {
        str(table.municipality.id),
        str(table.owner.id),
    }
    assert ("read", "proposals", str(case.id)) in {
        (line["action"], line["subject"], line["subject_id"]) for line in listed
    }
    plain = auditor("person", case.household_id).out
    assert f"{table.owner.actor.user} of {table.owner.id}: read proposals {case.id}, OK" in plain
    nobody = auditor("person", UUID(int=0))
    assert (nobody.code, nobody.out) == (0, "")
    assert nobody.err == "The audit holds nothing of this household.\n"


def test_without_the_right_role_it_is_said_what_to_do(
    world: World, monkeypatch: pytest.MonkeyPatch, woonplek: Run
) -> None:
    done = woonplek("audit", "verify")
    assert (done.code, "Set WOONPLEK_AUDIT_URL" in done.err) == (1, True)
    monkeypatch.setenv("WOONPLEK_AUDIT_URL", world.database.dsn)
    done = woonplek("audit", "verify")
    assert done.code == 1
    assert "the audit cannot be read: permission denied for table audit_seal" in done.err
