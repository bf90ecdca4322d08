"""The database shows and takes exactly what plain Python, from the raw rows, says it should."""

from collections.abc import Iterator

import psycopg
import pytest
from isolated_databases import Database
from person_probe import PersonProbe
from sqlalchemy.orm import Session
from tenant_truth import Truth
from tenant_world import TenantWorld

from service.startup.catalog_repository import TENANT_TABLES


@pytest.fixture
def probe(database: Database) -> Iterator[PersonProbe]:
    with Session(database.seeds) as db, db.begin():
        TenantWorld(db)
    truth = Truth(database.admin_dsn, list(TENANT_TABLES))
    with psycopg.connect(database.admin_dsn) as admin:
        yield PersonProbe(admin, truth)
        admin.rollback()


def test_each_role_of_each_organisation_reads_and_writes_just_what_it_may(
    probe: PersonProbe,
) -> None:
    kinds = {each["kind"] for each in probe.organisations}
    assert len(kinds) >= 9
    assert not [said for table in TENANT_TABLES for said in probe.findings(table)]


def test_the_database_tells_of_persons_and_keeps_who_holds_a_home_as_it_should(
    probe: PersonProbe,
) -> None:
    assert not [*probe.on_persons()]
