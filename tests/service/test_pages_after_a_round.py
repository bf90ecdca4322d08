"""The pages of a municipality on a round that was truly solved: what they show is what the engine
said, in words."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from audit_lines import lines
from builders import make_place
from page_visitor import PageVisitor
from towns import Made, Town, count
from towns import town as town
from towns import two_for_one as two_for_one

from service.audit.repository import READ
from service.models import AuditEvent, Proposal


@pytest.fixture
def official(town: Town) -> PageVisitor:
    """Somebody of the municipality."""
    return PageVisitor.of(town.utrecht)


def test_the_table_shows_whom_a_veto_costs_what_and_decides_nothing(
    town: Town,
    official: PageVisitor,
    two_for_one: Made,
) -> None:
    round, place, first, second = two_for_one
    page = f"/rounds/{round['id']}/trials"
    fields = {"requestId": str(first.id), "placeId": str(place.id), "act": "VETO"}
    with town.rows() as db:
        before = count(db, Proposal)
    answer = town.tried(official, page, fields)
    for said in (first.provider_reference, second.provider_reference, "Verliest de woonplek"):
        assert said in answer
    assert "die er een verliezen: 1" in answer
    english = PageVisitor(official.client, official.secret, "en")
    assert "Gets a place" in town.tried(english, page, fields)
    with town.rows() as db:
        assert count(db, Proposal) == before
    written = lines(town.world.database, AuditEvent.subject == "requests")
    done = {
        (line.action, line.subject_id) for line in written if line.actor == town.utrecht.actor.user
    }
    assert {("try VETO", first.id), (READ, second.id)} <= done

    assert official.post(page, fields | {"act": ""}).status_code == 400
    other = official.post(page, fields | {"placeId": str(uuid4())})
    assert (other.status_code, "Deze woonplek deed niet mee" in other.text) == (400, True)
    assert official.post(page, fields | {"requestId": str(uuid4())}).status_code == 404
    assert PageVisitor.of(town.provider).post(page, fields).status_code == 404

    unplaced = official.get(f"/rounds/{round['id']}/unplaced").text
    there = f"{page}?requestId={second.id}"
    assert there in unplaced
    with town.rows() as db:
        later = make_place(db)
    would_have_helped, found = official.get(there).text, official.get(f"{there}&search=utr").text
    assert (str(place.id) in would_have_helped, str(later.id) in would_have_helped) == (True, False)
    assert (str(place.id) in found, str(later.id) in found) == (True, True)
    assert official.get(f"{page}?requestId={uuid4()}").status_code == 404


def test_a_round_says_what_was_scarce_and_what_changed_since_the_last(
    town: Town,
    official: PageVisitor,
    two_for_one: Made,
) -> None:
    before = two_for_one[0]
    page = f"/rounds/{before['id']}"
    assert "eerste ronde van uw gemeente" in official.get(page).text
    scarce = official.get(f"{page}/scarcity").text
    row = re.search(r'<tr id="0344-OWN_NAME">(.*?)</tr>', scarce, re.DOTALL)
    assert row
    assert "<td>1</td>" in row[1]
    assert scarce.count("<strong>+1</strong>") == 1
    assert 'href="#0344-OWN_NAME"' in scarce
    assert "niet meer mensen een woonplek gehad" in scarce

    with town.rows() as db:
        make_place(db, max_persons=1)
    compared = official.get(f"/rounds/{town.done()['id']}").text
    number = r'<td class="number">([^<]*)</td>'
    rows = re.findall(rf'<th scope="row">([^<]+)</th>{number * 3}', compared)
    changed = {name: cells for name, *cells in rows}
    assert changed["Voorstellen"] == ["1", "2", "+1"]
    assert changed["Aanvragen"] == ["2", "2", "0"]
    assert f'href="{page}"' in compared
    for path in (page, f"{page}/scarcity"):
        assert PageVisitor.of(town.provider).get(path).status_code == 404
