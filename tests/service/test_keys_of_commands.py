"""P4: whose command an Idempotency-Key is, and who gets its answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from conftest import Caller, World
from matching_table import MatchingTable

from service.clock import today
from service.codelists.organisations import OrganisationKind

KEY = {"Idempotency-Key": "1"}
Body = dict[str, Any]


def household(reference: str) -> Body:
    members = [{"ageBand": "AGE_27_PLUS"}]
    return {
        "providerReference": reference,
        "agesRecordedDate": "2026-01-15",
        "members": members,
        "traits": [],
    }


@pytest.fixture
def provider(world: World) -> Caller:
    return world.organisation(OrganisationKind.CARE_PROVIDER, "Opvang")


@pytest.fixture
def other(world: World) -> Caller:
    return world.organisation(OrganisationKind.CARE_PROVIDER, "Een andere opvang")


def asked(caller: Caller, reference: str = "A-1") -> Any:
    return caller.post("/households", household(reference), headers=KEY)


def references(caller: Caller) -> list[str]:
    return [each["providerReference"] for each in caller.get("/households").json()["households"]]


def test_one_key_of_two_organisations_is_two_commands(provider: Caller, other: Caller) -> None:
    mine, theirs = asked(provider), asked(other)
    assert (mine.status_code, theirs.status_code) == (201, 201)
    assert mine.json()["organisationId"] == str(provider.id)
    assert theirs.json()["organisationId"] == str(other.id)
    assert mine.json()["id"] != theirs.json()["id"]
    for caller, made in ((provider, mine), (other, theirs)):
        assert (asked(caller).json(), asked(caller).headers["location"]) == (
            made.json(),
            made.headers["location"],
        )
        assert references(caller) == ["A-1"]


@pytest.mark.parametrize("reference", ["A-1", "A-2"])
def test_a_colleague_with_the_same_key_neither_sees_the_answer_nor_does_it_again(
    world: World, provider: Caller, reference: str
) -> None:
    made = asked(provider)
    colleague = world.caller(replace(provider.actor, user="collega"))
    refused = asked(colleague, reference)
    assert (refused.status_code, "location" in refused.headers) == (409, False)
    assert "used before for another request" in refused.json()["detail"]
    assert made.json()["id"] not in refused.text
    own = colleague.post("/households", household("A-3"), headers={"Idempotency-Key": "2"})
    assert own.status_code == 201
    assert asked(provider).json() == made.json()
    assert sorted(references(provider)) == ["A-1", "A-3"]


def test_the_same_key_with_another_body_is_refused_and_does_nothing(provider: Caller) -> None:
    made = asked(provider)
    refused = asked(provider, "A-2")
    assert refused.status_code == 409
    assert made.json()["id"] not in refused.text
    assert references(provider) == ["A-1"]


def withdrawn(world: World, caller: Caller) -> Caller:
    with psycopg.connect(world.database.admin_dsn) as admin:
        admin.execute("update organisation set withdrawn_at = now() where id = %s", [caller.id])
    return caller


def in_another_role(world: World, caller: Caller) -> Caller:
    return world.caller(replace(caller.actor, kind=OrganisationKind.CORPORATION))


@pytest.mark.parametrize("changed", [withdrawn, in_another_role])
def test_who_has_its_role_no_more_gets_no_answer_of_before(
    world: World, provider: Caller, changed: Callable[[World, Caller], Caller]
) -> None:
    made = asked(provider)
    refused = asked(changed(world, provider))
    assert refused.status_code == 403
    assert made.json()["id"] not in refused.text


def test_who_had_a_mandate_reads_by_its_key_what_it_did_and_nothing_newer(
    table: MatchingTable, nieuwegein: Caller
) -> None:
    mandate = {"mandatedId": str(nieuwegein.id), "period": {"startDate": str(today())}}
    given = table.municipality.post("/mandates", mandate)
    case = table.proposal()
    path = f"/proposals/{case.id}/decisions"
    made = nieuwegein.post(path, case.decision("APPROVED"), headers=KEY)
    assert made.status_code == 201, made.text
    gone = table.municipality.delete(f"/mandates/{given.json()['id']}", given.headers["etag"])
    assert gone.status_code == 204, gone.text
    assert nieuwegein.get(f"/proposals/{case.id}").status_code == 404
    again = nieuwegein.post(path, case.decision("APPROVED"), headers=KEY)
    assert (again.status_code, again.content) == (201, made.content)
    other = nieuwegein.post(path, case.decision("APPROVED"), headers={"Idempotency-Key": "2"})
    assert other.status_code in {403, 404}
