"""Places: what is let, on which terms, and the states it goes through."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import pytest
from builders import (
    DAY,
    make_organisation,
    make_place,
    make_policy,
    make_property,
    make_proposal,
    make_provider,
    make_request,
    make_round,
)
from conftest import Caller, World
from registrations import LETTING, faults, make_home, place_body, property_body, registered
from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.codes.contracts import ContractForm
from matching.codes.places import PlaceKind
from service.actor import SYSTEM, Actor
from service.audit import service as audit
from service.codelists.decisions import ProposalState
from service.codelists.organisations import OrganisationKind
from service.codelists.places import PlaceState
from service.db import make_sessions
from service.errors import Conflict
from service.models import Household, Organisation, Place
from service.places.workflow import MOVES, Mover, move


def path_of(row: dict[str, Any]) -> str:
    return f"/places/{row['id']}"


@pytest.fixture
def home(corporation: Caller) -> dict[str, Any]:
    """A place as the API answered to its registration."""
    return make_home(corporation)


def in_state(world: World, row: dict[str, Any], state: PlaceState) -> None:
    """Puts a place where the workflow of others would have brought it."""
    with make_sessions(world.database.seeds).begin() as db:
        place = db.scalars(
            select(Place).where(Place.owner_reference == row["ownerReference"])
        ).one()
        place.state = state


def test_a_place_tells_all_its_terms_its_address_and_where_it_is(
    corporation: Caller, home: dict[str, Any]
) -> None:
    read = corporation.get(path_of(home))
    assert (read.status_code, read.headers["ETag"]) == (200, '"1"')
    assert read.json() == home
    assert home["state"] == "AVAILABLE"
    assert home["address"] == {
        "street": "Europalaan",
        "houseNumber": 93,
        "houseNumberSuffix": None,
        "postcode": "3526KP",
        "town": "Utrecht",
        "municipalityCode": "0344",
    }
    assert home["precision"] == "ADDRESS"
    assert home["geometry"] == {"type": "Point", "coordinates": [5.10696041, 52.06415055]}


def test_every_term_comes_back_as_it_was_sent(corporation: Caller) -> None:
    at = registered(corporation, "/properties", property_body())
    sent = place_body(
        at["id"],
        kind="FLEX_HOME",
        housingFirst=True,
        minPersons=2,
        maxPersons=5,
        childrenAllowed=False,
        ageBands=["AGE_21_22", "AGE_18_20"],
        forbids=["SMOKING", "PETS"],
        requires=["WOMEN_ONLY"],
        accessibility="STEP_FREE",
        contractForms=["INTERMEDIARY", "OMKLAP"],
        tenureTitle="FLEX",
        permitNumber="Z-2026/é",
        permitUntilDate="2031-12-31",
        rentCents=70_000,
        serviceCostsCents=1_234,
        maximumRentCents=71_302,
        rentPoints=130,
        socialRent=False,
        rentAllowancePossible=False,
        careTypes=["AMBULANT", "NAZORG"],
        careLevel="INTENSIVE",
        period={"startDate": "2026-12-01", "endDate": "2031-12-30"},
        minStayDays=180,
    )
    row = registered(corporation, "/places", sent)
    assert {name: row[name] for name in sent} == sent


def test_a_change_touches_what_was_sent_and_needs_the_version_that_was_read(
    corporation: Caller, home: dict[str, Any]
) -> None:
    changed = corporation.patch(path_of(home), {"rentCents": 59_900, "forbids": ["PETS"]}, '"1"')
    expected = {"rentCents": 59_900, "forbids": ["PETS"], "version": 2}
    assert changed.json() == home | expected
    assert changed.headers["ETag"] == '"2"'
    assert corporation.patch(path_of(home), {"rentCents": 1}, '"1"').status_code == 412
    assert corporation.patch(path_of(home), {"rentCents": 1}, None).status_code == 428
    assert corporation.get(path_of(home)).json() == changed.json()


def test_terms_that_cannot_be_are_all_named_and_nothing_is_kept(corporation: Caller) -> None:
    at = registered(corporation, "/properties", property_body())
    body = place_body(
        at["id"], tenureTitle="VACANCY_ACT", kind="PRIVATE_ROOM", minPersons=3, rentCents=0
    )
    assert faults(corporation.post("/places", body)) == {
        "body.permitNumber": "permit_number_needed",
        "body.permitUntilDate": "permit_date_needed",
        "body.propertyId": "landlord_lives_elsewhere",
        "body.rentCents": "lease_has_rent",
        "body.maxPersons": "persons_in_order",
    }
    assert corporation.get("/places").json()["places"] == []


def test_a_change_is_held_against_the_whole_place(
    corporation: Caller, home: dict[str, Any]
) -> None:
    answer = corporation.patch(path_of(home), {"tenureTitle": "HOSPITA"}, '"1"')
    assert faults(answer) == {
        "body.kind": "hospita_room",
        "body.propertyId": "landlord_lives_elsewhere",
    }
    answer = corporation.patch(path_of(home), {"maximumRentCents": 59_999}, '"1"')
    assert faults(answer) == {"body.rentCents": "rent_above_maximum"}
    answer = corporation.patch(path_of(home), {"rentPoints": None}, '"1"')
    assert faults(answer) == {"body.rentPoints": "rent_limit_needed"}
    assert corporation.get(path_of(home)).json() == home


WRONG_FORMS: list[tuple[str, Any]] = [
    ("rentCents", "650"),
    ("rentCents", 650.5),
    ("rentCents", -1),
    ("rentCents", True),
    ("maxPersons", 0),
    ("maxPersons", 21),
    ("childrenAllowed", "yes"),
    ("contractForms", []),
    ("contractForms", ["OMKLAP", "OMKLAP"]),
    ("contractForms", ["NO_SUCH_FORM"]),
    ("kind", "HOUSING_FIRST"),
    ("period", {"startDate": "2026-02-30"}),
    ("period", {"startDate": "2026-02-02", "endDate": "2026-02-01"}),
    ("permitUntilDate", "2026-12-01T00:00:00Z"),
    ("ownerReference", "a\u0000b"),
    ("ownerReference", " "),
    ("state", "OCCUPIED"),
    ("draft", None),
]


def test_a_field_of_the_wrong_form_is_named(corporation: Caller) -> None:
    at = registered(corporation, "/properties", property_body())
    for field, value in WRONG_FORMS:
        answer = corporation.post("/places", place_body(at["id"]) | {field: value})
        assert all(where.startswith(f"body.{field}") for where in faults(answer)), field
    assert corporation.get("/places").json()["places"] == []


def test_the_property_must_be_ones_own(corporation: Caller, world: World) -> None:
    rival = world.organisation(OrganisationKind.CORPORATION, "Woonstichting Elders")
    theirs = registered(rival, "/properties", property_body())
    for unknown in (theirs["id"], "00000000-0000-4000-8000-000000000009"):
        answer = corporation.post("/places", place_body(unknown))
        assert faults(answer) == {"body.propertyId": "reference_unknown"}


def test_a_draft_is_the_owners_own_until_it_is_published(
    corporation: Caller, utrecht: Caller
) -> None:
    row = make_home(corporation, draft=True)
    assert row["state"] == "DRAFT"
    assert utrecht.get(path_of(row)).status_code == 404
    published = corporation.patch(path_of(row), {"draft": False}, '"1"')
    assert (published.json()["state"], published.headers["ETag"]) == ("AVAILABLE", '"2"')
    assert utrecht.get(path_of(row)).status_code == 200
    back = corporation.patch(path_of(row), {"draft": True}, '"2"')
    assert back.json()["state"] == "DRAFT"


def test_a_withdrawn_place_stands_in_no_list_and_can_be_brought_back(
    corporation: Caller, home: dict[str, Any]
) -> None:
    assert corporation.delete(path_of(home), '"1"').status_code == 204
    assert corporation.get("/places").json()["places"] == []
    listed = corporation.get("/places", params={"state": "WITHDRAWN"}).json()["places"]
    assert [row["id"] for row in listed] == [home["id"]]
    assert corporation.delete(path_of(home), '"2"').status_code == 409
    assert corporation.patch(path_of(home), {"rentCents": 1}, '"2"').status_code == 409
    back = corporation.patch(path_of(home), {"draft": False, "rentCents": 50_000}, '"2"')
    assert back.json() == home | {"rentCents": 50_000, "version": 3}


@pytest.mark.parametrize("state", [PlaceState.OFFERED, PlaceState.OCCUPIED])
def test_nobody_withdraws_or_takes_back_a_home_that_people_count_on(
    world: World, corporation: Caller, home: dict[str, Any], state: PlaceState
) -> None:
    in_state(world, home, state)
    assert corporation.delete(path_of(home), '"2"').status_code == 409
    assert corporation.patch(path_of(home), {"draft": True}, '"2"').status_code == 409
    assert corporation.get(path_of(home)).json()["state"] == state


@pytest.mark.parametrize("state", [PlaceState.OFFERED, PlaceState.OCCUPIED])
def test_who_says_again_that_a_place_is_no_draft_asks_for_no_move(
    world: World, corporation: Caller, home: dict[str, Any], state: PlaceState
) -> None:
    """A client that sends its form whole says so with every change."""
    in_state(world, home, state)
    whole = {name: home[name] for name in place_body(home["propertyId"]) if name != "propertyId"}
    for sent in ({"draft": False}, whole | {"draft": False}):
        answer = corporation.patch(path_of(home), sent, '"2"')
        assert (answer.status_code, answer.json()) == (200, home | {"state": state, "version": 2})
    other = corporation.patch(path_of(home), whole | {"draft": False, "rentCents": 1}, '"2"')
    assert other.status_code == 409
    assert corporation.get(path_of(home)).json()["state"] == state


@pytest.mark.parametrize(
    "change",
    [{"rentCents": 50_000}, {"serviceCostsCents": 1}, {"contractForms": ["OMKLAP"]}],
)
def test_terms_stand_still_while_the_place_is_offered(
    world: World, corporation: Caller, home: dict[str, Any], change: dict[str, Any]
) -> None:
    in_state(world, home, PlaceState.OFFERED)
    answer = corporation.patch(path_of(home), change, '"2"')
    assert answer.status_code == 409
    assert "offered" in answer.json()["detail"]
    own = corporation.patch(path_of(home), {"ownerReference": "vhe-1"}, '"2"')
    assert own.status_code == 200
    in_state(world, {"ownerReference": "vhe-1"}, PlaceState.AVAILABLE)
    assert corporation.patch(path_of(home), change, '"4"').status_code == 200


def test_the_life_of_a_place_is_the_table_and_nothing_else(session: Session) -> None:
    place = make_place(session)
    session.info["actor"] = SYSTEM
    for by, start, end in product(Mover, PlaceState, PlaceState):
        place.state = start
        if (start, end) in MOVES[by]:
            move(session, place, end, by)
            assert place.state is end
        else:
            with pytest.raises(Conflict):
                move(session, place, end, by)
            assert place.state is start


def test_an_owner_moves_no_place_that_people_count_on_and_nobody_else_one_it_withdrew() -> None:
    by_owner = {state for step in MOVES[Mover.OWNER] for state in step}
    by_housing = {state for step in MOVES[Mover.HOUSING] for state in step}
    assert by_owner == set(PlaceState) - {PlaceState.OFFERED, PlaceState.OCCUPIED}
    assert by_housing == set(PlaceState) - {PlaceState.DRAFT, PlaceState.WITHDRAWN}


def test_a_place_goes_from_draft_to_a_home_and_back(session: Session) -> None:
    place = make_place(session, state=PlaceState.DRAFT)
    session.info["actor"] = SYSTEM
    life = ("AVAILABLE", "OFFERED", "AVAILABLE", "OFFERED", "OCCUPIED", "AVAILABLE", "WITHDRAWN")
    for state in life:
        own = state == "WITHDRAWN" or place.state is PlaceState.DRAFT
        move(session, place, PlaceState(state), Mover.OWNER if own else Mover.HOUSING)
    assert [line.action for line in audit.gathered(session)] == [
        "publish",
        "offer",
        "free",
        "offer",
        "occupy",
        "free",
        "withdraw",
    ]


def test_who_may_register_a_place_and_who_sees_one_near(
    one_of_each_kind: list[Caller], home: dict[str, Any]
) -> None:
    for caller in one_of_each_kind:
        kind = caller.actor.kind
        decides = kind.value.endswith("MUNICIPALITY")
        assert caller.get(path_of(home)).status_code == (200 if decides else 404), kind
        assert len(caller.get("/places").json()["places"]) == (1 if decides else 0), kind
        status = caller.post("/places", place_body(home["propertyId"])).status_code
        assert status == (400 if kind.value in LETTING else 403), kind
        assert caller.patch(path_of(home), {"rentCents": 1}, '"1"').status_code in {403, 404}
        assert caller.delete(path_of(home), '"1"').status_code in {403, 404}


def test_a_hosts_address_opens_to_a_care_provider_when_the_proposal_is_shared(
    world: World, utrecht: Caller
) -> None:
    """Until then the provider sees neither the room nor the house; rivals never do."""
    with make_sessions(world.database.seeds).begin() as db:
        host = make_organisation(db, OrganisationKind.HOST)
        provider = make_provider(db)
        house = make_property(db, host, street="Kerkstraat", house_number=7, landlord_lives_in=True)
        room = make_place(db, house, kind=PlaceKind.PRIVATE_ROOM)
        household = Household(
            organisation_id=provider.id, provider_reference="h", ages_recorded_date=DAY, traits=[]
        )
        db.add(household)
        db.flush()
        request = make_request(db, household)
        municipality = db.get_one(Organisation, utrecht.id)
        make_policy(db, municipality)
        proposal = make_proposal(db, make_round(db, municipality), request, room)
        asked, ids = (
            works_at(world, provider),
            (f"/places/{room.id}", f"/properties/{house.id}"),
        )
        rival = works_at(world, make_provider(db))
    assert [asked.get(path).status_code for path in ids] == [404, 404]
    with make_sessions(world.database.seeds).begin() as db:
        db.merge(proposal).state = ProposalState.APPROVED
    assert [asked.get(path).status_code for path in ids] == [200, 200]
    assert asked.get(ids[0]).json()["address"]["street"] == "Kerkstraat"
    assert [rival.get(path).status_code for path in ids] == [404, 404]


def works_at(world: World, organisation: Organisation) -> Caller:
    return world.caller(Actor("somebody@test", organisation.id, organisation.kind))


@pytest.fixture
def various(world: World, corporation: Caller) -> list[Place]:
    """Places that differ in all that the list can be filtered by."""
    with make_sessions(world.database.seeds).begin() as db:
        owner = db.get_one(Organisation, corporation.id)
        other = make_organisation(db, OrganisationKind.HOST)
        houses = [
            make_property(db, owner),
            make_property(db, owner, municipality_code="0356"),
            make_property(db, other),
        ]
        return [
            make_place(
                db,
                houses[n % 3],
                state=list(PlaceState)[n % 5],
                kind=(PlaceKind.SELF_CONTAINED, PlaceKind.GROUP)[n % 2],
                housing_first=n % 4 == 0,
                min_persons=1 + n % 2,
                max_persons=2 + n % 4,
                rent_cents=50_000 + 1_000 * n,
                contract_forms=[list(ContractForm)[n % 4], ContractForm.INTERMEDIARY],
            )
            for n in range(30)
        ]


FILTERS: list[tuple[dict[str, str], Any]] = [
    ({"state": "OFFERED"}, lambda p: p.state is PlaceState.OFFERED),
    ({"kind": "GROUP"}, lambda p: p.kind is PlaceKind.GROUP),
    ({"housingFirst": "true"}, lambda p: p.housing_first),
    ({"housingFirst": "false"}, lambda p: not p.housing_first),
    ({"contractForm": "OMKLAP"}, lambda p: ContractForm.OMKLAP in p.contract_forms),
    ({"persons": "1"}, lambda p: p.min_persons == 1),
    ({"persons": "4"}, lambda p: p.max_persons >= 4),
    ({"maxRentCents": "60000"}, lambda p: p.rent_cents <= 60_000),
]


def test_the_list_holds_the_places_that_pass_the_filter_and_no_others(
    corporation: Caller, various: list[Place]
) -> None:
    own = [place for place in various if place.organisation_id == corporation.id]
    for query, passes in FILTERS:
        found = corporation.get("/places", params=query | {"limit": "500"}).json()["places"]
        standing = [p for p in own if "state" in query or p.state is not PlaceState.WITHDRAWN]
        expected = {str(place.id) for place in standing if passes(place)}
        assert expected, query
        assert {row["id"] for row in found} == expected, query


def test_filters_by_owner_municipality_and_property_hold_together(
    utrecht: Caller, corporation: Caller, various: list[Place]
) -> None:
    seen = utrecht.get("/places", params={"limit": "500"}).json()["places"]
    hidden = {PlaceState.DRAFT, PlaceState.WITHDRAWN}
    assert {row["id"] for row in seen} == {str(p.id) for p in various if p.state not in hidden}
    query = {"organisationId": str(corporation.id), "municipalityCode": "0356", "kind": "GROUP"}
    found = utrecht.get("/places", params=query).json()["places"]
    assert found
    for row in found:
        assert row["organisationId"] == str(corporation.id)
        assert (row["address"]["municipalityCode"], row["kind"]) == ("0356", "GROUP")
    one = utrecht.get("/places", params={"propertyId": found[0]["propertyId"]}).json()["places"]
    assert {row["propertyId"] for row in one} == {found[0]["propertyId"]}


def test_dates_are_days_and_an_open_end_is_null(corporation: Caller) -> None:
    row = make_home(corporation, period={"startDate": "2026-12-01", "endDate": "2026-12-31"})
    assert row["period"] == {"startDate": "2026-12-01", "endDate": "2026-12-31"}
    assert make_home(corporation)["period"]["endDate"] is None
    assert date.fromisoformat(row["period"]["endDate"]).day == 31
