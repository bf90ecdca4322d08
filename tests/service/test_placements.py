"""Placements: a household on a place, until it ends; and who may do what around a decision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from builders import make_mandate, make_placement, make_request, region_of
from conftest import Caller, World
from matching_table import START, WHY, Case, MatchingTable
from sqlalchemy.exc import IntegrityError

from matching.codes.contracts import ContractForm
from service.clock import last_planned, now, today
from service.codelists.decisions import EndingReason, PlacementState
from service.codelists.organisations import OrganisationKind
from service.codelists.requests import RequestState
from service.models import Household, Organisation, Place, Placement, Proposal, Request
from service.period import Period
from service.placements.workflow import MOVES
from service.rounds.input_repository import Area, requests_in

DAY = timedelta(days=1)
LAST = START + timedelta(days=200)
NIEUWEGEIN = "0356"


def ended(table: MatchingTable, case: Case, by: Caller | None = None, **body: Any) -> Any:
    """The answer to recording the end of a placement."""
    path = f"/placements/{table.placement(case)['id']}/endings"
    whole = {"endDate": LAST.isoformat(), "reason": "IN_CONSULTATION"} | body
    return (by or table.municipality).post(path, whole)


def lived_in(table: MatchingTable, **columns: Any) -> Case:
    """A proposal that became a placement."""
    case = table.approved(**columns)
    table.placed(case)
    return case


def agreed_until_last(table: MatchingTable) -> Case:
    """A placement of which the agreed term is over on `LAST`."""
    place = table.place(period=Period.of(date(2020, 1, 1), LAST))
    return lived_in(table, place=place, request=table.household(min_stay_days=30))


def test_a_placement_ends_and_the_place_is_free_from_the_day_after(table: MatchingTable) -> None:
    case = lived_in(table)
    answer = ended(table, case)
    assert answer.status_code == 201, answer.text
    placement = answer.json()
    assert placement["period"] == {"startDate": START.isoformat(), "endDate": LAST.isoformat()}
    assert (placement["state"], placement["endingReason"]) == ("ENDED", "IN_CONSULTATION")
    place = table.owner.get(f"/places/{case.place_id}").json()
    assert place["state"] == "AVAILABLE"
    assert place["period"]["startDate"] == (LAST + DAY).isoformat()
    lease = table.lease(case)
    assert lease["period"]["endDate"] == LAST.isoformat()
    assert lease["milestones"][-1]["kind"] == "END"
    assert table.states(case)["request"] == "HOUSED"
    assert ("end", "placements") in {(action, subject) for action, subject, _ in table.audited()}
    again = ended(table, case)
    assert (again.status_code, again.json()["detail"]) == (409, "This placement is ended already.")


def test_the_next_household_comes_the_day_after_and_not_before(table: MatchingTable) -> None:
    case = lived_in(table)
    assert ended(table, case).status_code == 201
    needed = table.household(needed_from_date=LAST - timedelta(days=30))
    following = table.proposal(needed, case.place_id)
    assert table.decide(following).status_code == 201
    assert table.placement(following)["period"]["startDate"] == (LAST + DAY).isoformat()


def test_the_days_of_an_ended_placement_stay_taken(table: MatchingTable) -> None:
    """For the place and for the household alike, whoever writes to the database."""
    case, other = lived_in(table), table.proposal()
    assert ended(table, case).status_code == 201
    whole = Period.of(LAST, LAST + timedelta(days=9))
    for taken in ({"place_id": case.place_id}, {"household_id": case.household_id}):
        with pytest.raises(IntegrityError, match="ex_placement"), table.session() as db:
            make_placement(db, db.get_one(Proposal, other.id), period=whole, **taken)
    with table.session() as db:
        row = db.get_one(Proposal, other.id)
        free = {"place_id": case.place_id, "household_id": case.household_id}
        make_placement(db, row, period=Period.of(LAST + DAY), **free)


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"endDate": (START - DAY).isoformat()}, "body.endDate"),
        ({"endDate": (last_planned() + DAY).isoformat()}, "body.endDate"),
        ({"endDate": "2200-12-31"}, "body.endDate"),
        ({"endDate": "2027-02-30"}, "body.endDate"),
        ({"endDate": 20270301}, "body.endDate"),
        ({"reason": "TOO_NOISY"}, "body.reason"),
        ({"because": "x"}, "body.because"),
    ],
)
def test_an_ending_that_cannot_be_is_refused_and_nothing_ends(
    table: MatchingTable, body: dict[str, Any], where: str
) -> None:
    case = lived_in(table)
    answer = ended(table, case, **body)
    assert answer.status_code == 400
    assert {fault["where"] for fault in answer.json()["errors"]} == {where}
    assert table.states(case)["placement"] == "CONFIRMED"


def test_a_placement_ends_on_the_last_day_that_is_planned_for_at_the_latest(
    table: MatchingTable,
) -> None:
    case = lived_in(table)
    assert ended(table, case, endDate=last_planned().isoformat()).status_code == 201
    place = table.owner.get(f"/places/{case.place_id}").json()
    assert place["period"]["startDate"] == (last_planned() + DAY).isoformat()


def test_a_placement_ends_on_its_first_day_at_the_earliest(table: MatchingTable) -> None:
    case = lived_in(table)
    assert ended(table, case, endDate=START.isoformat()).status_code == 201


@pytest.mark.parametrize("agreed", [None, LAST + DAY])
def test_a_term_is_over_on_its_own_last_day_alone(
    table: MatchingTable, agreed: date | None
) -> None:
    place = table.place(period=Period.of(date(2020, 1, 1), agreed))
    case = lived_in(table, place=place, request=table.household(min_stay_days=30))
    answer = ended(table, case, reason="TERM_OVER")
    assert answer.status_code == 400, answer.text
    (fault,) = answer.json()["errors"]
    assert (fault["where"], fault["code"]) == ("body.reason", "term_not_over")


def test_a_lease_for_two_years_does_not_end_later_than_it_runs(table: MatchingTable) -> None:
    case = table.with_form(ContractForm.OWN_NAME, tenure_title="TEMP_2Y")
    assert table.decide(case).status_code == 201
    last = date.fromisoformat(table.placed(case)["period"]["endDate"])
    late = ended(table, case, endDate=(last + DAY).isoformat())
    assert (late.status_code, late.json()["errors"][0]["where"]) == (400, "body.endDate")
    assert ended(table, case, endDate=last.isoformat()).status_code == 201


def test_a_place_whose_own_time_is_over_then_keeps_its_period(table: MatchingTable) -> None:
    period = Period.of(date(2020, 1, 1), START + timedelta(days=500))
    case = lived_in(table, place=table.place(period=period))
    last = START + timedelta(days=500)
    assert table.placement(case)["period"]["endDate"] == last.isoformat()
    assert ended(table, case, endDate=last.isoformat()).status_code == 201
    with table.session() as db:
        assert db.get_one(Place, case.place_id).period == period


def test_who_goes_back_to_a_shelter_waits_with_the_turn_it_had(table: MatchingTable) -> None:
    request = table.household()
    with table.session() as db:
        waiting = db.get_one(Request, request).waiting_since_date
    case = lived_in(table, request=request)
    assert ended(table, case, reason="BACK_TO_SHELTER").status_code == 201
    assert table.states(case)["request"] == "ACTIVE"
    with table.session() as db:
        assert db.get_one(Request, request).waiting_since_date == waiting


@pytest.mark.parametrize("reason", EndingReason)
def test_who_loses_a_home_asks_again_with_the_turn_it_had(
    table: MatchingTable, reason: EndingReason
) -> None:
    case = agreed_until_last(table)
    path = f"/requests/{case.request_id}"
    kept = table.provider.get(path).json()["waitingSinceDate"]
    assert table.provider.patch(path, {"state": "ACTIVE"}, "*").status_code == 409
    assert ended(table, case, reason=reason.value).status_code == 201
    again = table.provider.patch(path, {"state": "ACTIVE"}, "*")
    may = reason not in {EndingReason.MOVED_ON, EndingReason.DECEASED}
    assert (again.status_code == 200) is may
    assert table.states(case)["request"] == ("ACTIVE" if may else "HOUSED")
    assert table.provider.get(path).json()["waitingSinceDate"] == kept


def test_a_household_that_lives_somewhere_is_not_withdrawn(table: MatchingTable) -> None:
    case = lived_in(table)
    path = f"/households/{case.household_id}"
    answer = table.provider.delete(path, "*")
    assert (answer.status_code, answer.json()["detail"]) == (
        409,
        "This household lives in a place: end that placement first; it can be withdrawn after its"
        " last day there.",
    )
    assert ended(table, case, table.provider, reason="MOVED_ON").status_code == 201
    assert table.provider.delete(path, "*").status_code == 409
    left(table, case)
    assert table.provider.delete(path, "*").status_code == 204


def left(table: MatchingTable, case: Case) -> None:
    """The last day there has passed."""
    placement = UUID(table.placement(case)["id"])
    table.change(Placement, placement, period=Period.of(today() - 30 * DAY, today() - DAY))


def test_a_household_that_was_withdrawn_does_not_ask_again(table: MatchingTable) -> None:
    case = lived_in(table)
    assert ended(table, case, reason="IN_CONSULTATION").status_code == 201
    left(table, case)
    assert table.provider.delete(f"/households/{case.household_id}", "*").status_code == 204
    answer = table.provider.patch(f"/requests/{case.request_id}", {"state": "ACTIVE"}, "*")
    assert answer.status_code == 409
    assert "household of this request was withdrawn" in answer.json()["detail"]
    assert table.states(case)["request"] == "HOUSED"


def test_an_ending_and_a_round_leave_a_withdrawn_household_in_peace(table: MatchingTable) -> None:
    """Also where it was withdrawn in another way than the API's."""
    case = lived_in(table)
    table.change(Household, case.household_id, withdrawn_at=now())
    assert ended(table, case, reason="BACK_TO_SHELTER").status_code == 201
    assert table.states(case)["request"] == "HOUSED"
    table.change(Request, case.request_id, state=RequestState.ACTIVE)
    with table.session() as db:
        actor = table.municipality.actor
        area = Area(actor, region_of(db).id, LAST + DAY)
        assert requests_in(db, area) == []


