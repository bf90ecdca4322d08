"""The page of a household: opened once, closed by itself, answered by the household alone."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from audit_lines import lines
from builders import make_anchor
from household_visitor import PAGE, HouseholdVisitor
from matching_table import START, Case, MatchingTable
from page_visitor import PageVisitor
from sqlalchemy import update

from matching.codes.contracts import TenureTitle
from matching.codes.households import Trait
from service.clock import now, today
from service.codelists.audit import ProcessingActivity
from service.db import make_sessions
from service.household_links import visits
from service.household_links.service import CAN_BE_OPENED_FOR
from service.household_links.visits import HOUSEHOLD, LASTS
from service.models import AuditEvent, HouseholdLink, Request
from service.pages.explained import PURPOSES, TITLES_FOR_RESIDENTS
from service.pages.wording import filters
from service.period import Period

CODE = re.compile(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}")


def the_offer(table: MatchingTable, case: Case) -> str:
    return str(table.offers(case)["HOUSEHOLD"]["id"])


def a_code(table: MatchingTable, case: Case) -> str:
    """As its care provider makes it on the page."""
    page = PageVisitor.of(table.provider).post(f"/offers/{the_offer(table, case)}/link", {})
    assert page.status_code == 200, page.text
    (code,) = set(CODE.findall(page.text))
    return code


@pytest.fixture
def case(table: MatchingTable) -> Case:
    return table.approved()


@pytest.fixture
def household(table: MatchingTable, case: Case) -> HouseholdVisitor:
    """At the page, for the first time."""
    visitor = HouseholdVisitor(table.provider.client)
    opened = visitor.open(a_code(table, case))
    assert (opened.status_code, opened.headers["location"]) == (303, PAGE), opened.text
    assert visitor.see().status_code == 200
    return visitor


def test_a_household_sees_its_place_and_says_yes_itself(
    table: MatchingTable, case: Case, household: HouseholdVisitor
) -> None:
    page = household.last
    assert "U kiest zelf. Zegt u nee? Dan houdt u uw beurt." in page
    for id in (case.id, case.request_id, case.household_id, table.provider.id):
        assert str(id) not in page
    asked = household.send(answer="ACCEPTED")
    assert (asked.status_code, "Is dit uw antwoord?" in asked.text) == (200, True)
    assert table.offers(case)["HOUSEHOLD"]["state"] == "OPEN"
    sent = household.send(answer="ACCEPTED", sure="yes")
    assert sent.headers["location"] == f"{PAGE}?done=1"
    assert "U hebt ja gezegd" in household.see().text
    offer = table.offers(case)["HOUSEHOLD"]
    assert (offer["state"], offer["answeredByHousehold"]) == ("ACCEPTED", True)
    told = lines(table.world.database, AuditEvent.action == "accept")
    assert [(line.actor, line.origin) for line in told] == [(HOUSEHOLD, HOUSEHOLD)]
    shown = PageVisitor.of(table.provider).get(f"/offers/{offer['id']}")
    assert "het huishouden zelf" in shown.text
    table.answer(case, "OWNER")
    assert "de woonplek is voor u" in household.see().text


def test_who_decides_and_who_answers_reads_the_house_rules_before(table: MatchingTable) -> None:
    case = table.approved(place=table.place(forbids=[Trait.PETS, Trait.SMOKING]))
    household = HouseholdVisitor(table.provider.client)
    household.open(a_code(table, case))
    offers = table.offers(case)
    for page in (
        PageVisitor.of(table.municipality).get(f"/proposals/{case.id}"),
        PageVisitor.of(table.owner).get(f"/offers/{offers['OWNER']['id']}"),
        PageVisitor.of(table.provider).get(f"/offers/{offers['HOUSEHOLD']['id']}"),
        household.see(),
    ):
        assert "<dd>Huisdieren, Roken in huis</dd>" in page.text


def test_a_household_reads_how_long_it_can_stay_and_what_then(table: MatchingTable) -> None:
    last = START + timedelta(days=300)
    ends = {"period": Period.of(today(), last)}
    as_read = f"tot en met {filters('nl')['day'](last)}."
    household = HouseholdVisitor(table.provider.client)
    for terms, told in (
        ({}, ("Er is geen laatste dag afgesproken.",)),
        (ends, (as_read, "En daarna?", "een gewoon huurcontract")),
        (ends | {"tenure_title": TenureTitle.MIDSTAY}, (as_read, "voor hoogstens een jaar")),
    ):
        request = table.household(min_stay_days=180)
        case = table.approved(request=request, place=table.place(**terms), start_date=START)
        household.open(a_code(table, case))
        page = household.see().text
        assert [words for words in told if words not in page] == [], terms
        assert ("Het plan is dat u er woont" in page) == bool(terms)
    assert as_read in household.send(answer="ACCEPTED").text
    assert set(TITLES_FOR_RESIDENTS) == set(TenureTitle)


def test_a_no_costs_nothing_and_is_not_taken_for_the_care_providers(
    table: MatchingTable, case: Case, household: HouseholdVisitor
) -> None:
    lacking = household.send(answer="DECLINED")
    assert (lacking.status_code, "Kies een reden" in lacking.text) == (400, True)
    nothing = household.send(answer="QUESTION")
    assert (nothing.status_code, 'id="question-wrong"' in nothing.text) == (400, True)
    assert household.send().status_code == 400
    waited = table.provider.get(f"/requests/{case.request_id}").json()["waitingSinceDate"]
    said = {"answer": "DECLINED", "reasonCode": "TOO_FAR_FROM_NETWORK", "remark": "<b>Ver</b>"}
    asked = household.send(**said)
    assert "we zoeken een andere woonplek" in asked.text
    assert "&lt;b&gt;Ver&lt;/b&gt;" in asked.text
    assert household.send(**said, sure="yes").status_code == 303
    household.see()
    again = household.send(answer="ACCEPTED", sure="yes")
    assert (again.status_code, "al beantwoord" in again.text) == (409, True)
    (tried,) = lines(table.world.database, AuditEvent.result == "refused 409")
    assert (tried.subject, tried.actor, tried.origin) == ("offers", "household", "household")
    assert "U hebt nee gezegd" in household.see().text
    assert "&lt;b&gt;Ver&lt;/b&gt;" in household.last
    request = table.provider.get(f"/requests/{case.request_id}").json()
    assert (request["state"], request["waitingSinceDate"]) == ("ACTIVE", waited)
    by_provider = table.approved()
    code = a_code(table, by_provider)
    other = HouseholdVisitor(table.provider.client)
    other.open(code)
    table.answer(by_provider, "HOUSEHOLD")
    assert "samen met u" in other.see().text


def test_a_question_reaches_the_care_provider_and_settles_nothing(
    table: MatchingTable, case: Case, household: HouseholdVisitor
) -> None:
    asked = household.send(answer="QUESTION", question="Mag de hond mee?")
    assert asked.status_code == 303
    assert "Mag de hond mee?" in household.see().text
    assert table.offers(case)["HOUSEHOLD"]["state"] == "OPEN"
    provider = PageVisitor.of(table.provider)
    assert "Het huishouden heeft een vraag." in provider.get("/offers").text
    assert "Mag de hond mee?" in provider.get(f"/offers/{the_offer(table, case)}").text
    dossier = table.provider.get(f"/households/{case.household_id}/dossier").json()
    assert [link["question"] for link in dossier["householdLinks"]] == ["Mag de hond mee?"]


def test_a_code_opens_one_visit_which_ends_by_itself_or_at_once(
    table: MatchingTable, case: Case
) -> None:
    code = a_code(table, case)
    first, second = (HouseholdVisitor(table.provider.client) for _ in range(2))
    assert first.open(code.lower().replace("-", " ")).status_code == 303
    for late in (code, "", "K" * 24, f"{code}0", "x" * 5_000):
        refused = second.open(late)
        assert (refused.status_code, "Deze code werkt niet" in refused.text) == (400, True)
    for elsewhere in ("https://evil.example", "null"):
        assert second.open(a_code(table, case), Origin=elsewhere).status_code == 403
    assert "Waar" not in second.see().text
    assert 'name="code"' in second.last

    assert 'name="code"' in first.see().text, "a newer link was made: the older visit is over"
    first.open(a_code(table, case))
    first.see()
    _as_if(table, opened_at=now() - LASTS - timedelta(seconds=1))
    over = first.send(answer="ACCEPTED")
    assert (over.status_code, "Uw uur op deze pagina is voorbij" in over.text) == (401, True)
    first.open(a_code(table, case))
    first.see()
    cookie, token = first.cookie, first.last
    assert "De pagina is gesloten" in first.send("leave").text
    kept = HouseholdVisitor(table.provider.client, cookie, token)
    assert kept.send(answer="ACCEPTED").status_code == 401
    assert 'name="code"' in kept.see().text
    assert table.offers(case)["HOUSEHOLD"]["state"] == "OPEN"


def test_a_code_is_no_visit_neither_beside_the_one_it_opened_nor_after_it(
    table: MatchingTable, case: Case
) -> None:
    code = a_code(table, case)
    household = HouseholdVisitor(table.provider.client)
    household.open(code)
    read_over_a_shoulder = HouseholdVisitor(table.provider.client, code.replace("-", ""))
    assert 'name="code"' in read_over_a_shoulder.see().text
    household.see()
    household.send("leave")
    assert 'name="code"' in read_over_a_shoulder.see().text


def test_a_link_that_is_taken_back_while_it_is_answered_gives_no_answer(
    table: MatchingTable, case: Case, household: HouseholdVisitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who took it back, as somebody else has it, may count on that."""

    def taken_back(*given: object) -> None:
        path = f"/household-links?offerId={the_offer(table, case)}"
        (link,) = table.provider.get(path).json()["householdLinks"]
        answer = table.provider.post(f"/household-links/{link['id']}/withdrawals")
        assert answer.status_code == 201, answer.text

    household.see()
    monkeypatch.setattr(visits, "trying", taken_back)
    household.send(answer="ACCEPTED", sure="yes")
    assert table.offers(case)["HOUSEHOLD"]["state"] == "OPEN"


