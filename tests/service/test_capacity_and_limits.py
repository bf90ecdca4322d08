"""What providers can carry, and what municipalities limit."""

from typing import Any

import pytest
from conftest import Caller, World

from service.codelists.organisations import OrganisationKind
from service.reference.service import corop_id

Body = dict[str, Any]
THIS_YEAR = {"startDate": "2026-01-01", "endDate": "2026-12-31"}
NEXT_YEAR = {"startDate": "2027-01-01"}
UTRECHT_REGION = str(corop_id("17"))


def faults(answer: Any) -> list[tuple[str, str]]:
    assert answer.status_code == 400, answer.text
    return [(fault["where"], fault["code"]) for fault in answer.json()["errors"]]


@pytest.fixture
def slots() -> Body:
    return {
        "team": "Team Noord",
        "regionId": UTRECHT_REGION,
        "careType": "AMBULANT",
        "slots": 12,
        "period": THIS_YEAR,
    }


def test_a_provider_registers_changes_and_withdraws_its_slots(
    provider: Caller, utrecht: Caller, corporation: Caller, slots: Body
) -> None:
    made = provider.post("/support-capacities", slots)
    assert made.status_code == 201, made.text
    path = made.headers["Location"].removeprefix("/v1")
    assert utrecht.get(path).json() == made.json()
    assert corporation.get(path).status_code == 404

    changed = provider.patch(path, {"slots": 0}, made.headers["ETag"])
    assert changed.json() == made.json() | {"slots": 0, "version": 2}
    assert provider.patch(path, {"careType": "NAZORG"}, '"2"').status_code == 400
    assert provider.delete(path, '"2"').status_code == 204
    assert provider.get("/support-capacities").json()["supportCapacities"] == []


def test_slots_are_of_a_kind_of_support_in_a_region(provider: Caller, slots: Body) -> None:
    none = provider.post("/support-capacities", slots | {"careType": "NONE"})
    assert faults(none) == [("body.careType", "care_type_none")]
    nowhere = provider.post("/support-capacities", slots | {"regionId": str(provider.id)})
    assert faults(nowhere) == [("body.regionId", "reference_unknown")]


def test_what_holds_on_a_day_can_be_asked_for(provider: Caller, slots: Body) -> None:
    for period in (THIS_YEAR, NEXT_YEAR):
        made = provider.post("/support-capacities", slots | {"period": period})
        assert made.status_code == 201, made.text

    def found(query: str) -> list[Body]:
        rows = provider.get(f"/support-capacities?{query}").json()["supportCapacities"]
        return sorted((row["period"] for row in rows), key=lambda p: p["startDate"])

    this_year, next_year = THIS_YEAR, NEXT_YEAR | {"endDate": None}
    assert found("validOn=2026-12-31") == [this_year]
    assert found("validOn=2027-01-01") == [next_year]
    assert found("validOn=2025-12-31") == []
    assert found("careType=AMBULANT") == [this_year, next_year]
    assert found("careType=NAZORG") == []
    assert provider.get("/support-capacities?validOn=1").status_code == 400


def test_a_provider_has_one_lease_budget_at_a_time(
    provider: Caller, utrecht: Caller, corporation: Caller
) -> None:
    made = provider.post("/lease-budgets", {"leases": 25, "period": THIS_YEAR})
    assert made.status_code == 201, made.text
    overlapping = {"leases": 5, "period": {"startDate": "2026-12-31"}}
    again = provider.post("/lease-budgets", overlapping)
    assert again.status_code == 409
    assert again.json()["detail"] == "There is a lease budget in this period."
    assert provider.post("/lease-budgets", {"leases": 5, "period": NEXT_YEAR}).status_code == 201
    assert len(utrecht.get("/lease-budgets").json()["leaseBudgets"]) == 2
    assert corporation.get("/lease-budgets").json()["leaseBudgets"] == []


def test_a_municipality_speaks_for_its_own_neighbourhoods(
    world: World, utrecht: Caller, nieuwegein: Caller
) -> None:
    capacity = {"neighbourhoodCode": "BU03440711", "placements": 4, "period": THIS_YEAR}
    made = utrecht.post("/neighbourhood-capacities", capacity)
    assert made.status_code == 201, made.text
    elsewhere = nieuwegein.post("/neighbourhood-capacities", capacity)
    assert faults(elsewhere) == [("body.neighbourhoodCode", "neighbourhood_elsewhere")]
    assert utrecht.post("/neighbourhood-capacities", capacity).status_code == 409
    for wrong in (
        "WK034407",
        "BU0344",
        "bu03440711",
        "BU\u0660\u0663\u0664\u0664\u0660\u0667\u0661\u0661",
    ):
        answer = utrecht.post("/neighbourhood-capacities", capacity | {"neighbourhoodCode": wrong})
        assert [where for where, _ in faults(answer)] == ["body.neighbourhoodCode"]


def test_by_mandate_it_speaks_for_others(utrecht: Caller, nieuwegein: Caller) -> None:
    mandate = {"mandatedId": str(utrecht.id), "period": {"startDate": "2026-01-01"}}
    assert nieuwegein.post("/mandates", mandate).status_code == 201
    capacity = {"neighbourhoodCode": "BU03560101", "placements": 4, "period": THIS_YEAR}
    assert utrecht.post("/neighbourhood-capacities", capacity).status_code == 201


