"""Bulk intake: all of a file or nothing, reported by row and column, and safe to repeat."""

import csv
import io
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from audit_lines import lines
from conftest import Caller
from counted_queries import Queries
from handed_in import Desk, Row, hand_in, rows_of, sheet
from hypothesis import given
from hypothesis import strategies as st
from isolated_databases import Database
from registrations import property_body
from sqlalchemy.exc import OperationalError, ProgrammingError
from workers import until, working

from service.cli import main
from service.db import transaction
from service.intake import csv_rows, faults, service, sheets, takeover
from service.intake.columns.table import read_row
from service.intake.csv_rows import UnreadableFile, has_more_rows, rows
from service.intake.job import run
from service.intake.report import harmless
from service.intake.subjects import SUBJECTS
from service.jobs import GivenBack, Work
from service.period import Period

DOCS = Path(__file__).parents[2] / "docs"
KEYS = {"places": "eenheidnummer", "requests": "aanvraag"}
PARENTS = {"places": "pandnummer", "requests": "huishouden"}


@pytest.fixture
def places(database: Database, corporation: Caller) -> Desk:
    """Where the housing association hands in its places."""
    return Desk(database, corporation, "places")


@pytest.fixture
def requests(database: Database, provider: Caller) -> Desk:
    """Where the care provider hands in its requests."""
    return Desk(database, provider, "requests")


@pytest.fixture(params=["places", "requests"])
def desk(request: pytest.FixtureRequest) -> Desk:
    """Either."""
    found: Desk = request.getfixturevalue(request.param)
    return found


def many(subject: str, count: int) -> list[Row]:
    """Rows with references of their own."""
    examples = rows_of(subject)
    return [
        examples[n % 3] | {KEYS[subject]: f"row-{n}", PARENTS[subject]: f"parent-{n}"}
        for n in range(count)
    ]


def in_english(subject: str, rows: list[Row]) -> list[Row]:
    """The same rows under the English names, written in capitals."""
    english = {column.nl: column.en.upper() for column in SUBJECTS[subject].table.columns}
    return [{english[name]: cell for name, cell in row.items()} for row in rows]


def on_record(database: Database, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.admin_dsn) as connection:
        return connection.execute(query.encode()).fetchall()


def test_the_files_in_the_documentation_are_those_that_the_columns_make() -> None:
    for name, text in sheets.files():
        assert (DOCS / name).read_bytes().decode() == text, f"{name}: run service.intake.sheets"
    written = (DOCS / "importing.md").read_text()
    assert sheets.page(written) == written
    for subject in SUBJECTS.values():
        assert all(f"**{column.nl}**" in written for column in subject.table.columns)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_no_two_columns_can_be_taken_for_each_other(subject: str) -> None:
    columns = SUBJECTS[subject].table.columns
    names = [{column.nl.casefold(), column.en.casefold()} for column in columns]
    assert len(set().union(*names)) == sum(map(len, names))
    assert len({column.field for column in columns}) == len(columns)
    assert not [name for both in names for name in both if "," in name or ";" in name]


def test_the_filled_example_is_taken_in_by_a_worker_and_again_changes_nothing(
    desk: Desk,
) -> None:
    content = (DOCS / f"import-{desk.subject}-example.csv").read_bytes()
    ends = []
    with working(desk.database):
        for _ in range(2):
            answer = hand_in(desk.caller, desk.subject, content)
            assert (answer.status_code, answer.json()["state"]) == (202, "QUEUED")
            path = answer.headers["Location"].removeprefix("/v1")
            until(lambda path=path: desk.caller.get(path).json()["state"] != "QUEUED")
            ends.append(desk.caller.get(path).json())
    counts = [(e["state"], e["createdRows"], e["changedRows"], e["unchangedRows"]) for e in ends]
    assert counts == [("DONE", 3, 0, 0), ("DONE", 0, 0, 3)]
    assert {row["version"] for row in desk.all()} == {1}


def test_a_row_means_the_same_as_registering_it_by_hand(places: Desk, corporation: Caller) -> None:
    at = property_body(
        ownerReference="by-hand",
        street="Voorbeeldstraat",
        houseNumber=12,
        houseNumberSuffix="bis",
        bagId="0344200000128086",
        neighbourhoodCode="BU03440711",
        complexReference="complex-7",
        complexUnits=60,
        geometry={"type": "Point", "coordinates": [5.0955, 52.0640]},
    )
    made = corporation.post("/properties", at)
    assert made.status_code == 201, made.text
    by_hand = corporation.post(
        "/places",
        {
            "propertyId": made.json()["id"],
            "ownerReference": "vhe-by-hand",
            "kind": "SELF_CONTAINED",
            "minPersons": 1,
            "maxPersons": 3,
            "childrenAllowed": True,
            "accessibility": "SINGLE_FLOOR",
            "contractForms": ["OWN_NAME", "OMKLAP"],
            "tenureTitle": "INDEFINITE",
            "rentCents": 71302,
            "serviceCostsCents": 3500,
            "rentPoints": 128,
            "socialRent": True,
            "rentAllowancePossible": True,
            "period": {"startDate": "2026-12-01"},
        },
    )
    assert by_hand.status_code == 201, by_hand.text
    places.counts([rows_of("places")[0]])
    by_file = next(row for row in places.all() if row["ownerReference"] == "vhe-100293")
    own = {"id", "propertyId", "ownerReference"}
    assert {k: v for k, v in by_file.items() if k not in own} == {
        k: v for k, v in by_hand.json().items() if k not in own
    }


