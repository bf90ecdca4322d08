"""Households that live together: all of them in one property, or none anywhere."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from builders import (
    make_household,
    make_place,
    make_property,
    make_proposal,
    make_quota,
    make_request_group,
    make_round,
    region_of,
)
from conftest import Caller
from live_server import Call, counts, crowd, patching, posting
from matching_table import Case, MatchingTable
from registrations import asked_for
from sqlalchemy import select

from matching.codes.households import GroupKind
from service.clock import today
from service.codelists.decisions import ProposalState
from service.codelists.requests import RequestState
from service.models import (
    Organisation,
    Place,
    Property,
    Proposal,
    Quota,
    Request,
    RequestGroup,
)

TIMES = 5
FREE = {"place": "AVAILABLE", "request": "ACTIVE", "placement": "CANCELLED"}
NO = {"answer": "DECLINED", "reasonCode": "PERSONAL"}
SPLIT = {"E14_GROUP"}


def proposed(
    table: MatchingTable, count: int = 2, kind: GroupKind = GroupKind.TOGETHER
) -> list[Case]:
    """What one round proposes for a group: a place for each, in one property."""
    with table.session() as db:
        provider, owner, municipality = (
            db.get_one(Organisation, each.id)
            for each in (table.provider, table.owner, table.municipality)
        )
        group = make_request_group(db, provider, kind).id
        at = make_property(db, owner)
        round = make_round(db, municipality, region_of(db), day_date=today())
        cases = []
        for _ in range(count):
            request = db.get_one(Request, table._household(db, group_id=group))
            row = make_proposal(db, round, request, make_place(db, at))
            cases.append(Case(row.id, request.id, row.household_id, row.place_id, row.digest))
        return cases


@pytest.fixture
def pair(table: MatchingTable) -> list[Case]:
    """Two households and their two proposals."""
    return proposed(table)


def approved(table: MatchingTable, *cases: Case) -> None:
    for case in cases:
        answer = table.decide(case)
        assert answer.status_code == 201, answer.text


def agreed(table: MatchingTable, case: Case) -> None:
    for party in ("OWNER", "HOUSEHOLD"):
        assert table.answer(case, party).status_code == 201


def test_the_homes_are_there_with_the_last_yes_of_all(
    table: MatchingTable, pair: list[Case]
) -> None:
    first, second = pair
    approved(table, first)
    agreed(table, first)
    waiting = {"proposal": "APPROVED", "placement": "HELD", "OWNER": "ACCEPTED"}
    assert table.states(first).items() >= waiting.items()
    approved(table, second)
    agreed(table, second)
    for case in pair:
        assert table.states(case)["proposal"] == "PLACED"
        assert table.lease(case)["placementId"] == table.placement(case)["id"]


def test_a_rejection_of_one_frees_the_place_that_is_held_for_the_other(
    table: MatchingTable, pair: list[Case]
) -> None:
    first, second = pair
    approved(table, first)
    agreed(table, first)
    assert table.decide(second, "REJECTED", reasonCode="OTHER_PRIORITY").status_code == 201
    assert table.states(first).items() >= (FREE | {"proposal": "WITHDRAWN"}).items()
    assert table.states(second)["proposal"] == "REJECTED"


@pytest.mark.parametrize("end", ["no", "withdrawal"])
def test_a_no_or_a_withdrawal_for_one_frees_both(
    table: MatchingTable, pair: list[Case], end: str
) -> None:
    first, second = pair
    approved(table, *pair)
    agreed(table, first)
    if end == "no":
        assert table.answer(second, "HOUSEHOLD", **NO).status_code == 201
    else:
        path = f"/proposals/{second.id}/withdrawals"
        assert table.municipality.post(path, {"motivation": "Toch niet."}).status_code == 201
    assert table.states(first).items() >= (FREE | {"proposal": "WITHDRAWN"}).items()
    ended = "DECLINED" if end == "no" else "WITHDRAWN"
    assert table.states(second).items() >= (FREE | {"proposal": ended}).items()


LOST: dict[str, tuple[type, dict[str, object]]] = {
    "was rejected": (Proposal, {"state": ProposalState.REJECTED}),
    "was declined": (Proposal, {"state": ProposalState.DECLINED}),
    "is parked": (Request, {"state": RequestState.PARKED}),
    "lost its place": (Place, {"max_persons": 1, "min_persons": 1, "rent_cents": 1}),
}


@pytest.mark.parametrize("lost", LOST)
def test_one_is_not_approved_without_the_other(
    table: MatchingTable, pair: list[Case], lost: str
) -> None:
    first, second = pair
    model, columns = LOST[lost]
    row = {Proposal: second.id, Request: second.request_id, Place: second.place_id}[model]
    table.change(model, row, **columns)
    answer = table.decide(first)
    assert answer.status_code == 409, answer.text
    assert {fault["code"] for fault in answer.json()["errors"]} == SPLIT
    assert table.states(first)["place"] == "AVAILABLE"


def test_nobody_is_promised_a_home_that_the_whole_group_cannot_have(
    table: MatchingTable,
) -> None:
    """Each alone would still fit under a limit that came after the round; together they do not."""
    cases = proposed(table, 3)
    with table.session() as db:
        quota = make_quota(db, db.get_one(Organisation, table.municipality.id), maximum=2).id
    for case in cases:
        answer = table.decide(case)
        assert answer.status_code == 409, answer.text
        assert {fault["code"] for fault in answer.json()["errors"]} == SPLIT
        assert "placement" not in table.states(case)
    table.change(Quota, quota, maximum=3)
    approved(table, *cases)


@pytest.mark.parametrize("left_over", ["same pairs", "crossed", "another place for the other"])
def test_what_another_round_left_over_is_in_nobodys_way(
    table: MatchingTable, pair: list[Case], left_over: str
) -> None:
    """The other round is of a region that overlaps."""
    first, second = pair
    with table.session() as db:
        at = db.get_one(Place, second.place_id)
        free = make_place(db, db.get_one(Property, at.property_id)).id
    places = {
        "same pairs": (first.place_id, second.place_id),
        "crossed": (second.place_id, first.place_id),
        "another place for the other": (free, free),
    }[left_over]
    for case, place in zip(pair, places, strict=True):
        table.proposal(case.request_id, place)
    approved(table, first, second)


def test_another_property_of_the_same_round_is_not_together(
    table: MatchingTable, pair: list[Case]
) -> None:
    first, second = pair
    with table.session() as db:
        owner = db.get_one(Organisation, table.owner.id)
        db.get_one(Place, second.place_id).property_id = make_property(db, owner).id
    answer = table.decide(first)
    assert {fault["code"] for fault in answer.json()["errors"]} == SPLIT


def a_resident(table: MatchingTable) -> tuple[Case, UUID, UUID]:
    """One who has a home, its group, and a free place in the same property."""
    home = table.place()
    resident = table.proposal(place=home)
    approved(table, resident)
    table.placed(resident)
    with table.session() as db:
        provider = db.get_one(Organisation, table.provider.id)
        group = make_request_group(db, provider, GroupKind.TOGETHER).id
        db.get_one(Request, resident.request_id).group_id = group
        beside = make_place(db, db.get_one(Property, db.get_one(Place, home).property_id)).id
    return resident, group, beside


def test_who_is_left_over_lives_with_the_others_or_nowhere(table: MatchingTable) -> None:
    """One came into the group when the others had their home."""
    _, group, beside = a_resident(table)
    elsewhere = table.proposal(table.household(group_id=group))
    answer = table.decide(elsewhere)
    assert answer.status_code == 409, answer.text
    assert {fault["code"] for fault in answer.json()["errors"]} == {"E14_TOGETHER"}
    approved(table, table.proposal(elsewhere.request_id, beside))


def test_who_joined_after_the_round_is_waited_for(table: MatchingTable, pair: list[Case]) -> None:
    first, second = pair
    with table.session() as db:
        group = db.get_one(Request, first.request_id).group_id
    joined = table.household(group_id=group)
    for case in pair:
        answer = table.decide(case)
        assert answer.status_code == 409, answer.text
        assert {fault["code"] for fault in answer.json()["errors"]} == SPLIT
    table.change(Request, joined, state=RequestState.WITHDRAWN)
    approved(table, first, second)


def test_a_group_that_is_no_more_is_decided_on_one_by_one(
    table: MatchingTable, pair: list[Case]
) -> None:
    first, second = pair
    with table.session() as db:
        request = db.get_one(Request, first.request_id)
        group: UUID | None = request.group_id
        db.get_one(RequestGroup, group).kind = GroupKind.APART
    assert table.decide(second, "REJECTED", reasonCode="OTHER_PRIORITY").status_code == 201
    approved(table, first)
    agreed(table, first)
    assert table.states(first)["proposal"] == "PLACED"


def test_a_place_beside_somebody_to_live_apart_from_is_not_called_an_area_alone(
    table: MatchingTable,
) -> None:
    first, second = proposed(table, kind=GroupKind.APART)
    approved(table, first)
    answer = table.decide(second)
    assert answer.status_code == 409
    (fault,) = answer.json()["errors"]
    assert (fault["code"], "must live apart from" in fault["detail"]) == ("E14_AREA", True)


def yes(table: MatchingTable, case: Case, party: str, by: Caller) -> tuple[str, str]:
    return f"/offers/{table.offers(case)[party]['id']}/answers", by.token


@pytest.mark.long
@pytest.mark.parametrize("end", ["yes", "no"])
def test_approvals_and_answers_at_once_leave_all_or_none(
    table: MatchingTable, address: str, end: str
) -> None:
    for _ in range(TIMES):
        cases = proposed(table, 3)
        calls = [
            posting(f"/proposals/{case.id}/decisions", table.municipality.token, case.decision())
            for case in cases
        ]
        assert counts(crowd(address, calls)) == {201: 3}
        asked = [
            yes(table, case, party, by)
            for case in cases
            for party, by in (("OWNER", table.owner), ("HOUSEHOLD", table.provider))
        ]
        yeses = [posting(path, token, {"answer": "ACCEPTED"}) for path, token in asked]
        if end == "yes":
            assert counts(crowd(address, yeses)) == {201: 6}
            assert {table.states(case)["proposal"] for case in cases} == {"PLACED"}
            continue
        last, token = asked[-1]
        answers = crowd(address, [*yeses[:-1], posting(last, token, NO)])
        assert counts(answers).keys() <= {201, 409}
        assert {table.states(case)["placement"] for case in cases} == {"CANCELLED"}


def test_a_group_stands_still_while_somebody_of_it_answers(
    table: MatchingTable, pair: list[Case]
) -> None:
    first, second = pair
    approved(table, first)
    provider = table.provider
    request = provider.get(f"/requests/{second.request_id}")
    group = provider.get(f"/request-groups/{request.json()['groupId']}")
    path = f"/request-groups/{group.json()['id']}"
    seen = request.headers["ETag"]
    answers = (
        provider.patch(path, {"kind": "APART"}, group.headers["ETag"]),
        provider.patch(f"/requests/{second.request_id}", {"groupId": None}, seen),
        provider.delete(f"/requests/{second.request_id}", seen),
    )
    assert [answer.status_code for answer in answers] == [409, 409, 409]
    assert table.answer(first, "HOUSEHOLD", **NO).status_code == 201
    seen = provider.get(f"/requests/{second.request_id}").headers["ETag"]
    left = provider.patch(f"/requests/{second.request_id}", {"groupId": None}, seen)
    assert left.status_code == 200, left.text


def test_what_a_round_elsewhere_left_over_is_rejected_without_touching_what_was_approved(
    table: MatchingTable, pair: list[Case]
) -> None:
    first, second = pair
    left_over = table.proposal(second.request_id)
    approved(table, first)
    assert table.decide(left_over, "REJECTED", reasonCode="OTHER_PRIORITY").status_code == 201
    assert table.states(first)["proposal"] == "APPROVED"
    approved(table, second)
    another = table.proposal(first.request_id)
    assert table.decide(another, "REJECTED", reasonCode="OTHER_PRIORITY").status_code == 201
    for case in pair:
        agreed(table, case)
    assert {table.states(case)["proposal"] for case in pair} == {"PLACED"}


def test_who_withdrew_after_the_round_keeps_nobody_waiting_and_takes_nothing_back(
    table: MatchingTable,
) -> None:
    *pair, gone = proposed(table, 3)
    path = f"/requests/{gone.request_id}"
    seen = table.provider.get(path).headers["ETag"]
    assert table.provider.delete(path, seen).status_code == 204
    approved(table, *pair)
    agreed(table, pair[0])
    assert table.decide(gone, "REJECTED", reasonCode="OTHER_PRIORITY").status_code == 201
    assert table.states(pair[0])["proposal"] == "APPROVED"
    agreed(table, pair[1])
    assert {table.states(case)["proposal"] for case in pair} == {"PLACED"}


def test_what_is_left_over_for_who_withdrew_keeps_nobody_waiting(table: MatchingTable) -> None:
    *pair, gone = proposed(table, 3)
    table.change(Request, gone.request_id, state=RequestState.WITHDRAWN)
    approved(table, *pair)
    for case in pair:
        agreed(table, case)
    assert {table.states(case)["proposal"] for case in pair} == {"PLACED"}


def test_a_rejection_frees_all_whatever_else_was_proposed_elsewhere(
    table: MatchingTable, pair: list[Case]
) -> None:
    first, second = pair
    table.proposal(second.request_id)
    approved(table, first)
    assert table.decide(second, "REJECTED", reasonCode="OTHER_PRIORITY").status_code == 201
    assert table.states(first).items() >= (FREE | {"proposal": "WITHDRAWN"}).items()


def test_who_loses_a_home_meanwhile_keeps_nobody_waiting(table: MatchingTable) -> None:
    resident, group, beside = a_resident(table)
    joins = table.proposal(table.household(group_id=group), beside)
    approved(table, joins)
    path = f"/placements/{table.placement(resident)['id']}/endings"
    period = table.placement(resident)["period"]
    ending = {"reason": "BACK_TO_SHELTER", "endDate": period["startDate"]}
    ended = table.provider.post(path, ending)
    assert ended.status_code == 201, ended.text
    assert table.states(resident)["request"] == "ACTIVE"
    agreed(table, joins)
    assert table.states(joins)["proposal"] == "PLACED"


def test_who_waits_for_the_answers_of_another_stays_as_it_is(
    table: MatchingTable, pair: list[Case]
) -> None:
    first, second = pair
    paths = (f"/requests/{second.request_id}", f"/households/{second.household_id}")
    known = {"traits": ["PETS"], "agesRecordedDate": today().isoformat()}
    changes: tuple[dict[str, Any], ...] = ({"minStayDays": 40}, known)
    approved(table, first)
    for expected in (409, 200):
        for path, change in zip(paths, changes, strict=True):
            seen = table.provider.get(path).headers["ETag"]
            answer = table.provider.patch(path, change, seen)
            assert answer.status_code == expected, answer.text
        if expected == 409:
            assert table.answer(first, "HOUSEHOLD", **NO).status_code == 201


def test_parking_waits_for_the_answers_too(table: MatchingTable, pair: list[Case]) -> None:
    first, second = pair
    approved(table, first)
    path = f"/requests/{second.request_id}"
    seen = table.provider.get(path).headers["ETag"]
    parked = {"state": "PARKED", "parkedUntilDate": (today() + timedelta(days=9)).isoformat()}
    assert table.provider.patch(path, parked, seen).status_code == 409
    assert table.answer(first, "HOUSEHOLD", **NO).status_code == 201
    assert table.provider.patch(path, parked, seen).status_code == 200


@pytest.mark.long
def test_nobody_joins_leaves_or_parks_while_somebody_decides_on_the_group(
    table: MatchingTable, pair: list[Case]
) -> None:
    _, second = pair
    provider, path = table.provider, f"/requests/{second.request_id}"
    seen = provider.get(path).headers["ETag"]
    with table.session() as deciding:
        group = deciding.get_one(Request, second.request_id).group_id
        household = make_household(deciding, deciding.get_one(Organisation, provider.id)).id
    joins = asked_for(str(household), groupId=str(group))
    with table.session() as deciding:
        deciding.get_one(RequestGroup, group, with_for_update={"key_share": True})
        assert provider.post("/requests", joins).status_code == 503
        assert provider.patch(path, {"groupId": None}, seen).status_code == 503
    assert provider.post("/requests", joins).status_code == 201
    assert provider.patch(path, {"groupId": None}, seen).status_code == 200


def joining(table: MatchingTable, cases: list[Case]) -> list[Call]:
    """Two more households ask to live together with them, and one of them leaves."""
    with table.session() as db:
        group = str(db.get_one(Request, cases[0].request_id).group_id)
        provider = db.get_one(Organisation, table.provider.id)
        households = [str(make_household(db, provider).id) for _ in range(2)]
    token = table.provider.token
    return [
        *(posting("/requests", token, asked_for(one, groupId=group)) for one in households),
        patching(f"/requests/{cases[1].request_id}", token, {"groupId": None}),
    ]


def test_joining_leaving_and_approving_at_once_never_leave_one_behind(
    table: MatchingTable, address: str
) -> None:
    for turn in range(TIMES):
        cases = proposed(table)
        approving = [
            posting(f"/proposals/{case.id}/decisions", table.municipality.token, case.decision())
            for case in cases
        ]
        others = joining(table, cases)
        answers = crowd(address, [*others, *approving] if turn % 2 else [*approving, *others])
        assert counts(answers).keys() <= {200, 201, 409}
        at = {table.states(case)["proposal"] for case in cases}
        assert at <= {"PROPOSED", "APPROVED"}
        if "APPROVED" in at:
            assert open_without_a_proposal(table, cases) == 0


def open_without_a_proposal(table: MatchingTable, cases: list[Case]) -> int:
    """How many of the group that somebody was approved in have nothing to wait for."""
    held = [case for case in cases if table.states(case)["proposal"] == "APPROVED"]
    with table.session() as db:
        group = db.get_one(Request, held[0].request_id).group_id
        asking = select(Request.id).where(
            Request.group_id == group, Request.state == RequestState.ACTIVE
        )
        return len({*db.scalars(asking)} - {case.request_id for case in cases})
