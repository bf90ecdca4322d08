"""Who people are, on pages: for their care provider, and for a landlord after every yes."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import psycopg
from audit_lines import lines
from counted_queries import Queries
from identities import BORN, CANARY, Asked, elsewhere
from matching_table import MatchingTable
from page_visitor import OWN, PageVisitor, field, kept_form

from matching.codes.households import AgeBand
from service.audit.repository import READ_NAMES
from service.models import AuditEvent, Household, HouseholdMember
from service.pages.forms import FORM

WHO = {"givenName": f"{CANARY}voor", "familyName": "van den Berg", "dateOfBirth": "12-4-1983"}
NAME = f"{CANARY}voor van den Berg"


def grown(table: MatchingTable, asked: Asked) -> None:
    """A second adult in the household."""
    with table.session() as db:
        household = db.get_one(Household, asked.household_id)
        household.members = [
            HouseholdMember(ordinal=n, age_band=AgeBand.AGE_27_PLUS) for n in range(2)
        ]


def cards(page: str) -> list[dict[str, str]]:
    """The hidden fields of each form by which somebody is removed."""
    forms = re.findall(r'<form[^>]*action="[^"]*/withdrawal">.*?</form>', page, re.S)
    return [{name: field(form, name) for name in ("person", "version")} for form in forms]


def test_a_care_provider_writes_people_down_corrects_and_removes_them(
    table: MatchingTable,
) -> None:
    asked, carer = Asked.at(table), PageVisitor.of(table.provider)
    path = f"/requests/{asked.request_id}/persons"
    assert f'href="{path}"' in carer.get(f"/requests/{asked.request_id}").text
    empty = carer.get(path).text
    assert ("Er is nog niemand vastgelegd" in empty, "0 van 1 mensen" in empty) == (True, True)
    done = carer.post(path, WHO)
    assert done.headers.get("location") == f"{path}?done=written", done.text
    page = carer.get(f"{path}?done=written").text
    for said in ("Het is vastgelegd", NAME, "12 april 1983", "Iedereen van dit huishouden is vast"):
        assert said in page
    assert re.search(r'href="/requests"[^>]*aria-current', page), "the tab of the menu"
    (card,) = cards(page)

    (row,) = table.provider.get(f"/persons?householdId={asked.household_id}").json()["persons"]
    assert (row["givenName"], row["dateOfBirth"], row["phone"]) == (WHO["givenName"], BORN, None)
    form = carer.get(f"{path}?correct={card['person']}").text
    assert 'value="12-04-1983"' in form
    change = WHO | {"phone": "06 12345678"} | card
    assert carer.post(path, change).status_code == 303
    late = carer.post(path, change | {"familyName": "Ander"})
    assert (late.status_code, "Iemand heeft dit gewijzigd" in late.text) == (412, True)
    assert 'value="06 12345678"' in late.text
    (card,) = cards(late.text)
    emptied = carer.post(path, WHO | card | {"phone": ""})
    assert emptied.status_code == 303
    assert table.provider.get(f"/persons/{card['person']}").json()["phone"] is None
    stale = carer.post(f"{path}/withdrawal", card)
    assert (stale.status_code, NAME in stale.text) == (412, True)
    gone = carer.post(f"{path}/withdrawal", cards(stale.text)[0])
    assert gone.headers.get("location") == f"{path}?done=removed", gone.text
    assert table.provider.get("/persons").json()["persons"] == []
    assert carer.post(f"{path}/withdrawal", card).status_code == 404


def test_what_is_wrong_with_a_person_stands_at_its_field_in_the_readers_language(
    table: MatchingTable,
) -> None:
    asked, carer = Asked.at(table), PageVisitor.of(table.provider)
    english = PageVisitor(carer.client, carer.secret, "en")
    path = f"/requests/{asked.request_id}/persons"
    for visitor, wrong, name, said in (
        (carer, {"dateOfBirth": "1-1-2020"}, "dateOfBirth", "past bij geen van de leeftijdsgroep"),
        (english, {"dateOfBirth": "1-1-2020"}, "dateOfBirth", "fits none of the age groups"),
        (carer, {"dateOfBirth": "31-2-1990"}, "dateOfBirth", "Schrijf een dag die bestaat"),
        (carer, {"dateOfBirth": "1-1-2199"}, "dateOfBirth", "ligt in de toekomst"),
        (carer, {"givenName": ""}, "givenName", "Vul dit in"),
        (carer, {"familyName": "123"}, "familyName", "Schrijf een naam met letters"),
        (english, {"phone": "bel maar"}, "phone", "not in the right form"),
        (carer, {"email": "geen"}, "email", "klopt niet"),
    ):
        refused = visitor.post(path, WHO | wrong)
        assert (refused.status_code, f'id="{name}-wrong"' in refused.text) == (400, True), name
        assert said in refused.text
        assert wrong[name] in refused.text, "what was written is still there"
    assert table.provider.get("/persons").json()["persons"] == []


def test_what_was_refused_of_one_person_is_not_shown_with_another(table: MatchingTable) -> None:
    asked, carer = Asked.at(table), PageVisitor.of(table.provider)
    grown(table, asked)
    path = f"/requests/{asked.request_id}/persons"
    for who in (WHO, WHO | {"givenName": "Ander", "dateOfBirth": "1-5-1980"}):
        assert carer.post(path, who).status_code == 303
    one, other = cards(carer.get(path).text)
    body = urlencode({"token": carer.token(), "phone": "bel maar"} | WHO | one)
    more = {"Content-Type": FORM, "Origin": OWN}
    refused = carer._asked("POST", path, more, content=body)
    sent = {"Cookie": carer._cookies(kept_form(refused))}
    page = carer.get(f"{path}?correct={other['person']}", **sent)
    assert (page.status_code, "bel maar" in page.text) == (200, False)
    assert "bel maar" in carer.get(refused.headers["location"], **sent).text


def test_two_by_one_name_are_told_apart_on_the_page(table: MatchingTable) -> None:
    asked, carer = Asked.at(table), PageVisitor.of(table.provider)
    grown(table, asked)
    path = f"/requests/{asked.request_id}/persons"
    assert "anotherPerson" not in carer.get(path).text
    assert carer.post(path, WHO).status_code == 303
    again = carer.post(path, WHO)
    assert (again.status_code, "Is dit iemand anders" in again.text) == (409, True)
    assert 'name="anotherPerson"' in again.text
    assert carer.post(path, WHO | {"anotherPerson": "1"}).status_code == 303


def test_names_stand_still_from_the_approval_and_the_page_says_why(table: MatchingTable) -> None:
    asked, carer = Asked.at(table).known(), PageVisitor.of(table.provider)
    path = f"/requests/{asked.request_id}/persons"
    assert table.decide(asked.proposed()).status_code == 201
    (card,) = cards(carer.get(path).text)
    renamed = carer.post(path, WHO | card)
    assert (renamed.status_code, "wie zij zijn staat vast" in renamed.text) == (409, True)
    kept = carer.post(f"{path}/withdrawal", card)
    assert (kept.status_code, "daarna pas kunnen de persoonsgegevens weg" in kept.text) == (
        409,
        True,
    )
    english = PageVisitor(carer.client, carer.secret, "en")
    assert "who they are was fixed" in english.post(path, WHO | card).text


def test_a_care_provider_reads_the_same_whoever_else_asks_for_the_same_person(
    table: MatchingTable,
) -> None:
    known = Asked.at(elsewhere(table)).known(givenName="Sam", familyName="Vos", dateOfBirth=BORN)
    assert table.municipality.get(f"/requests/{known.request_id}").status_code == 200
    pages = []
    for name in ("Sam", "Tom"):
        asked, carer = Asked.at(table), PageVisitor.of(table.provider)
        path = f"/requests/{asked.request_id}/persons"
        body = {"givenName": name, "familyName": "Vos", "dateOfBirth": "12-04-1983"}
        assert carer.post(path, body).status_code == 303
        text = carer.get(f"{path}?done=written").text
        unlike = rf'[0-9a-f-]{{36}}|"[^"]{{60,}}"|{name}|request\w*-\d+|household-\d+'
        pages.append(re.sub(unlike, "", text))
    assert pages[0] == pages[1]


def test_nobody_else_finds_the_page_of_who_they_are(table: MatchingTable) -> None:
    asked = Asked.at(table).known()
    path = f"/requests/{asked.request_id}/persons"
    for caller, status in (
        (table.municipality, 403),
        (table.owner, 403),
        (elsewhere(table).provider, 404),
    ):
        visitor = PageVisitor.of(caller)
        assert visitor.get(path).status_code == status
        assert visitor.post(path, WHO).status_code == status
    carer = PageVisitor.of(table.provider)
    other = Asked.at(table)
    (card,) = cards(carer.get(path).text)
    moved = carer.post(f"/requests/{other.request_id}/persons/withdrawal", card)
    assert moved.status_code == 404, "a person of another household"


def test_a_page_of_people_asks_the_database_as_often_for_two_as_for_one(
    table: MatchingTable, queries: Queries
) -> None:
    asked, carer = Asked.at(table).known(), PageVisitor.of(table.provider)
    grown(table, asked)
    path, asked_for = f"/requests/{asked.request_id}/persons", []
    for _ in range(2):
        carer.get("/")
        queries.clear()
        assert carer.get(path).status_code == 200
        asked_for.append(len(queries))
        asked.written(givenName="Tweede", dateOfBirth="1984-01-01")
    assert len(set(asked_for)) == 1, asked_for
    assert asked_for[0] <= 20, queries


def opened(visitor: PageVisitor, path: str, purpose: str = "CONTRACT") -> Any:
    """Opens who comes, and reads it."""
    done = visitor.post(f"{path}/hand-overs", {"purpose": purpose})
    assert done.status_code == 303, done.text
    return visitor.get(done.headers["location"])


def test_a_landlord_opens_who_comes_for_a_purpose_after_every_yes(table: MatchingTable) -> None:
    case = Asked.at(table).known().proposed()
    owner = PageVisitor.of(table.owner)
    assert "Er komt nog niemand wonen" in owner.get("/placements").text
    assert table.decide(case).status_code == 201
    (path,) = re.findall(r'href="(/placements/[^"]+)"', owner.get("/placements").text)
    before = owner.get(path).text
    assert "Nog niet iedereen heeft ja gezegd" in before
    assert 'name="purpose"' not in before
    early = owner.post(f"{path}/hand-overs", {"purpose": "CONTRACT"})
    assert (early.status_code, "pas als iedereen ja heeft gezegd" in early.text) == (409, True)
    table.placed(case)

    page = owner.get(path).text
    assert "De zorgaanbieder hoort het meteen" in page
    assert (CANARY in page, "dan kunt u het lezen tot" in page) == (False, True)
    assert 'id="purpose-wrong"' in owner.post(f"{path}/hand-overs", {}).text
    whole = opened(owner, path).text
    for said in (f"{CANARY}voor", "12 april 1983", "06 55512345", "U kunt dit lezen tot"):
        assert said in whole
    less = opened(owner, path, "APPOINTMENT").text
    assert (f"{CANARY}voor" in less, "12 april 1983" in less) == (True, False)
    read = lines(table.world.database, AuditEvent.action == READ_NAMES)
    assert {line.person_id for line in read} == {case.household_id}
    assert len(read) == 2
    offers = {each["party"]: each["id"] for each in table.owner.get("/offers").json()["offers"]}
    assert f"/placements?proposalId={case.id}" in owner.get(f"/offers/{offers['OWNER']}").text

    (last, first) = re.findall(rf'href="({path}\?opened=[^"]+)"', owner.get(path).text)[::-1]
    with psycopg.connect(table.world.database.admin_dsn, autocommit=True) as admin:
        admin.execute("update hand_over set created_at = now() - interval '25 hours'")
    for late in (first, last):
        over = owner.get(late)
        assert (over.status_code, "langer dan een dag geleden" in over.text) == (409, True)
        assert CANARY not in over.text


def test_who_comes_is_opened_by_nobody_but_the_landlord_of_that_place(
    table: MatchingTable,
) -> None:
    case = Asked.at(table).known().proposed()
    assert table.decide(case).status_code == 201
    path = f"/placements/{table.placed(case)['id']}"
    for caller, sees in ((table.provider, 404), (table.municipality, 403)):
        visitor = PageVisitor.of(caller)
        assert "<li class=" not in visitor.get("/placements").text
        assert visitor.get(path).status_code == sees
        assert visitor.post(f"{path}/hand-overs", {"purpose": "CONTRACT"}).status_code == 403
    owner = PageVisitor.of(table.owner)
    made = owner.post(f"{path}/hand-overs", {"purpose": "CONTRACT"}).headers["location"]
    other = table.placed(table.approved())["id"]
    there = made.replace(path, f"/placements/{other}")
    assert owner.get(there).status_code == 404


def test_a_list_of_who_comes_asks_the_database_as_often_for_many_as_for_one(
    table: MatchingTable, queries: Queries
) -> None:
    owner, asked = PageVisitor.of(table.owner), []
    for _ in range(2):
        table.approved()
        owner.get("/")
        queries.clear()
        page = owner.get("/placements")
        asked.append(len(queries))
    assert page.text.count('<li class="card"') == 2
    assert len(set(asked)) == 1, asked
    assert asked[0] <= 20, queries
