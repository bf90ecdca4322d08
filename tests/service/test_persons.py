"""Who people are is sealed, and seen by their own care provider alone."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from typing import Any
from uuid import UUID

import psycopg
import pytest
from audit_lines import lines
from builders import make_household, make_request
from conftest import Caller
from identities import BORN, CANARY, Asked, elsewhere, identity
from matching_table import START, MatchingTable
from post_office import office
from whole_life import everything, tables_with

from matching.codes.households import AgeBand
from service.clock import DAY, today
from service.db import make_sessions
from service.encryption.cipher import new_key
from service.encryption.keys import Keys, keys_of, name_of
from service.models import AuditEvent, Organisation
from service.pace import Pace
from service.persons.marks import Marker
from service.persons.renewing import RENEW, renew

TOLD = ("givenName", "familyName", "dateOfBirth", "phone", "email")


def kept(table: MatchingTable) -> list[Any]:
    """What the database holds of persons, as a superuser."""
    with psycopg.connect(table.world.database.admin_dsn) as admin:
        asked = "select id, wrapped_key, sealed, exact_mark, possible_marks from person order by id"
        return admin.execute(asked).fetchall()


def test_an_identity_is_sealed_and_for_its_own_care_provider_alone(
    table: MatchingTable, corporation: Caller
) -> None:
    asked = Asked.at(table)
    key = {"Idempotency-Key": "een-persoon"}
    body = identity(asked.household_id)
    made, again = (table.provider.post("/persons", body, headers=key) for _ in range(2))
    assert (made.status_code, again.content) == (201, made.content)
    assert not set(TOLD) & made.json().keys()
    path = f"/persons/{made.json()['id']}"

    read = table.provider.get(path)
    assert {name: read.json()[name] for name in TOLD} == {name: body[name] for name in TOLD}
    listed = table.provider.get(f"/persons?householdId={asked.household_id}").json()["persons"]
    assert listed == [read.json()]
    for other in (table.municipality, corporation, elsewhere(table).provider):
        assert other.get(path).status_code == 404
        assert other.get("/persons").json()["persons"] == []
        assert other.patch(path, {"phone": None}, '"1"').status_code == 404
        assert other.delete(path, '"1"').status_code == 404
    assert corporation.post("/persons", body).status_code == 403
    assert elsewhere(table).provider.post("/persons", body).status_code == 400
    for word in (CANARY, CANARY.lower(), BORN, "55512345"):
        assert tables_with(table.world.database, word) == set(), "the database holds no word of it"

    ((_, wrapped, sealed, exact, _),) = kept(table)
    changed = table.provider.patch(path, {"phone": "0612345678"}, read.headers["ETag"])
    assert changed.json() == read.json() | {"phone": "0612345678", "version": 2}
    ((_, wrapped_now, sealed_now, exact_now, _),) = kept(table)
    assert exact_now == exact
    assert {wrapped_now, sealed_now}.isdisjoint({wrapped, sealed})
    assert len(sealed_now) == len(sealed), "a longer name does not show"
    same = table.provider.patch(path, {"phone": "0612345678"}, changed.headers["ETag"])
    assert same.json()["version"] == 2

    assert table.provider.delete(path, '"2"').status_code == 204
    assert kept(table) == []
    assert table.provider.get(path).status_code == 404
    did = lines(table.world.database, AuditEvent.person_id == asked.household_id)
    assert {"create", "read", "change", "forget_person"} <= {line.action for line in did}


def test_a_sealed_identity_is_read_in_its_own_row_alone(table: MatchingTable) -> None:
    one, other = Asked.at(table).known(), Asked.at(elsewhere(table)).known(givenName="Ander")
    assert one.table.provider.get("/persons").status_code == 200
    with psycopg.connect(table.world.database.admin_dsn) as admin:
        admin.execute(
            "update person p set wrapped_key = o.wrapped_key, sealed = o.sealed from person o"
            " where p.household_id = %s and o.household_id = %s",
            [one.household_id, other.household_id],
        )
    assert one.table.provider.get("/persons").status_code == 503
    assert other.table.provider.get("/persons").status_code == 200


def test_what_cannot_be_an_identity_is_refused_and_nothing_is_kept(
    table: MatchingTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Asked.at(table)
    wrong: dict[str, dict[str, Any]] = {
        "born_in_future": {"dateOfBirth": "2199-01-01"},
        "age_of_nobody": {"dateOfBirth": "2012-01-01"},
        "name_without_letters": {"familyName": "12 -"},
        "name_not_latin": {"givenName": "محمد"},
        "string_pattern_mismatch": {"phone": "bel me"},
        "extra_forbidden": {"bsn": "123456782"},
        "household_unknown": {"householdId": "00000000-0000-4000-8000-00000000abcd"},
    }
    for code, more in wrong.items():
        answer = asked.written(**more)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, code), more
    info = table.world.client.app.state.sessions.kw["info"]
    with monkeypatch.context() as without:
        without.setitem(info, "marker", None)
        refused = asked.written()
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "3600")
        assert "WOONPLEK_MATCHING_KEY" in refused.json()["detail"]
    with monkeypatch.context() as hurried:
        hurried.setitem(info, "identity_pace", Pace(1))
        assert [asked.written(phone="x").status_code for _ in range(2)] == [400, 400]
        assert [asked.written(dateOfBirth="2199-01-01").status_code for _ in range(2)] == [400, 429]
    assert kept(table) == []

    assert asked.known().written(givenName="Tweede").status_code == 409, "one person lives there"
    did = lines(table.world.database, AuditEvent.person_id == asked.household_id)
    tries = [each.result for each in did if each.action == "createPerson"]
    assert tries == [f"refused {status}" for status in (400,) * 4 + (503, 400, 429, 409)]
    assert not any(CANARY.encode() in value for _, value in everything(table.world.database))


def test_children_are_known_and_never_looked_for(table: MatchingTable) -> None:
    """A child may live with both of its parents."""
    with table.session() as db:
        provider = db.get_one(Organisation, table.provider.id)
        family = make_household(db, provider, (AgeBand.AGE_27_PLUS, AgeBand.UNDER_18)).id
        alone = make_household(db, provider, (AgeBand.UNDER_18,)).id
    for household, born in ((family, "1990-01-01"), (family, "2015-06-01"), (alone, "2010-01-01")):
        answer = table.provider.post("/persons", identity(household, dateOfBirth=born))
        assert answer.status_code == 201, answer.text
    assert sorted(bool(exact) for *_, exact, _ in kept(table)) == [False, True, True]
    (grown_up,) = (
        each
        for each in table.provider.get(f"/persons?householdId={family}").json()["persons"]
        if each["dateOfBirth"] == "1990-01-01"
    )
    path = f"/persons/{grown_up['id']}"
    wrong = table.provider.patch(path, {"dateOfBirth": "2005-01-01"}, "*")
    assert (wrong.status_code, wrong.json()["errors"][0]["code"]) == (400, "age_of_nobody")


def test_those_who_are_written_down_fit_each_an_age_group_of_their_own(
    table: MatchingTable,
) -> None:
    """Else an adult is hidden as one child more; whichever of the two is written last."""
    with table.session() as db:
        provider = db.get_one(Organisation, table.provider.id)
        bands = AgeBand.AGE_27_PLUS, AgeBand.UNDER_18
        family = make_household(db, provider, bands, ages_recorded_date=today()).id
    at = f"/households/{family}"

    def written(born: str, name: str) -> Any:
        body = identity(family, dateOfBirth=born, givenName=name)
        return table.provider.post("/persons", body)

    assert written("2015-06-01", "Een").status_code == 201
    second = written("2013-06-01", "Twee")
    assert (second.status_code, second.json()["errors"][0]["code"]) == (400, "age_taken")
    adult = {"ageBand": "AGE_27_PLUS"}
    refused = table.provider.patch(at, {"members": [adult]}, "*")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, "persons_do_not_fit")
    assert table.provider.patch(at, {"traits": ["PETS"]}, "*").status_code == 200
    assert written("1990-06-01", "Drie").status_code == 201
    assert written("1991-06-01", "Vier").status_code == 409, "two live there"
    (child,) = (
        each
        for each in table.provider.get(f"/persons?householdId={family}").json()["persons"]
        if each["dateOfBirth"] == "2015-06-01"
    )
    grown = table.provider.patch(f"/persons/{child['id']}", {"dateOfBirth": "1991-01-01"}, "*")
    assert (grown.status_code, grown.json()["errors"][0]["code"]) == (400, "age_taken")


def test_two_of_one_household_by_one_name_are_two_if_that_is_said(table: MatchingTable) -> None:
    with table.session() as db:
        provider = db.get_one(Organisation, table.provider.id)
        household = make_household(db, provider, (AgeBand.AGE_27_PLUS,) * 3)
        request_id = make_request(db, household, needed_from_date=START).id
    asked = Asked(table, request_id, household.id)
    assert asked.written().status_code == 201
    again = asked.written(givenName=f" {CANARY}VOOR")
    assert (again.status_code, "anotherPerson" in again.json()["detail"]) == (409, True)
    assert asked.written(givenName="Derde").status_code == 201
    people = f"/persons?householdId={asked.household_id}"
    found = table.provider.get(people).json()["persons"]
    (path,) = (f"/persons/{each['id']}" for each in found if each["givenName"] == "Derde")
    assert table.provider.patch(path, {"givenName": f"{CANARY}voor"}, "*").status_code == 409
    assert table.provider.patch(path, {"phone": None}, "*").status_code == 200
    said = asked.written(anotherPerson=True)
    assert (said.status_code, "anotherPerson" in said.json()) == (201, False)
    did = lines(table.world.database, AuditEvent.subject_id == UUID(said.json()["id"]))
    assert [line.action for line in did] == ["another_person", "create"]

    placed = table.proposal(request_id, table.place(max_persons=3))
    approved = table.decide(placed)
    assert approved.status_code == 201, approved.text
    elsewhere_too = Asked.at(elsewhere(table)).known().proposed()
    assert table.decide(elsewhere_too).status_code == 409


def test_who_comes_to_live_in_a_home_later_holds_it_and_nobody_is_told(
    table: MatchingTable,
) -> None:
    """Whether they have a home elsewhere: then the approval there went first, and here nothing is
    decided. From then on no approval goes by without a word."""
    here, there = Asked.at(table), Asked.at(elsewhere(table)).known()
    home = here.known(givenName="Eerste", dateOfBirth="1970-01-01").proposed()
    elsewhere_first = there.proposed()
    assert table.decide(home).status_code == 201
    assert table.decide(elsewhere_first).status_code == 201
    grown = {"members": [{"ageBand": "AGE_27_PLUS"}] * 3}
    at = f"/households/{here.household_id}"
    assert table.provider.patch(at, grown, "*").status_code == 409, "it is on offer"
    assert here.written().status_code == 409
    table.placed(home)
    today_so = grown | {"agesRecordedDate": str(today())}
    assert table.provider.patch(at, today_so, "*").status_code == 200
    has_home = here.written()
    free = here.written(givenName="Vrij", dateOfBirth="1985-05-05")
    told = [({*each.json()}, each.headers.keys()) for each in (has_home, free)]
    assert [each.status_code for each in (has_home, free)] == [201, 201]
    assert told[0] == told[1]
    with psycopg.connect(table.world.database.admin_dsn) as admin:
        held = admin.execute("select twin from person_claim order by twin nulls last").fetchall()
    assert held == [(0,), (0,), (None,), (None,)]

    moves = Asked.at(elsewhere(table)).known(givenName="Vrij", dateOfBirth="1985-05-05")
    assert moves.doubles() == {"EXACT": True}
    case = moves.proposed()
    refused = table.decide(case)
    assert (refused.status_code, "leavesOtherHome" in refused.json()["detail"]) == (409, True)
    found = table.decide(case, leavesOtherHome=True)
    assert (found.status_code, found.json()["leavesOtherHome"]) == (201, True)
    path = f"/decisions/{found.json()['id']}"
    assert moves.table.provider.get(path).json()["leavesOtherHome"] is None


def test_who_grows_up_in_a_home_holds_it(
    table: MatchingTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = office(table.world, monkeypatch).clock
    with table.session() as db:
        provider = db.get_one(Organisation, table.provider.id)
        household = make_household(db, provider, (AgeBand.AGE_27_PLUS, AgeBand.UNDER_18))
        request_id = make_request(db, household, needed_from_date=START).id
    born = str(today().replace(day=1) - 17 * 366 * DAY)
    family = Asked(table, request_id, household.id).known().known(dateOfBirth=born)
    home = family.proposed()
    assert table.decide(home).status_code == 201
    table.placed(home)
    with psycopg.connect(table.world.database.admin_dsn) as admin:
        count = "select count(*) from person_claim"
        assert admin.execute(count).fetchone() == (1,)
        later.ahead = 2 * 366 * DAY
        sessions = table.world.client.app.state.sessions
        assert [renew(sessions), renew(sessions)] == [1, 0]
        assert admin.execute(count).fetchone() == (2,)


def test_who_decides_hears_that_others_ask_for_the_same_person_and_nobody_else(
    table: MatchingTable, nieuwegein: Caller
) -> None:
    here = Asked.at(table).known()
    there = Asked.at(elsewhere(table), municipality_code="0356")
    before = there.written()
    nobody = there.table.provider.post(
        "/persons",
        identity(
            Asked.at(there.table).household_id, familyName="Niemand", dateOfBirth="1960-01-01"
        ),
    )
    told = [{*answer.json(), answer.status_code} for answer in (before, nobody)]
    assert told[0] == told[1], "who guesses hears nothing"
    assert before.headers.keys() == nobody.headers.keys()

    assert here.doubles() == {"EXACT": False}
    assert there.doubles(nieuwegein) == {"EXACT": False}
    case = here.proposed()
    seen = table.municipality.get(f"/proposals/{case.id}").json()
    assert seen["doubles"] == [{"certainty": "EXACT", "housed": False}]
    assert str(there.table.provider.id) not in str(seen)
    assert str(there.household_id) not in str(seen)
    assert table.provider.get(f"/proposals/{case.id}").json()["doubles"] is None
    path = f"/requests/{here.request_id}/doubles"
    assert table.provider.get(path).status_code == 403
    for other in (nieuwegein, table.owner, there.table.provider):
        assert other.get(path).status_code == 404

    maybe = Asked.at(elsewhere(table)).known(givenName="Anders", familyName=f"{CANARY}achtter")
    assert here.doubles() == {"EXACT": False, "POSSIBLE": None}
    assert maybe.doubles() == {"POSSIBLE": None}
    with psycopg.connect(table.world.database.dsn) as app:
        for kind, org in (("CARE_PROVIDER", here.table.provider), ("CORPORATION", table.owner)):
            for name, value in (("organisation", str(org.id)), ("kind", kind)):
                app.execute("select set_config(%s, %s, true)", [f"app.{name}", value])
            asked = "select count(*) from doubles(%s)"
            assert app.execute(asked, [[here.request_id]]).fetchone() == (0,)
        for refused in ("select lock_persons()", "select * from person_claim"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), app.transaction():
                app.execute(refused.encode())


def test_one_person_gets_one_home_unless_it_is_found_to_be_another(table: MatchingTable) -> None:
    asked = [Asked.at(table), Asked.at(elsewhere(table))]
    one, other = (each.known().proposed() for each in asked)
    assert table.decide(one).status_code == 201
    refused = table.decide(other)
    assert refused.status_code == 409
    assert "One person, one home" in refused.json()["detail"]
    tried = lines(table.world.database, AuditEvent.subject_id == other.id)[-1]
    assert (tried.action, tried.result) == ("decideOnProposal", "refused 409")
    dossier = asked[1].table.provider.get(f"/households/{asked[1].household_id}/dossier").json()
    vain = {(look["action"], look["result"]) for look in dossier["looks"]}
    assert ("decideOnProposal", "refused 409") not in vain, "it may be for a home elsewhere"
    assert asked[1].doubles() == {"EXACT": True}
    assert table.states(other) == {
        "proposal": "PROPOSED",
        "place": "AVAILABLE",
        "request": "ACTIVE",
    }, "nothing half-done"

    no = {"answer": "DECLINED", "reasonCode": "RENT_TOO_HIGH"}
    assert table.answer(one, "HOUSEHOLD", **no).status_code == 201
    assert table.decide(other).status_code == 201, "what was held is free again"
    again = asked[0].proposed()
    assert table.decide(again).status_code == 409
    found = table.decide(again, anotherPerson=True)
    assert (found.status_code, found.json()["anotherPerson"]) == (201, True)
    path = f"/decisions/{found.json()['id']}"
    shown = [who.get(path).json()["anotherPerson"] for who in (table.municipality, table.provider)]
    assert shown == [True, None]
    table.placed(again)
    assert asked[1].doubles() == {"EXACT": True}


def test_each_claim_is_against_all_of_the_same_person_also_after_somebody_else_was_found(
    table: MatchingTable,
) -> None:
    """The one that was there first goes, the other by the same name stays, and a third comes."""
    first, other, third = (Asked.at(each).known().proposed() for each in _three(table))
    assert table.decide(first).status_code == 201
    assert table.decide(other, anotherPerson=True).status_code == 201
    no = {"answer": "DECLINED", "reasonCode": "RENT_TOO_HIGH"}
    assert table.answer(first, "HOUSEHOLD", **no).status_code == 201
    refused = table.decide(third)
    assert (refused.status_code, "One person" in refused.json()["detail"]) == (409, True)


def test_of_two_that_are_placed_at_once_under_one_name_the_database_lets_one(
    table: MatchingTable,
) -> None:
    """Also where the one was found to be somebody else than a third, and nobody locked a person."""
    gone, first, second = (Asked.at(each).known() for each in _three(table))
    cases = [each.proposed() for each in (gone, first, second)]
    for number, case in enumerate(cases):
        assert table.decide(case, anotherPerson=number > 0).status_code == 201
    add = "insert into placement select * from was where household_id = %s"
    with (
        psycopg.connect(table.world.database.admin_dsn, autocommit=True) as admin,
        psycopg.connect(table.world.database.admin_dsn, autocommit=True) as late,
    ):
        twins = "select array_agg(twin order by twin) from person_claim"
        assert admin.execute(twins).fetchone() == ([0, 1, 2],)
        admin.execute(
            "update decision set another_person = false where proposal_id = %s", [cases[2].id]
        )
        long_ago = "update placement set period = '[2020-01-01,2020-02-01)' where household_id = %s"
        admin.execute(long_ago, [gone.household_id])
        admin.execute("create table was as select * from placement")
        admin.execute("delete from placement where household_id <> %s", [gone.household_id])
        late.execute("set lock_timeout = '100ms'")
        with admin.transaction():
            admin.execute(add, [first.household_id])
            with pytest.raises(psycopg.errors.LockNotAvailable):
                late.execute(add, [second.household_id])
        with pytest.raises(psycopg.errors.ExclusionViolation):
            late.execute(add, [second.household_id])
        assert admin.execute(twins).fetchone() == ([0, 1],)
        admin.execute("drop table was")


def _three(table: MatchingTable) -> tuple[MatchingTable, ...]:
    return table, elsewhere(table), elsewhere(table)


def test_who_they_are_stands_still_from_the_approval_and_how_to_reach_them_does_not(
    table: MatchingTable,
) -> None:
    """Else a last yes, or a rename, tells whether somebody has a home elsewhere."""
    late, placed = Asked.at(table), Asked.at(elsewhere(table)).known()
    one, other = late.proposed(), placed.proposed()
    assert [table.decide(each).status_code for each in (one, other)] == [201, 201]
    refused = late.written()
    assert (refused.status_code, "was fixed" in refused.json()["detail"]) == (409, True)

    by = placed.table.provider
    (held,) = by.get(f"/persons?householdId={placed.household_id}").json()["persons"]
    path = f"/persons/{held['id']}"

    def stands_still() -> None:
        for name, other in {
            "familyName": "X",
            "givenName": "B",
            "dateOfBirth": "1980-01-01",
        }.items():
            assert by.patch(path, {name: other}, "*").status_code == 409, name
        assert by.delete(path, "*").status_code == 409

    stands_still()
    reached = {"phone": "0612345678", "familyName": held["familyName"]}
    assert by.patch(path, reached, "*").json()["phone"] == "0612345678"
    for party in ("OWNER", "HOUSEHOLD"):
        assert table.answer(one, party).status_code == 201
        assert placed.table.answer(other, party).status_code == 201
    stands_still()
    assert replace(table).states(one)["placement"] == "CONFIRMED"


def test_a_night_brings_all_under_the_present_keys_and_looks_for_who_grew_up(
    table: MatchingTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With both keys renewed, and three years later."""
    later = office(table.world, monkeypatch).clock
    one, other = Asked.at(table).known(), Asked.at(elsewhere(table)).known()
    with table.session() as db:
        provider = db.get_one(Organisation, table.provider.id)
        family = make_household(db, provider, (AgeBand.AGE_27_PLUS, AgeBand.UNDER_18)).id
    young = identity(family, dateOfBirth=str(today().replace(day=1) - 15 * 366 * DAY))
    assert table.provider.post("/persons", young).status_code == 201
    before = {row[0]: row[1:] for row in kept(table)}
    keys = {"2027": new_key(), **keys_of(json.loads(os.environ["WOONPLEK_ENCRYPTION_KEYS"]))}
    sessions = make_sessions(
        table.world.database.engine, keys=Keys(keys), marker=Marker("2027", new_key())
    )
    assert [renew(sessions), renew(sessions)] == [3, 0]
    now = {row[0]: row[1:] for row in kept(table)}
    assert {name_of(wrapped) for wrapped, *_ in now.values()} == {"2027"}
    assert all(now[id][2] != exact for id, (_, _, exact, _) in before.items() if exact)
    assert one.doubles() == other.doubles() == {"EXACT": False}

    later.ahead = 5 * 366 * DAY
    assert [renew(sessions), renew(sessions)] == [1, 0]
    assert all(exact for _, _, exact, _ in (row[1:] for row in kept(table)))
    without = make_sessions(
        table.world.database.engine,
        keys=Keys({"2028": new_key()}),
        marker=Marker("2028", new_key()),
    )
    assert renew(without) == 0, "what cannot be read stays as it is"
    assert re.fullmatch(r"\d+ \d+ \* \* \*", RENEW.cron)
