"""A form that is not taken, on its way to the page that shows it again: with nobody but its sender,
and only once."""

from __future__ import annotations

import zlib
from base64 import urlsafe_b64encode

import pytest
from conftest import Caller
from matching_table import MatchingTable
from page_visitor import OWN, PageVisitor, kept_form

from service.encryption.cipher import encrypt
from service.pages.forms import FORM
from service.pages.kept import MOST_BYTES, _key

PAGE = "/places/new"
TYPED = "vhe-<b>Ruit</b>"


def sent(visitor: PageVisitor, fields: str) -> tuple[int, str, str]:
    """Status, where it leads and what the browser keeps."""
    more = {"Content-Type": FORM, "Origin": OWN}
    body = f"token={visitor.token()}&{fields}"
    answer = visitor._asked("POST", PAGE, more, content=body)
    return answer.status_code, answer.headers.get("location", ""), kept_form(answer)


@pytest.fixture
def owner(corporation: Caller) -> PageVisitor:
    return PageVisitor.of(corporation)


def test_it_leads_to_its_own_page_which_shows_what_was_written_once(owner: PageVisitor) -> None:
    status, where, kept = sent(owner, f"ownerReference={TYPED}&rentCents=veel")
    assert (status, where) == (303, PAGE)
    assert "vhe" not in kept
    page = owner.get(PAGE, Cookie=owner._cookies(kept))
    assert page.status_code == 400
    for said in ("vhe-&lt;b&gt;Ruit", 'value="veel"', "zoals 650 of 713,02"):
        assert said in page.text
    assert 'woonplek-form=""' in page.headers["set-cookie"]
    assert "max-age=0" in page.headers["set-cookie"].lower()
    assert TYPED[:3] not in owner.get(PAGE).text


def test_nobody_else_reads_it_and_no_other_page_shows_it(
    owner: PageVisitor, corporation: Caller
) -> None:
    _, _, kept = sent(owner, f"ownerReference={TYPED}")
    other = PageVisitor.of(corporation)
    for visitor, cookie in ((other, kept), (owner, kept[:-4]), (owner, "woonplek-form=eA")):
        page = visitor.get(PAGE, Cookie=visitor._cookies(cookie))
        assert (page.status_code, "vhe-" in page.text) == (200, False)
    assert owner.get("/imports/places", Cookie=owner._cookies(kept)).status_code == 200


@pytest.mark.parametrize(
    "sealed",
    [
        b"no deflate",
        zlib.compress(b"no JSON"),
        zlib.compress(b'{"fields": {"rentCents": 1}, "wrong": {}, "status": 200}'),
        zlib.compress(b'{"fields": {}, "wrong": {"rentCents": [1]}, "status": 200}'),
        zlib.compress(b'{"fields": {}, "wrong": {}, "status": 99}'),
    ],
    ids=["no-deflate", "no-json", "fields", "wrong", "status"],
)
def test_what_a_visitor_sealed_themselves_is_an_empty_form(
    owner: PageVisitor, sealed: bytes
) -> None:
    written = urlsafe_b64encode(encrypt(_key(owner.secret), sealed, f"{PAGE}?".encode())).decode()
    page = owner.get(PAGE, Cookie=owner._cookies(f"woonplek-form={written.rstrip('=')}"))
    assert (page.status_code, 'aria-invalid="true"' in page.text) == (200, False)


def test_what_is_too_much_for_a_cookie_is_shown_at_once(owner: PageVisitor) -> None:
    much = "".join(chr(0x4E00 + n * 7919 % 20_000) for n in range(MOST_BYTES))
    status, _, kept = sent(owner, f"ownerReference={much}")
    assert (status, kept) == (400, "")


def test_every_answer_of_an_owner_is_asked_for_twice(table: MatchingTable) -> None:
    case = table.approved()
    owner = PageVisitor.of(table.owner)
    card = f"/offers/{table.offers(case)['OWNER']['id']}"
    for answer, said in (
        ({"answer": "ACCEPTED"}, "is <strong>ja</strong>"),
        (
            {"answer": "DECLINED", "reasonCode": "CONTRACT_FORM", "remark": "Lek\nin <b>dak</b>"},
            "Lek<br>in &lt;b&gt;dak",
        ),
    ):
        page = owner.post(f"{card}/answer", answer)
        assert (page.status_code, said in page.text) == (200, True), page.text
        assert 'name="sure" value="yes"' in page.text
        changed = owner.post(f"{card}/answer", answer | {"sure": "change"})
        assert (changed.status_code, 'name="sure"' in changed.text) == (200, False)
        assert f'value="{answer["answer"]}" checked' in changed.text
    assert table.offers(case)["OWNER"]["state"] == "OPEN"