def test_a_request_by_file_has_its_household_and_what_it_wants_to_live_near(
    requests: Desk,
) -> None:
    requests.counts(rows_of("requests"))
    first = next(row for row in requests.all() if row["providerReference"] == "aanvraag-2041")
    assert first["state"] == "ACTIVE"
    assert first["consentGivenAt"].startswith("2026-10-30T12:00:00")
    assert first["anchors"] == [
        {
            "kind": "WORK",
            "geometry": {
                "type": "Point",
                "coordinates": pytest.approx([5.1214, 52.0907], abs=1e-6),
            },
            "maxMetres": 8000,
            "must": False,
        }
    ]
    households = requests.caller.get("/households").json()["households"]
    bands = {one["providerReference"]: [m["ageBand"] for m in one["members"]] for one in households}
    assert bands["cl-2043"] == ["AGE_27_PLUS", "UNDER_18", "UNDER_18"]


def test_a_later_file_changes_only_what_differs(desk: Desk) -> None:
    first = many(desk.subject, 6)
    assert desk.counts(first) == (6, 0, 0)
    cell = {"places": {"servicekosten": "12,50"}, "requests": {"netto huur hoogstens": "299"}}
    later = [row | cell[desk.subject] if n == 4 else row for n, row in enumerate(first)]
    assert desk.counts([*later, many(desk.subject, 7)[6]]) == (1, 1, 5)
    key = {"places": "ownerReference", "requests": "providerReference"}[desk.subject]
    assert {row[key]: row["version"] for row in desk.all()} == {
        f"row-{n}": 2 if n == 4 else 1 for n in range(7)
    }


def test_a_change_of_what_a_row_belongs_to_is_a_change_of_the_row(desk: Desk) -> None:
    first = many(desk.subject, 2)
    desk.counts(first)
    cell = {"places": {"straat": "Andere straat"}, "requests": {"leeftijden": "23 tot en met 26"}}
    since = {"dakloos sinds": "2026-06-01"} if desk.subject == "requests" else {}
    assert desk.counts([first[0] | cell[desk.subject] | since, first[1]]) == (0, 1, 1)


def test_a_list_in_a_cell_is_replaced_and_only_there(requests: Desk) -> None:
    first = many("requests", 3)
    requests.counts(first)
    later = [first[0] | {"dichtbij hoogstens meter": "900"}, *first[1:]]
    assert requests.counts(later) == (0, 1, 2)
    anchors = {row["providerReference"]: row["anchors"] for row in requests.all()}
    assert [a["maxMetres"] for a in anchors["row-0"]] == [900]
    assert [a["maxMetres"] for a in anchors["row-2"]] == [5000]
    without = {name: "" for name in first[0] if name.startswith("dichtbij")}
    assert requests.counts([first[0] | without, *first[1:]]) == (0, 1, 2)
    assert {r["providerReference"]: len(r["anchors"]) for r in requests.all()}["row-0"] == 0


def test_what_the_file_has_no_column_for_stays_as_it_was(places: Desk) -> None:
    row = many("places", 1)[0] | {"beschikbaar tot en met": "2030-12-31", "BAG-id": ""}
    places.counts([row])
    shorter = {k: v for k, v in row.items() if k not in {"beschikbaar tot en met", "servicekosten"}}
    assert places.counts([shorter]) == (0, 0, 1)
    assert places.counts([shorter | {"WWS-punten": "130"}]) == (0, 1, 0)
    (kept,) = places.all()
    assert (kept["period"]["endDate"], kept["serviceCostsCents"], kept["rentPoints"]) == (
        "2030-12-31",
        3500,
        130,
    )
    emptied = places.take_in([row | {"servicekosten": ""}])
    assert (emptied["state"], places.all()[0]["serviceCostsCents"]) == ("DONE", 0)


def test_the_point_that_is_known_is_kept_while_the_address_is_the_same(places: Desk) -> None:
    row = many("places", 1)[0]
    places.counts([row])
    looked_up = row | {"lengtegraad": "", "breedtegraad": ""}
    assert places.counts([looked_up]) == (0, 0, 1)
    assert places.all()[0]["precision"] == "ADDRESS"
    assert places.counts([looked_up | {"huisnummer": "14"}]) == (0, 1, 0)
    assert places.all()[0]["precision"] in {"POSTCODE", "MUNICIPALITY"}


def test_a_point_in_a_file_as_it_was_read_is_no_change_and_no_address(places: Desk) -> None:
    row = many("places", 1)[0] | {"lengtegraad": "", "breedtegraad": ""}
    places.counts([row])
    (before,) = places.all()
    longitude, latitude = before["geometry"]["coordinates"]
    as_read = row | {"lengtegraad": str(longitude), "breedtegraad": str(latitude)}
    assert places.counts([as_read]) == (0, 0, 1)
    assert places.all() == [before]
    assert places.counts([as_read | {"straat": "Andere straat"}]) == (0, 1, 0)
    assert places.all()[0]["precision"] == before["precision"] != "ADDRESS"
    beside = as_read | {"straat": "Andere straat", "breedtegraad": str(latitude + 1e-5)}
    assert places.counts([beside]) == (0, 1, 0)
    assert places.all()[0]["precision"] == "ADDRESS"
    assert places.counts([beside]) == (0, 0, 1)


