"""A policy tried on a round over HTTP: as the round's own snapshot solved under it says."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from audit_lines import lines
from conftest import Caller
from towns import Made, Town, count
from towns import family_waits as family_waits
from towns import town as town

from matching.codes.rounds import Level, TierCode
from matching.policy import Policy, RuleLevel, Tier
from matching.solve import solve
from service.audit.repository import READ
from service.models import AuditEvent, Proposal, RoundSnapshot
from service.rounds import tried as trying
from service.rounds.policy_trials import on_snapshot
from service.rounds.snapshot_file import from_bytes

FAMILIES_FIRST = {
    "tiers": [{"code": "FAMILY", "fromDays": 0}, {"code": "REST", "fromDays": 0}],
    "waitingPoints": 3,
}
AS_MADE = Policy(tiers=(Tier(TierCode.FAMILY), Tier(TierCode.REST)), waiting_points=3)
LATER = {"startDate": "2027-01-01", "endDate": None}


def policy(caller: Caller, **content: Any) -> dict[str, Any]:
    """One that is registered and is not valid yet."""
    made = caller.post("/policies", {"name": "Nieuw", "period": LATER, "content": content})
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.json()
    return found


def tried(caller: Caller, round: dict[str, Any], policy_id: Any) -> Any:
    return caller.post(f"/rounds/{round['id']}/policy-trials", {"policyId": policy_id})


def test_the_plan_under_it_stands_beside_the_rounds_and_changes_nothing(
    town: Town, family_waits: Made
) -> None:
    round, place, first, family = family_waits
    new = policy(town.utrecht, **FAMILIES_FIRST)
    with town.rows() as db:
        kept = db.get_one(RoundSnapshot, UUID(round["id"]))
        problem, own = from_bytes(kept.problem)
        before = count(db, Proposal), json.dumps(kept.solution)
    answer = tried(town.utrecht, round, new["id"])
    assert answer.status_code == 200, answer.text
    found = answer.json()
    anew = solve(problem, on_snapshot(AS_MADE, own))
    assert [each["placed"] for each in found["certificate"]["tiers"]] == [
        each.placed for each in anew.certificate.tiers
    ]
    seat = {"placeId": str(place.id), "contractForm": "OWN_NAME", "supportProviderId": None}
    assert found["moves"] == [
        {
            "requestId": str(first.id),
            "tierBefore": "LONG_WAITING",
            "tierAfter": "REST",
            "outcome": "LOSES",
            "before": seat,
            "after": None,
        },
        {
            "requestId": str(family.id),
            "tierBefore": "REST",
            "tierAfter": "FAMILY",
            "outcome": "WINS",
            "before": None,
            "after": seat,
        },
    ]
    assert (found["wins"], found["loses"], found["changes"]) == (1, 1, 0)
    assert (found["requests"], found["placedBefore"], found["placedAfter"]) == (2, 1, 1)
    assert found["tiersAfter"] == [
        {"code": "FAMILY", "requests": 1, "before": 0, "after": 1},
        {"code": "REST", "requests": 1, "before": 1, "after": 0},
    ]
    long, rest = (each for each in found["tiersBefore"] if each["requests"])
    assert (long["code"], long["before"], long["after"]) == ("LONG_WAITING", 1, 0)
    assert (rest["code"], rest["before"], rest["after"]) == ("REST", 0, 1)
    assert (found["policyHash"], found["keptOfRound"]) == (AS_MADE.sha256(), [])
    assert found["certificate"]["gap"] == 0
    with town.rows() as db:
        kept = db.get_one(RoundSnapshot, UUID(round["id"]))
        assert (count(db, Proposal), json.dumps(kept.solution)) == before
    assert town.read(round["id"]) == round
    written = lines(town.world.database, AuditEvent.actor == town.utrecht.actor.user)
    assert ("try policy", "rounds", UUID(round["id"]), f"policy {new['id']}") in {
        (line.action, line.subject, line.subject_id, line.result) for line in written
    }
    read = {line.subject_id for line in written if line.action == READ}
    assert {first.id, family.id} <= read


def test_of_what_is_the_same_nothing_moves_and_what_the_snapshot_was_made_with_stays(
    town: Town, family_waits: Made
) -> None:
    round = family_waits[0]
    found = tried(town.utrecht, round, None).json()
    assert (found["moves"], found["wins"], found["loses"]) == ([], 0, 0)
    assert found["tiersBefore"] == found["tiersAfter"]
    assert found["message"]["nl"] == "Er verandert niets."
    assert found["policyHash"] == Policy().sha256()
    levels = [{"rule": "E12_SHARE", "level": "HARD"}]
    other = policy(town.utrecht, coolingDays=10, levels=levels)
    found = tried(town.utrecht, round, other["id"]).json()
    assert found["keptOfRound"] == ["coolingDays", "levels.E12_SHARE"]
    assert (found["moves"], found["policyHash"]) == ([], other["contentHash"])


def test_it_keeps_lot_cooling_and_share_of_the_snapshot() -> None:
    own = replace(Policy(), seed=7, cooling_days=30, levels=(RuleLevel("E12_SHARE", Level.HARD),))
    asked = Policy(waiting_points=9, levels=(RuleLevel("E15_INCOME", Level.WARNING),))
    rules = on_snapshot(asked, own)
    assert (rules.seed, rules.cooling_days, rules.waiting_points) == (7, 30, 9)
    assert rules.level("E12_SHARE") is Level.HARD
    assert rules.level("E15_INCOME") is Level.WARNING


def test_only_ones_own_policy_on_ones_own_round_that_is_done_and_not_for_ever(
    town: Town, nieuwegein: Caller, family_waits: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    round = family_waits[0]
    theirs = policy(nieuwegein)
    for unknown in (theirs["id"], str(uuid4())):
        refused = tried(town.utrecht, round, unknown)
        assert refused.status_code == 400
        assert [(each["where"], each["code"]) for each in refused.json()["errors"]] == [
            ("body.policyId", "policy_unknown")
        ]
    for other in (nieuwegein, town.provider):
        assert tried(other, round, None).status_code == 404
    withdrawn = policy(town.utrecht)
    path = f"/policies/{withdrawn['id']}"
    assert town.utrecht.request("DELETE", path, headers={"If-Match": '"1"'}).status_code == 204
    assert tried(town.utrecht, round, withdrawn["id"]).status_code == 400
    waiting = town.start().json()
    assert tried(town.utrecht, waiting, None).status_code == 409
    monkeypatch.setattr(trying, "PATIENCE_SECONDS", -1.0)
    late = tried(town.utrecht, round, None)
    assert (late.status_code, "Retry-After" in late.headers) == (503, True)
