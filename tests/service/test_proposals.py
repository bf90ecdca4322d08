"""Proposals: who sees what of one, who decides on it, and when it no longer stands."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from builders import make_anchor, make_mandate, make_quota, make_support_capacity, region_of
from conftest import Caller, World
from matching_table import START, WHY, Case, MatchingTable
from sqlalchemy import select, update
from workers import until, working

from matching.codes.care import CareLevel, CareType
from matching.codes.contracts import ContractForm
from matching.codes.households import AgeBand, Trait
from matching.codes.places import Accessibility
from matching.rules.earlier import EARLIER
from service.clock import now, today
from service.codelists.decisions import ProposalState
from service.codelists.organisations import OrganisationKind
from service.codelists.places import PlaceState
from service.codelists.requests import RequestState
from service.models import (
    Agreement,
    Household,
    LeaseBudget,
    Organisation,
    Place,
    Proposal,
    Quota,
    Request,
    SupportCapacity,
)
from service.period import Period
from service.proposals.workflow import MOVES

NIEUWEGEIN = "0356"
YESTERDAY = today() - timedelta(days=1)
NOTHING_DONE = {"proposal": "PROPOSED", "place": "AVAILABLE", "request": "ACTIVE"}
SECRETS = {
    "tier": "URGENT",
    "score": 424_242,
    "score_parts": [{"rule": "E22_ORIGIN", "points": -13_131}],
    "warnings": [{"rule": "E18_ALLOWANCE"}],
    "alternatives": [
        {
            "place": "5ec4e700-0000-4000-8000-000000000001",
            "contract_form": "OWN_NAME",
            "provider": None,
            "score": 77_777,
            "free": True,
        }
    ],
}


def test_an_approval_holds_the_place_and_asks_owner_and_household(table: MatchingTable) -> None:
    case = table.proposal()
    answer = table.decide(case)
    assert answer.status_code == 201, answer.text
    decision = answer.json()
    assert (decision["outcome"], decision["motivation"]) == ("APPROVED", WHY)
    assert decision["decidedBy"] == table.municipality.actor.user
    assert answer.headers["Location"] == f"/v1/decisions/{decision['id']}"
    assert table.states(case) == {
        "proposal": "APPROVED",
        "place": "OFFERED",
        "request": "OFFERED",
        "placement": "HELD",
        "OWNER": "OPEN",
        "HOUSEHOLD": "OPEN",
    }
    assert table.placement(case)["period"] == {"startDate": START.isoformat(), "endDate": None}
    offers = table.offers(case)
    assert offers["OWNER"]["organisationId"] == str(table.owner.id)
    assert offers["HOUSEHOLD"]["organisationId"] == str(table.provider.id)


def test_each_step_leaves_its_line_in_the_audit(table: MatchingTable) -> None:
    table.placed(table.approved())
    done = [(action, subject) for action, subject, _ in table.audited()]
    assert done == [
        ("approve", "proposals"),
        ("offer", "places"),
        ("move", "requests"),
        ("hold", "placements"),
        ("make", "offers"),
        ("make", "offers"),
        ("accept", "offers"),
        ("accept", "offers"),
        ("place", "proposals"),
        ("confirm", "placements"),
        ("occupy", "places"),
        ("move", "requests"),
        ("draw up", "leases"),
    ]
    by = [organisation for _, _, organisation in table.audited()]
    assert by[0] == table.municipality.id
    assert by[6:8] == [table.owner.id, table.provider.id]


def test_a_rejection_has_a_reason_and_takes_nothing_from_anybody(table: MatchingTable) -> None:
    case = table.proposal()
    answer = table.decide(case, "REJECTED", reasonCode="OTHER_PRIORITY")
    assert answer.status_code == 201, answer.text
    assert table.states(case) == NOTHING_DONE | {"proposal": "REJECTED"}
    assert table.decide(case).status_code == 409


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"motivation": ""}, "body.motivation"),
        ({"motivation": "  \n "}, "body.motivation"),
        ({"motivation": None}, "body.motivation"),
        ({"digest": "abc"}, "body.digest"),
        ({"outcome": "REJECTED"}, "body"),
        ({"reasonCode": "SAFETY"}, "body"),
        ({"outcome": "PLACED"}, "body.outcome"),
        ({"decidedBy": "somebody else"}, "body.decidedBy"),
    ],
)
def test_an_incomplete_decision_says_what_is_wrong(
    table: MatchingTable, changed: dict[str, Any], where: str
) -> None:
    case = table.proposal()
    body = case.decision() | changed
    answer = table.municipality.post(f"/proposals/{case.id}/decisions", body)
    assert answer.status_code == 400
    assert where in {fault["where"] for fault in answer.json()["errors"]}
    assert table.states(case) == NOTHING_DONE


def test_only_what_was_shown_can_be_decided_on(table: MatchingTable) -> None:
    case = table.proposal()
    for outcome, more in (("APPROVED", {}), ("REJECTED", {"reasonCode": "SAFETY"})):
        answer = table.decide(case, outcome, digest="0" * 64, **more)
        assert answer.status_code == 409
        assert "digest" in answer.json()["detail"]
    assert table.states(case) == NOTHING_DONE


STALE: dict[str, tuple[type[Any], dict[str, Any], set[str]]] = {
    "the request changed": (Request, {"max_net_rent_cents": 90_000}, {"changed"}),
    "the household changed": (Household, {"traits": [Trait.PETS]}, {"changed"}),
    "the place changed": (Place, {"service_costs_cents": 1}, {"changed"}),
    "the request is parked": (Request, {"state": RequestState.PARKED}, {"not_active"}),
    "the request is withdrawn": (Request, {"state": RequestState.WITHDRAWN}, {"not_active"}),
    "the place is withdrawn": (Place, {"state": PlaceState.WITHDRAWN}, {"not_available"}),
    "the place is taken back": (Place, {"state": PlaceState.DRAFT}, {"not_available"}),
    "the household is withdrawn": (Household, {"withdrawn_at": now()}, {"withdrawn"}),
    "the place became too small": (
        Place,
        {"min_persons": 2, "max_persons": 3},
        {"changed", "E02_TOO_FEW"},
    ),
    "the place is for others now": (
        Place,
        {"age_bands": [AgeBand.AGE_18_20]},
        {"changed", "E03_AGE"},
    ),
    "the household needs more access": (
        Request,
        {"accessibility": Accessibility.WHEELCHAIR},
        {"changed", "E13_ACCESS"},
    ),
}


@pytest.mark.parametrize("change", STALE)
def test_a_proposal_that_no_longer_stands_is_refused_with_the_reason(
    table: MatchingTable, change: str
) -> None:
    model, columns, codes = STALE[change]
    case = table.proposal()
    row_id = {Request: case.request_id, Household: case.household_id, Place: case.place_id}[model]
    table.change(model, row_id, **columns)
    before = table.states(case), table.audited()
    answer = table.decide(case)
    assert answer.status_code == 409, answer.text
    assert answer.json()["detail"] == "This proposal is out of date; nothing was decided."
    faults = answer.json()["errors"]
    assert {fault["code"] for fault in faults} == codes
    changed = {fault["where"] for fault in faults if fault["code"] == "changed"}
    assert changed <= {"place" if model is Place else "request"}
    assert (table.states(case), table.audited()) == before


def test_a_proposal_that_is_not_what_the_round_made_is_refused(table: MatchingTable) -> None:
    case = table.proposal()
    table.change(Proposal, case.id, score=1)
    answer = table.decide(case)
    assert answer.status_code == 409, answer.text
    assert [fault["where"] for fault in answer.json()["errors"]] == ["proposal"]


UNSEEN: dict[str, tuple[type[Any], dict[str, Any]]] = {
    "the owner's own reference": (Place, {"owner_reference": "another"}),
    "the provider's own reference": (Request, {"provider_reference": "another"}),
    "who coordinates": (Request, {"youth_coordinator": "J. Jansen"}),
    "the household's reference": (Household, {"provider_reference": "another"}),
    "codes in another order": (
        Place,
        {"contract_forms": [ContractForm.TRIPARTITE, ContractForm.OWN_NAME]},
    ),
}


@pytest.mark.parametrize("change", UNSEEN)
def test_a_change_of_what_the_proposal_does_not_rest_on_leaves_it_standing(
    table: MatchingTable, change: str
) -> None:
    model, columns = UNSEEN[change]
    case = table.proposal()
    row_id = {Request: case.request_id, Household: case.household_id, Place: case.place_id}[model]
    table.change(model, row_id, **columns)
    assert table.decide(case).status_code == 201


ENDED = {"period": Period.of(YESTERDAY - timedelta(days=30), YESTERDAY)}
GONE: dict[str, tuple[type[Any], dict[str, Any], str]] = {
    "the agreement has ended": (Agreement, ENDED, "E06_PROVIDER"),
    "the agreement is withdrawn": (Agreement, {"withdrawn_at": now()}, "E06_PROVIDER"),
    "the form is no longer agreed": (
        Agreement,
        {"contract_forms": [ContractForm.TRIPARTITE]},
        "E06_PROVIDER",
    ),
    "the lease budget has ended": (LeaseBudget, ENDED, "E06_LEASES"),
    "the lease budget is used up": (LeaseBudget, {"leases": 0}, "E06_LEASES"),
    "the team has no slots left": (SupportCapacity, {"slots": 0}, "E11_CASELOAD"),
    "the team has ended": (SupportCapacity, ENDED, "E11_CASELOAD"),
}


@pytest.mark.parametrize("gone", [None, *GONE])
def test_agreement_budget_and_support_are_looked_at_again(
    table: MatchingTable, gone: str | None
) -> None:
    table.agree()
    with table.session() as db:
        provider = db.get_one(Organisation, table.provider.id)
        make_support_capacity(db, provider, region_of(db))
    request = table.household(
        contract_forms=[ContractForm.OMKLAP],
        care_type=CareType.AMBULANT,
        care_level=CareLevel.LIGHT,
    )
    case = table.proposal(
        request,
        table.place(contract_forms=[ContractForm.OMKLAP]),
        contract_form=ContractForm.OMKLAP,
        support_provider_id=table.provider.id,
    )
    if gone is None:
        assert table.decide(case).status_code == 201
        return
    model, columns, code = GONE[gone]
    with table.session() as db:
        db.execute(update(model).values(**columns))
    answer = table.decide(case)
    assert answer.status_code == 409, answer.text
    assert {fault["code"] for fault in answer.json()["errors"]} == {code}
    assert table.states(case) == NOTHING_DONE


def test_another_provider_than_the_one_proposed_does_not_do(table: MatchingTable) -> None:
    """Somebody else still could: the household was promised this one."""
    table.agree()
    other = table.world.organisation(
        OrganisationKind.CARE_PROVIDER, "Stichting Elders", contract_forms=tuple(ContractForm)
    )
    request = table.household(contract_forms=[ContractForm.TRIPARTITE])
    case = table.proposal(
        request,
        table.place(contract_forms=[ContractForm.TRIPARTITE]),
        contract_form=ContractForm.TRIPARTITE,
        support_provider_id=other.id,
    )
    answer = table.decide(case)
    assert answer.status_code == 409, answer.text
    assert {fault["code"] for fault in answer.json()["errors"]} == {"not_possible"}


def test_a_point_to_live_near_that_was_added_counts_today(table: MatchingTable) -> None:
    case = table.proposal()
    with table.session() as db:
        request = db.get_one(Request, case.request_id)
        far = "SRID=28992;POINT(200000 450000)"
        make_anchor(db, request, point=far, max_metres=1_000, must=True)
    answer = table.decide(case)
    assert answer.status_code == 409, answer.text
    assert {fault["code"] for fault in answer.json()["errors"]} == {"changed", "E20_MUST"}


def test_a_start_that_has_passed_becomes_today(table: MatchingTable) -> None:
    request = table.household(needed_from_date=YESTERDAY)
    case = table.proposal(request)
    assert table.decide(case).status_code == 201
    assert table.placement(case)["period"]["startDate"] == today().isoformat()


# --- Who sees what


@pytest.fixture
def nieuwegein_table(table: MatchingTable, nieuwegein: Caller) -> tuple[Case, Caller]:
    """A proposal for a place in a neighbouring municipality that takes part."""
    return table.proposal(place=table.place(NIEUWEGEIN), **SECRETS), nieuwegein


PARTY_FIELDS = {
    "view",
    "id",
    "placeId",
    "ownerId",
    "municipalityCode",
    "contractForm",
    "contractProviderId",
    "startDate",
    "persons",
    "accessibility",
    "state",
    "offers",
    "version",
}


def test_before_the_approval_only_who_decides_and_who_asked_see_a_proposal(
    table: MatchingTable, nieuwegein_table: tuple[Case, Caller]
) -> None:
    case, nieuwegein = nieuwegein_table
    for caller in (table.owner, nieuwegein):
        assert caller.get(f"/proposals/{case.id}").status_code == 404
        assert caller.get("/proposals").json()["proposals"] == []
    for caller in (table.municipality, table.provider):
        shown = caller.get(f"/proposals/{case.id}").json()
        assert shown["view"] == "FULL"
        assert caller.get("/proposals").json()["proposals"] == [shown]


def test_who_decides_and_who_asked_see_all_with_the_rules_in_words(
    table: MatchingTable, nieuwegein_table: tuple[Case, Caller]
) -> None:
    case, _ = nieuwegein_table
    assert table.decide(case).status_code == 201
    seen = table.municipality.get(f"/proposals/{case.id}")
    assert seen.headers["ETag"] == '"2"'
    shown = seen.json()
    assert shown["doubles"] == []
    assert table.provider.get(f"/proposals/{case.id}").json() == shown | {"doubles": None}
    assert shown["scoreParts"] == [
        {
            "rule": "E22_ORIGIN",
            "points": -13_131,
            "nl": "De woonplek ligt niet in de gemeente waar het huishouden vandaan komt.",
            "en": "The place is not in the municipality the household comes from.",
        }
    ]
    assert shown["warnings"][0]["nl"] == "Voor de woonplek is geen huurtoeslag mogelijk."
    assert shown["alternatives"][0]["placeId"] == SECRETS["alternatives"][0]["place"]
    assert (shown["tier"], shown["score"]) == ("URGENT", 424_242)
    assert {offer["party"] for offer in shown["offers"]} == {
        "OWNER",
        "HOUSEHOLD",
        "RECEIVING_MUNICIPALITY",
    }


def test_what_happened_before_is_read_by_who_decides_alone(table: MatchingTable) -> None:
    said = {"nl": "Dit is eerder gebeurd.", "en": "This happened before."}
    before = [{"rule": rule.code} | said for rule in EARLIER]
    case = table.proposal(warnings=[*before, {"rule": "E18_ALLOWANCE"}])
    path = f"/proposals/{case.id}"
    seen = table.municipality.get(path).json()["warnings"]
    assert [warning["rule"] for warning in seen] == [*(w["rule"] for w in before), "E18_ALLOWANCE"]
    assert table.decide(case).status_code == 201
    for reader, at in ((table.provider, path), (table.owner, path), (table.provider, "/proposals")):
        answer = reader.get(at)
        assert answer.status_code == 200
        assert "E26" not in answer.text
        assert "gebeurd" not in answer.text
    heard = table.provider.get(path).json()["warnings"]
    assert [warning["rule"] for warning in heard] == ["E18_ALLOWANCE"]


@pytest.mark.parametrize("who", ["owner", "receiving municipality"])
def test_a_party_sees_what_is_asked_of_the_place_and_nothing_of_the_person(
    table: MatchingTable, nieuwegein_table: tuple[Case, Caller], who: str
) -> None:
    case, nieuwegein = nieuwegein_table
    caller, party = {
        "owner": (table.owner, "OWNER"),
        "receiving municipality": (nieuwegein, "RECEIVING_MUNICIPALITY"),
    }[who]
    assert table.decide(case).status_code == 201
    answer = caller.get(f"/proposals/{case.id}")
    shown = answer.json()
    assert shown.keys() == PARTY_FIELDS
    assert (shown["view"], shown["placeId"], shown["persons"]) == ("PARTY", str(case.place_id), 1)
    assert [offer["party"] for offer in shown["offers"]] == [party]
    whole = table.municipality.get(f"/proposals/{case.id}").json()
    hidden = {name: value for name, value in whole.items() if name not in PARTY_FIELDS}
    assert hidden.keys() >= {"householdId", "requestId", "scoreParts", "tier", "alternatives"}
    secrets = [
        *(hidden[name] for name in ("householdId", "requestId", "roundId", "providerId", "tier")),
        *("E22_ORIGIN", "13131", "424242", "E18_ALLOWANCE", "5ec4e700", "digest", WHY),
    ]
    assert [secret for secret in secrets if secret in answer.text] == []
    assert caller.get("/decisions").json()["decisions"] == []
    listed = caller.get("/proposals").json()["proposals"]
    assert listed == [shown]


def test_no_filter_tells_a_party_what_it_may_not_see(
    table: MatchingTable, nieuwegein_table: tuple[Case, Caller]
) -> None:
    case, nieuwegein = nieuwegein_table
    assert table.decide(case).status_code == 201
    whole = table.municipality.get(f"/proposals/{case.id}").json()
    hidden = ("roundId", "requestId", "tier", "providerId")
    plain = ("state", "placeId", "ownerId", "contractForm", "municipalityCode")
    for caller in (table.owner, nieuwegein):
        for name in hidden:
            page = caller.get(f"/proposals?{name}={whole[name]}").json()
            assert page["proposals"] == [], name
        for name in plain:
            page = caller.get(f"/proposals?{name}={whole[name]}").json()
            assert len(page["proposals"]) == 1, name
    for name in (*hidden, *plain):
        page = table.municipality.get(f"/proposals?{name}={whole[name]}").json()
        assert page["proposals"] == [whole], name


def test_a_list_is_read_page_by_page_and_filters_leave_out_the_rest(table: MatchingTable) -> None:
    cases = table.proposals(5, request=table.household())
    seen: list[str] = []
    query = "?limit=2"
    while query:
        page = table.municipality.get(f"/proposals{query}").json()
        seen += [row["id"] for row in page["proposals"]]
        query = page["nextCursor"] and f"?limit=2&cursor={page['nextCursor']}"
    assert sorted(seen) == sorted(str(case.id) for case in cases)
    for query, status in (("state=REJECTED", 200), ("state=NO", 400), ("x=1", 400)):
        answer = table.municipality.get(f"/proposals?{query}")
        assert answer.status_code == status
        assert not answer.json().get("proposals")


def test_strangers_see_neither_proposal_nor_decision(table: MatchingTable) -> None:
    case = table.approved()
    decision = table.municipality.get("/decisions").json()["decisions"][0]["id"]
    strangers = [
        table.world.organisation(OrganisationKind.CARE_PROVIDER, "Stichting Elders"),
        table.world.organisation(OrganisationKind.CORPORATION, "Woonstichting Elders"),
        table.world.organisation(OrganisationKind.MUNICIPALITY, "Gemeente Zeist", "0355"),
        table.world.organisation(OrganisationKind.CLIENT_COUNCIL, "Cliëntenraad"),
    ]
    for caller in strangers:
        for path in (f"/proposals/{case.id}", f"/decisions/{decision}"):
            assert caller.get(path).status_code == 404
        for kind in ("proposals", "decisions", "offers", "placements", "leases"):
            assert caller.get(f"/{kind}").json()[kind] == []


def test_who_asked_reads_the_decision_and_its_motivation(table: MatchingTable) -> None:
    case = table.proposal()
    table.decide(case, "REJECTED", reasonCode="AFFORDABILITY")
    (decision,) = table.provider.get(f"/decisions?proposalId={case.id}").json()["decisions"]
    assert (decision["reasonCode"], decision["motivation"]) == ("AFFORDABILITY", WHY)
    assert table.provider.get(f"/decisions/{decision['id']}").json() == decision


# --- Who decides


def test_a_mandate_that_holds_today_lets_another_municipality_decide(
    table: MatchingTable, world: World
) -> None:
    centre = world.organisation(OrganisationKind.CENTRE_MUNICIPALITY, "Amersfoort", "0307")
    case = table.proposal()
    path = f"/proposals/{case.id}/decisions"
    periods = {
        "past": Period.of(YESTERDAY - timedelta(days=9), YESTERDAY),
        "future": Period.of(today() + timedelta(days=1)),
    }
    for period in periods.values():
        with table.session() as db:
            giver, mandated = (
                db.get_one(Organisation, each.id) for each in (table.municipality, centre)
            )
            make_mandate(db, giver, mandated, period=period)
        assert centre.post(path, case.decision()).status_code in {403, 404}
    with table.session() as db:
        giver, mandated = (
            db.get_one(Organisation, each.id) for each in (table.municipality, centre)
        )
        make_mandate(db, giver, mandated, period=Period.of(today(), today()))
    answer = centre.post(path, case.decision())
    assert answer.status_code == 201, answer.text
    assert answer.json()["decidedBy"] == centre.actor.user
    assert table.states(case)["proposal"] == "APPROVED"


def test_a_mandate_is_not_handed_on(table: MatchingTable, world: World) -> None:
    """Who was let decide lets nobody else, in a circle neither; its own mandate holds by itself."""
    second = world.organisation(OrganisationKind.MUNICIPALITY, "Amersfoort", "0307")
    third = world.organisation(OrganisationKind.MUNICIPALITY, "Nieuwegein", "0356")
    case = table.proposal()
    path = f"/proposals/{case.id}/decisions"
    chain = [table.municipality, second, third]
    with table.session() as db:
        first, middle, last = (db.get_one(Organisation, each.id) for each in chain)
        for giver, mandated in ((first, middle), (middle, last), (last, first)):
            make_mandate(db, giver, mandated)
    assert third.post(path, case.decision()).status_code in {403, 404}
    assert table.states(case)["proposal"] == "PROPOSED"
    assert second.post(path, case.decision()).status_code == 201


def test_a_maximum_binds_whoever_decides_by_mandate(table: MatchingTable, world: World) -> None:
    """The placement counts for the municipality of the round, so its number does too."""
    centre = world.organisation(OrganisationKind.CENTRE_MUNICIPALITY, "Amersfoort", "0307")
    with table.session() as db:
        giver, mandated = (
            db.get_one(Organisation, each.id) for each in (table.municipality, centre)
        )
        make_mandate(db, giver, mandated)
        make_quota(db, giver, maximum=1)
        make_quota(db, mandated, maximum=0)
    first, second = table.proposal(), table.proposal()
    path = "/proposals/{}/decisions"
    assert centre.post(path.format(first.id), first.decision()).status_code == 201
    for caller in (centre, table.municipality):
        answer = caller.post(path.format(second.id), second.decision())
        assert answer.status_code == 409, answer.text
        assert {fault["code"] for fault in answer.json()["errors"]} == {"E27_QUOTA"}
    with table.session() as db:
        db.execute(update(Quota).values(maximum=2))
    assert centre.post(path.format(second.id), second.decision()).status_code == 201


def test_a_place_across_the_border_needs_the_consent_of_its_municipality(
    table: MatchingTable, nieuwegein: Caller
) -> None:
    case = table.approved(place=table.place(NIEUWEGEIN))
    assert table.states(case)["RECEIVING_MUNICIPALITY"] == "OPEN"
    table.answer(case, "OWNER")
    table.answer(case, "HOUSEHOLD")
    assert table.states(case)["proposal"] == "APPROVED"
    assert table.answer(case, "RECEIVING_MUNICIPALITY", nieuwegein).status_code == 201
    assert table.states(case)["proposal"] == "PLACED"
    assert nieuwegein.get("/placements").json()["placements"][0]["view"] == "PARTY"
    assert len(nieuwegein.get("/leases").json()["leases"]) == 1


def test_a_municipality_that_takes_no_part_cannot_consent(table: MatchingTable) -> None:
    """Found when the decision was written already, so that all of it must go."""
    case = table.proposal(place=table.place(NIEUWEGEIN))
    answer = table.decide(case)
    assert answer.status_code == 409, answer.text
    assert answer.json()["detail"] == (
        "The place is in Nieuwegein, which takes no part in Woonplek and so cannot consent."
    )
    assert table.states(case) == NOTHING_DONE
    assert table.audited() == []
    assert table.municipality.get("/decisions").json()["decisions"] == []


def test_who_decides_for_both_municipalities_needs_no_consent(
    table: MatchingTable, nieuwegein: Caller
) -> None:
    with table.session() as db:
        giver, mandated = (
            db.get_one(Organisation, each.id) for each in (nieuwegein, table.municipality)
        )
        make_mandate(db, giver, mandated)
    case = table.approved(place=table.place(NIEUWEGEIN))
    assert table.states(case).keys() == {
        *("proposal", "place", "request", "placement"),
        *("OWNER", "HOUSEHOLD"),
    }


# --- The table of moves


def test_a_proposal_moves_as_its_table_says_and_in_no_other_way(table: MatchingTable) -> None:
    """Every state with every move that a request can ask for."""
    asked = {
        "approve": lambda case: table.decide(case),
        "reject": lambda case: table.decide(case, "REJECTED", reasonCode="OTHER"),
        "withdraw": lambda case: table.municipality.post(
            f"/proposals/{case.id}/withdrawals", {"motivation": WHY}
        ),
    }
    done: set[tuple[str, str]] = set()
    for state in ProposalState:
        for name, ask in asked.items():
            case = table.approved() if state is not ProposalState.PROPOSED else table.proposal()
            table.change(Proposal, case.id, state=state)
            answer = ask(case)
            assert answer.status_code in {201, 409}, answer.text
            if answer.status_code == 201:
                done.add((state.value, name))
            else:
                assert table.states(case)["proposal"] == state.value
    in_table = {(start.value, name) for (start, _), name in MOVES.items() if name in asked}
    assert done == in_table


def test_an_approval_can_be_withdrawn_while_not_everybody_has_answered(
    table: MatchingTable,
) -> None:
    case = table.approved()
    table.answer(case, "OWNER")
    path = f"/proposals/{case.id}/withdrawals"
    assert table.municipality.post(path, {"motivation": " "}).status_code == 400
    answer = table.municipality.post(path, {"motivation": "Er is iets beters."})
    assert answer.status_code == 201, answer.text
    decision = answer.json()
    assert decision["withdrawalMotivation"] == "Er is iets beters."
    assert decision["withdrawnBy"] == table.municipality.actor.user
    assert table.states(case) == {
        "proposal": "WITHDRAWN",
        "place": "AVAILABLE",
        "request": "ACTIVE",
        "placement": "CANCELLED",
        "OWNER": "WITHDRAWN",
        "HOUSEHOLD": "WITHDRAWN",
    }
    assert table.municipality.post(path, {"motivation": "Nog eens."}).status_code == 409


def test_a_placement_can_no_longer_be_withdrawn(table: MatchingTable) -> None:
    case = table.approved()
    table.placed(case)
    answer = table.municipality.post(f"/proposals/{case.id}/withdrawals", {"motivation": WHY})
    assert answer.status_code == 409, answer.text
    assert table.states(case)["proposal"] == "PLACED"


def test_the_seal_covers_all_that_is_shown(table: MatchingTable) -> None:
    """Whatever of a proposal is changed behind the official's back breaks the seal."""
    changes: dict[str, Any] = {
        "contract_form": ContractForm.TRIPARTITE,
        "start_date": START + timedelta(days=1),
        "tier": "YOUTH",
        "score": 5,
        "score_parts": [{"rule": "E22_ORIGIN", "points": 1}],
        "warnings": [{"rule": "E18_ALLOWANCE"}],
        "alternatives": SECRETS["alternatives"],
        "support_provider_id": table.provider.id,
        "place_municipality_code": NIEUWEGEIN,
        "provider_id": table.owner.id,
        "owner_id": table.provider.id,
    }
    for name, value in changes.items():
        case = table.proposal()
        with table.session() as db:
            db.execute(update(Proposal).where(Proposal.id == case.id).values({name: value}))
            kept = db.scalars(select(Proposal.digest).where(Proposal.id == case.id)).one()
        assert kept == case.digest
        answer = table.decide(case)
        assert answer.status_code == 409, name
        assert "changed" in {fault["code"] for fault in answer.json()["errors"]}, name
        assert json.dumps(answer.json()).count("nothing was decided") == 1


