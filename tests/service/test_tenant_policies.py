"""The database shows and takes exactly what plain Python, from the raw rows, says it should."""

from collections.abc import Iterator

import psycopg
import pytest
from isolated_databases import Database
from sqlalchemy.orm import Session
from tenant_probe import Probe
from tenant_truth import Truth
from tenant_world import TenantWorld

from service.startup.catalog_repository import TENANT_TABLES


@pytest.fixture
def probe(database: Database) -> Iterator[Probe]:
    with Session(database.seeds) as db, db.begin():
        TenantWorld(db)
    truth = Truth(database.admin_dsn, list(TENANT_TABLES))
    with psycopg.connect(database.admin_dsn) as admin:
        yield Probe(admin, truth)
        admin.rollback()


def test_each_role_of_each_organisation_reads_and_writes_just_what_it_may(probe: Probe) -> None:
    kinds = {each["kind"] for each in probe.organisations}
    assert len(kinds) >= 9
    assert not [said for table in TENANT_TABLES for said in probe.findings(table)]
