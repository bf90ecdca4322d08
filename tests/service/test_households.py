"""Households: who they are stays with their care provider."""

from datetime import timedelta
from typing import Any

import pytest
from conftest import Caller

from service.clock import today


@pytest.fixture
def household() -> dict[str, Any]:
    return {
        "providerReference": "cl-1",
        "agesRecordedDate": "2026-01-15",
        "members": [{"ageBand": "AGE_27_PLUS"}, {"ageBand": "UNDER_18"}],
        "traits": ["PETS"],
    }


def test_a_care_provider_registers_reads_and_changes_a_household(
    provider: Caller, household: dict[str, Any]
) -> None:
    made = provider.post("/households", household)
    assert made.status_code == 201, made.text
    assert {name: made.json()[name] for name in household} == household
    path = made.headers["Location"].removeprefix("/v1")

    smaller = [{"ageBand": "AGE_27_PLUS"}]
    changed = provider.patch(path, {"members": smaller}, made.headers["ETag"])
    assert changed.json()["members"] == smaller
    assert changed.headers["ETag"] != made.headers["ETag"]
    again = provider.patch(path, {"members": smaller}, changed.headers["ETag"])
    assert again.headers["ETag"] == changed.headers["ETag"]
    assert provider.patch(path, {"traits": []}, made.headers["ETag"]).status_code == 412
    weak = provider.patch(path, {"traits": []}, f"W/{changed.headers['ETag']}")
    assert (weak.status_code, "leave out W/" in weak.json()["detail"]) == (412, True)
    assert provider.get(path).json() == changed.json()


def test_nothing_that_tells_who_they_are_is_taken(
    provider: Caller, household: dict[str, Any]
) -> None:
    for field in ("name", "bsn", "dateOfBirth", "nationality"):
        refused = provider.post("/households", household | {field: "x"})
        assert refused.status_code == 400
        assert [fault["where"] for fault in refused.json()["errors"]] == [f"body.{field}"]


def test_each_reference_is_used_once(provider: Caller, household: dict[str, Any]) -> None:
    assert provider.post("/households", household).status_code == 201
    again = provider.post("/households", household)
    assert again.status_code == 409
    assert again.json()["detail"] == "There is a household with this providerReference."
    found = provider.get("/households?providerReference=cl-1").json()["households"]
    assert len(found) == 1
    assert provider.get("/households?providerReference=cl-2").json()["households"] == []


def test_what_cannot_be_true_is_refused(provider: Caller, household: dict[str, Any]) -> None:
    tomorrow = {"agesRecordedDate": str(today() + timedelta(days=1))}
    both = {"traits": ["WOMEN_ONLY", "MEN_ONLY"]}
    answer = provider.post("/households", household | tomorrow | both)
    assert answer.status_code == 400
    codes = {fault["code"] for fault in answer.json()["errors"]}
    assert codes == {"ages_recorded_in_future", "women_and_men_only"}

    made = provider.post("/households", household | {"agesRecordedDate": str(today())})
    path = made.headers["Location"].removeprefix("/v1")
    assert provider.patch(path, both, '"1"').status_code == 400
    assert provider.get(path).json() == made.json()


def test_only_care_providers_register_households(
    corporation: Caller, utrecht: Caller, household: dict[str, Any]
) -> None:
    for caller in (corporation, utrecht):
        assert caller.post("/households", household).status_code == 403


def test_others_see_nothing_of_it(
    provider: Caller, corporation: Caller, utrecht: Caller, household: dict[str, Any]
) -> None:
    path = provider.post("/households", household).headers["Location"].removeprefix("/v1")
    for caller in (corporation, utrecht):
        assert caller.get(path).status_code == 404
        assert caller.get("/households").json()["households"] == []
