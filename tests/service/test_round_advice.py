"""What would have helped and what is scarce, from a round over HTTP: to whom, and when not."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from builders import (
    DAY,
    make_avoid_area,
    make_offer,
    make_place,
    make_proposal,
    make_round,
)
from conftest import Caller
from page_visitor import PageVisitor
from towns import Town
from towns import town as town

from matching.advice import advise
from matching.choice import second_options
from matching.codes.households import AgeBand
from matching.codes.rounds import Status
from matching.reasons.standing import standing
from matching.solution import Solution
from service.clock import now
from service.codelists.decisions import DeclineReason, OfferState, ProposalState
from service.jobs import Job
from service.models import Organisation, Request, RoundSnapshot
from service.rounds import engine_process, solving
from service.rounds.engine_process import EngineFailed, EngineStopped
from service.rounds.running import RUN, Engine, run
from service.rounds.snapshot_file import from_bytes
from service.rounds.solving import Solved, solve_and_advise

FIRST, LAST = DAY.replace(year=2020), DAY.replace(year=2026, month=11)
COUPLE = (AgeBand.AGE_27_PLUS, AgeBand.AGE_27_PLUS)


def changes_of(caller: Caller, round: dict[str, Any], request: Request) -> dict[str, Any]:
    """What would have helped a request, by rule, as the caller may hear it."""
    path = f"/rounds/{round['id']}/unplaced?requestId={request.id}"
    [found] = caller.get(path).json()["unplaced"]
    same = caller.get(f"/requests/{request.id}/reasons").json()
    assert same == found
    return {change["rule"]: change for change in found["changes"]}


def test_each_request_without_a_proposal_hears_what_would_have_helped(town: Town) -> None:
    with town.rows() as db:
        place = make_place(db)
        town.request(db, waiting_since_date=FIRST)
        waits = town.request(db, waiting_since_date=LAST)
    round = town.done()
    assert round["adviceState"] == "GIVEN"
    assert changes_of(town.provider, round, waits) == {
        "UNIT": {
            "rule": "UNIT",
            "measure": "NUMBER",
            "amount": 1,
            "placeId": str(place.id),
            "contractForm": "OWN_NAME",
            "supportProviderId": None,
            "losers": 0,
            "exact": True,
            "nl": "Er is één passende woonplek te weinig (Huurcontract op eigen naam). Was dat "
            "anders, dan had dit huishouden een woonplek. Niemand anders verliest daardoor een "
            "woonplek.",
            "en": "There is one fitting place too few (Lease in the resident's own name). Were it "
            "otherwise, this household would have a place. Nobody else loses a place by it.",
        }
    }


def test_what_a_household_cannot_change_is_for_the_municipality_to_hear(town: Town) -> None:
    with town.rows() as db:
        make_place(db, max_persons=1)
        town.request(db, waiting_since_date=LAST)
        couple = town.request(db, ages=COUPLE, waiting_since_date=FIRST)
    round = town.done()
    told = changes_of(town.utrecht, round, couple)
    assert (told["E02_TOO_MANY"]["amount"], told["E02_TOO_MANY"]["losers"]) == (1, 1)
    assert "verliest dan 1 ander huishouden" in told["E02_TOO_MANY"]["nl"]
    assert changes_of(town.provider, round, couple) == {}


def test_an_area_that_is_not_safe_is_no_way_out_for_anybody(town: Town) -> None:
    with town.rows() as db:
        make_place(db)
        threatened = town.request(db, waiting_since_date=FIRST)
        make_avoid_area(db, threatened, 130_000, 450_000, 140_000, 460_000)
    round = town.done()
    path = f"/rounds/{round['id']}/unplaced"
    [found] = town.utrecht.get(path).json()["unplaced"]
    assert [each["rule"] for each in found["reasons"]] == ["E14_AREA"]
    for caller in (town.utrecht, town.provider):
        assert changes_of(caller, round, threatened) == {}


def test_an_earlier_no_is_read_by_who_decides_as_a_reason_and_never_as_a_way_out(
    town: Town,
) -> None:
    """It followed the answers; whether the household should have said yes is not its business."""
    with town.rows() as db:
        place, asking = make_place(db), town.request(db)
        before = make_round(db, db.get_one(Organisation, town.utrecht.id))
        proposal = make_proposal(db, before, asking, place, state=ProposalState.DECLINED)
        no = {"reason_code": DeclineReason.QUALITY, "answered_at": now()}
        make_offer(db, proposal, state=OfferState.DECLINED, **no)
    round = town.done()
    path = f"/rounds/{round['id']}/unplaced"
    for caller in (town.utrecht, town.provider):
        [found] = caller.get(path).json()["unplaced"]
        assert [each["rule"] for each in found["reasons"]] == ["E26_REFUSED"]
    assert changes_of(town.utrecht, round, asking) == {}
    assert changes_of(town.provider, round, asking).keys() == {"E26_REFUSED"}


def test_a_care_provider_reads_nothing_of_anothers_households(town: Town) -> None:
    with town.rows() as db:
        make_place(db)
        own = [town.request(db, waiting_since_date=LAST) for _ in range(2)]
    round = town.done()
    page = town.provider.get(f"/rounds/{round['id']}/unplaced").json()["unplaced"]
    others = {str(each.id) for each in own} - {row["requestId"] for row in page}
    for row in page:
        assert not any(other in str(row["changes"]) for other in others)


def out_of_time(problem: bytes, *follow: Any) -> Solved:
    """An engine that the clock stopped: it has a plan, and no proof."""
    whole = solve_and_advise(problem, *follow)
    stopped = replace(whole.solution, status=Status.STOPPED)
    return Solved(stopped, advise(*from_bytes(problem), stopped))


def test_a_plan_that_is_not_proven_says_that_nothing_can_be_told(town: Town) -> None:
    with town.rows() as db:
        make_place(db)
        for _ in range(3):
            town.request(db)
    round = town.done(Job(RUN.name, partial(run, engine=Engine(solve=out_of_time))))
    assert (round["state"], round["adviceState"]) == ("DONE", "NOT_PROVEN")
    table = town.utrecht.get(f"/rounds/{round['id']}/scarcity").json()
    assert (table["state"], table["places"], table["choice"]) == ("NOT_PROVEN", [], [])
    for row in town.utrecht.get(f"/rounds/{round['id']}/unplaced").json()["unplaced"]:
        assert row["changes"] == []


def ends_beside_its_plan(
    module: str, words: list[str], files: Any, told: Any, stopped: Callable[[], bool]
) -> None:
    """An engine that has its plan, and then dies or must be stopped."""
    without = words[: words.index("--advice")]
    engine_process.run(module, without, files, told, stopped)
    told(json.dumps({"phase": "ADVICE", "value": [0] * 4, "bound": [0] * 4}).encode())
    if stopped():
        raise EngineStopped
    raise EngineFailed("it ended with -9")


@pytest.mark.parametrize("seconds", [-1.0, 60.0])
def test_a_round_goes_on_without_what_fails_or_takes_too_long(
    town: Town, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    ends = SimpleNamespace(run=ends_beside_its_plan)
    monkeypatch.setattr(solving, "engine_process", ends)
    monkeypatch.setattr(solving, "LONGEST_ADVICE_SECONDS", seconds)
    with town.rows() as db:
        make_place(db)
        town.request(db)
    round = town.done()
    assert (round["state"], round["proposed"]) == ("DONE", 1)
    assert round["adviceState"] == "FAILED"
    assert round["certificate"]["gap"] == 0
    assert town.utrecht.get(f"/rounds/{round['id']}/scarcity").status_code == 404


def test_who_could_have_a_second_place_reads_which_as_the_engine_says(town: Town) -> None:
    with town.rows() as db:
        for persons in (1, 1, 1, 2):
            make_place(db, max_persons=persons)
        for ages in ((AgeBand.AGE_27_PLUS,), (AgeBand.AGE_27_PLUS,), (AgeBand.AGE_27_PLUS,) * 2):
            town.request(db, ages=ages)
    round = town.done()
    with town.rows() as db:
        kept = db.get_one(RoundSnapshot, UUID(round["id"]))
        problem, policy = from_bytes(kept.problem)
        plan = Solution.from_json(json.dumps(kept.solution))
    second = second_options(standing(problem, policy, plan))
    assert len(second.options) == 1
    proposals = town.utrecht.get(f"/proposals?roundId={round['id']}").json()["proposals"]
    told = {
        made["requestId"]: each
        for made in proposals
        for each in made["alternatives"]
        if each["choice"]
    }
    (of,) = second.options
    assert told.keys() == {str(of.request)}
    assert told[str(of.request)]["free"] is True
    assert told[str(of.request)]["placeId"] not in {made["placeId"] for made in proposals}
    table = town.utrecht.get(f"/rounds/{round['id']}/scarcity").json()
    assert {one["code"]: one["withChoice"] for one in table["choice"]} == {
        one.tier.value: one.with_choice for one in second.tiers
    }
    (mine,) = [made for made in proposals if made["requestId"] == str(of.request)]
    page = PageVisitor.of(town.utrecht).get(f"/proposals/{mine['id']}").text
    assert page.count("Deze kan vrij blijven, zodat er iets te kiezen is") == 1


def test_the_municipality_reads_what_one_more_would_bring_and_it_does(town: Town) -> None:
    with town.rows() as db:
        make_place(db, max_persons=1)
        for _ in range(3):
            town.request(db)
    round = town.done()
    table = town.utrecht.get(f"/rounds/{round['id']}/scarcity").json()
    assert (table["roundId"], table["dayDate"]) == (round["id"], DAY.isoformat())
    best = table["places"][0]
    assert (best["municipalityCode"], best["contractForm"]) == ("0344", "OWN_NAME")
    assert (best["persons"], best["units"], best["exact"]) == (1, 1, True)
    assert sum(tier["placed"] for tier in best["tiers"]) == 1
    assert {one["code"]: one["placed"] for one in table["choice"]} == {
        tier["code"]: tier["placed"] for tier in round["certificate"]["tiers"]
    }
    with town.rows() as db:
        make_place(db, max_persons=1)
    more = town.done()
    before, after = (
        {tier["code"]: tier["placed"] for tier in each["certificate"]["tiers"]}
        for each in (round, more)
    )
    assert {tier["code"]: tier["placed"] for tier in best["tiers"]} == {
        code: after[code] - before[code] for code in before
    }


def test_what_is_scarce_is_for_the_rounds_municipality_and_only_once_it_is_done(
    town: Town, nieuwegein: Caller
) -> None:
    waiting = town.start().json()
    path = f"/rounds/{waiting['id']}/scarcity"
    assert town.utrecht.get(path).status_code == 404
    town.utrecht.post(f"/rounds/{waiting['id']}/cancellations")
    path = f"/rounds/{town.done()['id']}/scarcity"
    for other in (nieuwegein, town.provider):
        assert other.get(path).status_code == 404
    assert town.utrecht.get(path).status_code == 200
