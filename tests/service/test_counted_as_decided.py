"""What a limit counted of a household is counted until the end, whatever is recorded of it later,
and who still lives somewhere is protected until its last day there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from builders import (
    make_agreement,
    make_household,
    make_housing_first_rule,
    make_property,
    make_quota,
    make_request,
    make_support_capacity,
    region_of,
)
from handed_in import Desk, hand_in, rows_of, sheet
from matching_table import START, Case, MatchingTable
from pydantic.alias_generators import to_camel
from test_together import approved, proposed
from test_while_offered import known_as, patched, property_of

from matching.codes.care import CareLevel, CareType
from matching.codes.households import AgeBand
from service.clock import today
from service.codelists.requests import FundingRegime
from service.intake.job import run
from service.jobs import Work
from service.models import Organisation
from service.places.schemas import PlaceIn

LONG = START + timedelta(days=600)
YOUNG = (AgeBand.AGE_18_20,)


def young(table: MatchingTable, **columns: Any) -> UUID:
    """The request of somebody of nineteen."""
    values = {"ages": YOUNG} | columns
    with table.session() as db:
        provider = db.get_one(Organisation, table.provider.id)
        household = make_household(db, provider, **values)
        waiting = {"needed_from_date": START, "homeless_since_date": date(2026, 1, 1)}
        return make_request(db, household, **waiting).id


def ended(table: MatchingTable, case: Case, reason: str = "BACK_TO_SHELTER") -> None:
    """The end is recorded, long before it is there."""
    path = f"/placements/{table.placement(case)['id']}/endings"
    answer = table.provider.post(path, {"endDate": str(LONG), "reason": reason})
    assert answer.status_code == 201, answer.text


def refused_for(table: MatchingTable, case: Case) -> set[str]:
    """Why an approval is refused."""
    answer = table.decide(case)
    assert answer.status_code == 409, answer.text
    return {fault["code"] for fault in answer.json()["errors"]}


def quota(table: MatchingTable, **columns: Any) -> None:
    """One at most."""
    with table.session() as db:
        make_quota(db, db.get_one(Organisation, table.municipality.id), maximum=1, **columns)


def a_place_for_youth(table: MatchingTable) -> tuple[Case, Callable[[], Case]]:
    quota(table, youth_only=True)
    return table.approved(request=young(table)), lambda: table.proposal(young(table))


def a_place_from_the_shelter(table: MatchingTable) -> tuple[Case, Callable[[], Case]]:
    quota(table, from_shelter_only=True)
    return table.approved(), table.proposal


def a_share_of_a_complex(table: MatchingTable) -> tuple[Case, Callable[[], Case]]:
    with table.session() as db:
        owner = db.get_one(Organisation, table.owner.id)
        make_property(db, owner, complex_reference="de-toren", complex_units=4)
        municipality = db.get_one(Organisation, table.municipality.id)
        make_housing_first_rule(db, municipality, owner, "de-toren")

    def there() -> Case:
        case = table.proposal(table.household(housing_first=True))
        known_as(table, case, complex_reference="de-toren")
        return table.proposal(case.request_id, case.place_id)

    first = there()
    return table.approved(request=first.request_id, place=first.place_id), there


def a_slot_of_a_team(table: MatchingTable) -> tuple[Case, Callable[[], Case]]:
    care = {"care_type": CareType.AMBULANT, "care_level": CareLevel.LIGHT}
    with table.session() as db:
        provider = db.get_one(Organisation, table.provider.id)
        make_support_capacity(db, provider, region_of(db), care_type=care["care_type"], slots=1)
        make_agreement(db, db.get_one(Organisation, table.owner.id), provider)

    def there(**more: Any) -> Case:
        request = table.household(funding_regime=FundingRegime.WMO, **care)
        return table.proposal(request, support_provider_id=table.provider.id, **more)

    first = there()
    assert table.decide(first).status_code == 201
    return first, there


OLDER = {
    "members": [{"ageBand": "AGE_18_20"}, {"ageBand": "AGE_27_PLUS"}],
    "agesRecordedDate": today().isoformat(),
}
LIMITS: dict[str, tuple[Any, str, str, dict[str, Any]]] = {
    "youth": (a_place_for_youth, "E27_QUOTA", "household", OLDER),
    "shelter": (a_place_from_the_shelter, "E27_QUOTA", "request", {"ethos": "PUBLIC_SPACE"}),
    "share": (a_share_of_a_complex, "E12_SHARE", "request", {"housingFirst": False}),
    "slot": (
        a_slot_of_a_team,
        "E11_CASELOAD",
        "request",
        {"careType": "NONE", "careLevel": "NONE", "fundingRegime": "NONE"},
    ),
}


@pytest.mark.parametrize("limit", LIMITS)
def test_what_is_recorded_later_gives_no_room_back(table: MatchingTable, limit: str) -> None:
    begin, code, kind, change = LIMITS[limit]
    first, another = begin(table)
    table.placed(first)
    ended(table, first)
    assert refused_for(table, another()) == {code}
    about = {"household": first.household_id, "request": first.request_id}[kind]
    assert patched(table.provider, f"/{kind}s/{about}", change).status_code == 200
    assert refused_for(table, another()) == {code}


def test_who_has_grown_older_than_was_recorded_takes_no_place_of_the_young(
    table: MatchingTable,
) -> None:
    quota(table, youth_only=True)
    grown = young(table, ages=(AgeBand.AGE_23_26,), ages_recorded_date=date(2020, 1, 1))
    table.approved(request=grown)
    table.approved(request=young(table))
    assert refused_for(table, table.proposal(young(table))) == {"E27_QUOTA"}


def test_until_the_last_day_that_was_recorded_ahead_all_stays_for_who_lives_there(
    table: MatchingTable,
) -> None:
    case = table.approved()
    table.placed(case)
    ended(table, case, "RESIDENT_NOTICE")
    at = property_of(table, case)
    moved = {"municipalityCode": "0356", "geometry": {"type": "Point", "coordinates": NEARBY}}
    assert "lives here" in patched(table.owner, at, moved).json()["detail"]
    for by, path in (
        (table.owner, f"/places/{case.place_id}"),
        (table.provider, f"/households/{case.household_id}"),
    ):
        answer = by.delete(path, "*")
        assert answer.status_code == 409
        assert "last day" in answer.json()["detail"] or "that day" in answer.json()["detail"]


NEARBY = [5.0807, 52.0292]


def of_the_mate(table: MatchingTable, mate: Case) -> dict[str, str]:
    """A row of a file about this household and what it asks."""
    request = table.provider.get(f"/requests/{mate.request_id}").json()
    household = table.provider.get(f"/households/{mate.household_id}").json()
    return {
        "aanvraag": request["providerReference"],
        "huishouden": household["providerReference"],
        "leeftijden": "27 of ouder",
        "peildatum leeftijden": str(today()),
        "gemeente": "Utrecht",
        "wacht sinds": "2026-06-01",
        "nodig vanaf": str(START),
        "minimaal verblijf in dagen": "700",
        "verblijft nu": "noodopvang",
        "contractvormen": "OWN_NAME",
        "inkomensgroep": "MINIMUM",
        "toestemming op": "2026-06-01",
    }


def test_a_file_changes_nothing_of_a_group_while_a_place_is_offered_to_one_of_it(
    table: MatchingTable,
) -> None:
    cases = proposed(table)
    approved(table, cases[0])
    desk = Desk(table.world.database, table.provider, "requests")
    row = of_the_mate(table, cases[1])
    assert (2, "aanvraag", "group_has_an_offer") in desk.faults([row])
    alone = {name: row[name] for name in row if name != "minimaal verblijf in dagen"}
    assert {code for _, _, code in desk.faults([alone | {"brengt mee": "huisdieren"}])} <= {
        "group_has_an_offer",
        "required",
    }


@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_a_file_moves_no_property_in_which_somebody_lives_or_comes_to_live_meanwhile(
    table: MatchingTable, when: str
) -> None:
    case = table.proposal()
    known_as(table, case, postcode="3526KP", town="Utrecht")
    case = table.approved(place=case.place_id)
    at = table.owner.get(property_of(table, case)).json()
    beside = table.owner.post("/places", place_beside(table, case, at["id"]))
    assert beside.status_code == 201, beside.text
    row = rows_of("places")[0] | {
        "eenheidnummer": "beside",
        "pandnummer": at["ownerReference"],
        "gemeente": "Nieuwegein",
        "woonplaats": "Nieuwegein",
        "postcode": "3431AA",
        "lengtegraad": "5,0807",
        "breedtegraad": "52,0292",
        "buurtcode": "",
    }
    answer = hand_in(table.owner, "places", sheet([row]))
    work = Desk(table.world.database, table.owner, "places").work(answer.json()["id"])
    moves_in = [lambda: table.placed(case)]
    if when == "before":
        moves_in.pop()()

    def meanwhile() -> bool:
        if moves_in:
            moves_in.pop()()
        return False

    run(Work(work.actor, work.subject_id, 0, work.sessions, meanwhile))
    told = table.owner.get(f"/imports/{answer.json()['id']}").json()
    assert told["state"] == "REFUSED"
    expected = {"before": "lived_in", "meanwhile": "changed_meanwhile"}[when]
    assert expected in {fault["code"] for fault in told["faults"]}
    assert table.owner.get(property_of(table, case)).json()["municipalityCode"] == "0344"


def place_beside(table: MatchingTable, case: Case, property_id: str) -> dict[str, Any]:
    """Another free place in the same property, as its owner would register it."""
    like = table.owner.get(f"/places/{case.place_id}").json()
    given = PlaceIn.model_fields
    kept = {to_camel(name): like[to_camel(name)] for name in given if to_camel(name) in like}
    return kept | {"propertyId": property_id, "ownerReference": "beside"}
