"""Whom an answer shows, by the raw rows and the raw bytes, without our models of answers."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass

import psycopg
from isolated_databases import Database
from sqlalchemy import Table

from service.models import Base

UUIDS = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
HOUSEHOLD = "household"


def paths_to_household() -> dict[str, list[tuple[str, str, str]]]:
    """Of each table that leads to a household by its foreign keys, one way there: the column, the
    table and the column that it refers to, step by step."""
    found: dict[str, list[tuple[str, str, str]]] = {HOUSEHOLD: []}
    grown = True
    while grown:
        grown = False
        for table in Base.metadata.sorted_tables:
            for step in _steps(table):
                if table.name not in found and step[1] in found:
                    found[table.name] = [step, *found[step[1]]]
                    grown = True
    return found


def _steps(table: Table) -> list[tuple[str, str, str]]:
    return [
        (key.parent.name, key.column.table.name, key.column.name)
        for key in table.foreign_keys
        if key.column.name == "id"
    ]


@dataclass(frozen=True)
class People:
    """The household behind the id of each row that leads to one."""

    household_of: dict[str, str]

    @classmethod
    def of(cls, database: Database) -> People:
        """As the rows are now, read by a superuser."""
        found: dict[str, str] = {}
        with psycopg.connect(database.admin_dsn) as admin:
            for name, steps in paths_to_household().items():
                if "id" in Base.metadata.tables[name].columns:
                    rows = admin.execute(_statement(name, steps).encode()).fetchall()
                    found |= {str(id): str(household) for id, household in rows}
        return cls(found)

    def shown_in(self, body: bytes) -> set[str]:
        """The households of which any row is named, as text or, in a packed file, as bytes."""
        if body.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(body)) as packed:
                content = b"".join(packed.read(name) for name in packed.namelist())
            named = {
                id for id in self.household_of if bytes.fromhex(id.replace("-", "")) in content
            }
        else:
            named = {id.decode() for id in UUIDS.findall(body)} & self.household_of.keys()
        return {self.household_of[id] for id in named}


def _statement(name: str, steps: list[tuple[str, str, str]]) -> str:
    """Joins table after table up to the household."""
    joins, last = "", "t0"
    for number, (column, table, referred) in enumerate(steps, 1):
        joins += f" join {table} t{number} on t{number}.{referred} = {last}.{column}"
        last = f"t{number}"
    return f"select t0.id, {last}.id from {name} t0{joins}"
