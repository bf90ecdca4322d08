"""Policies on pages: read in words, compared, and tried on a round before one goes live."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from typing import Any

import pytest
from conftest import Caller
from filled_forms import filled
from page_visitor import PageVisitor
from towns import Made, Town
from towns import family_waits as family_waits
from towns import town as town

from matching.codes.rounds import Level, TierCode
from matching.legal import AMOUNTS_2026, Amount, LegalAmounts
from matching.policy import FormPoints, Policy, RuleLevel, RuleWeight, Tier
from matching.rules import RULES
from service.pages.forms import Form
from service.pages.policies.fields import TAKEN_OVER, parts
from service.pages.policies.form import form_of, policy_of
from service.pages.policies.told import differences, told
from service.policies.wording import AMOUNTS, CHOICES

OTHERS: dict[str, Any] = {
    "tiers": (Tier(TierCode.FAMILY), Tier(TierCode.YOUTH, 30), Tier(TierCode.REST)),
    "form_points": tuple(FormPoints(each.form, 7) for each in Policy().form_points),
    "waiting_points": 3,
    "waiting_weeks_most": 52,
    "wait_days": 1_234,
    "levels": (RuleLevel("E15_INCOME", Level.WARNING),),
    "weights": (RuleWeight("E20_NEAR", 9),),
    "legal": (replace(AMOUNTS_2026, counted_rent=Amount(95_001, "proef")),),
    "seed": 5,
    "stickiness": 40,
    "minimums_before": TierCode.URGENT,
    "cooling_days": 0,
}
"""For each choice another one than the platform's."""
FAMILIES_FIRST = {"tiers": [{"code": "FAMILY", "fromDays": 0}, {"code": "REST", "fromDays": 0}]}


@pytest.fixture
def official(town: Town) -> PageVisitor:
    """Somebody of the municipality."""
    return PageVisitor.of(town.utrecht)


def policy(caller: Caller, start: str = "2026-01-01", **content: Any) -> dict[str, Any]:
    period = {"startDate": start, "endDate": None}
    made = caller.post("/policies", {"name": "Gezinnen", "period": period, "content": content})
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.json()
    return found


def test_each_choice_and_each_amount_is_told_once() -> None:
    assert set(CHOICES) == set(OTHERS) == {each.name for each in fields(Policy)}
    untold = {"valid_from", "valid_until", "title_terms"}
    assert set(AMOUNTS) | untold == {each.name for each in fields(LegalAmounts)}
    chosen = {code for code, rule in RULES.items() if len(rule.levels) > 1}
    for language in ("nl", "en"):
        parts = {part.name: part for part in told(Policy(), language)}
        assert {line.key for line in parts["levels"].lines} == chosen
        for part in parts.values():
            assert part.lines
            assert len({line.key for line in part.lines}) == len(part.lines)


@pytest.mark.parametrize("name", sorted(OTHERS))
def test_whatever_differs_is_told_and_nothing_else(name: str) -> None:
    other = replace(Policy(), **{name: OTHERS[name]})
    for language in ("nl", "en"):
        assert differences(Policy(), Policy(), language) == []
        (part,) = differences(Policy(), other, language)
        (back,) = differences(other, Policy(), language)
        assert part.title == getattr(CHOICES[name].title, language)
        assert {(line.after, line.before) for line in part.lines} == {
            (line.before, line.after) for line in back.lines
        }


def test_the_order_of_going_first_and_the_law_are_told_in_words() -> None:
    nl, en = (
        {part.name: {line.label: line.value for line in part.lines} for part in told(Policy(), one)}
        for one in ("nl", "en")
    )
    assert nl["tiers"]["Jongeren die al lang geen thuis hebben"] == "2, vanaf 60 dagen zonder thuis"
    assert en["tiers"]["People waiting long"] == "3, from 182 days of waiting"
    assert nl["weights"]["De woonplek is verder weg dan het huishouden wil."].endswith("kilometer")
    since = "(vanaf 1 januari 2026)"
    amounts = nl["legal"]
    assert amounts[f"Huur die hoogstens meetelt voor huurtoeslag {since}"] == "€\xa0932,93"
    own = amounts[f"Wat iemand alleen altijd zelf betaalt {since}"]
    assert own == "€\xa0202,52 (indicatie)"
    share = f"Deel van de huur daarboven dat de toeslag vergoedt {since}"
    assert amounts[share] == "65 %"