def test_everything_wrong_is_said_by_row_and_column_and_nothing_is_written(
    places: Desk,
) -> None:
    good = many("places", 5)
    bad = [
        good[0],
        good[1] | {"kale huur": "1.228", "beschikbaar vanaf": "31-02-2027", "huurtitel": "x"},
        good[2] | {"postcode": "0123AB", "maximum aantal personen": "0", "kale huur": "200000"},
        good[3] | {"kale huur": "900", "gemeente": "Bergen", "straat": "a" * 121},
        good[4] | {"breedtegraad": "", "lengtegraad": "5,1", "straat": "a\u200bb"},
    ]
    assert places.faults(bad) == [
        (3, "huurtitel", "not_a_code"),
        (3, "kale huur", "not_an_amount"),
        (3, "beschikbaar vanaf", "not_a_day"),
        (4, "postcode", "wrong_form"),
        (4, "maximum aantal personen", "too_small"),
        (4, "kale huur", "too_large"),
        (5, "gemeente", "municipality_unclear"),
        (5, "straat", "too_long"),
        (6, "straat", "invisible_character"),
        (6, "lengtegraad", "location_half"),
    ]
    assert places.all() == []


WRONG_PLACES: list[tuple[Row, str, str]] = [
    ({"kale huur": "900", "maximale huur": "700"}, "kale huur", "rent_above_maximum"),
    ({"WWS-punten": "", "maximale huur": ""}, "WWS-punten", "rent_limit_needed"),
    ({"huurtitel": "VACANCY_ACT"}, "vergunningnummer", "permit_number_needed"),
    ({"beschikbaar tot en met": "2026-11-30"}, "beschikbaar vanaf", "period_order"),
    ({"huisnummer": ""}, "huisnummer", "house_number_needed"),
    ({"huisnummer": "12a"}, "huisnummer", "not_a_number"),
    ({"huisnummer": "١٢"}, "huisnummer", "not_a_number"),
    ({"contractvormen": "OMKLAP | omklap"}, "contractvormen", "named_twice"),
    ({"contractvormen": "OMKLAP|OMKLAP"}, "contractvormen", "named_twice"),
    ({"contractvormen": "|"}, "contractvormen", "too_few"),
    ({"leeftijden": " | "}, "leeftijden", "too_few"),
    ({"lengtegraad": "6,5", "breedtegraad": "53,2"}, "lengtegraad", "far_from_municipality"),
    ({"lengtegraad": "52,1", "breedtegraad": "5,1"}, "lengtegraad", "axes_swapped"),
    ({"beschikbaar vanaf": ""}, "beschikbaar vanaf", "required"),
    ({"eenheidnummer": ""}, "eenheidnummer", "required"),
    ({"huurtoeslag mogelijk": "misschien"}, "huurtoeslag mogelijk", "not_yes_or_no"),
    ({"beschikbaar vanaf": "2500-01-01"}, "beschikbaar vanaf", "year_impossible"),
    ({"buurtcode": "BU05990001"}, "buurtcode", "neighbourhood_elsewhere"),
    ({"gemeente": "Atlantis"}, "gemeente", "not_a_municipality"),
    ({"WWS-punten": "12,5"}, "WWS-punten", "not_a_number"),
    ({"breedtegraad": "52° 3"}, "breedtegraad", "not_a_degree"),
]
WRONG_REQUESTS: list[tuple[Row, str, str]] = [
    ({"financiering": ""}, "financiering", "funding_disagrees"),
    ({"zwaarte begeleiding": ""}, "zwaarte begeleiding", "care_level_disagrees"),
    ({"urgentie": "medisch"}, "urgentienummer", "urgency_incomplete"),
    ({"leeftijden": "21 en 22"}, "dakloos sinds", "homeless_since_needed"),
    ({"leeftijden": " | "}, "leeftijden", "too_few"),
    ({"contractvormen": "|"}, "contractvormen", "too_few"),
    ({"wacht sinds": "2190-01-01"}, "wacht sinds", "waiting_since_in_future"),
    ({"peildatum leeftijden": "2190-01-01"}, "peildatum leeftijden", "ages_recorded_in_future"),
    ({"brengt mee": "WOMEN_ONLY | MEN_ONLY"}, "brengt mee", "women_and_men_only"),
    ({"dichtbij lengtegraad": ""}, "dichtbij lengtegraad", "location_half"),
    ({"dichtbij": ""}, "dichtbij", "required"),
    ({"dichtbij breedtegraad": "48,8"}, "dichtbij lengtegraad", "outside_netherlands"),
]


def each_wrong(subject: str, cases: list[tuple[Row, str, str]]) -> list[Row]:
    """A row for each case, right but for its cells."""
    key, parent = KEYS[subject], PARENTS[subject]
    own = [{key: f"row-{n}", parent: f"parent-{n}"} for n in range(len(cases))]
    return [rows_of(subject)[0] | own[n] | cells for n, (cells, _, _) in enumerate(cases)]


def test_a_place_is_held_against_the_rules_of_the_api(places: Desk) -> None:
    found = places.faults(each_wrong("places", WRONG_PLACES))
    for number, (cells, column, code) in enumerate(WRONG_PLACES, 2):
        assert (number, column, code) in found, cells


def test_a_request_is_held_against_the_rules_of_the_api(requests: Desk) -> None:
    found = requests.faults(each_wrong("requests", WRONG_REQUESTS))
    for number, (cells, column, code) in enumerate(WRONG_REQUESTS, 2):
        assert (number, column, code) in found, cells


def test_both_languages_say_what_is_wrong_and_neither_repeats_the_cell(places: Desk) -> None:
    ended = places.take_in([rows_of("places")[0] | {"kale huur": "zevenhonderd"}])
    (fault,) = ended["faults"]
    assert fault["nl"] == "Schrijf een bedrag in euro's, zoals 650 of 713,02."
    assert fault["en"] == "Write an amount in euros, such as 650 or 713.02."
    assert "zevenhonderd" not in str(ended)


