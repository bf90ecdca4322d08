"""Who takes part: registered by the platform, seen by everybody."""

from __future__ import annotations

from typing import Any

import pytest
from builders import make_place, make_request, make_round
from conftest import Caller, World
from matching_table import MatchingTable
from registrations import faults, registered

from matching.codes.contracts import ContractForm
from service.actor import PLATFORM_ID
from service.codelists.decisions import RoundState
from service.codelists.organisations import OrganisationKind
from service.codelists.places import PlaceState
from service.codelists.requests import RequestState
from service.db import make_sessions
from service.models import Organisation


def organisation(**changes: Any) -> dict[str, Any]:
    return {"kind": "CORPORATION", "name": "Woonstichting De Brug"} | changes


def test_the_platform_registers_changes_and_withdraws_an_organisation(platform: Caller) -> None:
    sent = organisation(
        kind="CARE_PROVIDER",
        kvkNumber="01234567",
        email="aanmelden@onderdak.example",
        contractForms=["OMKLAP", "INTERMEDIARY"],
    )
    made = platform.post("/organisations", sent)
    assert made.status_code == 201, made.text
    row, path = made.json(), made.headers["Location"].removeprefix("/v1")
    assert {name: row[name] for name in sent} == sent

    changed = platform.patch(path, {"name": "Stichting Onderdak"}, '"1"')
    assert changed.json() == row | {"name": "Stichting Onderdak", "version": 2}
    assert platform.patch(path, {"kind": "CORPORATION"}, '"2"').status_code == 400
    assert platform.delete(path, '"2"').status_code == 204
    assert platform.get(path).json()["withdrawnAt"] is not None


def test_everybody_sees_everybody_and_nobody_else_writes(one_of_each_kind: list[Caller]) -> None:
    ids = {str(caller.id) for caller in one_of_each_kind}
    for caller in one_of_each_kind:
        kind = caller.actor.kind
        rows = caller.get("/organisations", params={"limit": "500"}).json()["organisations"]
        assert {row["id"] for row in rows} == ids | {str(PLATFORM_ID)}
        expected = 201 if kind is OrganisationKind.PLATFORM else 403
        answer = caller.post("/organisations", organisation(name=f"Van {kind.en}"))
        assert answer.status_code == expected
        ids |= {answer.json()["id"]} if expected == 201 else set()
        mine = f"/organisations/{caller.id}"
        assert caller.get(mine).json()["name"] == f"Een {kind.en}"
        if expected == 403:
            assert caller.patch(mine, {"name": "X"}, '"1"').status_code == 403
            assert caller.delete(mine, '"1"').status_code == 403


def test_the_list_is_filtered_by_kind_and_municipality(
    platform: Caller, utrecht: Caller, nieuwegein: Caller, corporation: Caller
) -> None:
    def found(**query: str) -> set[str]:
        rows = platform.get("/organisations", params=query).json()["organisations"]
        return {row["id"] for row in rows}

    assert found(kind="MUNICIPALITY") == {str(utrecht.id), str(nieuwegein.id)}
    assert found(kind="CORPORATION") == {str(corporation.id)}
    assert found(municipalityCode="0356") == {str(nieuwegein.id)}
    assert found(kind="HOST") == set()


def test_what_an_organisation_cannot_be_is_said_at_once(platform: Caller) -> None:
    for body, expected in (
        (organisation(kind="MUNICIPALITY"), {"body.municipalityCode": "municipality_needed"}),
        (organisation(municipalityCode="0344"), {"body.municipalityCode": "no_municipality"}),
        (organisation(contractForms=["OMKLAP"]), {"body.contractForms": "no_contract_forms"}),
        (
            organisation(kind="PLATFORM", municipalityCode="0344", contractForms=["OMKLAP"]),
            {
                "body.kind": "one_platform",
                "body.municipalityCode": "no_municipality",
                "body.contractForms": "no_contract_forms",
            },
        ),
        (organisation(email="secret at home"), {"body.email": "value_error"}),
        (organisation(kvkNumber="1234"), {"body.kvkNumber": "string_pattern_mismatch"}),
    ):
        answer = platform.post("/organisations", body)
        assert faults(answer) == expected
        assert "secret" not in answer.text
    unknown = platform.post(
        "/organisations", organisation(kind="MUNICIPALITY", municipalityCode="9999")
    )
    assert unknown.status_code == 400


def test_a_municipality_takes_part_once(platform: Caller, utrecht: Caller) -> None:
    body = organisation(kind="CENTRE_MUNICIPALITY", name="Utrecht", municipalityCode="0344")
    answer = platform.post("/organisations", body)
    assert answer.status_code == 409
    assert answer.json()["detail"] == "This municipality takes part already."
    assert platform.delete(f"/organisations/{utrecht.id}", '"1"').status_code == 204
    assert platform.post("/organisations", body).status_code == 201


def test_who_has_left_can_do_nothing_any_more(platform: Caller, corporation: Caller) -> None:
    assert corporation.get("/organisations").status_code == 200
    assert platform.delete(f"/organisations/{corporation.id}", '"1"').status_code == 204
    assert corporation.get("/organisations").status_code == 403


def test_who_still_has_places_or_requests_is_not_withdrawn(world: World, platform: Caller) -> None:
    with make_sessions(world.database.seeds).begin() as db:
        place, request = make_place(db), make_request(db)
        paths = [f"/organisations/{row.organisation_id}" for row in (place, request)]
    for path in paths:
        assert platform.delete(path, '"1"').status_code == 409
    with make_sessions(world.database.seeds).begin() as db:
        db.merge(place).state = PlaceState.WITHDRAWN
        db.merge(request).state = RequestState.WITHDRAWN
    for path in paths:
        assert platform.delete(path, '"1"').status_code == 204


