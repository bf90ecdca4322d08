"""Offers: each party answers for itself; a no costs the household nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from builders import make_mandate
from conftest import Caller, World
from matching_table import START, MatchingTable

from service.codelists.decisions import DeclineReason, OfferParty, OfferState
from service.codelists.organisations import OrganisationKind
from service.codelists.requests import UrgencyGround
from service.models import Offer, Organisation, Request
from service.offers.workflow import MOVES

NIEUWEGEIN = "0356"
BY_LAW_AND_PRACTICE = {
    "HOUSEHOLD": {
        *("RENT_TOO_HIGH", "DWELLING", "QUALITY", "SURROUNDINGS", "PERSONAL"),
        *("NO_LONGER_INTERESTED", "TOO_FAR_FROM_NETWORK", "CONTRACT_FORM"),
        *("SUPPORT_DOES_NOT_FIT", "SAFETY", "HOUSEMATES", "PETS", "TOO_TEMPORARY"),
    },
    "OWNER": {"PLACE_NO_LONGER_AVAILABLE", "AGREEMENT_FULL", "CONTRACT_FORM", "HOUSEMATES"},
    "RECEIVING_MUNICIPALITY": {"NO_CONSENT", "AGREEMENT_FULL"},
}
NO: dict[str, dict[str, Any]] = {
    "HOUSEHOLD": {"answer": "DECLINED", "reasonCode": "TOO_FAR_FROM_NETWORK"},
    "OWNER": {
        "answer": "DECLINED",
        "reasonCode": "HOUSEMATES",
        "remark": "De huisgenoten kiezen zelf.",
    },
    "RECEIVING_MUNICIPALITY": {
        "answer": "DECLINED",
        "reasonCode": "NO_CONSENT",
        "remark": "De wijk zit vol.",
    },
}


def answering(table: MatchingTable, nieuwegein: Caller) -> dict[str, Caller]:
    """Who answers for each party."""
    return {
        "OWNER": table.owner,
        "HOUSEHOLD": table.provider,
        "RECEIVING_MUNICIPALITY": nieuwegein,
    }


def test_with_every_yes_the_household_is_placed(table: MatchingTable) -> None:
    case = table.approved()
    first = table.answer(case, "HOUSEHOLD", remark="Graag.")
    assert first.status_code == 201, first.text
    assert (first.json()["state"], first.json()["remark"]) == ("ACCEPTED", "Graag.")
    assert first.json()["answeredBy"] == table.provider.actor.user
    assert table.states(case)["proposal"] == "APPROVED"
    assert table.answer(case, "OWNER").status_code == 201
    assert table.states(case) == {
        "proposal": "PLACED",
        "place": "OCCUPIED",
        "request": "HOUSED",
        "placement": "CONFIRMED",
        "OWNER": "ACCEPTED",
        "HOUSEHOLD": "ACCEPTED",
    }


@pytest.mark.parametrize("party", NO)
@pytest.mark.parametrize("others_first", [False, True], ids=["first", "last"])
def test_a_no_frees_everything_and_costs_the_household_nothing(
    table: MatchingTable, nieuwegein: Caller, party: str, others_first: bool
) -> None:
    case = table.proposal(place=table.place(NIEUWEGEIN))
    with table.session() as db:
        before = db.get_one(Request, case.request_id)
        turn = {
            column.name: getattr(before, column.name)
            for column in Request.__table__.columns
            if column.name not in {"version", "changed_at"}
        }
    assert table.decide(case).status_code == 201
    callers = answering(table, nieuwegein)
    if others_first:
        for other in callers.keys() - {party}:
            assert table.answer(case, other, callers[other]).status_code == 201
    answer = table.answer(case, party, callers[party], **NO[party])
    assert answer.status_code == 201, answer.text
    assert answer.json()["reasonCode"] == NO[party]["reasonCode"]
    states = table.states(case)
    assert {name: state for name, state in states.items() if name not in NO} == {
        "proposal": "DECLINED",
        "place": "AVAILABLE",
        "request": "ACTIVE",
        "placement": "CANCELLED",
    }
    assert {other: states[other] for other in NO} == dict.fromkeys(NO, "WITHDRAWN") | {
        party: "DECLINED"
    }
    with table.session() as db:
        after = db.get_one(Request, case.request_id)
        assert {name: getattr(after, name) for name in turn} == turn
    assert table.municipality.get("/leases").json()["leases"] == []


def test_after_a_no_both_are_proposed_and_placed_elsewhere(table: MatchingTable) -> None:
    case = table.approved()
    table.answer(case, "HOUSEHOLD", **NO["HOUSEHOLD"])
    elsewhere = table.proposal(case.request_id)
    somebody_else = table.proposal(place=case.place_id)
    for other in (elsewhere, somebody_else):
        assert table.decide(other).status_code == 201
        assert table.placed(other)["state"] == "CONFIRMED"


EFFECT = "Na twee weigeringen zonder goede reden vervalt de urgentie."


def test_what_a_no_means_for_the_urgency_is_known_before_the_answer(table: MatchingTable) -> None:
    request = table.household(
        urgency_ground=UrgencyGround.NEAR_HOMELESS,
        urgency_decision_number="URG-1",
        urgency_until_date=START + timedelta(days=90),
        urgency_refusal_effect=EFFECT,
    )
    case = table.approved(request=request)
    offers = table.offers(case)
    assert (offers["HOUSEHOLD"]["state"], offers["HOUSEHOLD"]["refusalEffect"]) == ("OPEN", EFFECT)
    assert offers["OWNER"]["refusalEffect"] is None
    mine = table.provider.get(f"/offers/{offers['HOUSEHOLD']['id']}").json()
    assert mine["refusalEffect"] == EFFECT


GONE = {
    "answer": "DECLINED",
    "reasonCode": "PLACE_NO_LONGER_AVAILABLE",
    "remark": "Er is brand geweest.",
}


def test_a_place_that_its_owner_says_is_gone_goes_to_nobody_until_it_is_published_again(
    table: MatchingTable,
) -> None:
    case = table.approved()
    assert table.answer(case, "OWNER", **GONE).status_code == 201
    states = table.states(case)
    assert (states["place"], states["request"]) == ("DRAFT", "ACTIVE")
    assert ("take back", "places", table.owner.id) in table.audited()

    waiting = table.proposal(place=case.place_id)
    assert table.decide(waiting).status_code == 409
    path = f"/places/{case.place_id}"
    etag = table.owner.get(path).headers["ETag"]
    published = table.owner.patch(path, {"draft": False, "rentPoints": 130}, etag)
    assert published.status_code == 200, published.text
    again = table.proposal(case.request_id, case.place_id)
    assert table.decide(again).status_code == 201


def test_what_the_owner_did_not_want_is_not_said_to_be_the_households_choice(
    table: MatchingTable,
) -> None:
    case = table.approved()
    assert table.answer(case, "OWNER", **NO["OWNER"]).status_code == 201
    again = table.decide(table.proposal(case.request_id, case.place_id))
    [fault] = again.json()["errors"]
    assert fault["code"] == "E26_OWNER"
    assert "owner" in fault["detail"]


def test_the_same_place_is_not_pressed_on_a_household_that_said_no(table: MatchingTable) -> None:
    case = table.approved()
    table.answer(case, "HOUSEHOLD", **NO["HOUSEHOLD"])
    again = table.decide(table.proposal(case.request_id, case.place_id))
    assert again.status_code == 409
    assert {fault["code"] for fault in again.json()["errors"]} == {"E26_REFUSED"}


def test_each_party_has_its_own_reasons_and_nobody_is_unsuitable(
    table: MatchingTable, nieuwegein: Caller
) -> None:
    accepted: dict[str, set[str]] = {party: set() for party in NO}
    callers = answering(table, nieuwegein)
    for party, caller in callers.items():
        case = table.approved(place=table.place(NIEUWEGEIN))
        for reason in DeclineReason:
            body = {"answer": "DECLINED", "reasonCode": reason.value, "remark": "Daarom."}
            answer = table.answer(case, party, caller, **body)
            if answer.status_code == 201:
                accepted[party].add(reason.value)
                case = table.approved(place=table.place(NIEUWEGEIN))
                continue
            assert answer.status_code == 400
            assert answer.json()["errors"][0]["where"] == "body.reasonCode"
            assert table.states(case)[party] == "OPEN"
    assert accepted == BY_LAW_AND_PRACTICE
    assert not {reason for reason in DeclineReason if reason.vera and reason.vera.endswith(".ONG")}


@pytest.mark.parametrize(
    ("party", "body", "where"),
    [
        ("HOUSEHOLD", {"answer": "DECLINED"}, "body"),
        ("HOUSEHOLD", {"answer": "ACCEPTED", "reasonCode": "PETS"}, "body"),
        ("HOUSEHOLD", {"answer": "WITHDRAWN"}, "body.answer"),
        ("HOUSEHOLD", {"answer": "DECLINED", "reasonCode": "ONG"}, "body.reasonCode"),
        ("OWNER", {"answer": "DECLINED", "reasonCode": "AGREEMENT_FULL"}, "body.remark"),
        (
            "RECEIVING_MUNICIPALITY",
            {"answer": "DECLINED", "reasonCode": "NO_CONSENT"},
            "body.remark",
        ),
    ],
)
def test_an_incomplete_answer_says_what_is_wrong(
    table: MatchingTable, nieuwegein: Caller, party: str, body: dict[str, Any], where: str
) -> None:
    case = table.approved(place=table.place(NIEUWEGEIN))
    answer = table.answer(case, party, answering(table, nieuwegein)[party], **body)
    assert answer.status_code == 400
    assert where in {fault["where"] for fault in answer.json()["errors"]}
    assert table.states(case)[party] == "OPEN"


def test_an_answer_is_given_once(table: MatchingTable) -> None:
    case = table.approved()
    assert table.answer(case, "OWNER").status_code == 201
    for body in ({"answer": "ACCEPTED"}, NO["OWNER"]):
        assert table.answer(case, "OWNER", **body).status_code == 409
    assert table.states(case)["OWNER"] == "ACCEPTED"


def test_an_offer_moves_as_its_table_says_and_in_no_other_way(table: MatchingTable) -> None:
    """Every state with both answers; a withdrawal is what follows from somebody else's."""
    asked = {"accept": {"answer": "ACCEPTED"}, "decline": NO["HOUSEHOLD"]}
    done: set[tuple[str, str]] = set()
    for state in OfferState:
        for name, body in asked.items():
            case = table.approved()
            offer = table.offers(case)["HOUSEHOLD"]["id"]
            reason = DeclineReason.PETS if state is OfferState.DECLINED else None
            table.change(Offer, offer, state=state, reason_code=reason)
            answer = table.answer(case, "HOUSEHOLD", **body)
            assert answer.status_code in {201, 409}, answer.text
            if answer.status_code == 201:
                done.add((state.value, name))
            else:
                assert table.states(case)["HOUSEHOLD"] == state.value
    assert done == {(start.value, name) for (start, _), name in MOVES.items() if name in asked}


