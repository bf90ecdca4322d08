"""Whoever breaks row-level security is found out: by the start check, or by the plain truth."""

import sys
from collections.abc import Iterator

import psycopg
import pytest
from isolated_databases import Database
from person_probe import PersonProbe
from sabotages import OF_PERSONS, Sabotage, sabotages
from sqlalchemy import Connection, text
from sqlalchemy.orm import Session
from tenant_truth import Truth
from tenant_world import TenantWorld

from service.roles import APP
from service.startup.catalog_repository import TENANT_TABLES
from service.startup.checks import of_role_and_schema

ENOUGH = 0.95


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    with Session(database.seeds) as db, db.begin():
        TenantWorld(db)
    with database.seeds.connect() as opened:
        yield opened


def test_nearly_every_sabotage_is_found_out(database: Database, connection: Connection) -> None:
    raw = connection.connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    with connection.begin():
        known = sabotages(raw)
    truth = Truth(database.admin_dsn, list(TENANT_TABLES))
    missed = [each.name for each in known if not found_out(connection, raw, truth, each)]
    told = f"{len(known) - len(missed)} of {len(known)} sabotages found out; not: {missed}"
    sys.stdout.write(f"{told}\n")
    assert len(missed) <= (1 - ENOUGH) * len(known), told


def found_out(
    connection: Connection, raw: "psycopg.Connection[object]", truth: Truth, sabotage: Sabotage
) -> bool:
    """Whether somebody notices; all of it is undone."""
    with connection.begin() as turn:
        for statement in sabotage.statements:
            connection.exec_driver_sql(statement)
        with connection.begin_nested() as looked:
            connection.execute(text(f"set local role {APP}"))
            refused = any(of_role_and_schema(connection))
            looked.rollback()
        tables = [sabotage.table] if sabotage.table else TENANT_TABLES
        probe = PersonProbe(raw, truth)
        seen = (
            refused
            or (OF_PERSONS in tables and any(probe.on_persons()))
            or any(said for table in tables for said in probe.findings(table))
        )
        turn.rollback()
    return seen