def test_a_policy_is_read_and_compared_and_a_round_started_with_it(
    town: Town, official: PageVisitor, nieuwegein: Caller
) -> None:
    first = policy(town.utrecht, waitingPoints=2)
    second = policy(town.utrecht, start="2099-01-01", waitingPoints=3)
    listed = official.get("/policies").text
    for each in (first, second):
        assert f'href="/policies/{each["id"]}"' in listed
        assert each["contentHash"][:12] in listed
    assert (listed.count("geldt vandaag<"), listed.count("geldt vandaag niet<")) == (2, 1)
    one = official.get(f"/policies/{first['id']}").text
    assert CHOICES["waiting_points"].does.nl in one
    assert first["contentHash"] in one
    start = f"/rounds?policyId={first['id']}"
    assert f'href="{start}#new"' in one
    assert f'value="{first["id"]}" selected' in official.get(start).text
    assert "#new" not in official.get(f"/policies/{second['id']}").text
    assert Policy().sha256() in official.get("/policies/platform").text

    compared = official.get(f"/policies/compared?before={first['id']}&after={second['id']}").text
    assert re.findall(r'<th scope="row">([^<]+)</th><td>2</td><td>3</td>', compared) == [
        "Punten voor wachten"
    ]
    assert compared.count("<table") == 1
    same = f"/policies/compared?before={first['id']}&after={first['id']}"
    assert "Zij zeggen hetzelfde" in official.get(same).text
    assert "They say the same" in PageVisitor(official.client, official.secret, "en").get(same).text
    theirs = policy(nieuwegein)
    for path in (f"/policies/{theirs['id']}", f"/policies/compared?after={theirs['id']}"):
        assert official.get(path).status_code == 404
    for path in ("/policies", "/policies/platform", "/policies/compared", "/policies/trials"):
        assert PageVisitor.of(town.provider).get(path).status_code == 403


@pytest.mark.parametrize("name", sorted(OTHERS))
def test_whatever_is_chosen_is_filled_in_and_read_back(name: str) -> None:
    other = replace(Policy(), **{name: OTHERS[name]})
    form = Form().filled(form_of(other))
    assert differences(other, policy_of(form, other), "nl") == []
    found = differences(Policy(), policy_of(form, Policy()), "nl")
    assert [part.title for part in found] == [
        CHOICES[each].title.nl for each in {name} - TAKEN_OVER
    ]
    shown = {field.name for part in parts() for field in part.fields}
    assert shown == form.fields.keys()


def test_a_new_version_is_read_as_a_difference_before_it_is_kept(
    town: Town, official: PageVisitor
) -> None:
    first = policy(town.utrecht, waitingPoints=2)
    new = f"/policies/new?basis={first['id']}"
    assert f'href="{new}"' in official.get(f"/policies/{first['id']}").text
    form = filled(official.get(new).text, "/policies/new")
    assert (form["name"], form["waitingPoints"]) == (["Gezinnen"], ["2"])
    same = official.post(new, form | {"period.startDate": "01-01-2026"})
    assert (same.status_code, "Dit zegt hetzelfde" in same.text) == (200, True)
    assert "Bewaar deze versie" not in same.text

    asked = filled(official.post(new, form | {"waitingPoints": "3"}).text, "/policies/new")
    changed = official.post(new, asked | {"sure": "yes", "waitDays": "7"}).text
    assert "Bewaar deze versie" in changed, "what was changed since is read first"
    rows = re.findall(r'<th scope="row">([^<]+)</th><td>(\d+)</td><td>(\d+)</td>', changed)
    assert rows == [
        ("Punten voor wachten", "2", "3"),
        ("Hoe lang iemand op een woonplek mag wachten", "60", "7"),
    ]
    assert len(town.utrecht.get("/policies").json()["policies"]) == 1
    surely = filled(changed, "/policies/new") | {"sure": "yes"}
    done, again = official.post(new, surely), official.post(new, surely)
    assert done.headers["location"].endswith("?saved=1"), done.text
    assert again.headers["location"] == done.headers["location"], "pressed twice, made once"
    second = town.utrecht.get(done.headers["location"].partition("?")[0]).json()
    assert (second["name"], second["edition"]) == ("Gezinnen", 2)
    assert second["content"] == first["content"] | {"waitingPoints": 3, "waitDays": 7}
    assert "Probeer dit beleid uit" in official.get(done.headers["location"]).text


def test_a_version_that_says_the_same_under_another_name_or_from_another_day_is_kept(
    town: Town, official: PageVisitor
) -> None:
    first = policy(town.utrecht, waitingPoints=2)
    new = f"/policies/new?basis={first['id']}"
    for written, says in (
        ({"name": "Gezinnen", "period.startDate": "01-02-2026"}, "vanaf 1 februari 2026"),
        ({"name": "Alleen anders genoemd", "period.startDate": "01-01-2026"}, "Alleen anders"),
    ):
        form = filled(official.get(new).text, "/policies/new") | written
        read = official.post(new, form).text
        assert ("Wat erin staat, blijft hetzelfde" in read, says in read) == (True, True)
        sure = filled(read, "/policies/new") | {"sure": "yes"}
        other = official.post(new, sure | {"period.endDate": "01-03-2026"})
        assert "Bewaar deze versie" in other.text, "a day that was changed since is read first"
        done = official.post(new, sure).headers["location"].partition("?")[0]
        kept = town.utrecht.get(done).json()
        assert kept["content"] == first["content"]
        assert (kept["name"], kept["edition"]) == (written["name"], 1 + ("vanaf" in says))