def test_who_asked_anew_already_goes_on_with_that(table: MatchingTable) -> None:
    case = lived_in(table)
    with table.session() as db:
        make_request(db, db.get_one(Household, case.household_id))
    assert ended(table, case, reason="BACK_TO_SHELTER").status_code == 201
    assert table.states(case)["request"] == "HOUSED"


@pytest.mark.long
def test_each_reason_is_recorded_by_those_who_may_know_it(table: MatchingTable) -> None:
    """An owner never records where somebody went."""
    for_both = {"RESIDENT_NOTICE", "IN_CONSULTATION", "TERM_OVER", "DECEASED"}
    expected = {
        "owner": for_both | {"LANDLORD_NOTICE", "COURT_ORDER"},
        "provider": for_both | {"MOVED_ON", "BACK_TO_SHELTER"},
        "municipality": set(EndingReason),
    }
    callers = {
        "owner": table.owner,
        "provider": table.provider,
        "municipality": table.municipality,
    }
    accepted: dict[str, set[str]] = {name: set() for name in callers}
    for name, caller in callers.items():
        case = agreed_until_last(table)
        for reason in EndingReason:
            answer = ended(table, case, caller, reason=reason.value)
            if answer.status_code == 201:
                accepted[name].add(reason.value)
                case = agreed_until_last(table)
            else:
                assert answer.status_code == 400
                assert answer.json()["errors"][0]["where"] == "body.reason"
    assert accepted == expected


