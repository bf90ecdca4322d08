"""What gave somebody a say is taken back while its word waits for who is at work: then it counts no
more, and nothing is decided."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
import pytest
from builders import make_mandate
from conftest import Caller, World
from matching_table import START, WHY, Case, MatchingTable
from page_visitor import PageVisitor
from sqlalchemy.orm import Session
from workers import until

from service.clock import DAY, now, today
from service.codelists.organisations import OrganisationKind
from service.models import Mandate, Organisation, Placement, Proposal
from service.period import Period

AMERSFOORT, NIEUWEGEIN = "0307", "0356"


@dataclass(frozen=True)
class Mandated:
    """A municipality that decides for Utrecht, and one that does not."""

    table: MatchingTable
    caller: Caller
    neighbour: Caller
    mandate: UUID

    def case(self) -> Case:
        """Of a place that lies in its own town: it is asked about that too."""
        return self.table.proposal(place=self.table.place(AMERSFOORT))

    def approved(self) -> Case:
        """Its own approval."""
        case = self.case()
        answer = self.caller.post(f"/proposals/{case.id}/decisions", case.decision())
        assert answer.status_code == 201, answer.text
        return case


@pytest.fixture
def mandated(table: MatchingTable, nieuwegein: Caller, world: World) -> Mandated:
    caller = world.organisation(OrganisationKind.CENTRE_MUNICIPALITY, "Amersfoort", AMERSFOORT)
    with table.session() as db:
        giver, other = (db.get_one(Organisation, each.id) for each in (table.municipality, caller))
        return Mandated(table, caller, nieuwegein, make_mandate(db, giver, other).id)


def withdrawn(db: Session, mandate: UUID) -> None:
    db.get_one(Mandate, mandate).withdrawn_at = now()


def ended(db: Session, mandate: UUID) -> None:
    db.get_one(Mandate, mandate).period = Period.of(today() - 3 * DAY, today() - DAY)


def gone(db: Session, mandate: UUID) -> None:
    who = db.get_one(Mandate, mandate).mandated_id
    db.get_one(Organisation, who).withdrawn_at = now()


Word = tuple[Case, str, dict[str, Any]]


def an_approval(by: Mandated) -> Word:
    case = by.case()
    return case, f"/proposals/{case.id}/decisions", case.decision()


def a_rejection(by: Mandated) -> Word:
    case = by.case()
    body = case.decision("REJECTED", reasonCode="OTHER")
    return case, f"/proposals/{case.id}/decisions", body


def a_withdrawal(by: Mandated) -> Word:
    case = by.approved()
    return case, f"/proposals/{case.id}/withdrawals", {"motivation": WHY}


def an_answer(by: Mandated) -> Word:
    """For who gave the mandate, in whose town a neighbour found a place."""
    request = by.table.household(municipality_code=NIEUWEGEIN)
    case = by.table.proposal(request)
    decided = by.neighbour.post(f"/proposals/{case.id}/decisions", case.decision())
    assert decided.status_code == 201, decided.text
    offer = by.table.offers(case)["RECEIVING_MUNICIPALITY"]["id"]
    return case, f"/offers/{offer}/answers", {"answer": "ACCEPTED"}


def an_ending(by: Mandated) -> Word:
    case = by.approved()
    for party in ("OWNER", "HOUSEHOLD"):
        assert by.table.answer(case, party).status_code == 201
    path = f"/placements/{by.table.placement(case)['id']}/endings"
    return case, path, {"endDate": str(START), "reason": "IN_CONSULTATION"}


WORDS = (an_approval, a_rejection, a_withdrawal, an_answer, an_ending)
MOVES = [
    *((word, withdrawn) for word in WORDS),
    *((an_approval, ended), (an_approval, gone), (an_ending, gone)),
]


@pytest.mark.parametrize(("word", "taken_back"), MOVES)
def test_a_mandate_that_is_taken_back_while_a_word_by_it_waits_gives_no_say(
    mandated: Mandated, word: Callable[[Mandated], Word], taken_back: Callable[..., None]
) -> None:
    case, path, body = word(mandated)
    before = mandated.table.states(case)
    answer = said(
        mandated.table,
        case,
        lambda: mandated.caller.post(path, body),
        lambda at_work: taken_back(at_work, mandated.mandate),
    )
    # To who is no party to it any more nothing is there to be locked.
    assert answer.status_code == (409 if word is an_answer else 403), answer.text
    assert mandated.table.states(case) == before


def test_a_term_is_the_one_that_is_agreed_when_its_end_is_written_down(
    table: MatchingTable,
) -> None:
    case = table.approved()
    placement = table.placed(case)["id"]
    last, later = START + 100 * DAY, START + 200 * DAY
    table.change(Placement, placement, period=Period.of(START, last))
    body = {"endDate": str(last), "reason": "TERM_OVER"}
    answer = said(
        table,
        case,
        lambda: table.provider.post(f"/placements/{placement}/endings", body),
        lambda db: setattr(db.get_one(Placement, placement), "period", Period.of(START, later)),
    )
    assert answer.status_code == 400, answer.text
    assert table.states(case)["placement"] == "CONFIRMED"


def said(
    table: MatchingTable,
    case: Case,
    word: Callable[[], Any],
    meanwhile: Callable[[Session], None],
) -> Any:
    """The answer to a word that waited for who was at work on the proposal."""
    with ThreadPoolExecutor(1) as pool:
        with table.session() as at_work:
            at_work.get_one(Proposal, case.id, with_for_update={"key_share": True})
            waiting = pool.submit(word)
            until(lambda: somebody_waits(table))
            meanwhile(at_work)
        return waiting.result()


def somebody_waits(table: MatchingTable) -> bool:
    asked = """
        select count(*) from pg_stat_activity
        where wait_event_type = 'Lock' and datname = current_database()"""
    with psycopg.connect(table.world.database.admin_dsn) as admin:
        return admin.execute(asked).fetchone() == (1,)


def test_nobody_answers_for_a_municipality_that_takes_part_no_more(
    table: MatchingTable, nieuwegein: Caller, world: World
) -> None:
    caller = world.organisation(OrganisationKind.CENTRE_MUNICIPALITY, "Amersfoort", AMERSFOORT)
    with table.session() as db:
        giver, other = (db.get_one(Organisation, each.id) for each in (nieuwegein, caller))
        make_mandate(db, giver, other)
    offer = table.offers(table.approved(place=table.place(NIEUWEGEIN)))["RECEIVING_MUNICIPALITY"]
    with table.session() as db:
        db.get_one(Organisation, nieuwegein.id).withdrawn_at = now()
    yes = {"answer": "ACCEPTED"}
    assert caller.post(f"/offers/{offer['id']}/answers", yes).status_code == 403
    with table.session() as db:
        db.get_one(Organisation, nieuwegein.id).withdrawn_at = None
    assert caller.post(f"/offers/{offer['id']}/answers", yes).status_code == 201


def test_who_decides_by_mandate_reads_the_page_of_a_proposal_of_anothers_round(
    mandated: Mandated,
) -> None:
    case = mandated.table.proposal()
    page = PageVisitor.of(mandated.caller).get(f"/proposals/{case.id}")
    assert (page.status_code, 'name="outcome"' in page.text) == (200, True)
    assert "/rounds/" not in page.text.partition("<main")[2], "whose page nobody else sees"
    asker = PageVisitor.of(mandated.table.provider).get(f"/proposals/{case.id}")
    assert asker.status_code == 200
