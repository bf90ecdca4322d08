"""After a no: the next offers and a new plan that moves few, on a round over HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from audit_lines import lines
from builders import DAY, make_place, make_property
from conftest import Caller
from page_visitor import PageVisitor
from towns import Town, count
from towns import town as town

from matching.codes.households import AgeBand
from service.audit.repository import READ
from service.codelists.requests import RequestState
from service.models import AuditEvent, Organisation, Placement, Proposal, Request

LONG_AGO, LATELY = DAY.replace(year=2020), DAY.replace(year=2026, month=11)
NO = {"answer": "DECLINED", "reasonCode": "SURROUNDINGS"}
GONE = {"answer": "DECLINED", "reasonCode": "PLACE_NO_LONGER_AVAILABLE", "remark": "Brand."}


@dataclass(frozen=True)
class Table:
    """A round with three proposals: two people alone and a couple; a third alone got nothing."""

    town: Town
    landlord: Caller
    round: dict[str, Any]
    of: dict[str, dict[str, Any]]
    waiting: str
    couple: str

    def decide(self, request: str, outcome: str, **more: Any) -> None:
        made = self.of[request]
        body = {"outcome": outcome, "motivation": "Zo is het.", "digest": made["digest"]} | more
        done = self.town.utrecht.post(f"/proposals/{made['id']}/decisions", body)
        assert done.status_code == 201, done.text

    def says_no(self, request: str, party: str, by: Caller, body: dict[str, str]) -> None:
        found = self.town.utrecht.get(f"/offers?proposalId={self.of[request]['id']}").json()
        (offer,) = [each for each in found["offers"] if each["party"] == party]
        done = by.post(f"/offers/{offer['id']}/answers", body)
        assert done.status_code == 201, done.text

    def refused(self, request: str) -> None:
        """It was offered the place, and said no."""
        self.decide(request, "APPROVED")
        self.says_no(request, "HOUSEHOLD", self.town.provider, NO)

    def asked(self, way: str) -> dict[str, Any]:
        answer = self.town.utrecht.post(f"/rounds/{self.round['id']}/repairs", {"way": way})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    @property
    def alone(self) -> list[str]:
        """The two who wait longest, each with a place."""
        return sorted(self.of.keys() - {self.couple})


@pytest.fixture
def table(town: Town, corporation: Caller) -> Table:
    with town.rows() as db:
        owner = db.get_one(Organisation, corporation.id)
        for persons in ({"max_persons": 1}, {"max_persons": 1}, {"min_persons": 2}):
            make_place(db, make_property(db, owner), **persons)
        for _ in range(2):
            town.request(db, waiting_since_date=LONG_AGO)
        couple = town.request(db, ages=(AgeBand.AGE_27_PLUS,) * 2, waiting_since_date=LONG_AGO)
        last = town.request(db, waiting_since_date=LATELY)
    round = town.done()
    made = town.utrecht.get(f"/proposals?roundId={round['id']}").json()["proposals"]
    of = {each["requestId"]: each for each in made}
    assert of.keys() >= {str(couple.id)}
    assert (len(of), str(last.id) in of) == (3, False)
    return Table(town, corporation, round, of, str(last.id), str(couple.id))


def test_the_next_offer_is_for_the_place_and_nobody_else_moves(table: Table) -> None:
    first, _ = table.alone
    place = table.of[first]["placeId"]
    table.refused(first)
    found = table.asked("NEXT_OFFERS")
    assert found["refusals"] == [
        {
            "requestId": first,
            "placeId": place,
            "next": None,
            "nextRequestId": table.waiting,
        }
    ]
    (move,) = found["moves"]
    assert (move["requestId"], move["outcome"]) == (table.waiting, "WINS")
    assert move["after"]["placeId"] == place
    assert (found["proven"], found["changedSince"]) == (True, False)
    assert found["message"]["nl"] == (
        "Voorstellen die niet doorgaan: 1. Huishoudens met een volgend aanbod: 0. Woonplekken met "
        "een volgend huishouden: 1. Anderen van wie het voorstel verandert of vervalt: 0."
    )


def test_a_new_plan_moves_one_other_so_that_who_waits_longest_is_housed(table: Table) -> None:
    first, second = table.alone
    table.refused(first)
    found = table.asked("NEW_PLAN")
    (refusal,) = found["refusals"]
    assert refusal["next"]["placeId"] == table.of[second]["placeId"]
    assert refusal["nextRequestId"] == second
    (move,) = found["moves"]
    assert (move["requestId"], move["outcome"]) == (second, "CHANGES")
    assert sum(tier["placed"] for tier in found["tiers"]) == 0


def test_what_was_decided_stays_as_it_is(table: Table) -> None:
    first, second = table.alone
    table.decide(second, "APPROVED")
    table.decide(first, "REJECTED", reasonCode="OTHER")
    found = table.asked("NEW_PLAN")
    (refusal,) = found["refusals"]
    assert (refusal["next"], refusal["nextRequestId"]) == (None, table.waiting)
    assert [move["requestId"] for move in found["moves"]] == [table.waiting]


def test_a_place_that_its_owner_took_back_and_who_asks_no_more_take_no_part(table: Table) -> None:
    first, second = table.alone
    table.decide(first, "APPROVED")
    with table.town.rows() as db:
        db.get_one(Request, UUID(table.waiting)).state = RequestState.WITHDRAWN
    table.says_no(first, "OWNER", table.landlord, GONE)
    gone = table.asked("NEXT_OFFERS")
    assert [(each["next"], each["nextRequestId"]) for each in gone["refusals"]] == [(None, None)]
    assert gone["moves"] == []
    with table.town.rows() as db:
        db.get_one(Request, UUID(second)).state = RequestState.WITHDRAWN
    (refusal,) = table.asked("NEW_PLAN")["refusals"]
    assert refusal["next"]["placeId"] == table.of[second]["placeId"]


def test_it_decides_and_stores_nothing_and_stands_in_the_audit(
    table: Table, nieuwegein: Caller
) -> None:
    table.refused(table.alone[0])
    with table.town.rows() as db:
        before = count(db, Proposal), count(db, Placement)
    last = lines(table.town.world.database)[-1].id
    path = f"/rounds/{table.round['id']}/repairs"
    for other in (nieuwegein, table.town.provider):
        assert other.post(path, {"way": "NEXT_OFFERS"}).status_code == 404
    wrong = table.town.utrecht.post(path, {"way": "EVERYTHING"})
    assert [fault["where"] for fault in wrong.json()["errors"]] == ["body.way"]
    found = table.asked("NEXT_OFFERS")
    with table.town.rows() as db:
        assert (count(db, Proposal), count(db, Placement)) == before
    written = lines(table.town.world.database, AuditEvent.id > last)
    (asked,) = [line for line in written if line.subject == "rounds"]
    assert (asked.action, str(asked.subject_id)) == ("repair NEXT_OFFERS", table.round["id"])
    shown = {str(line.subject_id) for line in written if line.action == READ}
    assert shown == {found["refusals"][0]["requestId"], table.waiting}


def test_the_page_of_a_refused_proposal_leads_to_what_comes_next(table: Table) -> None:
    first, second = table.alone
    official = PageVisitor.of(table.town.utrecht)
    pages = [f"/proposals/{table.of[each]['id']}" for each in (first, second)]
    table.refused(first)
    asks = f'action="/rounds/{table.round["id"]}/repairs"'
    assert [asks in official.get(page).text for page in pages] == [True, False]
    with table.town.rows() as db:
        names = {
            each: db.get_one(Request, UUID(each)).provider_reference
            for each in (first, second, table.waiting)
        }
    path = f"/rounds/{table.round['id']}/repairs"
    answer = table.town.tried(official, path, {"way": "NEXT_OFFERS"})
    assert [each in answer for each in names.values()] == [True, False, True]
    for said in ("niets dat vrij is, past nu", "Woonplekken met een volgend huishouden: 1."):
        assert said in answer
    english = PageVisitor(official.client, official.secret, "en")
    assert names[second] in table.town.tried(english, path, {"way": "NEW_PLAN"})
    assert official.post(path, {}).status_code == 400
    assert PageVisitor.of(table.town.provider).post(path, {"way": "NEW_PLAN"}).status_code == 404