def test_owner_and_receiving_municipality_see_the_place_and_not_the_household(
    table: MatchingTable, nieuwegein: Caller
) -> None:
    case = table.approved(place=table.place(NIEUWEGEIN))
    placement = table.placement(case)
    for caller in (table.owner, nieuwegein):
        (shown,) = caller.get("/placements").json()["placements"]
        assert shown.keys() == {
            *("view", "id", "proposalId", "placeId", "ownerId", "organisationId"),
            *("state", "period", "version"),
        }
        answer = caller.get(f"/placements/{placement['id']}")
        assert answer.json() == shown
        assert str(case.household_id) not in answer.text
        assert str(table.provider.id) not in answer.text
    assert table.provider.get(f"/placements/{placement['id']}").json() == placement
    assert placement["householdId"] == str(case.household_id)


def test_who_supports_sees_the_placement_too(table: MatchingTable, world: World) -> None:
    supporter = world.organisation(
        OrganisationKind.CARE_PROVIDER, "Stichting Steun", contract_forms=tuple(ContractForm)
    )
    other = MatchingTable(world, table.municipality, supporter, table.owner)
    other.agree()
    request = table.household(contract_forms=[ContractForm.OMKLAP])
    case = table.proposal(
        request,
        table.place(contract_forms=[ContractForm.OMKLAP]),
        contract_form=ContractForm.OMKLAP,
        support_provider_id=supporter.id,
    )
    assert table.decide(case).status_code == 201
    placement = table.placed(case)
    assert supporter.get(f"/placements/{placement['id']}").json() == placement
    (lease,) = supporter.get("/leases").json()["leases"]
    assert lease["intermediaryId"] == str(supporter.id)


def test_a_placement_moves_as_its_table_says_and_in_no_other_way(table: MatchingTable) -> None:
    """Only an end can be asked for; to be held, confirmed and cancelled follow from decisions."""
    done = set()
    for state in PlacementState:
        case = lived_in(table)
        reason = EndingReason.DECEASED if state is PlacementState.ENDED else None
        placement = table.placement(case)["id"]
        table.change(Placement, placement, state=state, ending_reason=reason)
        answer = ended(table, case)
        assert answer.status_code in {201, 409}, answer.text
        if answer.status_code == 201:
            done.add((state.value, "end"))
        table.change(Placement, placement, state=PlacementState.CANCELLED, ending_reason=None)
    assert done == {(start.value, name) for (start, _), name in MOVES.items() if name == "end"}


# --- Every role with every move


