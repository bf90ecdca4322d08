"""Boundaries: loaded whole or not at all, and asked by every registration from then on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from audit_lines import lines
from conftest import Caller, World
from isolated_databases import Database
from page_visitor import PageVisitor
from registrations import faults, point_at, property_body, registered
from test_pages import PLACE
from typer.testing import CliRunner, Result

from geo.boundaries import BoundaryIndex
from geo.boundary_sources import boundaries_from_file
from geo.crs import from_rd
from geo.municipalities import dutch_municipalities
from geo.offline import OfflineGeocoder
from geo.points import RdPoint
from geo.postcodes import PostcodePoint
from service.cli.program import app
from service.db import make_sessions
from service.geography import repository

UTRECHT = dutch_municipalities().with_code("0344").centre
HALF = 4_000  # metres: so the squares of Utrecht and De Bilt overlap


def ring(centre: RdPoint) -> list[list[float]]:
    corners = [(-HALF, -HALF), (HALF, -HALF), (HALF, HALF), (-HALF, HALF), (-HALF, -HALF)]
    return [list(from_rd(RdPoint(centre.x + dx, centre.y + dy))) for dx, dy in corners]


def collection(*codes: str) -> dict[str, Any]:
    """Squares around the centres, as a file of boundaries has them."""
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "naam": dutch_municipalities().with_code(code).name},
            "geometry": {
                "type": "MultiPolygon",
                "coordinates": [[ring(dutch_municipalities().with_code(code).centre)]],
            },
        }
        for code in codes
    ]
    return {"type": "FeatureCollection", "features": features}


def command(database: Database, source: object) -> Result:
    """What `woonplek geo boundaries` does, as the app role."""
    environment = {"DATABASE_URL": database.dsn, "WOONPLEK_MODE": "test"}
    return CliRunner().invoke(app, ["geo", "boundaries", str(source)], env=environment)


@pytest.fixture
def squares(world: World, tmp_path: Path) -> Path:
    """Utrecht, Nieuwegein and Groningen are squares of eight kilometres from here on."""
    path = tmp_path / "boundaries.geojson"
    path.write_text(json.dumps(collection("0344", "0356", "0014")))
    done = command(world.database, path)
    assert done.exit_code == 0, done.output
    return path


def test_the_command_says_what_it_loaded_and_leaves_a_line(
    world: World, database: Database, squares: Path
) -> None:
    again = command(database, squares)
    assert again.stdout == "3 boundaries are loaded; 3 of 342 municipalities have one.\n"
    written = [(line.action, line.result, line.origin) for line in lines(database)]
    assert written == [("load boundaries", "3", "cli")] * 2
    with make_sessions(database.seeds)() as db:
        loaded = {row.code: row.outline for row in repository.read_boundaries(db)}
    given = {row.code: row.outline for row in boundaries_from_file(squares).boundaries}
    assert loaded.keys() == given.keys()
    assert all(loaded[code].equals(given[code]) for code in given)


def test_a_source_that_is_wrong_at_its_end_changes_nothing(
    database: Database, tmp_path: Path
) -> None:
    broken = collection("0344", "0356")
    broken["features"][1]["geometry"]["coordinates"][0][0].pop()
    path = tmp_path / "broken.geojson"
    path.write_text(json.dumps(broken))
    done = command(database, path)
    assert done.exit_code != 0
    assert "features[1].geometry" in str(done.exception)
    with make_sessions(database.seeds)() as db:
        assert repository.count_boundaries(db) == (0, 342)


def test_a_point_must_lie_in_its_municipality_once_its_boundary_is_known(
    corporation: Caller, squares: Path
) -> None:
    """Fifty metres over is the slack of generalised boundaries."""
    for metres, accepted in ((HALF, True), (HALF + 45, True), (HALF + 55, False)):
        body = property_body(geometry=point_at(UTRECHT.x, UTRECHT.y + metres))
        answer = corporation.post("/properties", body)
        if accepted:
            assert answer.status_code == 201, answer.text
        else:
            assert faults(answer) == {"body.geometry": "outside_municipality"}
            assert "55 m outside" in answer.text
    amersfoort = dutch_municipalities().with_code("0307").centre
    within = point_at(amersfoort.x + 30_000, amersfoort.y)
    unknown = property_body(municipalityCode="0307", geometry=within)
    assert corporation.post("/properties", unknown).status_code == 201


def test_a_map_too_small_to_name_a_municipality_says_in_which_it_lies(
    provider: Caller, squares: Path
) -> None:
    asker, says = PageVisitor.of(provider), "In de gemeente Utrecht."
    for metres, named in ((3_500, True), (500, False)):
        tie = {"tie.0.kind": "SCHOOL", "tie.0.metres": "300"}
        tie["tie.0.where"] = f"{UTRECHT.x + metres:.0f}, {UTRECHT.y:.0f}"
        page = asker.post("/requests/new", tie | {"show": "1"}).text
        assert (says in page, ">Utrecht</text>" in page) == (named, not named)


@pytest.fixture
def postcodes(world: World) -> None:
    """Three postcodes: in Utrecht, just over its border, and far away."""
    rows = (
        PostcodePoint("3511", "Utrecht", RdPoint(UTRECHT.x + 100, UTRECHT.y)),
        PostcodePoint("3585", "Utrecht", RdPoint(UTRECHT.x + HALF + 1_400, UTRECHT.y)),
        PostcodePoint("9711", "Groningen", dutch_municipalities().with_code("0014").centre),
    )
    geocoder = OfflineGeocoder(rows)
    world.client.app.state.sessions = make_sessions(world.database.engine, geocoder=geocoder)


def test_the_middle_of_a_postcode_may_lie_a_little_over_the_border(
    corporation: Caller, squares: Path, postcodes: None
) -> None:
    for postcode in ("3511AB", "3585AB"):
        body = property_body(geometry=None, postcode=postcode)
        assert registered(corporation, "/properties", body)["precision"] == "POSTCODE"
    far = property_body(geometry=None, postcode="9711AB")
    assert faults(corporation.post("/properties", far)) == {
        "body.municipalityCode": "address_elsewhere"
    }


def test_without_boundaries_a_postcode_far_from_the_municipality_is_refused_as_well(
    corporation: Caller, postcodes: None
) -> None:
    far = property_body(geometry=None, postcode="9711AB")
    assert faults(corporation.post("/properties", far)) == {
        "body.municipalityCode": "address_elsewhere"
    }
    owner = PageVisitor.of(corporation)
    on_page = owner.post("/places/new", PLACE | {"postcode": "9711AB"})
    assert (on_page.status_code, "ligt in een andere gemeente" in on_page.text) == (400, True)
    town = property_body(geometry=None, postcode=None, town="Groningen", municipalityCode="0014")
    assert registered(corporation, "/properties", town)["precision"] == "TOWN"


def test_the_table_measures_as_plain_geometry_does(
    world: World, database: Database, squares: Path
) -> None:
    index = BoundaryIndex(boundaries_from_file(squares).boundaries)
    with make_sessions(database.seeds)() as db:
        for metres in (0, HALF - 1, HALF + 1, 10_000):
            point = RdPoint(UTRECHT.x, UTRECHT.y + metres)
            expected = index.metres_outside("0344", point)
            measured = repository.metres_outside(db, "0344", point)
            assert measured == pytest.approx(expected, abs=0.01)
        assert repository.metres_outside(db, "0307", UTRECHT) is None


def test_municipalities_tell_their_regions_and_neighbours(
    utrecht: Caller, world: World, database: Database, tmp_path: Path
) -> None:
    before = utrecht.get("/municipalities/0344").json()
    assert before["neighbourCodes"] is None
    assert len(before["regionIds"]) == 1
    path = tmp_path / "boundaries.geojson"
    path.write_text(json.dumps(collection("0344", "0310", "0014")))
    assert command(database, path).exit_code == 0
    rows = {row["code"]: row for row in utrecht.get("/municipalities").json()["municipalities"]}
    assert len(rows) == 342
    assert list(rows) == sorted(rows)
    index = BoundaryIndex(boundaries_from_file(path).boundaries)
    for code, near in index.neighbours().items():
        assert set(rows[code]["neighbourCodes"]) == near
    assert rows["0344"]["neighbourCodes"] == ["0310"]
    assert rows["0356"]["neighbourCodes"] is None
    assert rows["0344"] == utrecht.get("/municipalities/0344").json()
    region = utrecht.get(f"/regions/{rows['0344']['regionIds'][0]}").json()
    assert "0344" in {member["municipalityCode"] for member in region["municipalities"]}


def test_a_municipality_that_is_not_there_is_not_found(utrecht: Caller) -> None:
    assert utrecht.get("/municipalities/9999").status_code == 404
    assert faults(utrecht.get("/municipalities/x")) == {"path.code": "string_pattern_mismatch"}
    assert utrecht.get("/municipalities?limit=3").status_code == 400