# --- From the engine to the decision


def test_what_a_round_proposes_reads_in_words_and_can_be_approved_as_it_stands(
    table: MatchingTable,
) -> None:
    requests = [
        table.household(origin_municipality_code=NIEUWEGEIN, needed_from_date=START)
        for _ in range(2)
    ]
    places = [table.place() for _ in range(3)]
    with table.session() as db:
        region = region_of(db).id
    path = f"/rounds/{table.municipality.post('/rounds', {'regionId': str(region)}).json()['id']}"
    with working(table.world.database):
        until(lambda: table.municipality.get(path).json()["state"] == "DONE")
    proposals = table.municipality.get("/proposals?state=PROPOSED").json()["proposals"]
    assert {row["requestId"] for row in proposals} == {str(each) for each in requests}
    for row in proposals:
        parts = {part["rule"]: part for part in row["scoreParts"]}
        assert parts["E23_WAITING"]["nl"].startswith("Punten voor de tijd")
        assert parts["E22_ORIGIN"]["points"] < 0
        told = [said["nl"] + said["en"] for said in (*row["scoreParts"], *row["warnings"])]
        assert not [words for words in told if "{" in words]
        others = {alternative["placeId"] for alternative in row["alternatives"]}
        assert others == {str(each) for each in places} - {row["placeId"]}
        body = {"outcome": "APPROVED", "motivation": WHY, "digest": row["digest"]}
        answer = table.municipality.post(f"/proposals/{row['id']}/decisions", body)
        assert answer.status_code == 201, answer.text
