"""The pages: the same decisions as over the API, by plain forms, in two languages."""

from __future__ import annotations

import re
import socket
from base64 import urlsafe_b64decode
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from html import unescape
from logging import LogRecord
from math import pi
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qsl, quote, urlsplit
from uuid import UUID

import httpx
import pytest
from audit_lines import lines
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po
from conftest import Caller, World
from counted_queries import Queries
from fastapi import FastAPI, Response
from fastapi import Request as HttpRequest
from identities import Asked, elsewhere
from live_server import served
from matching_table import WHY, MatchingTable
from page_visitor import OWN, PageVisitor, field
from shapely.geometry import shape
from sqlalchemy import delete, select, update
from whole_life import tables_with

from matching.codes.rounds import TierCode
from service.app import connect
from service.audit.repository import READ
from service.clock import now, today
from service.db import make_sessions, transaction
from service.devissuer.pages import START, issuer_pages
from service.devissuer.people import Person
from service.models import AuditEvent, Offer, PageSession, Proposal, Request, Round, RoundUnplaced
from service.page_sessions import service as page_sessions
from service.page_sessions.service import (
    AT_ONCE,
    IDLE,
    LONGEST,
    SIGNED_IN,
    SIGNED_OUT,
    key_of,
)
from service.pages import cookies, languages
from service.pages.asked import KeptUpAsked
from service.pages.meetings import endpoints as meetings
from service.pages.offers import endpoints as offers_page
from service.pages.proposals import endpoints as proposals_page
from service.pages.rounds import endpoints as rounds_page
from service.rounds.turn import Turns
from service.security import AtIssuer, SignedIn
from service.settings import Settings
from service.signing_in.provider import BACK
from service.telemetry.json_lines import FIELDS

