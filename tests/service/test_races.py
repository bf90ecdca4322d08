"""Fifty at once over real HTTP on a real database: one wins, the others are told so.

The API runs as it would be deployed, with a pool of ten connections. That no deadlock stands in
PostgreSQL's log is checked after every test.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import httpx
import psycopg
import pytest
from builders import (
    make_housing_first_rule,
    make_neighbourhood_capacity,
    make_place,
    make_property,
)
from conftest import Caller
from fuzzing import many
from identities import Asked, elsewhere, identity
from live_server import Call, counts, crowd, deleting, patching, posting
from matching_table import Case, MatchingTable
from workers import until

from matching.codes.contracts import ContractForm
from matching.codes.households import AgeBand
from service.codelists.organisations import OrganisationKind
from service.models import Household, HouseholdMember, Organisation, Place
from service.webhooks.rules import MOST

CLIENTS = 50
ROUNDS = many(1)
TRIES = 6
ONE_WINNER = {201: 1, 409: CLIENTS - 1}


def deciding(table: MatchingTable, case: Case, **more: Any) -> Call:
    """The municipality approves."""
    path = f"/proposals/{case.id}/decisions"
    return posting(path, table.municipality.token, case.decision(**more))


def answering(table: MatchingTable, case: Case, party: str, by: Caller, **body: Any) -> Call:
    """A party answers; yes unless the body says no."""
    offer = table.offers(case)[party]["id"]
    return posting(f"/offers/{offer}/answers", by.token, {"answer": "ACCEPTED"} | body)


def told(title: str, answers: Sequence[httpx.Response]) -> dict[int, int]:
    """Says what came back (`pytest -s` shows it) and gives the counts."""
    found = counts(answers)
    reasons = Counter(each.json()["detail"] for each in answers if each.status_code >= 400)
    sys.stdout.write(f"{title}: {found} {dict(reasons)}\n")
    return found


def test_of_fifty_clients_that_approve_one_proposal_one_wins(
    table: MatchingTable, address: str
) -> None:
    for _ in range(ROUNDS):
        case = table.proposal()
        answers = crowd(address, [deciding(table, case)] * CLIENTS)
        assert told("fifty clients, one proposal", answers) == ONE_WINNER
        assert table.states(case)["placement"] == "HELD"


def test_of_fifty_proposals_for_one_place_one_wins(table: MatchingTable, address: str) -> None:
    for _ in range(ROUNDS):
        cases = table.proposals(CLIENTS, place=table.place())
        answers = crowd(address, [deciding(table, case) for case in cases])
        assert told("fifty proposals, one place", answers) == ONE_WINNER
        assert table.held_at(cases[0].place_id) == 1


def test_of_fifty_places_for_one_household_one_wins(table: MatchingTable, address: str) -> None:
    for _ in range(ROUNDS):
        cases = table.proposals(CLIENTS, request=table.household())
        answers = crowd(address, [deciding(table, case) for case in cases])
        assert told("one household, fifty places", answers) == ONE_WINNER
        assert sum("placement" in table.states(case) for case in cases) == 1


def test_of_ten_providers_that_ask_for_one_person_one_gets_a_home(
    table: MatchingTable, address: str
) -> None:
    asked = [Asked.at(elsewhere(table)).known() for _ in range(10)]
    cases = [each.proposed() for each in asked]
    answers = crowd(address, [deciding(table, case) for case in cases])
    assert told("ten care providers, one person", answers) == {201: 1, 409: 9}
    assert sum("placement" in table.states(case) for case in cases) == 1


def test_a_crowd_that_waits_for_one_place_keeps_nobody_from_reading(
    table: MatchingTable, address: str
) -> None:
    cases = table.proposals(CLIENTS, place=table.place())
    with ThreadPoolExecutor(1) as pool:
        with table.session() as other, httpx.Client(base_url=address, trust_env=False) as reader:
            other.get_one(Place, cases[0].place_id, with_for_update=True)
            waiting = pool.submit(crowd, address, [deciding(table, case) for case in cases])
            until(lambda: table.so_many_wait(5))
            asked = {"Authorization": f"Bearer {table.municipality.token}"}
            assert reader.get(f"/v1/proposals/{cases[0].id}", headers=asked).status_code == 200
            assert table.so_many_wait(5)
        assert told("fifty that waited", waiting.result()) == ONE_WINNER


def test_of_links_to_one_offer_made_at_once_one_stands(table: MatchingTable, address: str) -> None:
    offer = table.offers(table.approved())["HOUSEHOLD"]["id"]
    path = f"/offers/{offer}/household-links"
    answers = crowd(address, [posting(path, table.provider.token, None)] * 6)
    assert told("six links to one offer", answers) == {201: 6}
    links = table.provider.get(f"/household-links?offerId={offer}").json()["householdLinks"]
    assert [link["withdrawnAt"] is None for link in links].count(True) == 1


def test_endpoints_that_are_registered_at_once_are_no_more_than_the_most(
    table: MatchingTable, address: str
) -> None:
    body = {
        "name": "Zaaksysteem",
        "url": "https://systeem.example/nieuws",
        "eventTypes": ["nl.woonplek.offer.made"],
    }
    call = posting("/webhook-endpoints", table.owner.token, body)
    found = told("two endpoints too many", crowd(address, [call] * (MOST + 2)))
    assert found == {201: MOST, 409: 2}


def test_people_of_one_household_written_down_at_once_do_not_wait_for_each_other(
    table: MatchingTable, address: str
) -> None:
    asked = Asked.at(table)
    body = identity(asked.household_id)
    answers = crowd(address, [posting("/persons", table.provider.token, body)] * 6)
    assert told("six times one person", answers) == {201: 1, 409: 5}


@pytest.mark.long
def test_couples_of_which_each_is_asked_for_twice_neither_double_nor_wait_for_each_other(
    table: MatchingTable, address: str
) -> None:
    """Households of two, in a circle: each shares somebody with the next."""
    names = [f"Persoon{chr(97 + number)}" for number in range(8)]
    cases = []
    for number in range(16):
        asked = Asked.at(elsewhere(table))
        with table.session() as db:
            home = db.get_one(Household, asked.household_id)
            home.members.append(HouseholdMember(ordinal=1, age_band=AgeBand.AGE_27_PLUS))
        for who in (number % 8, (number * 3 + 1) % 8)[:: -1 if number % 2 else 1]:
            asked.written(givenName=names[who])
        cases.append(asked.proposed())
    for _ in range(3):
        answers = crowd(address, [deciding(table, case) for case in cases])
        assert told("sixteen couples, eight people", answers).keys() <= {201, 409}
    with psycopg.connect(table.world.database.admin_dsn) as admin:
        claimed = "select count(*), count(distinct mark) from person_claim"
        found = admin.execute(claimed).fetchone()
    assert found is not None
    assert found[0] == found[1] >= 1


@pytest.mark.long
def test_approvals_that_cross_neither_double_a_place_nor_a_household(
    table: MatchingTable, address: str
) -> None:
    places = [table.place() for _ in range(7)]
    requests = [table.household() for _ in range(7)]
    cases = [table.proposal(request, place) for request in requests for place in places]
    answers = crowd(address, [deciding(table, case) for case in cases])
    assert told("seven households, seven places", answers).keys() <= {201, 409}
    won = [case for case, each in zip(cases, answers, strict=True) if each.status_code == 201]
    assert len({case.place_id for case in won}) == len({case.request_id for case in won})
    assert len({case.place_id for case in won}) == len(won) >= 1


def test_the_last_lease_of_a_budget_is_given_once(table: MatchingTable, address: str) -> None:
    table.agree(leases=1)
    cases = [table.with_form(ContractForm.OMKLAP) for _ in range(10)]
    answers = crowd(address, [deciding(table, case) for case in cases])
    assert told("ten households, one lease", answers) == {201: 1, 409: 9}
    faults = [each.json()["errors"] for each in answers if each.status_code == 409]
    assert all("E06_LEASES" in {fault["code"] for fault in each} for each in faults)


@pytest.fixture
def zeist(table: MatchingTable) -> MatchingTable:
    """Another municipality of the region, with another care provider and the same owner."""
    kinds = OrganisationKind
    municipality = table.world.organisation(kinds.MUNICIPALITY, "Gemeente Zeist", "0355")
    provider = table.world.organisation(kinds.CARE_PROVIDER, "Stichting Elders")
    return replace(table, municipality=municipality, provider=provider)


def nearby(table: MatchingTable, **request: Any) -> Case:
    """A proposal for a place in the neighbourhood and the complex where there is room for one."""
    asked = table.household(**request)
    with table.session() as db:
        owner = db.get_one(Organisation, table.owner.id)
        at = make_property(
            db,
            owner,
            neighbourhood_code="BU03440711",
            complex_reference="de-toren",
            complex_units=5,
        )
        place = make_place(db, at)
    return table.proposal(asked, place.id)


LIMITS: dict[str, tuple[str, dict[str, Any]]] = {
    "neighbourhood": ("E27_NEIGHBOURHOOD", {}),
    "complex": ("E12_SHARE", {"housing_first": True}),
}


@pytest.mark.long
@pytest.mark.parametrize("limit", LIMITS)
def test_the_last_room_of_a_limit_is_given_once_whoever_decides(
    table: MatchingTable, zeist: MatchingTable, address: str, limit: str
) -> None:
    """Two municipalities with rounds of their own, that share neither request nor provider."""
    code, request = LIMITS[limit]
    with table.session() as db:
        municipality, owner = (
            db.get_one(Organisation, each.id) for each in (table.municipality, table.owner)
        )
        if limit == "neighbourhood":
            make_neighbourhood_capacity(db, municipality, "BU03440711", 1)
        else:
            make_housing_first_rule(db, municipality, owner, "de-toren")
    for _ in range(TRIES):
        cases = [
            (table, nearby(table, **request)),
            (zeist, nearby(zeist, municipality_code="0355", **request)),
        ]
        answers = crowd(address, [deciding(by, case) for by, case in cases])
        assert told(f"two municipalities, one {limit}", answers) == {201: 1, 409: 1}
        [refused] = [answer for answer in answers if answer.status_code == 409]
        assert {fault["code"] for fault in refused.json()["errors"]} == {code}
        for by, case in cases:
            by.municipality.post(f"/proposals/{case.id}/withdrawals", {"motivation": "Opnieuw."})


@pytest.mark.long
def test_fifty_times_the_same_command_is_one_decision_with_one_answer(
    table: MatchingTable, address: str
) -> None:
    case = table.proposal()
    call = posting(
        f"/proposals/{case.id}/decisions",
        table.municipality.token,
        case.decision(),
        {"Idempotency-Key": "approve-once"},
    )
    answers = crowd(address, [call] * CLIENTS)
    assert told("fifty times one command", answers) == {201: CLIENTS}
    assert len({answer.content for answer in answers}) == 1
    assert len(table.municipality.get(f"/decisions?proposalId={case.id}").json()["decisions"]) == 1


@pytest.mark.long
def test_two_yeses_at_once_place_the_household_once(table: MatchingTable, address: str) -> None:
    for _ in range(ROUNDS):
        case = table.approved()
        owner = answering(table, case, "OWNER", table.owner)
        household = answering(table, case, "HOUSEHOLD", table.provider)
        assert told("two yeses", crowd(address, [owner, household])) == {201: 2}
        assert table.states(case)["proposal"] == "PLACED"
        assert table.lease(case)["tenant"] == "HOUSEHOLD"


@pytest.mark.long
def test_a_yes_a_no_and_a_withdrawal_at_once_leave_nothing_half_done(
    table: MatchingTable, address: str
) -> None:
    for _ in range(ROUNDS):
        case = table.approved()
        path, body = f"/proposals/{case.id}/withdrawals", {"motivation": "Toch niet."}
        no = {"answer": "DECLINED", "reasonCode": "TOO_FAR_FROM_NETWORK"}
        calls = [
            answering(table, case, "OWNER", table.owner),
            answering(table, case, "HOUSEHOLD", table.provider, **no),
            posting(path, table.municipality.token, body),
        ]
        assert told("yes, no and withdrawal", crowd(address, calls)).keys() <= {201, 409}
        states = table.states(case)
        assert states["proposal"] in {"DECLINED", "WITHDRAWN"}
        assert (states["placement"], states["place"], states["request"]) == (
            "CANCELLED",
            "AVAILABLE",
            "ACTIVE",
        )


@pytest.mark.long
def test_who_is_erased_while_others_decide_is_erased_or_not_and_nobody_waits_for_ever(
    table: MatchingTable, address: str
) -> None:
    """What is proposed to it is approved by some, while its provider withdraws it and has it
    erased: at first the approvals are let in, as it still asks."""
    for _ in range(TRIES):
        cases = table.proposals(3, request=table.household())
        request, household = cases[0].request_id, cases[0].household_id
        token = table.provider.token
        calls = [
            *[deciding(table, case) for case in cases] * 3,
            deleting(f"/requests/{request}", token),
            *[posting(f"/households/{household}/erasures", token, None)] * 3,
        ]
        found = told("nine approvals, a withdrawal, three erasures", crowd(address, calls))
        assert found.keys() <= {201, 204, 404, 409}
        left = table.provider.get(f"/households/{household}").status_code
        held = sum("placement" in table.states(case) for case in cases) if left == 200 else 0
        assert (found.get(201, 0), left) in {(0, 200), (0, 404), (1, 200)}
        assert held == found.get(201, 0)


@pytest.mark.long
def test_changes_of_whatever_version_at_once_are_made_or_told_and_never_called_outdated(
    table: MatchingTable, address: str
) -> None:
    """`If-Match: *` names no version, so none can have been the wrong one."""
    path = f"/places/{table.place()}"
    changes = [patching(path, table.owner.token, {"rentCents": 50_000 + n}) for n in range(CLIENTS)]
    found = told("fifty changes of one place", crowd(address, changes))
    assert found.keys() == {200, 409}
    assert table.owner.get(path).json()["version"] == 1 + found[200]


@pytest.mark.long
def test_who_waits_too_long_for_a_place_is_told_that_somebody_is_at_work_on_it(
    table: MatchingTable,
) -> None:
    case = table.proposal()
    with table.session() as other:
        other.get_one(Place, case.place_id, with_for_update={"key_share": True})
        answer = table.decide(case)
        assert answer.status_code == 409
        assert answer.json()["detail"].startswith("Somebody else is deciding")
    assert table.decide(case).status_code == 201


@pytest.mark.long
def test_a_crowd_larger_than_threads_and_connections_is_served(
    table: MatchingTable, address: str
) -> None:
    headers = {"Authorization": f"Bearer {table.municipality.token}"}

    def read(client: httpx.Client) -> httpx.Response:
        return client.get("/v1/proposals", headers=headers)

    assert counts(crowd(address, [read] * 120)) == {200: 120}