@dataclass(frozen=True)
class Move:
    """What there is before it, and who tries it."""

    begun: Callable[[MatchingTable], Case]
    tried: Callable[[MatchingTable, Caller, Case], Any]


def _proposed(table: MatchingTable) -> Case:
    return table.proposal(place=table.place(NIEUWEGEIN))


def _approved(table: MatchingTable) -> Case:
    return table.approved(place=table.place(NIEUWEGEIN))


def _deciding(outcome: str, **more: Any) -> Move:
    def decided(_table: MatchingTable, caller: Caller, case: Case) -> Any:
        return caller.post(f"/proposals/{case.id}/decisions", case.decision(outcome, **more))

    return Move(_proposed, decided)


def _withdrawn(_table: MatchingTable, caller: Caller, case: Case) -> Any:
    return caller.post(f"/proposals/{case.id}/withdrawals", {"motivation": WHY})


def _answering(party: str) -> Move:
    def answered(table: MatchingTable, caller: Caller, case: Case) -> Any:
        return table.answer(case, party, caller)

    return Move(_approved, answered)


def _ended(table: MatchingTable, caller: Caller, case: Case) -> Any:
    return ended(table, case, caller)


MOVED: dict[str, Move] = {
    "approve": _deciding("APPROVED"),
    "reject": _deciding("REJECTED", reasonCode="OTHER"),
    "withdraw": Move(_approved, _withdrawn),
    "answer as owner": _answering("OWNER"),
    "answer as household": _answering("HOUSEHOLD"),
    "answer as receiving municipality": _answering("RECEIVING_MUNICIPALITY"),
    "end": Move(lived_in, _ended),
}
UNTOUCHED = {
    "approve": ("proposal", "PROPOSED"),
    "reject": ("proposal", "PROPOSED"),
    "withdraw": ("proposal", "APPROVED"),
    "answer as owner": ("OWNER", "OPEN"),
    "answer as household": ("HOUSEHOLD", "OPEN"),
    "answer as receiving municipality": ("RECEIVING_MUNICIPALITY", "OPEN"),
    "end": ("placement", "CONFIRMED"),
}
MAY = {
    "approve": {"municipality", "by mandate"},
    "reject": {"municipality", "by mandate"},
    "withdraw": {"municipality", "by mandate"},
    "answer as owner": {"owner"},
    "answer as household": {"provider"},
    "answer as receiving municipality": {"receiving", "by mandate of receiving"},
    "end": {"municipality", "by mandate", "owner", "provider"},
}


@pytest.fixture
def everybody(table: MatchingTable, nieuwegein: Caller, platform: Caller) -> dict[str, Caller]:
    """Everybody who could try."""
    kinds = OrganisationKind
    made = table.world.organisation
    centre = made(kinds.CENTRE_MUNICIPALITY, "Amersfoort", "0307")
    other_centre = made(kinds.CENTRE_MUNICIPALITY, "Hilversum", "0402")
    with table.session() as db:
        pairs = ((table.municipality, centre), (nieuwegein, other_centre))
        for giver, mandated in pairs:
            make_mandate(
                db, db.get_one(Organisation, giver.id), db.get_one(Organisation, mandated.id)
            )
    return {
        "municipality": table.municipality,
        "by mandate": centre,
        "receiving": nieuwegein,
        "by mandate of receiving": other_centre,
        "neighbour": made(kinds.MUNICIPALITY, "Gemeente Zeist", "0355"),
        "provider": table.provider,
        "other provider": made(kinds.CARE_PROVIDER, "Stichting Elders"),
        "owner": table.owner,
        "other owner": made(kinds.CORPORATION, "Woonstichting Elders"),
        "host": made(kinds.HOST, "Mevrouw Jansen"),
        "landlord": made(kinds.PRIVATE_LANDLORD, "Verhuur BV"),
        "vacancy manager": made(kinds.SOCIAL_VACANCY_MANAGER, "Leeg BV"),
        "client council": made(kinds.CLIENT_COUNCIL, "Cliëntenraad"),
        "national desk": made(kinds.NATIONAL_DESK, "Landelijk loket"),
        "platform": platform,
    }


@pytest.mark.parametrize("move", MOVED)
def test_only_those_who_may_can_make_a_move(
    table: MatchingTable, everybody: dict[str, Caller], move: str
) -> None:
    """Who is refused leaves all as it was, for the next to try."""
    made, case = set(), MOVED[move].begun(table)
    for name, caller in everybody.items():
        answer = MOVED[move].tried(table, caller, case)
        if answer.status_code == 201:
            made.add(name)
            case = MOVED[move].begun(table)
        else:
            assert answer.status_code in {403, 404}, (name, answer.text)
            row, state = UNTOUCHED[move]
            assert table.states(case)[row] == state
    assert made == MAY[move]