def test_an_old_or_withdrawn_link_opens_nothing(table: MatchingTable, case: Case) -> None:
    household = HouseholdVisitor(table.provider.client)
    code = a_code(table, case)
    _as_if(table, expires_at=now() - timedelta(seconds=1))
    assert household.open(code).status_code == 400
    code = a_code(table, case)
    links = table.provider.get(f"/household-links?offerId={the_offer(table, case)}").json()
    (standing,) = [each for each in links["householdLinks"] if each["withdrawnAt"] is None]
    assert timedelta(days=7) == CAN_BE_OPENED_FOR
    provider = PageVisitor.of(table.provider)
    gone = provider.post(f"/household-links/{standing['id']}/withdrawal", {})
    assert gone.headers["location"] == f"/offers/{standing['offerId']}"
    assert household.open(code).status_code == 400
    assert (
        PageVisitor.of(table.owner)
        .post(f"/household-links/{standing['id']}/withdrawal", {})
        .status_code
        == 404
    )


def test_of_an_offer_that_is_over_a_link_tells_no_more_and_no_question_is_taken(
    table: MatchingTable, case: Case
) -> None:
    household = HouseholdVisitor(table.provider.client)
    assert "max-age" not in household.open(a_code(table, case)).headers["set-cookie"].lower()
    household.see()
    assert household.send(answer="QUESTION", question="Mag mijn hond mee?").status_code == 303
    withdrawn = {"motivation": "Vergissing."}
    assert (
        table.municipality.post(f"/proposals/{case.id}/withdrawals", withdrawn).status_code == 201
    )
    seen = household.see().text
    assert ("Dit aanbod geldt niet meer" in seen, 'id="place"' in seen, 'id="around"' in seen) == (
        True,
        False,
        False,
    )
    late = household.send(answer="QUESTION", question="En nu?")
    assert (late.status_code, "Mag mijn hond mee?" in late.text) == (409, True)
    left = household.send("leave")
    assert left.headers["clear-site-data"] == '"cache"'

    answered = table.approved()
    code = a_code(table, answered)
    table.answer(answered, "HOUSEHOLD")
    over = HouseholdVisitor(table.provider.client).open(code)
    assert (over.status_code, "Dit aanbod is voorbij" in over.text) == (409, True)


