"""Policies: the engine's own choices, in editions that never change."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from conftest import Caller, World
from sqlalchemy import select

from matching.policy import Policy
from matching.rules import RULES
from service.db import make_sessions
from service.models import MatchingPolicy

Body = dict[str, Any]
PERIOD = {"startDate": "2026-01-01", "endDate": None}


def policy(**content: Any) -> Body:
    return {"name": "Beleid", "period": PERIOD, "content": content}


def test_the_default_is_the_engines_own(utrecht: Caller, world: World) -> None:
    default = utrecht.get("/default-policy").json()
    assert default["contentHash"] == Policy().sha256()
    made = utrecht.post("/policies", policy(**default["content"]))
    assert made.status_code == 201, made.text
    assert made.json()["content"] == default["content"]
    assert made.json()["contentHash"] == default["contentHash"]
    with make_sessions(world.database.seeds)() as db:
        kept = db.scalars(select(MatchingPolicy)).one()
        assert Policy.from_json(json.dumps(kept.content)) == Policy()


def test_what_is_left_out_is_as_in_the_default(utrecht: Caller) -> None:
    made = utrecht.post("/policies", policy(waitingPoints=3)).json()
    default = utrecht.get("/default-policy").json()
    assert made["content"] == default["content"] | {"waitingPoints": 3}
    assert made["contentHash"] == Policy(waiting_points=3).sha256()


def test_the_same_name_makes_the_next_edition(utrecht: Caller, nieuwegein: Caller) -> None:
    editions = [utrecht.post("/policies", policy(waitingPoints=n)).json() for n in range(3)]
    assert [edition["edition"] for edition in editions] == [1, 2, 3]
    assert nieuwegein.post("/policies", policy()).json()["edition"] == 1
    other = utrecht.post("/policies", policy() | {"name": "Ander beleid"})
    assert other.json()["edition"] == 1
    assert nieuwegein.get(f"/policies/{other.json()['id']}").status_code == 404


def test_editions_made_at_once_are_numbered_one_by_one(utrecht: Caller) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: utrecht.post("/policies", policy()), range(8)))
    assert {answer.status_code for answer in made} == {201}
    assert sorted(answer.json()["edition"] for answer in made) == list(range(1, 9))


def test_name_and_end_may_change_and_nothing_else(utrecht: Caller) -> None:
    made = utrecht.post("/policies", policy())
    path = made.headers["Location"].removeprefix("/v1")
    ended = utrecht.patch(path, {"endDate": "2026-06-30"}, '"1"').json()
    assert ended["period"] == {"startDate": "2026-01-01", "endDate": "2026-06-30"}
    assert ended["contentHash"] == made.json()["contentHash"]
    assert utrecht.patch(path, {"endDate": None}, '"2"').json()["period"] == PERIOD
    assert utrecht.patch(path, {"endDate": "2025-12-31"}, '"3"').status_code == 400
    assert utrecht.patch(path, {"content": {}}, '"3"').status_code == 400
    assert utrecht.patch(path, {"period": PERIOD}, '"3"').status_code == 400

    assert utrecht.post("/policies", policy() | {"name": "Nieuw"}).status_code == 201
    renamed = utrecht.patch(path, {"name": "Nieuw"}, '"3"').json()
    assert (renamed["name"], renamed["edition"]) == ("Nieuw", 2)


@pytest.mark.parametrize(
    ("content", "where", "code", "says"),
    [
        ({"waitingPoints": "canary"}, ".waitingPoints", "int_type", "valid integer"),
        ({"waitingPoints": 77777}, ".waitingPoints", "out_of_range", "must lie between 0 and"),
        ({"tiers": [{"code": "CANARY"}]}, ".tiers.0.code", "enum", "'URGENT'"),
        ({"tiers": [{"code": "REST", "fromDays": -1}]}, ".tiers.0.fromDays", "out_of_range", "0"),
        ({"tiers": "canary"}, ".tiers", "list_type", "Input should be a valid list"),
        ({"levels": [{"rule": "canary", "level": "HARD"}]}, ".levels.0.rule", "unknown_rule", ""),
        (
            {"levels": [{"rule": "E10_CARE", "level": "SOFT"}]},
            ".levels.0.level",
            "level_not_allowed",
            "this rule may be",
        ),
        ({"weights": [{"rule": "canary", "points": 1}]}, ".weights.0.rule", "unknown_rule", ""),
        ({"legal": []}, ".legal", "no_period", "needs"),
        ({"waitingPoint": 1}, ".waitingPoint", "extra_forbidden", "Extra inputs"),
        ({"waiting_points": 1}, ".waiting_points", "extra_forbidden", "Extra inputs"),
        ({"seed": -1}, ".seed", "out_of_range", "must lie between"),
        ({"coolingDays": 77777}, ".coolingDays", "out_of_range", "between 0 and 4000"),
        (None, "", "model_type", "Input should be an object"),
    ],
)
def test_content_that_cannot_be_used_is_refused_by_its_field(
    utrecht: Caller, content: Body | None, where: str, code: str, says: str
) -> None:
    answer = utrecht.post("/policies", policy() | {"content": content})
    assert answer.status_code == 400, answer.text
    [fault] = answer.json()["errors"]
    assert (fault["where"], fault["code"]) == (f"body.content{where}", code)
    assert says in fault["detail"]
    for sent in ("canary", "CANARY", "77777"):
        assert sent not in answer.text


def test_all_that_is_wrong_with_a_policy_is_told(utrecht: Caller) -> None:
    shown = utrecht.get("/default-policy").json()["content"]["legal"][0]
    share = shown["middleShare"] | {"value": 1_001}
    wrong = policy(
        waitingPoints=-1,
        tiers=[{"code": "YOUTH"}],
        levels=[{"rule": "NOPE", "level": "HARD"}],
    )
    answer = utrecht.post("/policies", wrong)
    assert answer.json()["detail"] == "The request has 4 errors."
    assert {fault["where"]: fault["code"] for fault in answer.json()["errors"]} == {
        "body.content.waitingPoints": "out_of_range",
        "body.content.tiers": "rest_not_last",
        "body.content.minimumsBefore": "unknown_tier",
        "body.content.levels.0.rule": "unknown_rule",
    }
    amounts = shown | {"middleShare": share, "validUntil": shown["validFrom"]}
    answer = utrecht.post("/policies", policy(legal=[amounts]))
    assert {fault["where"]: fault["code"] for fault in answer.json()["errors"]} == {
        "body.content.legal.0.validUntil": "period_order",
        "body.content.legal.0.middleShare.value": "out_of_range",
    }


def test_the_rules_are_data(utrecht: Caller) -> None:
    rules = {rule["code"]: rule for rule in utrecht.get("/rules").json()["rules"]}
    assert rules.keys() == RULES.keys()
    for code, rule in rules.items():
        assert (rule["nl"], rule["en"]) == (RULES[code].nl, RULES[code].en)
        assert rule["level"] in rule["levels"]


def test_every_level_that_a_rule_allows_is_taken(utrecht: Caller) -> None:
    rules = utrecht.get("/rules").json()["rules"]
    for pick in (0, -1):
        levels = [{"rule": rule["code"], "level": rule["levels"][pick]} for rule in rules]
        made = utrecht.post("/policies", policy(levels=levels))
        assert made.status_code == 201, made.text
