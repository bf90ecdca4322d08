"""Agreements: the plainest kind of registration, and so the test of what all kinds share."""

from typing import Any

import pytest
from conftest import Caller


@pytest.fixture
def agreement(provider: Caller) -> dict[str, Any]:
    return {
        "providerId": str(provider.id),
        "contractForms": ["OMKLAP", "TRIPARTITE"],
        "period": {"startDate": "2026-01-01"},
    }


def test_an_owner_registers_reads_changes_and_withdraws(
    corporation: Caller, provider: Caller, agreement: dict[str, Any]
) -> None:
    made = corporation.post("/agreements", agreement)
    assert made.status_code == 201, made.text
    path = made.headers["Location"].removeprefix("/v1")
    assert made.headers["ETag"] == '"1"'
    assert provider.get(path).json() == made.json()

    changed = corporation.patch(path, {"contractForms": ["OMKLAP"]}, made.headers["ETag"])
    assert changed.json()["contractForms"] == ["OMKLAP"]
    assert changed.json()["period"] == made.json()["period"]
    assert corporation.patch(path, {"contractForms": ["OMKLAP"]}, '"1"').status_code == 412
    malformed = corporation.patch(path, {"contractForms": ["OMKLAP"]}, "foo")
    assert malformed.status_code == 400
    assert [fault["where"] for fault in malformed.json()["errors"]] == ["header.If-Match"]
    several = corporation.patch(path, {}, '"1", "2"')
    assert several.status_code == 200
    assert corporation.patch(path, {"contractForms": ["OMKLAP"]}, None).status_code == 428

    assert corporation.delete(path, changed.headers["ETag"]).status_code == 204
    assert corporation.get("/agreements").json()["agreements"] == []
    assert corporation.get(path).json()["withdrawnAt"] is not None
    assert corporation.delete(path, '"3"').status_code == 409


def test_a_second_agreement_in_the_same_period_is_a_conflict(
    corporation: Caller, agreement: dict[str, Any]
) -> None:
    assert corporation.post("/agreements", agreement).status_code == 201
    again = corporation.post("/agreements", agreement)
    assert again.status_code == 409
    assert again.json()["detail"] == "There is an agreement with this provider in this period."


def test_others_can_neither_see_nor_write_it(
    corporation: Caller, provider: Caller, platform: Caller, agreement: dict[str, Any]
) -> None:
    path = corporation.post("/agreements", agreement).headers["Location"].removeprefix("/v1")
    assert platform.get(path).status_code == 404
    assert platform.post("/agreements", agreement).status_code == 403
    assert provider.patch(path, {"contractForms": ["OMKLAP"]}, '"1"').status_code == 403


def test_it_is_made_with_a_care_provider(
    corporation: Caller, utrecht: Caller, agreement: dict[str, Any]
) -> None:
    answer = corporation.post("/agreements", agreement | {"providerId": str(utrecht.id)})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["where"] == "body.providerId"


def test_a_command_with_a_key_has_one_effect_and_one_answer(
    corporation: Caller, agreement: dict[str, Any]
) -> None:
    key = {"Idempotency-Key": "agreement-1"}
    first = corporation.post("/agreements", agreement, headers=key)
    again = corporation.post("/agreements", agreement, headers=key)
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["Location"] == first.headers["Location"]
    assert len(corporation.get("/agreements").json()["agreements"]) == 1
    other = corporation.post("/agreements", agreement | {"contractForms": ["OMKLAP"]}, headers=key)
    assert other.status_code == 409


def test_all_that_is_wrong_is_said_at_once_and_nothing_sent_is_repeated(
    corporation: Caller,
) -> None:
    answer = corporation.post(
        "/agreements",
        {"providerId": "secret-1", "contractForms": ["secret-2"], "secret-3": 1, "period": 5},
    )
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    where = {fault["where"] for fault in answer.json()["errors"]}
    assert {"body.providerId", "body.contractForms.0", "body.period"} <= where
    assert "secret-1" not in answer.text
    assert "secret-2" not in answer.text


def test_a_list_goes_on_where_the_page_before_ended(
    corporation: Caller, agreement: dict[str, Any]
) -> None:
    for year in range(2000, 2007):
        period = {"startDate": f"{year}-01-01", "endDate": f"{year}-12-31"}
        assert corporation.post("/agreements", agreement | {"period": period}).status_code == 201
    seen: list[str] = []
    query = "?limit=3"
    while True:
        page = corporation.get(f"/agreements{query}").json()
        seen += [row["id"] for row in page["agreements"]]
        if page["nextCursor"] is None:
            break
        query = f"?limit=3&cursor={page['nextCursor']}"
    assert len(seen) == len(set(seen)) == 7
    assert corporation.get("/agreements?cursor=no").status_code == 400
    assert corporation.get("/agreements?unknown=1").status_code == 400