def test_who_has_still_to_answer_or_is_waited_for_is_not_withdrawn(
    table: MatchingTable, platform: Caller, nieuwegein: Caller
) -> None:
    """Its answer would be refused, and the place held for nobody."""
    case = table.approved(place=table.place("0356"))
    for caller in (nieuwegein, table.municipality):
        path = f"/organisations/{caller.id}"
        assert platform.delete(path, '"1"').status_code == 409
    assert table.answer(case, "RECEIVING_MUNICIPALITY", nieuwegein).status_code == 201
    assert platform.delete(f"/organisations/{nieuwegein.id}", '"1"').status_code == 204
    assert platform.delete(f"/organisations/{table.municipality.id}", '"1"').status_code == 409


def test_who_decided_by_mandate_stays_as_long_as_the_place_is_held(
    table: MatchingTable, platform: Caller, nieuwegein: Caller
) -> None:
    """The offers are those of who gave the mandate."""
    body = {"mandatedId": str(table.municipality.id), "period": {"startDate": "2020-01-01"}}
    assert nieuwegein.post("/mandates", body).status_code == 201
    case = table.proposal(table.household(municipality_code="0356"))
    assert table.decide(case).status_code == 201
    path = f"/organisations/{table.municipality.id}"
    assert platform.delete(path, '"1"').status_code == 409
    assert table.answer(case, "HOUSEHOLD", answer="DECLINED", reasonCode="PERSONAL")
    assert platform.delete(path, '"1"').status_code == 204


def test_a_municipality_stays_as_long_as_its_round_runs(
    world: World, platform: Caller, utrecht: Caller
) -> None:
    path = f"/organisations/{utrecht.id}"
    with make_sessions(world.database.seeds).begin() as db:
        municipality = db.get_one(Organisation, utrecht.id)
        round = make_round(db, municipality, state=RoundState.QUEUED)
    assert platform.delete(path, '"1"').status_code == 409
    with make_sessions(world.database.seeds).begin() as db:
        db.merge(round).state = RoundState.DONE
    assert platform.delete(path, '"1"').status_code == 204


def test_a_care_provider_keeps_the_contract_form_in_which_a_place_is_offered(
    table: MatchingTable, platform: Caller
) -> None:
    table.agree()
    case = table.with_form(ContractForm.OMKLAP)
    assert table.decide(case).status_code == 201
    path = f"/organisations/{table.provider.id}"
    fewer = {"contractForms": ["TRIPARTITE"]}
    assert platform.patch(path, fewer, '"1"').status_code == 409
    other = platform.patch(path, {"contractForms": ["TRIPARTITE", "OMKLAP"]}, '"1"')
    assert other.status_code == 200, other.text
    table.answer(case, "HOUSEHOLD", answer="DECLINED", reasonCode="PERSONAL")
    assert platform.patch(path, fewer, other.headers["ETag"]).status_code == 200


def test_the_platform_itself_stays(platform: Caller) -> None:
    assert platform.delete(f"/organisations/{PLATFORM_ID}", '"1"').status_code == 409


@pytest.fixture
def mandate(utrecht: Caller, nieuwegein: Caller) -> dict[str, Any]:
    """Nieuwegein lets Utrecht decide."""
    body = {"mandatedId": str(utrecht.id), "period": {"startDate": "2020-01-01"}}
    return registered(nieuwegein, "/mandates", body)


def test_a_municipality_gives_a_mandate_and_takes_it_back(
    utrecht: Caller, nieuwegein: Caller, corporation: Caller, mandate: dict[str, Any]
) -> None:
    path = f"/mandates/{mandate['id']}"
    assert mandate["organisationId"] == str(nieuwegein.id)
    assert corporation.get(path).json() == mandate
    ended = {"period": {"startDate": "2020-01-01", "endDate": "2026-12-31"}}
    assert utrecht.patch(path, ended, '"1"').status_code == 403
    changed = nieuwegein.patch(path, ended, '"1"')
    assert changed.json() == mandate | ended | {"version": 2}
    found = utrecht.get("/mandates", params={"mandatedId": str(utrecht.id)}).json()["mandates"]
    assert found == [changed.json()]
    assert nieuwegein.delete(path, '"2"').status_code == 204
    assert utrecht.get("/mandates").json()["mandates"] == []


def test_only_a_municipality_gives_a_mandate_and_only_to_another(
    one_of_each_kind: list[Caller], utrecht: Caller, corporation: Caller
) -> None:
    period = {"startDate": "2026-01-01"}
    for caller in one_of_each_kind:
        answer = caller.post("/mandates", {"mandatedId": str(utrecht.id), "period": period})
        decides = caller.actor.kind.value.endswith("MUNICIPALITY")
        assert answer.status_code == (201 if decides else 403), caller.actor.kind
    for mandated, code in (
        (utrecht.id, "mandate_to_self"),
        (corporation.id, "not_a_municipality"),
        (PLATFORM_ID, "not_a_municipality"),
    ):
        answer = utrecht.post("/mandates", {"mandatedId": str(mandated), "period": period})
        assert faults(answer) == {"body.mandatedId": code}


def test_two_mandates_to_one_municipality_do_not_overlap(
    nieuwegein: Caller, mandate: dict[str, Any]
) -> None:
    body = {"mandatedId": mandate["mandatedId"], "period": {"startDate": "2026-01-01"}}
    assert nieuwegein.post("/mandates", body).status_code == 409