def test_a_housing_first_rule_is_a_warning_at_twenty_percent_unless_said_otherwise(
    utrecht: Caller, corporation: Caller, provider: Caller
) -> None:
    rule = {
        "ownerId": str(corporation.id),
        "complexReference": "complex-12",
        "period": THIS_YEAR,
    }
    made = utrecht.post("/housing-first-rules", rule)
    assert made.status_code == 201, made.text
    assert (made.json()["maxPercent"], made.json()["hard"]) == (20, False)
    path = made.headers["Location"].removeprefix("/v1")
    assert corporation.get(path).json() == made.json()
    assert provider.get(path).status_code == 404
    assert utrecht.post("/housing-first-rules", rule).status_code == 409
    stricter = utrecht.patch(path, {"maxPercent": 100, "hard": True}, '"1"')
    assert (stricter.json()["maxPercent"], stricter.json()["hard"]) == (100, True)
    assert utrecht.patch(path, {"maxPercent": 101}, '"2"').status_code == 400
    not_an_owner = utrecht.post("/housing-first-rules", rule | {"ownerId": str(utrecht.id)})
    assert faults(not_an_owner) == [("body.ownerId", "wrong_kind")]


def test_a_quota_has_numbers_in_order(
    utrecht: Caller, nieuwegein: Caller, corporation: Caller
) -> None:
    quota = {
        "ownerId": str(corporation.id),
        "contractForm": "OWN_NAME",
        "maximum": 40,
        "period": THIS_YEAR,
    }
    made = utrecht.post("/quotas", quota)
    assert made.status_code == 201, made.text
    path = made.headers["Location"].removeprefix("/v1")
    assert corporation.get(path).json() == made.json()
    assert nieuwegein.get(path).status_code == 404

    assert faults(utrecht.patch(path, {"minimum": 41}, '"1"')) == [
        ("body.maximum", "numbers_out_of_order")
    ]
    assert faults(utrecht.patch(path, {"minimumPercent": 20, "maximum": 0}, '"1"')) == [
        ("body.maximum", "numbers_out_of_order")
    ]
    assert faults(utrecht.patch(path, {"maximum": None}, '"1"')) == [
        ("body.minimum", "number_needed")
    ]
    assert utrecht.patch(path, {"minimum": 40}, '"1"').status_code == 200
    without = {name: value for name, value in quota.items() if name != "maximum"}
    assert faults(utrecht.post("/quotas", without)) == [("body.minimum", "number_needed")]
    share = {"minimumPercent": 20, "youthOnly": True}
    assert faults(utrecht.patch(path, share, '"2"')) == [("body.minimumPercent", "two_minimums")]
    made = utrecht.post("/quotas", without | share)
    assert (made.status_code, made.json()["minimumPercent"]) == (201, 20)
    assert utrecht.post("/quotas", without | {"minimumPercent": 101}).status_code == 400
    of_a_municipality = utrecht.post("/quotas", quota | {"ownerId": str(nieuwegein.id)})
    assert faults(of_a_municipality) == [("body.ownerId", "wrong_kind")]
    nowhere = utrecht.post("/quotas", quota | {"placeMunicipalityCode": "9999"})
    assert faults(nowhere) == [("body.placeMunicipalityCode", "reference_unknown")]


@pytest.mark.parametrize(
    ("path", "writers"),
    [
        ("/households", {OrganisationKind.CARE_PROVIDER}),
        ("/requests", {OrganisationKind.CARE_PROVIDER}),
        ("/request-groups", {OrganisationKind.CARE_PROVIDER}),
        ("/support-capacities", {OrganisationKind.CARE_PROVIDER}),
        ("/lease-budgets", {OrganisationKind.CARE_PROVIDER}),
        *(
            (path, {OrganisationKind.MUNICIPALITY, OrganisationKind.CENTRE_MUNICIPALITY})
            for path in (
                "/neighbourhood-capacities",
                "/housing-first-rules",
                "/quotas",
                "/policies",
            )
        ),
    ],
)
def test_only_the_right_kind_of_organisation_may_write(
    world: World, path: str, writers: set[OrganisationKind]
) -> None:
    """A well-formed body is needed to come so far: the example of the OpenAPI document is one."""
    document = world.client.get("/v1/openapi.json").json()
    body = document["paths"][f"/v1{path}" if f"/v1{path}" in document["paths"] else path]["post"][
        "requestBody"
    ]["content"]["application/json"]["example"]
    for kind in OrganisationKind:
        municipality = "0344" if kind is OrganisationKind.MUNICIPALITY else None
        municipality = "0363" if kind is OrganisationKind.CENTRE_MUNICIPALITY else municipality
        caller = world.organisation(kind, kind.en, municipality)
        answer = caller.post(path, body)
        assert (answer.status_code == 403) is (kind not in writers), answer.text


def test_a_group_with_open_requests_stays(provider: Caller, corporation: Caller) -> None:
    from test_requests import asked_for, household_of

    made = provider.post("/request-groups", {"kind": "TOGETHER", "name": "vrienden"})
    assert made.status_code == 201, made.text
    group = made.headers["Location"].removeprefix("/v1")
    asked = provider.post("/requests", asked_for(household_of(provider), groupId=made.json()["id"]))
    assert provider.delete(group, '"1"').status_code == 409
    request = asked.headers["Location"].removeprefix("/v1")
    assert provider.patch(request, {"groupId": None}, '"1"').status_code == 200
    assert provider.delete(group, '"1"').status_code == 204
    again = provider.patch(request, {"groupId": made.json()["id"]}, '"2"')
    assert faults(again) == [("body.groupId", "group_unknown")]
    assert corporation.get(group).status_code == 404
