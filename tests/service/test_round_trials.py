"""A pin, a veto or a hold tried on a round over HTTP: as the engine solved anew says."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from audit_lines import lines
from builders import DAY, make_avoid_area, make_place, make_property, make_quota
from conftest import Caller
from sqlalchemy import select
from towns import LAST, Made, Town, count
from towns import town as town
from towns import two_for_one as two_for_one

from matching.codes.households import AgeBand, Trait
from matching.codes.rounds import PairReason
from matching.problem import Pairs
from matching.solution import Solution
from matching.solve import solve
from service.codelists.places import PlaceState
from service.codelists.requests import RequestState
from service.models import AuditEvent, Organisation, Place, Proposal, Request, RoundSnapshot
from service.rounds import tried as trying
from service.rounds.snapshot_file import from_bytes

UNSAFE, ELSEWHERE = (f"SRID=28992;POINT({x} 455900)" for x in (136_500, 134_000))


def tried(caller: Caller, round: dict[str, Any], act: str, request: UUID, place: UUID) -> Any:
    body = {"act": act, "requestId": str(request), "placeId": str(place)}
    return caller.post(f"/rounds/{round['id']}/trials", body)


def test_a_veto_shows_who_wins_and_who_loses_and_changes_nothing(
    town: Town, two_for_one: Made
) -> None:
    round, place, first, second = two_for_one
    with town.rows() as db:
        before = count(db, Proposal)
    answer = tried(town.utrecht, round, "VETO", first.id, place.id)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    seat = {"placeId": str(place.id), "contractForm": "OWN_NAME", "supportProviderId": None}
    moves = {move["requestId"]: move for move in found["moves"]}
    assert moves[str(first.id)]["outcome"] == "LOSES"
    assert (moves[str(first.id)]["before"], moves[str(first.id)]["after"]) == (seat, None)
    assert moves[str(second.id)]["outcome"] == "WINS"
    assert (moves[str(second.id)]["before"], moves[str(second.id)]["after"]) == (None, seat)
    assert (found["possible"], found["proven"], found["changedSince"]) == (True, True, False)
    assert found["dayDate"] == DAY.isoformat()
    assert found["message"] == {
        "nl": "Aanvragen die een woonplek krijgen: 1; die er een verliezen: 1; met een ander "
        "voorstel: 0.",
        "en": "Requests that win a place: 1; that lose one: 1; with another proposal: 0.",
    }
    with town.rows() as db:
        assert count(db, Proposal) == before


def test_what_it_costs_an_agreed_minimum_is_told(town: Town) -> None:
    with town.rows() as db:
        place = make_place(db, max_persons=1)
        municipality = db.get_one(Organisation, town.utrecht.id)
        quota = make_quota(db, municipality, minimum=1, maximum=None, youth_only=True)
        longer = town.request(db, waiting_since_date=LAST)
        town.request(db, ages=(AgeBand.AGE_21_22,), waiting_since_date=DAY)
    answer = tried(town.utrecht, town.done(), "PIN", longer.id, place.id)
    assert answer.json()["minimums"] == [
        {
            "quotaId": str(quota.id),
            "asked": 1,
            "before": 1,
            "after": 0,
            "message": {
                "nl": "Van de 1 die minstens nodig zijn: nu 1, dan 0.",
                "en": "Of the 1 needed at least: 1 now, 0 then.",
            },
        }
    ]


@pytest.mark.long
@pytest.mark.parametrize("act", ["VETO", "PIN"])
def test_a_trial_gains_what_the_changed_round_solved_anew_has_more(town: Town, act: str) -> None:
    with town.rows() as db:
        places = [
            make_place(db, max_persons=1 + each % 2, rent_cents=50_000 + 20_000 * each)
            for each in range(3)
        ]
        ages = (AgeBand.AGE_27_PLUS, AgeBand.UNDER_18)
        asks = [
            town.request(db, ages=ages[: 1 + each % 2], max_net_rent_cents=40_000 + 5_000 * each)
            for each in range(6)
        ]
    round = town.done()
    with town.rows() as db:
        kept = db.get_one(RoundSnapshot, UUID(round["id"]))
        problem, policy = from_bytes(kept.problem)
        plan = Solution.from_json(json.dumps(kept.solution))
    rows = {row.tobytes(): number for number, row in enumerate(problem.requests.id)}
    units = zip(problem.units.id, problem.units.place, strict=True)
    at = {row.tobytes(): int(place) for row, place in units}
    possible = 0
    for request in asks:
        place = places[0]
        pair = {
            "request": rows[request.id.bytes],
            "place": at[place.id.bytes],
            "reason": PairReason.PINNED if act == "PIN" else PairReason.REFUSED_BEFORE,
        }
        name = "fixed" if act == "PIN" else "forbidden"
        anew = solve(replace(problem, **{name: Pairs.of([pair])}), policy)
        found = tried(town.utrecht, round, act, request.id, place.id).json()
        assert found["possible"] is not bool(anew.conflicts)
        if found["possible"]:
            gained = (*(tier["placed"] for tier in found["tiers"]), found["points"])
            had = plan.certificate.value
            assert tuple(map(sum, zip(had, gained, strict=True))) == anew.certificate.value
            possible += 1
        else:
            assert found["moves"] == []
    assert possible > 2


def test_a_place_that_is_held_is_for_nobody_else(town: Town, two_for_one: Made) -> None:
    round, place, first, _ = two_for_one
    found = tried(town.utrecht, round, "HOLD", first.id, place.id).json()
    assert [(m["requestId"], m["outcome"]) for m in found["moves"]] == [(str(first.id), "LOSES")]
    assert sum(tier["placed"] for tier in found["tiers"]) == -1


def test_of_a_place_that_is_not_safe_no_more_is_said_than_of_any_that_cannot_be(town: Town) -> None:
    with town.rows() as db:
        couple = town.request(db, ages=(AgeBand.AGE_27_PLUS, AgeBand.AGE_27_PLUS))
        make_avoid_area(db, couple, 136_000, 455_000, 137_000, 457_000)
        unsafe, elsewhere = (make_property(db, point=at) for at in (UNSAFE, ELSEWHERE))
        fits = make_place(db, elsewhere)
        wrong = [
            make_place(db, unsafe),
            make_place(db, unsafe, max_persons=1),
            make_place(db, elsewhere, max_persons=1),
            make_place(db, elsewhere, min_persons=3, max_persons=4),
            make_place(db, elsewhere, requires=[Trait.WOMEN_ONLY]),
        ]
    round = town.done()
    assert tried(town.utrecht, round, "PIN", couple.id, fits.id).json()["possible"] is True
    answers = [tried(town.utrecht, round, "PIN", couple.id, each.id).json() for each in wrong]
    assert [answer.pop("placeId") for answer in answers] == [str(each.id) for each in wrong]
    assert answers == [answers[0]] * len(wrong)
    found = answers[0]
    assert (found["possible"], found["moves"], found["points"]) == (False, [], 0)
    assert found["message"] == {
        "nl": "Dit kan niet; er verandert niets. De reden staat er nooit bij. Anders was te zien "
        "waar een huishouden niet veilig is.",
        "en": "This is not possible; nothing changes. The reason is never given. Otherwise it "
        "would show where a household is not safe.",
    }


def test_who_tries_which_pair_stands_in_the_audit_each_time(
    town: Town, two_for_one: Made, nieuwegein: Caller
) -> None:
    round, place, first, second = two_for_one
    assert tried(nieuwegein, round, "PIN", first.id, place.id).status_code == 404
    assert tried(town.utrecht, round, "PIN", uuid4(), place.id).status_code == 400
    acts = [("PIN", first), ("VETO", first), ("HOLD", second), ("PIN", first)]
    for act, request in acts:
        assert tried(town.utrecht, round, act, request.id, place.id).status_code == 200
    tries = lines(town.world.database, AuditEvent.action.startswith("try "))
    assert {(line.organisation_id, line.actor, line.subject) for line in tries} == {
        (town.utrecht.id, town.utrecht.actor.user, "requests")
    }
    assert [(line.action, line.subject_id, line.result) for line in tries] == [
        (f"try {act}", request.id, f"place {place.id}") for act, request in acts
    ]


def test_what_changed_since_the_round_is_said_to_be_of_the_snapshots_day(
    town: Town, two_for_one: Made
) -> None:
    round, place, first, second = two_for_one
    with town.rows() as db:
        db.get_one(Request, second.id).min_stay_days = 30
    found = tried(town.utrecht, round, "VETO", first.id, place.id).json()
    assert found["changedSince"] is True
    assert found["message"]["nl"].endswith(
        f"Gerekend met de stand van {DAY:%d-%m-%Y}; daarna is er iets veranderd."
    )


def test_a_pair_that_took_no_part_is_named_field_by_field(town: Town, two_for_one: Made) -> None:
    round, place, first, _ = two_for_one
    wrong = tried(town.utrecht, round, "PIN", uuid4(), uuid4())
    assert wrong.status_code == 400
    assert [fault["where"] for fault in wrong.json()["errors"]] == [
        "body.requestId",
        "body.placeId",
    ]
    turned = tried(town.utrecht, round, "PIN", place.id, first.id)
    assert len(turned.json()["errors"]) == 2
    act = tried(town.utrecht, round, "SWAP", first.id, place.id)
    assert [fault["where"] for fault in act.json()["errors"]] == ["body.act"]


def test_only_the_rounds_municipality_tries_and_only_when_it_is_done(
    town: Town, nieuwegein: Caller
) -> None:
    waiting = town.start().json()
    early = tried(town.utrecht, waiting, "PIN", uuid4(), uuid4())
    assert early.status_code == 409
    assert "only one that is done has a plan" in early.json()["detail"]
    for other in (nieuwegein, town.provider):
        assert tried(other, waiting, "PIN", uuid4(), uuid4()).status_code == 404


def test_a_trial_that_takes_too_long_is_let_go(
    town: Town,
    two_for_one: Made,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    round, place, first, _ = two_for_one
    monkeypatch.setattr(trying, "PATIENCE_SECONDS", -1.0)
    answer = tried(town.utrecht, round, "VETO", first.id, place.id)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    with town.rows() as db:
        assert [row.request_id for row in db.scalars(select(Proposal))] == [first.id]


@pytest.mark.parametrize("gone", [Request, Place])
def test_what_is_not_to_be_had_any_more_has_changed_since(
    town: Town, two_for_one: Made, gone: type[Any]
) -> None:
    round, place, first, _ = two_for_one
    with town.rows() as db:
        if gone is Request:
            db.get_one(Request, first.id).state = RequestState.WITHDRAWN
        else:
            db.get_one(Place, place.id).state = PlaceState.WITHDRAWN
    assert tried(town.utrecht, round, "VETO", first.id, place.id).json()["changedSince"] is True