GROUPS = Turns([TierCode.URGENT, TierCode.YOUTH, TierCode.LONG_WAITING, TierCode.REST])
PAGES = Path(languages.__file__).parent
ROOT = Path(__file__).parents[2]
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
OPTIONS = {"templates/**.html": {"trimmed": "true", "silent": "false"}}
TOO_SMALL = "E02_TOO_MANY"
NOBODYS = UUID("7c1d0f43-5a0e-4c55-8a0e-5b0f0b8f5a01")
"""An organisation that is not there."""
STRICT = {
    "default-src": "'none'",
    **dict.fromkeys(
        (f"{kind}-src" for kind in ("script", "style", "img", "font", "connect")), "'self'"
    ),
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
"""All that a page may load, send and stand in: nothing inline, nothing of others, in no frame."""


@pytest.fixture
def official(table: MatchingTable) -> PageVisitor:
    """Somebody of the municipality."""
    return PageVisitor.of(table.municipality)


def test_a_municipality_decides_by_a_plain_form_exactly_on_what_it_saw(
    table: MatchingTable, official: PageVisitor
) -> None:
    case, other = table.proposals(2)
    page = official.get(f"/proposals/{case.id}")
    assert page.status_code == 200, page.text
    decision = {"outcome": "APPROVED", "motivation": WHY, "digest": field(page.text, "digest")}
    done = official.post(f"/proposals/{case.id}/decision", decision)
    assert (done.status_code, done.headers["location"]) == (
        303,
        f"/proposals/{case.id}?decided=1",
    )
    assert table.states(case)["proposal"] == "APPROVED"
    shown = official.get(done.headers["location"]).text
    assert "Uw besluit is opgeslagen" in shown
    assert WHY in shown

    late = official.post(f"/proposals/{case.id}/decision", decision)
    assert late.status_code == 409
    assert "Niet opgeslagen: er is iets veranderd" in late.text
    assert "Dit voorstel is goedgekeurd, niet ter beoordeling." in late.text

    stale = decision | {"digest": "0" * 64}
    refused = official.post(f"/proposals/{other.id}/decision", stale)
    assert refused.status_code == 409
    assert "niet meer zoals u het zag" in refused.text
    for lacking in ({"motivation": ""}, {"outcome": "REJECTED"}, {"outcome": ""}):
        wrong = official.post(f"/proposals/{other.id}/decision", stale | lacking)
        assert wrong.status_code == 400
        assert 'role="alert"' in wrong.text
    assert table.states(other)["proposal"] == "PROPOSED"

    rejected = {"outcome": "REJECTED", "reasonCode": "SAFETY", "motivation": "<b>Nee</b>"}
    digest = {"digest": field(official.get(f"/proposals/{other.id}").text, "digest")}
    assert official.post(f"/proposals/{other.id}/decision", rejected | digest).status_code == 303
    assert table.states(other)["proposal"] == "REJECTED"
    assert "&lt;b&gt;Nee&lt;/b&gt;" in official.get(f"/proposals/{other.id}").text


def test_each_next_best_place_leads_to_who_has_it_and_to_what_it_would_cost_them(
    table: MatchingTable, official: PageVisitor, queries: Queries
) -> None:
    other, free = table.proposal(), table.place()
    next_best = [
        {"place": str(id), "contract_form": "OWN_NAME", "provider": None, "score": 3, "free": alone}
        for id, alone in ((other.place_id, False), (free, True))
    ]
    case = table.proposal(alternatives=next_best)
    alone = table.proposal()
    with table.session() as db:
        db.execute(update(Proposal).values(round_id=table.round_of(case)))
    asked = set()
    for each in (alone, case):
        queries.clear()
        page = official.get(f"/proposals/{each.id}").text
        asked.add(len(queries))
    assert len(asked) == 1
    for said in (f'Voorgesteld aan <a href="/proposals/{other.id}">', "Aan niemand anders"):
        assert page.count(said) == 1, said
    tried = re.findall(r'name="placeId" value="([^"]+)"', page)
    assert tried == [str(other.place_id), str(free)]
    unseen = PageVisitor.of(table.provider).get(f"/proposals/{case.id}").text
    assert "Wat kost deze woonplek" not in unseen
    assert other.request_id in {
        line.subject_id for line in lines(table.world.database, AuditEvent.action == READ)
    }


def test_that_somebody_is_asked_for_twice_stands_with_the_proposal_and_asks_for_a_word(
    table: MatchingTable, official: PageVisitor
) -> None:
    asked = [Asked.at(each).known() for each in (table, elsewhere(table))]
    placed, case = (each.proposed() for each in asked)
    path = f"/proposals/{case.id}"
    assert "is elders ook aangemeld" in official.get(path).text
    assert "anotherPerson" not in official.get(path).text
    assert table.decide(placed).status_code == 201
    shown = official.get(path).text
    assert "heeft elders al een woonplek" in shown
    assert str(asked[0].table.provider.id) not in shown
    approval = {"outcome": "APPROVED", "motivation": WHY, "digest": case.digest}
    refused = official.post(f"{path}/decision", approval)
    assert (refused.status_code, "Eén mens, één woonplek" in refused.text) == (409, True)
    found = official.post(f"{path}/decision", approval | {"anotherPerson": "1"})
    assert found.status_code == 303
    assert "Uitgezocht: dit is iemand anders" in official.get(path).text


def test_why_a_proposal_no_longer_stands_is_told_in_the_language_of_the_visitor(
    table: MatchingTable, official: PageVisitor
) -> None:
    case = table.proposal()
    table.change(Request, case.request_id, waiting_since_date=today() - timedelta(days=99))
    approval = {"outcome": "APPROVED", "motivation": WHY, "digest": case.digest}
    english = PageVisitor(official.client, official.secret, "en")
    for visitor, why in (
        (official, "De aanvraag of het huishouden is na de ronde veranderd."),
        (english, "The request or its household was changed after the round."),
    ):
        refused = visitor.post(f"/proposals/{case.id}/decision", approval)
        assert (refused.status_code, why in refused.text) == (409, True), refused.text
    assert table.states(case)["proposal"] == "PROPOSED"


def test_where_a_decision_asks_for_it_one_first_signs_in_more_surely(
    table: MatchingTable, official: PageVisitor
) -> None:
    case = table.proposal()
    official.client.app.state.settings = Settings(mode="test", decision_acr=("eh3",))
    page = f"/proposals/{case.id}"
    approval = {"outcome": "APPROVED", "motivation": WHY, "digest": case.digest}
    asked = official.post(f"{page}/decision", approval, Referer=f"{OWN}{page}")
    there = f"/sign-in?surely=1&to={quote(page, safe='')}"
    assert (asked.status_code, asked.headers["location"]) == (303, there)
    assert table.states(case)["proposal"] == "PROPOSED"


def test_several_are_decided_at_once_just_as_was_shown_beforehand(
    table: MatchingTable, official: PageVisitor
) -> None:
    first, second = table.proposals(2, place=table.place())
    third, last = table.proposals(2)
    page = f"/rounds/{table.round_of(first)}"
    chosen = [f"{case.id}.{case.digest}" for case in (first, second, third)]
    assert f'value="{chosen[0]}"' in official.get(f"{page}/proposals").text
    look = {"outcome": "APPROVED", "chosen": chosen}
    before = official.post(f"{page}/batch", look)
    assert before.status_code == 200, before.text
    for said in ("2 voorstellen kunnen", "1 voorstel kan niet", "De woonplek is niet meer besch"):
        assert said in before.text
    assert all(table.states(case)["proposal"] == "PROPOSED" for case in (first, second, third))
    read = lines(table.world.database, AuditEvent.subject == "proposals")
    assert {line.action for line in read} == {"preview", READ}
    assert not lines(table.world.database, AuditEvent.subject == "placements")

    assert official.post(f"{page}/decisions", look).status_code == 400
    done = official.post(f"{page}/decisions", look | {"motivation": WHY})
    for said in ("2 voorstellen zijn goedgekeurd", "1 besluit is niet opgeslagen"):
        assert said in done.text
    states = [table.states(case)["proposal"] for case in (first, second, third)]
    assert states == ["APPROVED", "PROPOSED", "APPROVED"]
    refused = lines(table.world.database, AuditEvent.result == "refused 409")
    assert {line.subject_id for line in refused} == {second.id}

    rest = {"outcome": "REJECTED", "motivation": WHY, "chosen": f"{last.id}.{last.digest}"}
    assert "Kies een reden" in official.post(f"{page}/decisions", rest).text
    official.post(f"{page}/decisions", rest | {"reasonCode": "SAFETY"})
    assert table.states(last)["proposal"] == "REJECTED"
    nothing = official.post(f"{page}/batch", {"outcome": "APPROVED"})
    assert "minstens" in official.get(nothing.headers["location"]).text
    for wrong in (
        {"chosen": "x"},
        {"outcome": "x"},
        {"chosen": [f"{last.id}.{n:064}" for n in range(1)] * 2 + ["x.y"]},
    ):
        assert official.post(f"{page}/batch", look | wrong).status_code == 400
    stranger = PageVisitor.of(table.provider)
    assert stranger.post(f"{page}/batch", look).status_code == 404


def test_the_meeting_has_its_agenda_its_decisions_with_who_took_them_and_room_to_sign(
    table: MatchingTable, official: PageVisitor, queries: Queries
) -> None:
    case = table.proposal()
    page = f"/rounds/{table.round_of(case)}/meeting"
    agenda = official.get(page).text
    assert f'value="{case.id}.{case.digest}"' in agenda
    assert "Er is in deze ronde nog niets besloten." in agenda
    asked = len(queries)
    assert table.decide(case, "REJECTED", reasonCode="SAFETY").status_code == 201
    queries.clear()
    names = "A. de Vries\r\n\r\n <b>B. Jansen</b> "
    after = official.post(page, {"present": names})
    assert len(queries) <= asked, queries
    for said in (
        WHY,
        table.municipality.actor.user,
        "&lt;b&gt;B. Jansen&lt;/b&gt;",
        "Handtekening",
    ):
        assert said in after.text
    assert "Er is niets om over te besluiten" in after.text
    assert "Jansen" not in official.get(page).text
    shown = lines(table.world.database, AuditEvent.subject == "decisions")
    assert READ in {line.action for line in shown}
    assert PageVisitor.of(table.provider).get(page).status_code == 404


def test_the_meeting_asks_the_database_as_often_for_each_part_of_its_lists(
    table: MatchingTable,
    official: PageVisitor,
    queries: Queries,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(meetings, "AT_ONCE", 2)
    monkeypatch.setattr(meetings, "DECIDED_AT_ONCE", 2)
    cases = table.proposals(6)
    round = table.round_of(cases[0])
    with table.session() as db:
        db.execute(update(Proposal).values(round_id=round))
    for case in cases[:3]:
        assert table.decide(case, "REJECTED", reasonCode="SAFETY").status_code == 201
    page, found, asked = f"/rounds/{round}/meeting", [], set()
    for parts in ("1&decided=1", "3&decided=1", "1&decided=3", "4&decided=1"):
        queries.clear()
        text = official.get(f"{page}?start={parts}").text
        asked.add(len(queries))
        numbers = re.findall(r'<td class="number">(\d+)</td>', text)
        further = re.findall(r'href="\?start=(\d)&amp;of=3&amp;decided=(\d)', text)
        found.append((numbers, text.count(WHY), further))
    whole = (["1", "2"], 2, [("3", "1"), ("1", "3")])
    assert found == [whole, (["3"], 2, [("3", "3")]), (["1", "2"], 1, [("3", "3")]), whole]
    (as_often,) = asked
    assert as_often <= 21, queries
    assert official.get(f"{page}?start=0").status_code == 404
    assert official.get(f"{page}?decided=9").text.count(WHY) == 2, "there are no more than three"
    queries.clear()
    printed = official.get(f"{page}?whole=1").text
    assert re.findall(r'<td class="number">(\d+)</td>', printed) == ["1", "2", "3"]
    assert (printed.count(WHY), "Volgende" in printed, len(queries)) == (3, False, as_often)
    (at,) = re.findall(r'action="(/rounds/[^"]*/meeting[^"]*)"', printed)
    signed = official.post(unescape(at), {"present": "A. de Vries"}).text
    assert (signed.count(WHY), "A. de Vries</th>" in signed, "whole=1#" in signed) == (
        3,
        True,
        True,
    )
    for text, others in ((printed, 0), (official.get(page).text, 1)):
        assert (text.count('href="?whole=1"'), text.count("data-print")) == (others, 1 - others)
    promised = "Alles op één pagina", "Hoogstens 5 voorstellen"
    for most, says in ((6, (True, False)), (5, (False, True))):
        monkeypatch.setattr(meetings, "ON_PAPER", most)
        text = official.get(page).text
        assert tuple(each in text for each in promised) == says


def test_who_decides_while_reading_the_agenda_in_parts_misses_none(
    table: MatchingTable, official: PageVisitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meetings, "AT_ONCE", 2)
    cases = {str(case.id): case for case in table.proposals(5)}
    with table.session() as db:
        db.execute(update(Proposal).values(round_id=table.round_of(next(iter(cases.values())))))
    page, seen = f"/rounds/{table.round_of(next(iter(cases.values())))}/meeting", list[str]()
    text = official.get(page).text
    while True:
        shown = re.findall(r'value="([0-9a-f-]{36})[.]', text)
        seen += shown
        further = re.search(r'href="([?]start=[^"]+)">\s*Volgende', text)
        if not further:
            break
        done = table.decide(cases[shown[0]], "REJECTED", reasonCode="SAFETY")
        assert done.status_code in {201, 409}, "decided already where it stands here again"
        text = official.get(page + unescape(further[1])).text
    assert set(seen) == set(cases)


def test_whom_a_page_shows_is_written_down_and_who_may_not_see_it_sees_nothing(
    table: MatchingTable, official: PageVisitor, queries: Queries
) -> None:
    case = table.proposal()
    official.get(f"/proposals/{case.id}")
    read = lines(table.world.database, AuditEvent.action == READ)
    shown = {(line.subject, line.subject_id) for line in read}
    assert shown == {
        ("proposals", case.id),
        ("requests", case.request_id),
        ("households", case.household_id),
    }
    assert {line.person_id for line in read} == {case.household_id}

    assert "Er wacht nog 1 voorstel op uw besluit" in official.get("/rounds").text
    stranger = PageVisitor.of(table.owner)
    assert stranger.get(f"/proposals/{case.id}").status_code == 404
    assert stranger.get("/rounds").status_code == 403
    decision = {"outcome": "APPROVED", "motivation": WHY, "digest": case.digest}
    assert stranger.post(f"/proposals/{case.id}/decision", decision).status_code == 404
    refused = lines(table.world.database, AuditEvent.result == "refused 404")
    assert {line.subject_id for line in refused} == {case.id}


def test_who_goes_first_stands_first_and_is_the_next_to_decide_on(
    table: MatchingTable, official: PageVisitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proposals_page, "AT_ONCE", 2)
    cases = []
    for name, tier, ago in (
        *(("in-2", "YOUTH", 5), ("in-5", "REST", 1), ("in-1", "URGENT", 2)),
        *(("in-4", "REST", 30), ("in-3", "LONG_WAITING", 900)),
    ):
        since = today() - timedelta(days=ago)
        asking = table.household(provider_reference=name, waiting_since_date=since)
        turn = GROUPS.of(TierCode(tier), since)
        cases.append(table.proposal(asking, tier=tier, turn=turn))
    round = table.round_of(cases[0])
    with table.session() as db:
        db.execute(update(Proposal).values(round_id=round))
    listed = f"/rounds/{round}/proposals"
    path, seen, sizes = listed, [], []
    while path:
        page = official.get(path).text
        found = re.findall(r'<h3><a href="(/proposals/[0-9a-f-]{36})">(in-\d) →', page)
        seen, sizes = seen + found, [*sizes, len(found)]
        further = re.search(r'href="(/rounds/[^"]*cursor=[^"]*)"', page)
        path = unescape(further[1]) if further else ""
    assert ([name for _, name in seen], sizes) == ([f"in-{n}" for n in range(1, 6)], [2, 2, 1])
    ids = [id for id, _ in seen]
    for here, after in zip(ids, [*ids[1:], ids[0]], strict=True):
        assert f'href="{after}">Volgend voorstel' in official.get(here).text
    rest = official.get(f"{listed}?tier=REST&state=PROPOSED").text
    assert re.findall(r">(in-\d) →", rest) == ["in-4", "in-5"]


def test_of_who_got_no_proposal_the_group_that_goes_first_stands_first_and_who_waits_longest(
    table: MatchingTable, official: PageVisitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds_page, "UNPLACED", 2)
    round = table.round_of(table.proposal())
    with table.session() as db:
        for name, tier, ago in (
            ("un-4", "REST", 1),
            ("un-1", "URGENT", 0),
            ("un-3", "REST", 30),
            ("un-2", "YOUTH", 900),
        ):
            since = today() - timedelta(days=ago)
            asking = table.household(provider_reference=name, waiting_since_date=since)
            db.add(
                RoundUnplaced(
                    round_id=round,
                    request_id=asking,
                    organisation_id=table.municipality.id,
                    provider_id=table.provider.id,
                    tier=tier,
                    turn=GROUPS.of(TierCode(tier), since),
                    eligible_units=0,
                    reasons=[{"rule": TOO_SMALL, "units": 1, "alone": 1}] if ago > 20 else [],
                )
            )
        row = db.get_one(Round, round)
        row.requests, row.proposed = 7, 1
        "Another proposal lapsed at once, and a request was erased since."
    first = official.get(f"/rounds/{round}/unplaced").text
    further = re.search(r'href="(/rounds/[^"]*cursor=[^"]*)"', first)
    assert further
    pages = [first, official.get(unescape(further[1])).text]
    found = [re.findall(r"<h2>Aanvraag (un-\d)", page) for page in pages]
    assert found == [["un-1", "un-2"], ["un-3", "un-4"]]
    assert "4 aanvragen zonder voorstel" in first
    told = official.get(f"/rounds/{round}").text
    assert "<dt>Nog geen plek</dt><dd>4</dd>" in told
    assert TOO_SMALL in re.findall(r'<option value="(\w+)"', first)
    for asked, named in (
        ("tier=REST", ["un-3", "un-4"]),
        (f"reason={TOO_SMALL}", ["un-2", "un-3"]),
        (f"tier=YOUTH&reason={TOO_SMALL}", ["un-2"]),
        (f"tier=URGENT&reason={TOO_SMALL}", []),
    ):
        page = official.get(f"/rounds/{round}/unplaced?{asked}").text
        assert re.findall(r"<h2>Aanvraag (un-\d)", page) == named
        assert (f"{len(named)} aanvra" in page) == bool(named)
        assert page.count(" selected>") == asked.count("=")
    assert "Toon alles" in page
    with table.session() as db:
        db.execute(delete(RoundUnplaced))
    emptied = official.get(f"/rounds/{round}/unplaced").text
    assert ("Hier staat niemand" in emptied, "heeft een voorstel" in emptied) == (True, False)
    of_the_round = official.get(f"/rounds/{round}").text
    assert re.search(r"Nog geen plek</dt><dd>([^<]*)", of_the_round)[1] == "Niet meer bewaard"


def test_the_next_part_of_a_list_does_not_say_again_what_was_just_done() -> None:
    assert KeptUpAsked(saved=True).further("there") == "cursor=there"
    asked = rounds_page.UnplacedAsked(reason=TOO_SMALL)
    assert asked.further("there") == f"cursor=there&tier=&reason={TOO_SMALL}"


def test_a_list_asks_the_database_as_often_for_many_as_for_one(
    table: MatchingTable, official: PageVisitor, queries: Queries
) -> None:
    asked = []
    for _ in range(2):
        case = table.proposals(3)[0]
        (row,) = [
            each
            for each in table.municipality.get("/proposals?limit=500").json()["proposals"]
            if each["id"] == str(case.id)
        ]
        official.get("/")
        queries.clear()
        page = official.get(f"/rounds/{row['roundId']}/proposals")
        assert page.text.count('<li class="card"') == 1, page.text
        asked.append(len(queries))
    assert len(set(asked)) == 1
    assert asked[0] <= 24, queries


def test_a_form_counts_only_from_a_page_of_ours(
    table: MatchingTable, official: PageVisitor
) -> None:
    case = table.proposal()
    path = f"/proposals/{case.id}/decision"
    decision = {"outcome": "APPROVED", "motivation": WHY, "digest": case.digest}
    nobody = PageVisitor(official.client, "nobody")
    other = PageVisitor.of(table.municipality)
    assert official.post(path, decision, Origin="https://elsewhere.example").status_code == 403
    assert official.post(path, decision | {"token": other.token()}).status_code == 403
    assert official.post(path, decision | {"token": "="}).status_code == 403
    assert nobody.post(path, decision | {"token": "x"}).status_code == 401
    json = {"Content-Type": "application/json", "Origin": OWN}
    assert official.post(path, decision, **json).status_code == 415
    assert table.states(case)["proposal"] == "PROPOSED"


def test_every_page_is_strict_and_says_what_went_wrong_in_both_languages(
    table: MatchingTable, official: PageVisitor
) -> None:
    english = PageVisitor(official.client, official.secret, "en")
    pages = ("/rounds", "/accessibility", "/gallery", "/sign-in", "/nowhere", "/proposals/x")
    for path in pages:
        for visitor, language in ((official, "nl"), (english, "en")):
            page = visitor.get(path)
            policy = page.headers["content-security-policy"].split("; ")
            assert sorted(policy) == sorted(map(" ".join, STRICT.items()))
            assert page.headers["cache-control"] == "no-store"
            assert f'<html lang="{language}"' in page.text
            assert not re.search(r"<script(?![^>]* src=)|\son\w+=|style=", page.text)
    assert "Deze pagina is er niet" in official.get("/nowhere").text
    assert "This page is not there" in english.get("/proposals/x").text
    assert official.get("/v1/nowhere").headers["content-type"] == "application/problem+json"
    sent = official.get("/rounds", Accept="*/*")
    assert official.client.request("HEAD", "/sign-in").text == ""
    assert sent.headers["content-type"] == "text/html; charset=utf-8"
    assert official.client.get("/rounds?a=1").headers["location"] == "/sign-in?to=%2Frounds%3Fa%3D1"
    for away in ("//evil.example", "/\\evil.example", "https://evil.example", "//[", "http://["):
        back = official.get(f"/language/en?to={away}")
        assert back.headers["location"] == "/"
        assert official.client.get(f"/sign-in?to={away}").status_code == 200
    unreadable = {"Origin": "http://[", "Referer": "http://["}
    refused = official.client.post("/my-offer/code", data={"code": "x"}, headers=unreadable)
    assert refused.status_code == 403
    asked = official.client.post("/rounds", data={}, headers=unreadable)
    assert asked.status_code == 401


def test_a_session_ends_by_itself_and_only_who_holds_its_secret_has_it_before_them(
    world: World, utrecht: Caller
) -> None:
    limits = (("seen_at", IDLE), ("started_at", LONGEST), ("ended_at", timedelta(0)))
    for moment, ago in limits:
        visitor = PageVisitor.of(utrecht)
        assert visitor.get("/rounds").status_code == 200
        with make_sessions(world.database.seeds).begin() as db:
            over = now() - ago - timedelta(seconds=1)
            db.execute(update(PageSession).values({moment: over}))
        assert visitor.get("/rounds").status_code == 303
    colleague = replace(utrecht.actor, user="colleague@utrecht.example")
    with transaction(make_sessions(world.database.engine), colleague) as db:
        assert db.scalars(select(PageSession)).all() == []


def test_the_secret_of_a_session_is_32_random_bytes_and_is_kept_nowhere(
    world: World, utrecht: Caller
) -> None:
    secrets = [PageVisitor.of(utrecht).secret for _ in range(3)]
    assert len({urlsafe_b64decode(f"{each}=") for each in secrets}) == 3
    assert {len(urlsafe_b64decode(f"{each}=")) for each in secrets} == {32}
    assert tables_with(world.database, *secrets) == set()
    digests = [sha256(each.encode()).hexdigest() for each in secrets]
    assert tables_with(world.database, *digests) == {"page_session"}


def test_a_session_begins_with_an_act_and_with_no_page_that_is_looked_at(utrecht: Caller) -> None:
    for path in ("/", "/sign-in", "/rounds", "/signed-out", "/my-offer", "/accessibility"):
        answer = utrecht.client.request("GET", path)
        assert "set-cookie" not in answer.headers, path
        assert answer.headers.get("location", "/sign-in").startswith("/sign-in"), path


@pytest.mark.parametrize(
    ("site", "leads"), [("same-origin", True), ("none", True), ("", True), ("cross-site", False)]
)
def test_a_page_of_others_signs_nobody_in(utrecht: Caller, site: str, leads: bool) -> None:
    """Who is signed in at the issuer already would be let through without a word."""
    asked = {"Sec-Fetch-Site": site} if site else {}
    answer = utrecht.client.request("GET", "/sign-in/go?to=/rounds", headers=asked)
    assert answer.status_code == 303
    assert ("set-cookie" in answer.headers) is leads
    assert (answer.headers["location"] != "/sign-in?to=%2Frounds") is leads


def test_how_long_a_session_lasts_stands_in_the_documentation() -> None:
    hours = timedelta(hours=1)
    said = f"over after {IDLE // hours} hours unused or {LONGEST // hours} hours in all"
    assert said in (ROOT / "docs/decisions/0014-pages.md").read_text()


def test_a_person_has_so_many_sessions_at_once_and_can_end_them_all(utrecht: Caller) -> None:
    other = replace(utrecht.actor, user="colleague@utrecht.example")
    colleague = PageVisitor.of(replace(utrecht, actor=other))
    first, *others = [PageVisitor.of(utrecht) for _ in range(AT_ONCE + 1)]
    assert first.get("/rounds").status_code == 303
    assert [each.get("/rounds").status_code for each in others] == AT_ONCE * [200]
    assert others[0].post("/sign-out/everywhere", {}).headers["location"] == "/signed-out"
    assert [each.get("/rounds").status_code for each in others] == AT_ONCE * [303]
    assert colleague.get("/rounds").status_code == 200


def test_who_is_signed_out_at_the_issuer_is_signed_out_here(world: World, utrecht: Caller) -> None:
    """OpenID Connect Back-Channel Logout: by session, or all of a person, and none that is new."""
    sessions = make_sessions(world.database.engine)

    def signed_in(subject: str | None, sid: str | None) -> PageVisitor:
        who = SignedIn(utrecht.actor, None, AtIssuer(subject, sid))
        with transaction(sessions, utrecht.actor) as db:
            return PageVisitor(utrecht.client, page_sessions.begin(db, who))

    def told(seconds_ago: int = 0, **named: str) -> int:
        token = world.issuer.signed_out("woonplek-pages", seconds_ago, **named)
        answer = utrecht.client.post("/sign-out/back-channel", data={"logout_token": token})
        return answer.status_code

    first, second = signed_in("jan", "1"), signed_in("jan", "2")
    others = [signed_in("piet", "3"), signed_in(None, None)]

    def who_is_in() -> list[bool]:
        return [each.get("/rounds").status_code == 200 for each in (first, second, *others)]

    assert told(sub="jan", sid="9") == told(sub="klaas") == 200
    assert told(60, sub="jan") == 200, "told before they signed in"
    assert who_is_in() == [True, True, True, True]
    assert told(sub="jan", sid="1") == 200
    assert who_is_in() == [False, True, True, True]
    assert told(sub="jan") == told(sid="3") == 200
    assert who_is_in() == [False, False, False, True]
    for nothing in ("", "x", utrecht.token):
        answer = utrecht.client.post("/sign-out/back-channel", data={"logout_token": nothing})
        assert (answer.status_code, answer.headers["cache-control"]) == (400, "no-store")
    did = lines(world.database, AuditEvent.action == "end_sessions")
    assert [(each.subject_id, each.result) for each in did] == [(utrecht.id, "by the issuer")] * 3


def test_a_person_sees_where_it_is_signed_in_and_signs_out_there(utrecht: Caller) -> None:
    other = replace(utrecht.actor, user="colleague@utrecht.example")
    colleague = PageVisitor.of(replace(utrecht, actor=other))
    here, there, third = (PageVisitor.of(utrecht) for _ in range(3))
    shown = re.findall(r'name="session" value="(\w+)"', here.get("/sessions").text)
    assert sorted(shown) == sorted(key_of(each.secret) for each in (there, third))

    def who_is_in() -> list[bool]:
        everybody = here, there, third, colleague
        return [each.get("/rounds").status_code == 200 for each in everybody]

    here.post("/sessions/end", {"session": key_of(colleague.secret)})
    assert who_is_in() == [True, True, True, True]
    answer = here.post("/sessions/end", {"session": key_of(there.secret)})
    assert answer.headers["location"] == "/sessions"
    assert who_is_in() == [True, False, True, True]
    here.post("/sessions/end", {})
    assert who_is_in() == [True, False, False, True]
    assert "/sessions/end" not in here.get("/sessions").text


def test_one_signs_in_at_the_issuer_and_out_again(
    world: World, utrecht: Caller, second_app: FastAPI, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    listening = socket.create_server(("127.0.0.1", 0))
    origin = f"http://127.0.0.1:{listening.getsockname()[1]}"
    stranger = replace(utrecht.actor, organisation_id=NOBODYS)
    people = Person(utrecht.actor, "Gemeente Utrecht"), Person(stranger, "Van niemand")
    world.issuer.people = people
    settings = Settings(
        mode="test",
        database_url=world.database.dsn,
        public_url=f"{origin}/v1",
        sign_in_url=f"{origin}{START}/authorize",
        sign_in_token_url=f"{origin}{START}/token",
    )
    connect(second_app, settings, world.database.engine, world.issuer.reader())
    before = second_app.beside
    second_app.beside = {START: issuer_pages(world.issuer, origin), **before}
    second_app.middleware_stack = None
    try:
        with (
            served(second_app, listening),
            httpx.Client(base_url=origin, trust_env=False, headers={"Origin": origin}) as browser,
        ):
            _sign_in_and_out(browser, utrecht)
            _turned_away(browser)
        _assert_on_record(world, utrecht, caplog.records)
        beginning = utrecht.token[:8]
        assert beginning.startswith("eyJ"), "as each token of the issuer"
        assert tables_with(world.database, beginning) == set(), "no token is kept"
    finally:
        second_app.beside, second_app.middleware_stack = before, None


def _assert_on_record(world: World, utrecht: Caller, logged: list[LogRecord]) -> None:
    """Who signed in and out stands in the audit, and who was turned away; who could not show who
    they are is nobody, and why stands in the log, with the operation of the request."""
    did = lines(world.database, AuditEvent.action.in_((SIGNED_IN, SIGNED_OUT)))
    assert [(each.action, each.actor, each.subject_id, each.result) for each in did] == [
        (SIGNED_IN, utrecht.actor.user, utrecht.id, "OK"),
        (SIGNED_IN, utrecht.actor.user, utrecht.id, "OK"),
        (SIGNED_OUT, utrecht.actor.user, utrecht.id, "OK"),
        (SIGNED_OUT, utrecht.actor.user, utrecht.id, "OK"),
        (SIGNED_IN, utrecht.actor.user, NOBODYS, "refused 403"),
    ]
    told = [(each.getMessage(), vars(each)[FIELDS]) for each in logged if FIELDS in vars(each)]
    tried = [fields for _, fields in told if fields.get("route") == BACK]
    failed = [each["request"] for each in tried if each["status"] in {401, 403}]
    said = {fields["request"]: words for words, fields in told if "failed" in words}
    assert {*failed} == said.keys()
    assert [said[each] for each in failed] == [
        "a sign-in failed: This browser did not begin to sign in.",
        "a sign-in failed: This is not the answer to what we asked.",
        "a sign-in failed: The issuer did not take the code.",
        "a sign-in failed: The issuer did not take the code.",
        "a sign-in failed: This organisation does not take part, or not in this role.",
    ]


def _signs_in_again(browser: httpx.Client, who: Caller) -> httpx.Response:
    """Whatever the browser had; also a cookie that somebody else knows gets a new secret."""
    had = browser.cookies.get("woonplek")
    there = browser.get("/sign-in/go?to=/rounds").headers["location"]
    chosen = dict(parse_qsl(urlsplit(there).query)) | {"person": str(who.id)}
    back = browser.get(browser.post(f"{START}/authorize", data=chosen).headers["location"])
    assert browser.cookies["woonplek"] != had
    return back


def _turned_away(browser: httpx.Client) -> None:
    """The issuer knows them; their organisation takes no part here."""
    there = browser.get("/sign-in/go").headers["location"]
    chosen = dict(parse_qsl(urlsplit(there).query)) | {"person": str(NOBODYS)}
    way_back = browser.post(f"{START}/authorize", data=chosen).headers["location"]
    refused = browser.get(way_back)
    assert (refused.status_code, "woonplek=" in refused.headers["set-cookie"]) == (403, False)


def _sign_in_and_out(browser: httpx.Client, utrecht: Caller) -> None:
    there = browser.get("/sign-in/go?to=/rounds")
    asked = dict(parse_qsl(urlsplit(there.headers["location"]).query))
    chosen = asked | {"person": str(utrecht.id)}
    assert browser.get(there.headers["location"]).text.count("Gemeente Utrecht") == 1
    way_back = browser.post(f"{START}/authorize", data=chosen).headers["location"]

    with httpx.Client(base_url=browser.base_url, trust_env=False) as thief:
        assert thief.get(way_back).status_code == 401
        thief.get("/sign-in/go")
        assert thief.get(way_back).status_code == 401
        code = dict(parse_qsl(urlsplit(way_back).query))["code"]
        other = dict(parse_qsl(urlsplit(thief.get("/sign-in/go").headers["location"]).query))
        assert thief.get(f"{BACK}?code={code}&state={other['state']}").status_code == 401

    assert browser.get(way_back).status_code == 401  # the code was tried, and is gone
    back = _signs_in_again(browser, utrecht)
    assert back.headers["location"] == "/rounds"
    assert "HttpOnly" in back.headers["set-cookie"]
    page = browser.get("/rounds")
    assert "Gemeente Utrecht" in page.text
    secret = browser.cookies["woonplek"]
    assert secret not in page.text

    _signs_in_again(browser, utrecht)
    page = browser.get("/rounds")
    with httpx.Client(
        base_url=browser.base_url, cookies={"woonplek": secret}, trust_env=False
    ) as before:
        assert before.get("/rounds").status_code == 303, "a new sign-in ends the session before it"
    secret = browser.cookies["woonplek"]

    left = browser.post("/sign-out", data={"token": field(page.text, "token")})
    assert "uit bij uw organisatie" in browser.get(left.headers["location"]).text
    with httpx.Client(
        base_url=browser.base_url, cookies={"woonplek": secret}, trust_env=False
    ) as kept:
        assert kept.get("/rounds").status_code == 303


def test_in_production_the_cookies_are_for_this_host_alone_and_only_over_https() -> None:
    app = SimpleNamespace(state=SimpleNamespace(settings=Settings(mode="production")))
    request = HttpRequest({"type": "http", "headers": [], "app": app})
    answer = Response()
    cookies.put(request, answer, cookies.SESSION, "secret", None)
    (sent,) = answer.headers.getlist("set-cookie")
    assert sent == "__Host-woonplek=secret; HttpOnly; Path=/; SameSite=lax; Secure"


PLACE = {
    "ownerReference": "vhe-1",
    "propertyKind": "DWELLING",
    "street": "Europalaan",
    "houseNumber": "93",
    "postcode": "3526 kp",
    "town": "Utrecht",
    "municipalityCode": "0344",
    "kind": "SELF_CONTAINED",
    "maxPersons": "2",
    "accessibility": "NONE",
    "contractForms": "OWN_NAME",
    "tenureTitle": "INDEFINITE",
    "rentCents": "€ 650,50",
    "rentPoints": "140",
    "socialRent": "1",
    "rentAllowancePossible": "1",
    "period.startDate": "1-12-2026",
}


def test_an_owner_registers_a_place_with_its_address_or_hears_all_that_is_wrong(
    corporation: Caller, utrecht: Caller
) -> None:
    owner = PageVisitor.of(corporation)
    assert owner.post("/places/new", {}).text.count('class="wrong"') > 5
    for wrong, said in (
        ({"maxPersons": "veel"}, "Schrijf een heel getal, zoals 3."),
        ({"maxPersons": "21"}, "Dit mag hoogstens 20 zijn."),
        (
            {"rentCents": "1e3", "town": ""},
            "een bedrag in euro&#39;s, zoals 650 of 713,02.",
        ),
        ({"rentCents": "999999"}, "Dit mag hoogstens 100000 zijn."),
        ({"postcode": "35"}, "Voorbeeld: 3526KP."),
        ({"period.startDate": "31-02-2026"}, "Schrijf een dag die bestaat, zoals 31-12-2026."),
        ({"period.startDate": ""}, "Vul dit in."),
        ({"postcode": "35", "look": "1"}, "Voorbeeld: 3526KP."),
    ):
        refused = owner.post("/places/new", PLACE | wrong).text
        assert refused.count(said) == 2, (wrong, "at the field and in the list above the form")
    lawless = owner.post("/places/new", PLACE | {"tenureTitle": "VACANCY_ACT"})
    assert lawless.status_code == 400
    assert "Vul het nummer van de vergunning in" in lawless.text
    assert corporation.get("/properties").json()["properties"] == []

    done = owner.post("/places/new", PLACE)
    (place,) = corporation.get("/places").json()["places"]
    registered = f"/places?registered={place['id']}"
    assert done.headers.get("location") == registered, done.text
    assert (place["rentCents"], place["address"]["postcode"]) == (65050, "3526KP")
    assert place["period"]["startDate"] == "2026-12-01"
    told = owner.get(registered).text
    for said in (
        "Europalaan 93",
        "De woonplek vhe-1 is aangemeld",
        f'href="/places/{place["id"]}"',
    ):
        assert said in told
    assert owner.get(f"/places?registered={NOBODYS}").status_code == 404, "no note by a link"
    twice = owner.post("/places/new", PLACE)
    assert (twice.status_code, len(corporation.get("/places").json()["places"])) == (409, 1)
    assert "met dit kenmerk" in twice.text
    assert PageVisitor.of(utrecht).get("/places/new").status_code == 403


def test_an_address_is_looked_up_and_its_point_can_be_moved(corporation: Caller) -> None:
    owner = PageVisitor.of(corporation)
    partly = {"municipalityCode": "0344", "ownerReference": "vhe-2", "look": "1"}
    page = owner.post("/places/new", partly)
    assert (page.status_code, "Gevonden" in page.text, "<circle" in page.text) == (200, True, True)
    assert corporation.get("/properties").json()["properties"] == []
    assert not re.search('name="point"[^>]* value="[^"]', page.text), "an area is no door"
    circle = re.search(r'<circle [^>]*cx="(\d+)" cy="-(\d+)"', page.text)
    assert circle
    x, y = int(circle[1]), int(circle[2])
    nowhere = owner.post("/places/new", {"street": "Nergensstraat", "look": "1"})
    assert "Dit adres is niet gevonden" in nowhere.text
    wild = owner.post("/places/new", partly | {"take": "99999999"})
    assert "Gevonden" in wild.text
    astray = owner.post("/places/new", PLACE | {"point": "53.2194, 6.5665"})
    assert (astray.status_code, 'id="point-wrong"' in astray.text) == (400, True)
    for wrong in ("ergens", "1", "52.1 5.1 3", "5.1, 52.1", "136000,455000"):
        assert 'id="point-wrong"' in owner.post("/places/new", PLACE | {"point": wrong}).text
    done = owner.post("/places/new", PLACE | {"point": f"{x + 100}, {y}"})
    assert done.status_code == 303, done.text
    (kept,) = corporation.get("/properties?crs=EPSG:28992").json()["properties"]
    assert kept["precision"] == "ADDRESS"
    assert [round(each) for each in kept["geometry"]["coordinates"]] == [x + 100, y]


def test_what_a_permit_asks_stands_with_the_tenures_that_end_with_one(corporation: Caller) -> None:
    page = PageVisitor.of(corporation).get("/places/new").text
    asking = re.findall(r'value="(\w+)"[^>]*data-asks="permit"', page)
    assert set(asking) == {"VACANCY_ACT", "FLEX"}


def test_owner_and_household_answer_and_the_owner_learns_nothing_of_the_household(
    table: MatchingTable,
) -> None:
    case = table.approved()
    owner, asker = PageVisitor.of(table.owner), PageVisitor.of(table.provider)
    (card,) = re.findall(r'href="(/offers/[^"]+)"', owner.get("/offers").text)
    page = owner.get(card).text
    for hidden in (case.request_id, case.household_id, table.provider.id):
        assert str(hidden) not in page
    assert owner.post(f"{card}/answer", {"answer": "DECLINED"}).status_code == 400
    other = {"answer": "DECLINED", "reasonCode": "PETS"}
    assert "Kies een reden uit de lijst" in owner.post(f"{card}/answer", other).text
    yes = {"answer": "ACCEPTED", "sure": "yes"}
    assert owner.post(f"{card}/answer", yes).status_code == 303
    again = owner.post(f"{card}/answer", yes)
    assert (again.status_code, "Niet opgeslagen" in again.text) == (409, True)
    offers = set(re.findall(r'href="(/offers/[^"]+)"', asker.get("/offers").text))
    (mine,) = offers - {card}
    assert asker.post(f"{mine}/answer", yes).status_code == 303
    assert table.states(case)["proposal"] == "PLACED"
    shown = lines(table.world.database, AuditEvent.subject == "offers", AuditEvent.action == READ)
    assert {line.person_id for line in shown} == {case.household_id}


def test_who_was_asked_first_stands_first_and_an_empty_list_says_what_comes_there(
    table: MatchingTable, official: PageVisitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offers_page, "AT_ONCE", 2)
    nothing = {
        "": "Keurt u een voorstel goed, dan volgt u hier",
        "?state=DECLINED": "Zo is er geen aanbieding.",
    }
    for asked, said in nothing.items():
        assert said in official.get(f"/offers{asked}").text
    owner, cases = PageVisitor.of(table.owner), [table.approved() for _ in range(3)]
    asked_on = {str(table.offers(each)["OWNER"]["id"]): at for at, each in enumerate(cases)}
    with table.session() as db:
        for id, at in asked_on.items():
            db.get_one(Offer, UUID(id)).created_at = now() - timedelta(days=at)
    first = owner.get("/offers").text
    further = re.search(r'href="(/offers[?][^"]*cursor=[^"]*)"', first)
    assert further
    pages = first, owner.get(unescape(further[1])).text
    found = [asked_on[id] for page in pages for id in re.findall(r'href="/offers/([^"?]+)"', page)]
    assert found == [2, 1, 0]


REQUEST = {
    "providerReference": "cl-1",
    "members.AGE_27_PLUS": "1",
    "members.UNDER_18": "2",
    "municipalityCode": "0344",
    "ethos": "EMERGENCY_SHELTER",
    "waitingSinceDate": "1-3-2026",
    "neededFromDate": "01-12-2026",
    "contractForms": "OWN_NAME",
    "incomeBand": "MINIMUM",
    "accessibility": "NONE",
    "careType": "NONE",
    "careLevel": "NONE",
    "fundingRegime": "NONE",
    "consentGivenAt": "1-11-2026",
    "maxNetRentCents": "350",
}


def test_a_care_provider_asks_for_a_place_or_hears_all_that_is_wrong(
    provider: Caller, corporation: Caller
) -> None:
    asker = PageVisitor.of(provider)
    assert asker.post("/requests/new", {}).text.count('class="wrong"') > 5
    young = {"members.AGE_27_PLUS": "", "members.AGE_18_20": "1", "members.UNDER_18": ""}
    refused = asker.post("/requests/new", REQUEST | young | {"careType": "AMBULANT"})
    assert refused.status_code == 400
    for said in ("homelessSinceDate-wrong", "careLevel-wrong"):
        assert said in refused.text
    assert provider.get("/households").json()["households"] == []

    done = asker.post("/requests/new", REQUEST)
    assert done.status_code == 303, done.text
    (request,) = provider.get("/requests").json()["requests"]
    assert request["consentGivenAt"] == "2026-10-31T23:00:00Z"
    assert (request["maxNetRentCents"], request["state"]) == (35000, "ACTIVE")
    (household,) = provider.get("/households").json()["households"]
    assert len(household["members"]) == 3
    assert "De woonplek is aangevraagd" in asker.get(done.headers["location"]).text
    assert "cl-1" in asker.get("/requests").text
    twice = asker.post("/requests/new", REQUEST)
    assert (twice.status_code, "met dit kenmerk" in twice.text) == (409, True)
    assert PageVisitor.of(corporation).get("/requests").status_code == 403


def test_ties_and_places_to_avoid_are_written_as_a_point_and_shown_on_a_map(
    provider: Caller, utrecht: Caller
) -> None:
    asker = PageVisitor.of(provider)
    located = {
        "tie.0.kind": "SCHOOL",
        "tie.0.where": "136000, 455000",
        "tie.0.metres": "3000",
        "tie.0.must": "1",
        "avoid.0.where": "52,0907 5,1214",
    }
    page = asker.post("/requests/new", located | {"show": "1"})
    assert (page.status_code, page.text.count('class="ring"')) == (200, 2)
    assert 'class="wrong"' not in page.text
    assert (
        "fill in where" in PageVisitor.of(provider, "en").post("/requests/new", {"show": "1"}).text
    )
    for name, text in (
        ("tie.1.where", "Nergensland 3"),
        ("tie.1.where", "48.8566, 2.3522"),
        ("avoid.0.metres", "0"),
    ):
        for button in ({"show": "1"}, {}):
            refused = asker.post("/requests/new", REQUEST | located | {name: text} | button)
            assert (refused.status_code, f'id="{name}-wrong"' in refused.text) == (400, True)
    assert provider.get("/households").json()["households"] == []

    assert asker.post("/requests/new", REQUEST | located).status_code == 303
    (request,) = provider.get("/requests?crs=EPSG:28992").json()["requests"]
    (tie,) = request["anchors"]
    assert (tie["kind"], tie["maxMetres"], tie["must"]) == ("SCHOOL", 3000, True)
    assert [round(each) for each in tie["geometry"]["coordinates"]] == [136000, 455000]
    (area,) = request["avoidAreas"]
    circle = shape(area)
    assert circle.area == pytest.approx(pi * 1_000**2, rel=0.02)
    seen = utrecht.get(f"/requests/{request['id']}").json()
    assert (seen["avoidAreas"], seen["avoidAreaCount"]) == (None, 1)


def test_two_rounds_of_a_region_do_not_run_at_once_and_the_page_says_so(
    table: MatchingTable, official: PageVisitor
) -> None:
    region = re.search(r'<option value="([0-9a-f-]{36})"', official.get("/rounds").text)
    assert region
    started = official.post("/rounds", {"regionId": region[1]})
    assert started.status_code == 303
    assert "hx-trigger" in official.get(started.headers["location"]).text
    second = official.post("/rounds", {"regionId": region[1]})
    assert (second.status_code, "loopt al een ronde" in second.text) == (409, True)
    assert official.post("/rounds", {"regionId": "x"}).status_code == 400
    stopped = official.post(f"{started.headers['location']}/cancellation", {})
    assert "Gestopt" in official.get(stopped.headers["location"]).text


def test_every_table_scrolls_by_itself_on_a_small_screen() -> None:
    tables = [
        text[max(0, table.start() - 200) : table.start()]
        for page in PAGES.glob("templates/**/*.html")
        for text in [page.read_text()]
        for table in re.finditer("<table", text)
    ]
    assert len(tables) > 20
    assert [before for before in tables if 'class="table-wide" tabindex="0"' not in before] == []


def test_every_sentence_of_the_pages_is_there_in_dutch() -> None:
    found = extract_from_dir(PAGES, METHODS, OPTIONS, keywords=DEFAULT_KEYWORDS | {"N_": None})
    said = {message if isinstance(message, str) else message[0] for _, _, message, *_ in found}
    with (PAGES / "locale/nl/LC_MESSAGES/woonplek.po").open("rb") as file:
        catalog = read_po(file, locale="nl")
    complete = {
        each.id if isinstance(each.id, str) else each.id[0]
        for each in catalog
        if each.id
        and not each.fuzzy
        and all([each.string] if isinstance(each.string, str) else each.string)
    }
    assert said == complete
    assert not catalog.obsolete
    assert [str(wrong) for each in catalog for wrong in each.check(catalog)] == []
