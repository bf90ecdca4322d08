"""Files to hand in, made from the filled examples, and what becomes of them."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from conftest import Caller
from isolated_databases import Database

from service.db import make_sessions
from service.intake.job import run
from service.intake.sheets import example
from service.intake.subjects import SUBJECTS
from service.jobs import Work

Row = dict[str, str]


def rows_of(subject: str) -> list[Row]:
    """The rows of the filled example."""
    text = example(SUBJECTS[subject].table).removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def sheet(rows: list[Row], separator: str = ";") -> bytes:
    """Rows as a CSV file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def hand_in(caller: Caller, subject: str, content: bytes, **headers: str) -> Any:
    """The answer to a file."""
    headers = {"Content-Type": "text/csv"} | headers
    return caller.request("POST", f"/{subject}/imports", content=content, headers=headers)


@dataclass(frozen=True)
class Desk:
    """Where somebody hands in files, and a worker takes them in at once."""

    database: Database
    caller: Caller
    subject: str
    scanner: str = ""

    def work(self, import_id: str) -> Work:
        """The job of a file that was handed in."""
        sessions = make_sessions(self.database.engine, scanner=self.scanner)
        return Work(self.caller.actor, UUID(import_id), 0, sessions, lambda: False)

    def take_in(self, given: bytes | list[Row]) -> dict[str, Any]:
        """The import at its end."""
        content = given if isinstance(given, bytes) else sheet(given)
        answer = hand_in(self.caller, self.subject, content)
        assert answer.status_code == 202, answer.text
        run(self.work(answer.json()["id"]))
        ended: dict[str, Any] = self.caller.get(f"/imports/{answer.json()['id']}").json()
        return ended

    def counts(self, given: bytes | list[Row]) -> tuple[int, int, int]:
        """How many rows were new, changed and the same; the file must be good."""
        ended = self.take_in(given)
        assert ended["state"] == "DONE", ended["faults"]
        return ended["createdRows"], ended["changedRows"], ended["unchangedRows"]

    def faults(self, given: bytes | list[Row]) -> list[tuple[int | None, str | None, str]]:
        """Row, column and code of everything wrong; the file must be refused."""
        ended = self.take_in(given)
        assert ended["state"] == "REFUSED", ended
        return [(fault["row"], fault["column"], fault["code"]) for fault in ended["faults"]]

    def all(self) -> list[dict[str, Any]]:
        """What is on record."""
        rows: list[dict[str, Any]] = self.caller.get(f"/{self.subject}?limit=500").json()[
            self.subject
        ]
        return rows