def test_a_care_provider_with_places_of_its_own_answers_for_both(table: MatchingTable) -> None:
    own = MatchingTable(table.world, table.municipality, table.provider, table.provider)
    case = own.approved()
    assert own.placed(case)["state"] == "CONFIRMED"


def test_a_mandate_lets_another_municipality_consent(
    table: MatchingTable, nieuwegein: Caller, world: World
) -> None:
    centre = world.organisation(OrganisationKind.CENTRE_MUNICIPALITY, "Amersfoort", "0307")
    case = table.approved(place=table.place(NIEUWEGEIN))
    offer = table.offers(case)["RECEIVING_MUNICIPALITY"]["id"]
    path, body = f"/offers/{offer}/answers", {"answer": "ACCEPTED"}
    assert centre.post(path, body).status_code == 404
    with table.session() as db:
        giver, mandated = (db.get_one(Organisation, each.id) for each in (nieuwegein, centre))
        make_mandate(db, giver, mandated)
    assert [row["id"] for row in centre.get("/offers").json()["offers"]] == [offer]
    assert centre.post(path, body).status_code == 201
    assert table.states(case)["RECEIVING_MUNICIPALITY"] == "ACCEPTED"


@pytest.mark.parametrize("by_mandate", [False, True])
def test_the_municipality_of_the_request_follows_the_answers_whoever_held_the_round_or_decided(
    table: MatchingTable, nieuwegein: Caller, by_mandate: bool
) -> None:
    with table.session() as db:
        giver, mandated = (
            db.get_one(Organisation, each.id) for each in (nieuwegein, table.municipality)
        )
        make_mandate(db, giver, mandated)
    request = table.household(municipality_code=NIEUWEGEIN)
    case = table.proposal(request, table.place(NIEUWEGEIN))
    who = table.municipality if by_mandate else nieuwegein
    decided = who.post(f"/proposals/{case.id}/decisions", case.decision())
    assert decided.status_code == 201, decided.text
    assert decided.json()["organisationId"] == str(who.id)
    for caller in (table.municipality, nieuwegein):
        seen = caller.get(f"/offers?proposalId={case.id}").json()["offers"]
        assert {offer["party"] for offer in seen} == {"OWNER", "HOUSEHOLD"}
        assert {offer["municipalityId"] for offer in seen} == {str(nieuwegein.id)}
        shown = caller.get(f"/proposals/{case.id}").json()["offers"]
        assert {offer["id"] for offer in shown} == {offer["id"] for offer in seen}
        (decision,) = caller.get(f"/decisions?proposalId={case.id}").json()["decisions"]
        assert decision == decided.json()


