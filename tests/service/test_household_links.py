"""Links of households: made by the care provider, opened once, answered by the household itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import psycopg
from audit_lines import lines
from conftest import Caller
from hypothesis import given
from hypothesis import strategies as st
from matching_table import MatchingTable

from service.codelists.organisations import OrganisationKind
from service.household_links.codes import ALPHABET, LETTERS, key_of, new_code
from service.household_links.service import CAN_BE_OPENED_FOR
from service.models import AuditEvent


def _link(table: MatchingTable, by: Caller | None = None, **headers: str) -> Any:
    offer = table.offers(table.approved())["HOUSEHOLD"]["id"]
    return (by or table.provider).post(f"/offers/{offer}/household-links", None, headers=headers)


def test_a_code_is_kept_as_a_digest_alone_and_shown_once(table: MatchingTable) -> None:
    key = {"Idempotency-Key": "one-link"}
    made = _link(table, **key)
    assert made.status_code == 201, made.text
    body = made.json()
    assert body["address"] == f"http://localhost/my-offer#{body['code']}"
    again = table.provider.post(f"/offers/{body['offerId']}/household-links", None, headers=key)
    assert again.json() == body | {"code": None, "address": None}
    read = table.provider.get(f"/household-links/{body['id']}").json()
    assert read == {name: body[name] for name in body.keys() - {"code", "address"}}
    listed = table.provider.get(f"/household-links?offerId={body['offerId']}").json()
    assert listed["householdLinks"] == [read]
    dump = _everything(table)
    assert key_of(body["code"]) in dump
    assert body["code"] not in dump
    assert body["code"].replace("-", "") not in dump


def test_only_the_last_link_of_the_households_own_provider_counts(
    table: MatchingTable,
) -> None:
    first = _link(table).json()
    other = table.world.organisation(OrganisationKind.CARE_PROVIDER, "Stichting Elders")
    assert _link(table, other).status_code == 404
    assert _link(table, table.municipality).status_code == 403
    owners = table.offers(table.approved())["OWNER"]["id"]
    assert table.owner.post(f"/offers/{owners}/household-links", None).status_code == 403
    second = table.provider.post(f"/offers/{first['offerId']}/household-links", None).json()
    path = "/household-links/{id}/withdrawals"
    before = table.provider.get(f"/household-links/{first['id']}").json()
    assert before["withdrawnAt"] is not None
    assert table.municipality.post(path.format(**second), None).status_code == 404
    assert table.provider.post(path.format(**second), None).status_code == 201
    assert table.provider.post(path.format(**second), None).status_code == 409


def test_to_what_was_answered_no_link_is_made_and_the_audit_knows_who_made_which(
    table: MatchingTable,
) -> None:
    case = table.approved()
    offer = table.offers(case)["HOUSEHOLD"]["id"]
    made = table.provider.post(f"/offers/{offer}/household-links", None).json()
    assert timedelta(0) < CAN_BE_OPENED_FOR <= timedelta(days=7)
    table.answer(case, "HOUSEHOLD", answer="DECLINED", reasonCode="PETS")
    assert table.provider.post(f"/offers/{offer}/household-links", None).status_code == 409
    (line,) = lines(table.world.database, AuditEvent.subject == "household-links")[:1]
    assert (line.action, str(line.subject_id)) == ("create", made["id"])
    assert line.person_id == case.household_id


def test_codes_differ_and_have_no_letter_that_is_misread() -> None:
    codes = {new_code() for _ in range(1_000)}
    assert len(codes) == 1_000
    assert {*"".join(codes)} <= {*ALPHABET, "-"}
    assert len(ALPHABET) ** LETTERS >= 2**112


@given(st.text(ALPHABET, min_size=LETTERS, max_size=LETTERS), st.data())
def test_however_a_code_is_copied_it_is_the_same(letters: str, data: st.DataObject) -> None:
    code = "-".join(letters[at : at + 4] for at in range(0, LETTERS, 4))
    misread = {"1": "1ilIL", "0": "0oO"}
    copied = "".join(
        data.draw(st.sampled_from(misread.get(each, each + each.lower()))) for each in code
    )
    spaced = data.draw(st.sampled_from((copied, copied.replace("-", " "), f" {copied}\n")))
    assert key_of(spaced) == key_of(code)
    other = code[:-1] + ALPHABET[(ALPHABET.index(code[-1]) + 1) % len(ALPHABET)]
    assert key_of(other) != key_of(code)


def _everything(table: MatchingTable) -> str:
    """All rows of all tables, as text."""
    with psycopg.connect(table.world.database.admin_dsn) as admin:
        tables = admin.execute(
            "select relname from pg_class where relkind = 'r'"
            " and relnamespace = 'public'::regnamespace and relname <> 'spatial_ref_sys'"
        ).fetchall()
        admin.execute("set local bytea_output = 'escape'")
        return "\n".join(
            str(row)
            for (name,) in tables
            for row in admin.execute(f'select * from "{name}"'.encode())
        )
