"""Promise 15: people can have everything there is about them, and who looked."""

from __future__ import annotations

import json
from typing import Any

import psycopg
import pytest
from matching_table import MatchingTable
from post_office import office
from psycopg.rows import dict_row
from tenant_truth import Truth, key_of
from towns import Town, town
from whole_life import CANARY, LEADING, WholeLife, lived

from service.startup.catalog_repository import TENANT_TABLES

__all__ = ["town"]

PARTS = {"household_member", "request_anchor", "request_avoid_area", "lease_milestone"}
"""These stand inside the rows that they are part of, without an id of their own."""
LOOKS = """
    select to_jsonb(organisation_id) #>> '{}' as "organisationId", action, subject,
           subject_id::text as "subjectId", activity, result
    from audit_event where person_id = %s order by id"""


@pytest.fixture
def life(town: Town, table: MatchingTable, monkeypatch: pytest.MonkeyPatch) -> WholeLife:
    return lived(town, table, office(town.world, monkeypatch))


def test_a_dossier_holds_every_row_that_its_provider_may_see_and_every_look_and_is_for_no_other(
    town: Town, table: MatchingTable, life: WholeLife
) -> None:
    database = town.world.database
    life.municipality.get(f"/requests/{life.request_id}")
    table.owner.get(f"/placements/{life.placement_id}")
    with psycopg.connect(database.admin_dsn, row_factory=dict_row) as admin:
        looked = admin.execute(LOOKS, [life.id]).fetchall()

    answer = life.provider.get(f"/households/{life.id}/dossier")
    assert answer.status_code == 200, answer.text
    told = answer.json()
    truth = Truth(database.admin_dsn, list(TENANT_TABLES))
    (reader,) = (org for org in truth.rows["organisation"] if org["id"] == life.provider.id)
    rows = life.rows(database)
    assert {name for name, found in rows.items() if found} == LEADING
    for name, found in rows.items():
        seen = truth.seen(name, reader)
        shown = [row for row in found if tuple(row[key] for key in key_of(name)) in seen]
        assert shown, name
        _all_told(name, shown, told, answer.text)

    without_time = [{key: line[key] for key in looked[0]} for line in told["looks"]]
    assert without_time == looked
    assert {line["organisationId"] for line in looked} >= {
        str(each.id) for each in (life.provider, life.municipality, table.owner)
    }
    assert life.municipality.actor.user not in json.dumps(told["looks"])

    path = f"/households/{life.id}/dossier"
    assert life.municipality.get(path).status_code == 403
    assert table.owner.get(path).status_code == 404
    with psycopg.connect(database.dsn) as app:
        for org in (life.municipality.id, table.owner.id, ""):
            app.execute("select set_config('app.organisation', %s, true)", [str(org)])
            asked = "select count(*) from looked_at(%s)"
            assert app.execute(asked, [life.id]).fetchone() == (0,), "the database says so too"


def _all_told(name: str, rows: list[dict[str, Any]], told: dict[str, Any], text: str) -> None:
    """Each row by its id and by each word that stands in it; parts by how many there are."""
    if name in PARTS:
        inside = {
            "household_member": told["household"]["members"],
            "request_anchor": told["requests"][0]["anchors"],
            "request_avoid_area": told["requests"][0]["avoidAreas"],
            "lease_milestone": told["leases"][0]["milestones"],
        }
        assert len(inside[name]) == len(rows)
        return
    for row in rows:
        keys = ("request_id",) if name == "round_unplaced" else key_of(name)
        assert all(str(row[key]) in text for key in keys), name
        for column, value in row.items():
            if str(value).startswith(CANARY):
                assert value in text, (name, column)