def test_who_answers_too_late_reads_what_was_answered(table: MatchingTable) -> None:
    case = table.approved()
    for party in ("OWNER", "HOUSEHOLD"):
        table.answer(case, party)
        again = table.answer(case, party, **NO[party])
        assert again.status_code == 409
        assert again.json()["detail"] == "This offer was answered already: yes."
    taken_back = table.approved()
    path = f"/proposals/{taken_back.id}/withdrawals"
    assert table.municipality.post(path, {"motivation": "Toch niet."}).status_code == 201
    late = table.answer(taken_back, "OWNER")
    assert late.status_code == 409
    assert late.json()["detail"] == "This offer was withdrawn: there is nothing to answer any more."


def test_a_party_sees_its_own_offer_only(table: MatchingTable, nieuwegein: Caller) -> None:
    case = table.approved(place=table.place(NIEUWEGEIN))
    table.answer(case, "HOUSEHOLD", remark="Bijna bij mijn zus.")
    for party, caller in answering(table, nieuwegein).items():
        (seen,) = caller.get("/offers").json()["offers"]
        assert seen["party"] == party
        assert caller.get(f"/offers/{seen['id']}").json() == seen
        if party != "HOUSEHOLD":
            assert "zus" not in caller.get("/offers").text
            others = table.offers(case).values()
            hidden = [offer["id"] for offer in others if offer["party"] != party]
            assert {caller.get(f"/offers/{each}").status_code for each in hidden} == {404}
    parties = {offer["party"] for offer in table.municipality.get("/offers").json()["offers"]}
    assert parties == {party.value for party in OfferParty}
    page = table.municipality.get(f"/offers?proposalId={case.id}&state=ACCEPTED").json()
    assert [offer["party"] for offer in page["offers"]] == ["HOUSEHOLD"]