def test_the_last_day_of_a_version_is_moved_on_its_page(
    town: Town, official: PageVisitor, nieuwegein: Caller
) -> None:
    made = policy(town.utrecht)
    page = f"/policies/{made['id']}"
    form = filled(official.get(page).text, page)
    done = official.post(page, form | {"endDate": "31-12-2026"})
    assert done.headers["location"] == f"{page}?saved=1"
    assert town.utrecht.get(page).json()["period"]["endDate"] == "2026-12-31"
    stale = official.post(page, form | {"endDate": ""})
    assert (stale.status_code, "Iemand heeft dit gewijzigd" in stale.text) == (412, True)
    form = filled(official.get(page).text, page)
    assert form["endDate"] == ["31-12-2026"]
    for last, says in (("31-12-2025", "ligt voor de eerste"), ("morgen", "een dag die bestaat")):
        refused = official.post(page, form | {"endDate": last})
        at = re.search(r'id="endDate-wrong">([^<]*)', refused.text)
        assert at
        assert (refused.status_code, says in at[1]) == (400, True), at[1]
    assert official.post(page, form | {"endDate": ""}).status_code == 303
    assert town.utrecht.get(page).json()["period"]["endDate"] is None
    theirs = f"/policies/{policy(nieuwegein)['id']}"
    assert official.post(theirs, form).status_code == 404
    assert 'name="endDate"' not in official.get("/policies/platform").text


def test_what_is_wrong_with_a_new_version_stands_at_its_field(
    town: Town, official: PageVisitor
) -> None:
    new = "/policies/new?basis="
    form = filled(official.get(new).text, "/policies/new") | {"name": "Ons beleid"}
    for field, value, says in (
        ("name", "", "Vul dit in."),
        ("period.startDate", "morgen", "Schrijf een dag die bestaat"),
        ("tiers.FAMILY", "1", "Een andere groep heeft deze plaats al."),
        ("tiers.YOUTH.days", "40001", "van 0 tot en met 40000"),
        ("minimumsBefore", "FAMILY", "Deze groep gaat niet voor"),
        ("formPoints.OMKLAP", "10001", "van 0 tot en met 10000"),
        ("waitDays", "-1", "een heel getal"),
        ("levels.E15_INCOME", "SOFT", "Vul dit in."),
        ("weights.E20_NEAR", "veel", "een heel getal"),
    ):
        refused = official.post(new, form | {field: value})
        assert refused.status_code == 400, field
        at = re.search(rf'id="{re.escape(field)}-wrong">([^<]*)', refused.text)
        assert at, field
        assert says in at[1], field
        listed = re.search(rf'<a href="#{re.escape(field)}">([^<]*)', refused.text)
        assert listed, field
        assert ".:" not in listed[1]
        assert listed[1].strip().endswith(at[1].strip())
    assert town.utrecht.get("/policies").json()["policies"] == []
    assert PageVisitor.of(town.provider).get(new).status_code == 403
    assert PageVisitor.of(town.provider).post(new, form).status_code == 403


def test_one_that_is_not_valid_yet_is_tried_on_the_last_round(
    town: Town, official: PageVisitor, family_waits: Made
) -> None:
    round, _, first, family = family_waits
    later = policy(town.utrecht, start="2099-01-01", **FAMILIES_FIRST)
    form = official.get(f"/policies/trials?policyId={later['id']}").text
    assert f'value="{later["id"]}" selected' in form
    assert f'value="{round["id"]}"' in form
    fields = {"policyId": later["id"], "roundId": round["id"]}
    found = town.tried(official, "/policies/trials", fields)
    row = re.compile(r'<th scope="row">([^<]+)<br>.*?nl-data-badge badge--(\w+)"', re.DOTALL)
    rows = dict(row.findall(found))
    assert rows == {first.provider_reference: "bad", family.provider_reference: "good"}
    assert "Mensen die lang wachten → Alle anderen" in found
    number = r'<td class="number">([^<]*)</td>'
    counted = re.findall(rf'<th scope="row">([^<]+)</th>{number * 5}', found)
    assert counted == [
        ("Gezinnen met kinderen", "1", "0", "1", "+1", "1"),
        ("Alle anderen", "1", "1", "0", "\N{MINUS SIGN}1", "0"),
    ]
    assert "Bewezen is dat er met dit beleid geen beter plan bestaat." in found
    assert town.read(round["id"]) == round
    same = town.tried(official, "/policies/trials", {"policyId": "", "roundId": round["id"]})
    assert "Er verandert niets." in same

    assert official.post("/policies/trials", fields | {"roundId": "x"}).status_code == 404
    wrong = official.post("/policies/trials", fields | {"policyId": family.id})
    assert (wrong.status_code, "Dit beleid is er niet." in wrong.text) == (400, True)
    assert PageVisitor.of(town.provider).post("/policies/trials", fields).status_code == 404