def test_the_page_tells_who_looked_and_how_far_everything_is(
    table: MatchingTable, case: Case
) -> None:
    with table.session() as db:
        make_anchor(db, db.get_one(Request, case.request_id))
    PageVisitor.of(table.municipality).get(f"/proposals/{case.id}")
    household = HouseholdVisitor(table.provider.client)
    household.open(a_code(table, case))
    page = household.see().text
    looked = page.partition('id="looked"')[2]
    assert "Gemeente Utrecht" in looked
    assert "</strong>: voor uw aanvraag om een woonplek" in looked
    assert set(PURPOSES) == set(ProcessingActivity)
    assert "Stichting Onderdak" in looked
    assert " km</td>" in page
    assert "<circle" in page
    assert "A home for you" in household.see("en").text
    assert "Woonstichting" not in looked
    assert "Heeft gelezen wie u bent" not in looked
    home = table.placed(case)["id"]
    made = table.owner.post(f"/placements/{home}/hand-overs", {"purpose": "CONTRACT"}).json()
    assert table.owner.get(f"/hand-overs/{made['id']}/persons").status_code == 200
    assert "Heeft gelezen wie u bent" in household.see().text


def test_a_household_reaches_nothing_but_its_page(
    table: MatchingTable, case: Case, household: HouseholdVisitor
) -> None:
    for path in ("/", "/offers", f"/offers/{the_offer(table, case)}", "/requests"):
        answer = household.client.request(
            "GET", path, headers={"Cookie": f"woonplek={household.cookie}"}
        )
        assert (answer.status_code, "/sign-in" in answer.headers["location"]) == (303, True)
    official = PageVisitor.of(table.municipality)
    as_household = official.client.request(
        "GET", PAGE, headers={"Cookie": f"woonplek-household={official.secret}"}
    )
    assert 'name="code"' in as_household.text
    forged = HouseholdVisitor(household.client, household.cookie)
    assert forged.send(answer="ACCEPTED", token="x").status_code == 403
    assert table.offers(case)["HOUSEHOLD"]["state"] == "OPEN"


def _as_if(table: MatchingTable, **columns: Any) -> None:
    with make_sessions(table.world.database.seeds).begin() as db:
        db.execute(update(HouseholdLink).values(**columns))
