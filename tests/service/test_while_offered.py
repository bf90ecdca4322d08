"""While a place is offered, all that the offer rests on stands still until the answers are in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from builders import (
    make_agreement,
    make_housing_first_rule,
    make_neighbourhood_capacity,
    make_property,
)
from conftest import Caller
from live_server import Call, counts, crowd, patching, posting
from matching_table import START, WHY, Case, MatchingTable
from sqlalchemy import delete, update

from matching.codes.contracts import ContractForm
from service.clock import today
from service.models import (
    Agreement,
    Household,
    LeaseBudget,
    NeighbourhoodCapacity,
    Organisation,
    Property,
)
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


@pytest.mark.long
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


@pytest.mark.long
def test_of_an_approval_and_a_move_of_the_property_at_once_one_goes_through(
    table: MatchingTable, address: str
) -> None:
    for _ in range(TIMES):
        case = table.proposal()
        change = patching(property_of(table, case), table.owner.token, ELSEWHERE)
        won = counts(crowd(address, [deciding(table, case), change]))
        assert won in ({200: 1, 409: 1}, {201: 1, 409: 1})


RESTED_ON: dict[str, Any] = {
    "neighbourhoodCode": None,
    "complexReference": "complex-13",
    "complexUnits": 600,
    "landlordLivesIn": True,
    "bagId": "0344200000128086",
    "kind": "BUILDING",
}
HOOD = "BU03440711"


def known_as(table: MatchingTable, case: Case, **columns: Any) -> str:
    """The path of the property of a place, with an address and these columns on record."""
    path = property_of(table, case)
    address = {"street": "Europalaan", "house_number": 93}
    table.change(Property, UUID(path.removeprefix("/properties/")), **address | columns)
    return path


@pytest.mark.parametrize("field", RESTED_ON)
def test_a_property_stands_still_while_a_place_in_it_is_offered(
    table: MatchingTable, field: str
) -> None:
    case = table.proposal()
    before = {"neighbourhood_code": HOOD, "complex_reference": "complex-12", "complex_units": 5}
    path = known_as(table, case, **before)
    case = table.approved(place=case.place_id)
    change = {field: RESTED_ON[field]}
    answer = patched(table.owner, path, change)
    assert answer.status_code == 409, answer.text
    assert "offered" in answer.json()["detail"]
    assert patched(table.owner, path, {"ownerReference": "vhe-9"}).status_code == 200
    table.answer(case, "HOUSEHOLD", answer="DECLINED", reasonCode="PERSONAL")
    assert patched(table.owner, path, change).status_code == 200


# --- What a limit counts


@pytest.mark.parametrize("answered", [False, True])
def test_the_last_room_of_a_neighbourhood_is_not_freed_by_another_name_for_it(
    table: MatchingTable, answered: bool
) -> None:
    """Not while a place there is offered, not while people live there, and not after they left:
    the limit counts who came."""
    first, second = (table.proposal() for _ in range(2))
    path, _ = (known_as(table, case, neighbourhood_code=HOOD) for case in (first, second))
    with table.session() as db:
        municipality = db.get_one(Organisation, table.municipality.id)
        limit = make_neighbourhood_capacity(db, municipality, HOOD, 1).id
    case = table.approved(place=first.place_id)
    if answered:
        table.placed(case)
        assert "neighbourhood" in refusal(table.owner, path, {"neighbourhoodCode": None})
        ending = {"endDate": str(START), "reason": "RESIDENT_NOTICE"}
        placement = table.placement(case)["id"]
        assert table.provider.post(f"/placements/{placement}/endings", ending).status_code == 201
    for other in (None, "BU03440712"):
        refusal(table.owner, path, {"neighbourhoodCode": other})
    again = table.decide(table.proposal(place=second.place_id))
    assert again.status_code == 409, again.text
    if answered:
        table.change(NeighbourhoodCapacity, limit, period=Period.of(date(2020, 1, 1), today()))
        put_right = patched(table.owner, path, {"neighbourhoodCode": "BU03440712"})
        assert put_right.status_code == 200, put_right.text


def refusal(caller: Caller, path: str, change: dict[str, Any]) -> str:
    """What is said of a change that cannot be."""
    answer = patched(caller, path, change)
    assert answer.status_code == 409, answer.text
    return str(answer.json()["detail"])


@pytest.mark.parametrize("counted", [True, False])
def test_the_share_of_a_complex_is_not_freed_by_another_name_for_it(
    table: MatchingTable, counted: bool
) -> None:
    case = table.proposal(table.household(housing_first=counted))
    path = known_as(table, case, complex_reference="complex-12")
    with table.session() as db:
        municipality = db.get_one(Organisation, table.municipality.id)
        owner = db.get_one(Organisation, table.owner.id)
        values = {"complex_reference": "complex-12", "complex_units": 100}
        make_property(db, owner, **values)
        make_housing_first_rule(db, municipality, owner, "complex-12")
    case = table.approved(request=case.request_id, place=case.place_id)
    table.placed(case)
    renamed = patched(table.owner, path, {"complexReference": "complex-13"})
    assert renamed.status_code == (409 if counted else 200), renamed.text


def test_what_was_not_known_of_a_home_can_be_filled_in_while_people_live_there(
    table: MatchingTable,
) -> None:
    case = table.approved()
    path = known_as(table, case)
    table.placed(case)
    known = {"neighbourhoodCode": HOOD, "complexReference": "complex-12", "complexUnits": 60}
    assert patched(table.owner, path, known).status_code == 200


# --- What people live in


LIVED_IN: dict[str, Any] = {
    "kind": "GROUP",
    "contractForms": ["OMKLAP"],
    "tenureTitle": "CAMPUS",
    "rentCents": 59_000,
    "serviceCostsCents": 1,
}


def test_what_a_lease_was_drawn_up_on_stands_still_until_its_end(table: MatchingTable) -> None:
    case = table.approved()
    table.placed(case)
    path = f"/places/{case.place_id}"
    for field, value in LIVED_IN.items():
        assert "lives here" in refusal(table.owner, path, {field: value}), field
    assert "lives here" in refusal(table.owner, property_of(table, case), ELSEWHERE)
    for_the_next = {"maxPersons": 4, "forbids": ["PETS"], "rentPoints": 131}
    assert patched(table.owner, path, for_the_next).status_code == 200
    ending = {"endDate": str(START), "reason": "RESIDENT_NOTICE"}
    placement = table.placement(case)["id"]
    assert table.provider.post(f"/placements/{placement}/endings", ending).status_code == 201
    assert patched(table.owner, path, {"rentCents": 59_000}).status_code == 200
    assert table.lease(case)["rentCents"] == 60_000


@pytest.mark.parametrize("last", [None, START + timedelta(days=400)])
def test_an_owner_says_until_when_it_lets_but_not_to_who_has_its_word_for_longer(
    table: MatchingTable, last: date | None
) -> None:
    case = table.approved(place=table.place(period=Period.of(date(2020, 1, 1), last)))
    table.placed(case)
    path = f"/places/{case.place_id}"

    def said(start: date, end: date | None) -> dict[str, Any]:
        return {"period": {"startDate": str(start), "endDate": str(end) if end else None}}

    agreed = START + timedelta(days=400)
    shorter = [said(START, agreed - timedelta(days=1)), said(START + timedelta(days=1), last)]
    for body in [*shorter, *([] if last else [said(START, agreed)])]:
        assert "agreed" in refusal(table.owner, path, body)
    for end in [None, *([agreed, agreed + timedelta(days=1)] if last else [])]:
        assert patched(table.owner, path, said(START, end)).status_code == 200


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


TODAY = {"period": {"startDate": "2020-01-01", "endDate": str(today())}}
LATER = {"period": {"startDate": str(today() + timedelta(days=1))}}
AFTERWARDS = {"period": {"startDate": "2020-01-01", "endDate": str(START + timedelta(days=900))}}
ENDED = {"period": {"startDate": "2020-01-01", "endDate": str(today() - timedelta(days=1))}}
LESS: dict[str, tuple[str, list[dict[str, Any] | None]]] = {
    "agreements": (
        "agreements",
        [None, TODAY, AFTERWARDS, LATER, ENDED, {"contractForms": ["TRIPARTITE"]}],
    ),
    "lease-budgets": ("leaseBudgets", [None, TODAY, AFTERWARDS, LATER, ENDED, {"leases": 0}]),
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


@pytest.mark.parametrize("kind", LESS)
def test_a_last_day_that_comes_may_pass_and_may_be_moved_on(
    table: MatchingTable, sublet: Case, kind: str
) -> None:
    model = {"agreements": Agreement, "lease-budgets": LeaseBudget}[kind]
    caller = {"agreements": table.owner, "lease-budgets": table.provider}[kind]
    path = only(caller, kind, LESS[kind][0])
    row = UUID(path.rsplit("/", 1)[1])
    last = START - timedelta(days=10)
    table.change(model, row, period=Period.of(date(2020, 1, 1), last))
    longer = {"period": {"startDate": "2021-01-01", "endDate": str(START)}}
    assert patched(caller, path, longer).status_code == 200
    table.change(model, row, period=Period.of(date(2020, 1, 1), today() - timedelta(days=1)))
    assert deleted(caller, path).status_code == 204
    table.placed(sublet)


@pytest.mark.parametrize("year", [2019, today().year + 2])
def test_an_agreement_that_does_not_run_today_can_go(
    table: MatchingTable, sublet: Case, year: int
) -> None:
    with table.session() as db:
        owner, provider = (
            db.get_one(Organisation, each.id) for each in (table.owner, table.provider)
        )
        until_next_year = Period.of(date(2020, 1, 1), date(today().year + 1, 12, 31))
        db.execute(update(Agreement).values(period=until_next_year))
        other = make_agreement(
            db, owner, provider, period=Period.of(date(year, 1, 1), date(year, 12, 31))
        )
        path = f"/agreements/{other.id}"
    assert deleted(table.owner, path).status_code == 204


@pytest.mark.long
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