def test_a_house_number_that_cannot_be_read_is_one_fault(places: Desk) -> None:
    ended = places.take_in([rows_of("places")[0] | {"huisnummer": "12a", "toevoeging": "bis"}])
    (fault,) = ended["faults"]
    assert (fault["column"], fault["code"]) == ("huisnummer", "not_a_number")


def test_at_most_a_thousand_faults_are_kept_and_the_rest_is_counted(places: Desk) -> None:
    bad = [row | {"kale huur": "x", "huurtitel": "x"} for row in many("places", 700)]
    ended = places.take_in(bad)
    assert (len(ended["faults"]), ended["faultCount"], ended["rows"]) == (1000, 1400, 700)
    text = places.caller.get(f"/imports/{ended['id']}/report").text
    assert text.splitlines()[-1] == ";;and_more;En nog 400 fouten.;And 400 more faults."


def test_nothing_is_read_after_a_thousand_faults_and_the_report_says_so(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faults, "MOST_FAULTS", 10)
    monkeypatch.setattr(takeover, "CHUNK", 10)
    row = many(desk.subject, 1)[0]
    ended = desk.take_in(60 * [row])
    told = [(fault["row"], fault["code"]) for fault in ended["faults"]]
    assert told[0] == (None, "too_many_faults")
    assert (len(told), max(number or 0 for number, _ in told) < 22) == (11, True)
    assert (ended["state"], ended["rows"] <= 20) == ("REFUSED", True)
    lines = desk.caller.get(f"/imports/{ended['id']}/report").text.splitlines()
    assert lines[1].startswith(";;too_many_faults;Er zijn zo veel fouten dat")


def test_a_first_row_of_far_too_many_names_is_not_read_to_its_end(places: Desk) -> None:
    names = sheets.template(SUBJECTS["places"].table).encode().strip()
    for wrong in (b";straat", b";?"):
        ended = places.take_in(names + 20_000 * wrong + b"\r\nx")
        assert (len(ended["faults"]), ended["faults"][0]["code"]) == (1_001, "too_many_faults")


