"""While a place is offered, all that the offer rests on stands still until the answers are in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from builders import make_agreement
from conftest import Caller
from live_server import Call, counts, crowd, patching, posting
from matching_table import START, WHY, Case, MatchingTable
from sqlalchemy import delete

from matching.codes.contracts import ContractForm
from service.clock import today
from service.models import Agreement, Household, LeaseBudget, Organisation
from service.period import Period

NINE = {"members": [{"ageBand": "AGE_27_PLUS"}] * 9, "agesRecordedDate": str(today())}
TIMES = 10


def patched(caller: Caller, path: str, body: dict[str, Any]) -> Any:
    """A change of the row as it is now."""
    return caller.patch(path, body, caller.get(path).headers["ETag"])


def deleted(caller: Caller, path: str) -> Any:
    """A withdrawal of the row as it is now."""
    return caller.delete(path, caller.get(path).headers["ETag"])


def withdrawing(caller: Caller, path: str) -> Call:
    """A withdrawal of the row in whatever version."""
    headers = {"Authorization": f"Bearer {caller.token}", "If-Match": "*"}
    return lambda client: client.delete(f"/v1{path}", headers=headers)


def deciding(table: MatchingTable, case: Case) -> Call:
    """The municipality approves."""
    path = f"/proposals/{case.id}/decisions"
    return posting(path, table.municipality.token, case.decision())


def test_a_household_does_not_grow_while_it_thinks_about_a_place(table: MatchingTable) -> None:
    case = table.approved(place=table.place(max_persons=1))
    path = f"/households/{case.household_id}"
    for change in (NINE, {"traits": ["PETS"]}, {"agesRecordedDate": "2020-01-01"}):
        answer = patched(table.provider, path, change)
        assert answer.status_code == 409, answer.text
        assert "offered to this household" in answer.json()["detail"]
    table.change(Household, case.household_id, ages_recorded_date=today())
    assert patched(table.provider, path, {"providerReference": "my-own"}).status_code == 200
    table.placed(case)
    assert patched(table.provider, path, NINE).status_code == 200


def test_a_household_may_change_again_after_a_no(table: MatchingTable) -> None:
    case = table.approved()
    table.answer(case, "HOUSEHOLD", answer="DECLINED", reasonCode="PERSONAL")
    assert patched(table.provider, f"/households/{case.household_id}", NINE).status_code == 200


def test_of_an_approval_and_a_change_of_the_household_at_once_one_goes_through(
    table: MatchingTable, address: str
) -> None:
    for _ in range(TIMES):
        case = table.proposal()
        change = patching(f"/households/{case.household_id}", table.provider.token, NINE)
        won = counts(crowd(address, [deciding(table, case), change]))
        assert won in ({200: 1, 409: 1}, {201: 1, 409: 1})


# --- The place


def test_an_owner_does_not_take_a_place_back_from_who_was_promised_it(
    table: MatchingTable,
) -> None:
    """By no word of its own: not as a draft, not as published again, not as withdrawn."""
    case = table.approved()
    path = f"/places/{case.place_id}"
    assert patched(table.owner, path, {"draft": True}).status_code == 409
    assert deleted(table.owner, path).status_code == 409
    assert patched(table.owner, path, {"draft": False}).status_code == 200
    assert table.states(case)["place"] == "OFFERED"
    table.placed(case)
    assert patched(table.owner, path, {"draft": True}).status_code == 409
    assert deleted(table.owner, path).status_code == 409
    assert patched(table.owner, path, {"draft": False}).status_code == 200
    assert table.states(case)["place"] == "OCCUPIED"
    ending = {"endDate": str(START), "reason": "RESIDENT_NOTICE"}
    placement = table.placement(case)["id"]
    assert table.provider.post(f"/placements/{placement}/endings", ending).status_code == 201
    assert table.states(case)["place"] == "AVAILABLE"


def test_an_approval_can_be_withdrawn_whatever_the_owner_said_of_its_place(
    table: MatchingTable,
) -> None:
    case = table.approved()
    patched(table.owner, f"/places/{case.place_id}", {"draft": False})
    path = f"/proposals/{case.id}/withdrawals"
    assert table.municipality.post(path, {"motivation": WHY}).status_code == 201
    assert table.states(case)["place"] == "AVAILABLE"


# --- The property


ELSEWHERE = {
    "street": "Voorbeeldstraat",
    "houseNumber": 12,
    "municipalityCode": "0307",
    "town": "Amersfoort",
    "geometry": {"type": "Point", "coordinates": [5.3872, 52.1561]},
}


def property_of(table: MatchingTable, case: Case) -> str:
    """The path of the property that the place is in."""
    return f"/properties/{table.owner.get(f'/places/{case.place_id}').json()['propertyId']}"


def test_a_property_that_moved_since_the_round_makes_its_proposals_out_of_date(
    table: MatchingTable,
) -> None:
    """The municipality that it moved to was never asked."""
    case = table.proposal()
    assert patched(table.owner, property_of(table, case), ELSEWHERE).status_code == 200
    answer = table.decide(case)
    assert answer.status_code == 409, answer.text
    assert "changed" in {fault["code"] for fault in answer.json()["errors"]}
    assert table.states(case)["place"] == "AVAILABLE"


def test_of_an_approval_and_a_move_of_the_property_at_once_one_goes_through(
    table: MatchingTable, address: str
) -> None:
    for _ in range(TIMES):
        case = table.proposal()
        change = patching(property_of(table, case), table.owner.token, ELSEWHERE)
        won = counts(crowd(address, [deciding(table, case), change]))
        assert won in ({200: 1, 409: 1}, {201: 1, 409: 1})


# --- Agreements and lease budgets


@pytest.fixture
def sublet(table: MatchingTable) -> Case:
    """A place offered by omklap, under the only agreement and the only lease."""
    table.agree(leases=1)
    case = table.with_form(ContractForm.OMKLAP)
    assert table.decide(case).status_code == 201
    return case


def only(caller: Caller, kind: str, name: str) -> str:
    """The path of the only registration of its kind."""
    (found,) = caller.get(f"/{kind}").json()[name]
    return f"/{kind}/{found['id']}"


ENDED = {"period": {"startDate": "2020-01-01", "endDate": str(today() - timedelta(days=1))}}
LESS: dict[str, tuple[str, list[dict[str, Any] | None]]] = {
    "agreements": ("agreements", [None, ENDED, {"contractForms": ["TRIPARTITE"]}]),
    "lease-budgets": ("leaseBudgets", [None, ENDED, {"leases": 0}]),
}
MORE: dict[str, dict[str, Any]] = {
    "agreements": {"contractForms": ["OMKLAP", "OWN_NAME"]},
    "lease-budgets": {"leases": 3},
}


@pytest.mark.parametrize("kind", LESS)
@pytest.mark.parametrize("answer", ["yes", "no"])
def test_what_the_parties_agreed_holds_until_the_answers_are_in(
    table: MatchingTable, sublet: Case, kind: str, answer: str
) -> None:
    name, less = LESS[kind]
    caller = {"agreements": table.owner, "lease-budgets": table.provider}[kind]
    path = only(caller, kind, name)
    for body in less:
        refused = deleted(caller, path) if body is None else patched(caller, path, body)
        assert refused.status_code == 409, refused.text
        assert "wait for the answers" in refused.json()["detail"]
    assert patched(caller, path, MORE[kind]).status_code == 200
    if answer == "yes":
        table.placed(sublet)
    else:
        table.answer(sublet, "HOUSEHOLD", answer="DECLINED", reasonCode="PERSONAL")
    for body in (*less[1:], *less[:1]):
        allowed = deleted(caller, path) if body is None else patched(caller, path, body)
        assert allowed.status_code in {200, 204}, allowed.text


@pytest.mark.parametrize("form", [ContractForm.OWN_NAME, ContractForm.TRIPARTITE])
def test_what_an_offer_does_not_rest_on_can_be_withdrawn(
    table: MatchingTable, form: ContractForm
) -> None:
    table.agree()
    assert table.decide(table.with_form(form)).status_code == 201
    budget = only(table.provider, "lease-budgets", "leaseBudgets")
    assert deleted(table.provider, budget).status_code == 204
    agreement = deleted(table.owner, only(table.owner, "agreements", "agreements"))
    assert agreement.status_code == (204 if form is ContractForm.OWN_NAME else 409)


def test_an_agreement_that_is_no_longer_needed_today_can_go(
    table: MatchingTable, sublet: Case
) -> None:
    with table.session() as db:
        owner, provider = (
            db.get_one(Organisation, each.id) for each in (table.owner, table.provider)
        )
        earlier = make_agreement(
            db, owner, provider, period=Period.of(date(2019, 1, 1), date(2019, 12, 31))
        )
        path = f"/agreements/{earlier.id}"
    assert deleted(table.owner, path).status_code == 204


@pytest.mark.parametrize("kind", LESS)
def test_of_an_approval_and_a_withdrawal_at_once_one_goes_through(
    table: MatchingTable, address: str, kind: str
) -> None:
    for _ in range(TIMES):
        with table.session() as db:
            db.execute(delete(Agreement))
            db.execute(delete(LeaseBudget))
        table.agree()
        caller = {"agreements": table.owner, "lease-budgets": table.provider}[kind]
        case = table.with_form(ContractForm.OMKLAP)
        path = only(caller, kind, LESS[kind][0])
        won = counts(crowd(address, [deciding(table, case), withdrawing(caller, path)]))
        assert won in ({201: 1, 409: 1}, {204: 1, 409: 1})
