"""A search by place goes by an index under the policies too."""

from typing import Any
from uuid import uuid4

import psycopg
import pytest
from isolated_databases import Database
from places_by_bbox import SEED_PLACES, SEED_PROPERTIES, add_organisation
from sqlalchemy import event

from service.actor import Actor
from service.codelists.organisations import OrganisationKind
from service.database_roles import listing
from service.db import make_sessions, transaction
from service.geography import located
from service.geography.located import LocatedResource
from service.places.endpoints import PLACES
from service.properties.endpoints import PROPERTIES

SOME = 6_000
"""Enough for reading all of them to be the worse plan."""
AROUND_UTRECHT = {"point": "5.1214,52.0907", "radius": "5000"}
A_BOX_THERE = {"bbox": "5.08,52.07,5.16,52.11"}


@pytest.fixture
def actors(database: Database) -> list[Actor]:
    owners = [uuid4() for _ in range(5)]
    kinds = {owners[0]: OrganisationKind.CORPORATION, uuid4(): OrganisationKind.MUNICIPALITY}
    with psycopg.connect(database.admin_dsn, autocommit=True) as admin:
        for owner in owners:
            add_organisation(admin, owner, OrganisationKind.CORPORATION, None)
        add_organisation(admin, [*kinds][1], OrganisationKind.MUNICIPALITY, "0344")
        admin.execute(SEED_PROPERTIES, {"owners": owners, "count": len(owners), "places": SOME})
        admin.execute(SEED_PLACES)
        admin.execute("analyze property, place")
    return [Actor("planner@test", id, kind) for id, kind in kinds.items()]


def plan_of(
    database: Database, actor: Actor, resource: LocatedResource[Any], asked: dict[str, str]
) -> str:
    """How PostgreSQL finds what the API asks it for."""
    sent: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, parameters: Any, *rest: Any) -> None:
        sent.append((statement, parameters))

    with transaction(make_sessions(database.engine), actor) as db:
        event.listen(database.engine, "before_cursor_execute", note)
        located.page(db, resource, resource.listing.model_validate(asked))
        event.remove(database.engine, "before_cursor_execute", note)
        (query,) = (each for each in sent if "set_config" not in each[0])
        with listing(db, resource.model):
            lines = db.connection().exec_driver_sql(f"explain {query[0]}", query[1]).all()
        return "\n".join(line for (line,) in lines)


def test_a_search_around_a_point_or_in_a_box_reads_no_whole_table(
    database: Database, actors: list[Actor]
) -> None:
    for actor in actors:
        for resource in (PLACES, PROPERTIES):
            for asked in (AROUND_UTRECHT, A_BOX_THERE):
                plan = plan_of(database, actor, resource, asked)
                whole = [f"Seq Scan on {each}" for each in ("place", "property")]
                assert not any(each in plan for each in whole), plan
                assert "ix_property_gx_gy" in plan or "uq_p" in plan, plan


def test_a_page_of_ones_own_is_read_in_its_order_and_that_of_a_region_by_key(
    database: Database, actors: list[Actor]
) -> None:
    owner, town = actors
    own = plan_of(database, owner, PLACES, {})
    assert "Index Only Scan using uq_place_organisation_id_id" in own or (
        "Index Scan using uq_place_organisation_id_id" in own
    ), own
    assert "Seq Scan" not in plan_of(database, town, PLACES, {})