def test_a_file_of_too_many_rows_is_refused_before_any_is_held_against_the_rules(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(takeover, "MOST_ROWS", 1_234)
    kept = sheet(many(desk.subject, 1_234))
    empty = b"\r\n" + b";" * kept.partition(b"\n")[0].count(b";")
    assert not has_more_rows(kept + 5 * empty, 1_234)
    assert has_more_rows(kept, 1_233)
    monkeypatch.setattr(csv_rows, "SHEET_ROWS", 1_239)
    assert desk.faults(kept + 9 * empty) == [(1_240, None, "too_many_empty_rows")]
    ended = desk.take_in(
        sheet([row | {KEYS[desk.subject]: ""} for row in many(desk.subject, 1_235)])
    )
    (fault,) = ended["faults"]
    assert (fault["row"], fault["code"], ended["rows"]) == (None, "too_many_rows", 0)
    assert "meer dan 1.234 rijen" in fault["nl"]
    assert "more than 1,234 rows" in fault["en"]


def test_a_reference_that_is_there_twice_names_both_rows(desk: Desk) -> None:
    first, second, third = many(desk.subject, 3)
    key = KEYS[desk.subject]
    ended = desk.take_in([first, second, third | {key: first[key]}])
    (fault,) = ended["faults"]
    assert (fault["row"], fault["column"], fault["code"]) == (4, key, "twice_in_file")
    assert "rij 2" in fault["nl"]
    assert "row 2" in fault["en"]


def test_two_requests_for_one_household_are_a_fault(requests: Desk) -> None:
    first, second = many("requests", 2)
    again = second | {"huishouden": first["huishouden"]}
    assert requests.faults([first, again]) == [(3, "huishouden", "twice_in_file")]


def test_rows_with_one_property_share_it_and_say_the_same_about_it(places: Desk) -> None:
    row = many("places", 1)[0]
    rooms = [row | {"eenheidnummer": f"kamer-{n}"} for n in range(3)]
    assert places.counts(rooms) == (3, 0, 0)
    assert len({place["propertyId"] for place in places.all()}) == 1
    differing = [rooms[0], rooms[1], rooms[2] | {"straat": "Elders"}]
    assert places.faults(differing) == [(4, "pandnummer", "differs_in_file")]


def test_without_a_number_rows_share_the_property_at_their_address(places: Desk) -> None:
    row = many("places", 1)[0] | {"pandnummer": ""}
    rooms = [row | {"eenheidnummer": f"kamer-{n}", "huisnummer": str(n // 2 + 1)} for n in range(4)]
    assert places.counts(rooms) == (4, 0, 0)
    assert len({place["propertyId"] for place in places.all()}) == 2
    without_column = [{k: v for k, v in room.items() if k != "pandnummer"} for room in rooms]
    assert places.counts(without_column) == (0, 0, 4)


def test_a_row_does_not_move_to_another_parent(desk: Desk) -> None:
    first, second = many(desk.subject, 2)
    desk.counts([first, second])
    parent = PARENTS[desk.subject]
    assert (2, parent, "moved") in desk.faults([first | {parent: "another"}])


def test_an_offered_place_stands_still_and_a_withdrawn_one_does_not_come_back(
    places: Desk,
) -> None:
    rows = many("places", 3)
    places.counts(rows)
    with psycopg.connect(places.database.admin_dsn) as connection:
        connection.execute("update place set state = 'OFFERED' where owner_reference = 'row-1'")
    assert places.counts(rows) == (0, 0, 3)
    changed = [row | {"servicekosten": "99"} for row in rows]
    assert places.faults(changed) == [(3, "eenheidnummer", "not_changeable")]
    assert {place["serviceCostsCents"] for place in places.all()} == {3500, 6050, 0}
    moved = [rows[0], rows[1] | {"straat": "Elders"}, rows[2]]
    assert places.faults(moved) == [(3, "eenheidnummer", "not_changeable")]

    found = next(p for p in places.all() if p["ownerReference"] == "row-2")
    assert places.caller.delete(f"/places/{found['id']}", '"1"').status_code == 204
    assert places.faults(rows) == [(4, "eenheidnummer", "not_changeable")]


def test_a_property_stands_still_while_another_place_in_it_is_offered(places: Desk) -> None:
    rows = [row | {"pandnummer": "one-house"} for row in rows_of("places")[:1] * 2]
    rows = [row | {"eenheidnummer": f"row-{n}"} for n, row in enumerate(rows)]
    places.counts(rows)
    with psycopg.connect(places.database.admin_dsn) as connection:
        connection.execute("update place set state = 'OFFERED' where owner_reference = 'row-0'")
    assert places.counts(rows[1:]) == (0, 0, 1)
    moved = [row | {"straat": "Elders"} for row in rows[1:]]
    assert places.faults(moved) == [(2, "pandnummer", "not_changeable")]


def test_a_file_changes_no_terms_of_who_lives_there(places: Desk) -> None:
    rows = many("places", 1)
    places.counts(rows)
    with psycopg.connect(places.database.admin_dsn) as connection:
        connection.execute("update place set state = 'OCCUPIED'")
    assert places.counts(rows) == (0, 0, 1)
    for column, value in {"kale huur": "700", "servicekosten": "99"}.items():
        assert places.faults([rows[0] | {column: value}]) == [(2, column, "lived_in")]
    both = rows[0] | {"kale huur": "700", "servicekosten": "99"}
    faults = places.faults([both])
    assert sorted(faults) == [(2, "kale huur", "lived_in"), (2, "servicekosten", "lived_in")]
    for_the_next = rows[0] | {"maximum aantal personen": "4"}
    assert places.counts([for_the_next]) == (0, 1, 0)


def test_a_stay_that_was_agreed_keeps_the_end_of_the_period_that_cuts_it_short(
    places: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [row | {"beschikbaar tot en met": "31-12-2035"} for row in many("places", 1)]
    places.counts(rows)
    with psycopg.connect(places.database.admin_dsn) as connection:
        connection.execute("update place set state = 'OCCUPIED'")
    stay = Period.of(date(2027, 1, 1), date(2031, 12, 31))
    monkeypatch.setattr("service.placements.repository.stay_at", lambda db, place: stay)
    cut, kept = ([rows[0] | {"beschikbaar tot en met": f"{day}-12-2031"}] for day in (30, 31))
    assert places.faults(cut) == [(2, "beschikbaar tot en met", "lived_in")]
    assert places.counts(kept) == (0, 1, 0)


def test_a_household_stands_still_while_a_place_is_offered_to_it(requests: Desk) -> None:
    (row,) = many("requests", 1)
    requests.counts([row])
    grown = [row | {"leeftijden": "27 of ouder | 27 of ouder"}]
    with psycopg.connect(requests.database.admin_dsn) as connection:
        connection.execute("update request set state = 'OFFERED'")
    assert requests.counts([row]) == (0, 0, 1)
    assert requests.faults(grown) == [(2, "huishouden", "not_changeable")]
    with psycopg.connect(requests.database.admin_dsn) as connection:
        connection.execute("update request set state = 'ACTIVE'")
    assert requests.counts(grown) == (0, 1, 0)


def test_a_household_with_an_open_request_gets_no_second_one(requests: Desk) -> None:
    (row,) = many("requests", 1)
    requests.counts([row])
    another = row | {"aanvraag": "row-9"}
    assert requests.faults([another]) == [(2, "huishouden", "open_request")]


def test_a_parked_request_stays_parked(requests: Desk) -> None:
    (row,) = many("requests", 1)
    requests.counts([row])
    found = requests.all()[0]
    parked = {"state": "PARKED", "parkedUntilDate": "2199-01-01"}
    done = requests.caller.patch(f"/requests/{found['id']}", parked, '"1"')
    assert done.status_code == 200, done.text
    assert requests.counts([row | {"netto huur hoogstens": "123"}]) == (0, 1, 0)
    (kept,) = requests.all()
    assert (kept["state"], kept["maxNetRentCents"]) == ("PARKED", 12300)


def test_both_separators_both_languages_and_the_mark_of_excel_are_understood(
    desk: Desk,
) -> None:
    dutch = many(desk.subject, 2)
    assert desk.counts(sheet(dutch, ";")) == (2, 0, 0)
    for written in (sheet(dutch, ","), sheet(in_english(desk.subject, dutch))):
        assert desk.counts("\ufeff".encode() + written) == (0, 0, 2)


@pytest.mark.parametrize(
    ("content", "row", "code"),
    [
        (b"", None, "empty_file"),
        (b" \r\n\r\n", None, "empty_file"),
        (b"PK\x03\x04rest", None, "workbook"),
        ("eenheidnummer;straat".encode("utf-16"), None, "utf_16"),
        ("eenheidnummer;straat\nx;Coöperatie".encode("cp1252"), None, "windows_1252"),
        (b"eenheidnummer;straat\nx;\x81\x8d", None, "not_utf_8"),
        (b"eenheidnummer;straat\nx;\0", None, "not_text"),
        (b"\x89PNG\r\n\x1a\n", None, "not_text"),
        (b"%PDF-1.7\n\xe2\xe3\xcf\xd3\n\x0e\x9c", None, "not_text"),
        (b"\x1f\x8b\x08rest", None, "packed"),
        (b"sep=;\r\neenheidnummer;straat\r\n", 1, "separator_told"),
        (b"eenheidnummer\tstraat\nx\ty", 1, "separator_unclear"),
        (b"eenheidnummer;straat,postcode\nx;y,z", 1, "separator_unclear"),
        (b"eenheidnummer", 1, "separator_unclear"),
    ],
)
def test_what_is_not_plainly_a_csv_file_is_refused_with_a_hint(
    content: bytes, row: int | None, code: str
) -> None:
    with pytest.raises(UnreadableFile) as refused:
        list(rows(content))
    assert (refused.value.row, refused.value.wrong.code) == (row, code)


def test_a_file_that_cannot_be_read_is_refused(places: Desk) -> None:
    assert places.faults("eenheidnummer;straat\nx;Coöperatie".encode("cp1252")) == [
        (None, None, "windows_1252")
    ]


def test_a_header_that_is_wrong_is_told_in_full(places: Desk) -> None:
    row = rows_of("places")[0]
    del row["kale huur"]
    wrong = sheet([row | {"=HYPERLINK()": "x"}]).replace(b"straat;", b"postcode;", 1)
    found = places.faults(wrong)
    assert found == [
        (1, "postcode", "column_twice"),
        (1, "=HYPERLINK()", "column_unknown"),
        (1, "kale huur", "column_missing"),
    ]


def test_a_file_with_no_rows_says_so(places: Desk) -> None:
    assert places.faults(sheets.template(SUBJECTS["places"].table).encode()) == [
        (None, None, "empty_file")
    ]


def test_rows_are_counted_as_a_spreadsheet_counts_them(places: Desk) -> None:
    first, second = many("places", 2)
    lines = sheet([first | {"straat": "over\ntwee regels"}, second | {"kale huur": "x"}])
    header, _, rest = lines.partition(b"\r\n")
    empty = b";" * header.count(b";")
    assert places.faults(header + b"\r\n" + empty + b"\r\n\r\n" + rest) == [
        (4, "straat", "invisible_character"),
        (5, "kale huur", "not_an_amount"),
    ]


def test_broken_quotes_and_rows_of_the_wrong_length_name_their_row(places: Desk) -> None:
    content = sheet(many("places", 3))
    lines = content.split(b"\r\n")
    short = b"\r\n".join([lines[0], lines[1] + b";extra", lines[2], lines[3]])
    assert places.faults(short) == [(2, None, "cells_miscounted")]
    broken = b"\r\n".join([lines[0], lines[1], b'"open' + lines[2], lines[3]])
    assert places.faults(broken) == [(3, None, "quotes_wrong")]
    long = b"\r\n".join([lines[0], lines[1], b"a" * 1_000_000 + lines[2], lines[3]])
    assert places.faults(long) == [(3, None, "cell_too_long")]


def test_a_cell_that_looks_like_a_formula_is_kept_as_text(places: Desk) -> None:
    names = ["=1+1", "+31 30", "-7", "@SUM(A1)"]
    files = zip(many("places", 4), names, strict=True)
    places.counts([row | {"straat": name} for row, name in files])
    assert {row["address"]["street"] for row in places.all()} == set(names)


def test_the_report_carries_out_nothing_in_a_spreadsheet(places: Desk) -> None:
    row = rows_of("places")[0] | {"=cmd|' /C calc'!A0": "x"}
    ended = places.take_in([row])
    answer = places.caller.get(f"/imports/{ended['id']}/report")
    assert answer.headers["Content-Type"].startswith("text/csv")
    text = answer.content.decode("utf-8-sig")
    report = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert report[0]["kolom"] == "'=cmd|' /C calc'!A0"
    assert (report[0]["rij"], report[0]["code"]) == ("1", "column_unknown")


@given(st.text())
def test_no_text_in_a_report_begins_as_a_formula(cell: str) -> None:
    made = harmless(cell)
    assert made[:1] not in {"=", "+", "-", "@", "\t", "\r"}
    assert made.removeprefix("'") == cell.removeprefix("'")


@given(st.binary(max_size=400))
def test_any_bytes_are_rows_or_a_plain_refusal(content: bytes) -> None:
    with suppress(UnreadableFile):
        numbers = [number for number, _ in rows(content)]
        assert numbers == sorted(set(numbers))
        assert numbers[0] == 1


@given(st.sampled_from(sorted(SUBJECTS)), st.data())
def test_any_cells_are_read_or_named_as_wrong(subject: str, data: st.DataObject) -> None:
    columns = SUBJECTS[subject].table.columns
    header = SUBJECTS[subject].table.header([column.nl for column in columns])
    assert not list(header.faults())
    cells = data.draw(st.lists(st.text(max_size=12), min_size=len(columns), max_size=len(columns)))
    reading = read_row(header, 2, cells)
    assert {fault.column for fault in reading.faults} <= {column.nl for column in columns}


@given(st.integers(0, 99_999_99))
def test_an_amount_is_read_as_the_dutch_write_it(cents: int) -> None:
    euros = next(c for c in SUBJECTS["places"].table.columns if c.nl == "kale huur").parse
    whole, rest = divmod(cents, 100)
    dotted = f"{whole:,}".replace(",", ".")
    for written in (f"{whole},{rest:02}", f"€ {whole}.{rest:02}", f"{dotted},{rest:02}"):
        assert euros(written) == cents


def test_only_who_may_write_the_rows_hands_in_a_file_and_only_they_see_it(
    places: Desk, requests: Desk, utrecht: Caller
) -> None:
    content = sheet(rows_of("requests"))
    assert hand_in(places.caller, "requests", content).status_code == 403
    assert hand_in(utrecht, "places", content).status_code == 403
    made = hand_in(requests.caller, "requests", content)
    path = made.headers["Location"].removeprefix("/v1")
    assert places.caller.get(path).status_code == 404
    assert places.caller.get(f"{path}/report").status_code == 404
    assert places.caller.get("/imports").json()["imports"] == []
    (listed,) = requests.caller.get("/imports?subject=requests&state=QUEUED").json()["imports"]
    assert "faults" not in listed


def test_another_kind_of_body_is_415_and_a_large_file_413(places: Desk) -> None:
    content = sheet(rows_of("places"))
    answer = hand_in(places.caller, "places", content, **{"Content-Type": "application/json"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (415, "application/problem+json")
    padded = content + b"\r\n" * 10
    full = padded + b"\n" * (service.MAX_FILE_BYTES - len(padded))
    assert hand_in(places.caller, "places", full).status_code == 202
    refused = hand_in(places.caller, "places", full + b"\n")
    assert (refused.status_code, refused.headers["Content-Type"]) == (
        413,
        "application/problem+json",
    )


def test_a_file_handed_in_twice_with_one_key_is_one_import(places: Desk) -> None:
    content = sheet(rows_of("places"))
    first, again = (
        hand_in(places.caller, "places", content, **{"Idempotency-Key": "week-47"})
        for _ in range(2)
    )
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json()["id"] == again.json()["id"]
    assert len(places.caller.get("/imports").json()["imports"]) == 1


def test_the_file_is_thrown_away_when_it_is_done_with_and_its_audit_lines_stay(
    desk: Desk,
) -> None:
    ended = desk.take_in(rows_of(desk.subject))
    assert on_record(desk.database, "select octet_length(content) from intake") == [(0,)]
    about_people = [("create", "requests", "OK")] * 3 if desk.subject == "requests" else []
    written = [(line.action, line.subject, line.result) for line in lines(desk.database)]
    assert written == [
        ("hand in", "imports", "OK"),
        *about_people,
        ("import", "imports", "DONE"),
    ]
    assert len(ended["contentHash"]) == 64


def test_a_file_costs_the_same_few_statements_whatever_its_length(
    desk: Desk, queries: Queries
) -> None:
    counts = []
    for count in (3, 400):
        answer = hand_in(desk.caller, desk.subject, sheet(many(desk.subject, count)))
        queries.clear()
        run(desk.work(answer.json()["id"]))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_worker_that_stops_or_loses_the_database_leaves_nothing_half_done(
    desk: Desk,
) -> None:
    answer = hand_in(desk.caller, desk.subject, sheet(many(desk.subject, 1_500)))
    work = desk.work(answer.json()["id"])
    stopping = Work(work.actor, work.subject_id, 0, work.sessions, lambda: True)
    with pytest.raises(GivenBack):
        run(stopping)

    def cut(rows: int) -> None:
        with psycopg.connect(desk.database.admin_dsn, autocommit=True) as admin:
            admin.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where pid <> "
                "pg_backend_pid() and datname = current_database() and state <> 'idle'"
            )

    with pytest.raises(OperationalError), transaction(work.sessions, work.actor) as db:
        service.carry_out(db, work.actor, work.subject_id, cut)
    assert desk.all() == []
    assert desk.caller.get(f"/imports/{answer.json()['id']}").json()["state"] == "QUEUED"

    for _ in range(2):  # the queue may hand out a job once more than is needed
        run(work)
    ended = desk.caller.get(f"/imports/{answer.json()['id']}").json()
    assert (ended["state"], ended["createdRows"]) == ("DONE", 1_500)


def spoil(database: Database, statement: str) -> None:
    with psycopg.connect(database.admin_dsn, autocommit=True) as admin:
        admin.execute(statement.encode())


def test_a_collision_with_somebody_else_is_told_and_changes_nothing(desk: Desk) -> None:
    spoil(
        desk.database,
        "alter table audit_event add check (action <> 'import' or result <> 'DONE') not valid",
    )
    assert desk.faults(rows_of(desk.subject)) == [(None, None, "changed_meanwhile")]
    assert desk.all() == []


CHANGES = {
    "place": {"kale huur": "401"},
    "property": {"complexnummer": "complex-9"},
    "request": {"netto huur hoogstens": "401"},
    "household": {"peildatum leeftijden": "2026-10-15"},
}
COLUMNS = {
    "place": "eenheidnummer",
    "property": "pandnummer",
    "request": "aanvraag",
    "household": "huishouden",
}


@pytest.mark.parametrize("table", CHANGES)
def test_what_changed_after_a_row_was_held_against_it_is_not_written_over(
    table: str, request: pytest.FixtureRequest
) -> None:
    """Somebody may have moved in meanwhile, and the rent is theirs now."""
    desk = request.getfixturevalue("places" if table in {"place", "property"} else "requests")
    assert desk.counts(many(desk.subject, 2)) == (2, 0, 0)
    changed = [row | CHANGES[table] for row in many(desk.subject, 2)]
    answer = hand_in(desk.caller, desk.subject, sheet(changed))
    work = desk.work(answer.json()["id"])

    def meanwhile() -> bool:
        spoil(desk.database, f"update {table} set version = version + 1")
        return False

    before = [row | {"version": 2} for row in desk.all()]
    run(Work(work.actor, work.subject_id, 0, work.sessions, meanwhile))
    ended = desk.caller.get(f"/imports/{answer.json()['id']}").json()
    told = [(fault["row"], fault["column"], fault["code"]) for fault in ended["faults"]]
    assert told == [(row, COLUMNS[table], "changed_meanwhile") for row in (2, 3)]
    assert [row | {"version": 2} for row in desk.all()] == before
    assert desk.counts(changed) == (0, 2, 0)


def test_a_fault_of_ours_is_told_and_the_queue_hears_of_it(desk: Desk) -> None:
    answer = hand_in(desk.caller, desk.subject, sheet(rows_of(desk.subject)))
    spoil(desk.database, "alter table property rename to gone")
    spoil(desk.database, "alter table household rename to gone_too")
    with pytest.raises(ProgrammingError):
        run(desk.work(answer.json()["id"]))
    ended = desk.caller.get(f"/imports/{answer.json()['id']}").json()
    assert (ended["state"], ended["faults"][0]["code"]) == ("REFUSED", "our_fault")


def run_until_done(desk: Desk, import_id: str) -> None:
    """As the queue does it again for who waited too long for their turn."""
    while True:
        with suppress(OperationalError):
            return run(desk.work(import_id))


def test_files_with_the_same_rows_at_the_same_moment_write_them_once(desk: Desk) -> None:
    content = sheet(many(desk.subject, 300))
    ids = [hand_in(desk.caller, desk.subject, content).json()["id"] for _ in range(4)]
    with ThreadPoolExecutor(4) as at_once:
        list(at_once.map(partial(run_until_done, desk), ids))
    ends = [desk.caller.get(f"/imports/{one}").json() for one in ids]
    assert sorted((e["state"], e["createdRows"], e["unchangedRows"]) for e in ends) == [
        ("DONE", 0, 300),
        ("DONE", 0, 300),
        ("DONE", 0, 300),
        ("DONE", 300, 0),
    ]


def test_an_address_in_another_municipality_is_a_fault(
    places: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = tmp_path / "postcodes.csv"
    codes.write_text("pc4,woonplaats,lon,lat\n3526,Utrecht,5.1,52.06\n9711,Groningen,6.57,53.22\n")
    monkeypatch.setenv("WOONPLEK_POSTCODES", str(codes))
    row = rows_of("places")[0] | {"lengtegraad": "", "breedtegraad": ""}
    assert places.counts([row]) == (1, 0, 0)
    assert places.all()[0]["precision"] == "POSTCODE"
    elsewhere = row | {"postcode": "9711AB", "pandnummer": "x", "eenheidnummer": "y"}
    assert places.faults([elsewhere]) == [(2, "postcode", "address_elsewhere")]


Woonplek = Callable[..., tuple[int, str, str]]


@pytest.fixture
def woonplek(
    database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Woonplek:
    """The program on this test's database: its exit code and what it says."""
    monkeypatch.setenv("DATABASE_URL", database.dsn)
    monkeypatch.setenv("COLUMNS", "200")

    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["woonplek", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        code = ended.value.code
        words = code if isinstance(code, str) else ""
        return int(bool(code)), said.out, said.err + words

    return call


def test_the_command_line_takes_in_a_file_and_says_what_it_did(
    desk: Desk, woonplek: Woonplek, tmp_path: Path
) -> None:
    file = tmp_path / "week-47.csv"
    file.write_bytes(sheet(rows_of(desk.subject)))
    for said in ("3 nieuw, 0 veranderd, 0 hetzelfde", "0 nieuw, 0 veranderd, 3 hetzelfde"):
        code, out, _ = woonplek("import", desk.subject, file, "--organisation", desk.caller.id)
        assert (code, said in out) == (0, True)
    (first, _) = desk.caller.get("/imports").json()["imports"]
    assert first["fileName"] == "week-47.csv"
    assert first["askedBy"].endswith("on the command line")
    assert {line.origin for line in lines(desk.database)} == {"cli"}


def test_the_command_line_shows_the_report_and_ends_with_an_error(
    places: Desk, woonplek: Woonplek, tmp_path: Path
) -> None:
    file = tmp_path / "week-47.csv"
    file.write_bytes(sheet([rows_of("places")[0] | {"kale huur": "x", "[red]": "1"}]))
    code, out, _ = woonplek("import", "places", file, "--organisation", places.caller.id)
    assert code == 1
    assert "Er is niets ingelezen: 1 fout." in out
    assert "[red]" in out
    assert places.all() == []


def test_the_command_line_says_in_one_line_what_it_cannot_do(
    places: Desk, requests: Desk, woonplek: Woonplek, tmp_path: Path
) -> None:
    file = tmp_path / "places.csv"
    file.write_bytes(sheet(rows_of("places")))
    code, _, error = woonplek("import", "places", file, "--organisation", uuid4())
    assert (code, error.strip()) == (1, "woonplek: There is no organisation with this id.")
    code, _, error = woonplek("import", "requests", file, "--organisation", places.caller.id)
    assert (code, "may not hand in requests" in error) == (1, True)
    file.write_bytes(b" " * (service.MAX_FILE_BYTES + 1))
    code, _, error = woonplek("import", "places", file, "--organisation", places.caller.id)
    assert (code, "is larger than 20 MiB" in error) == (1, True)
