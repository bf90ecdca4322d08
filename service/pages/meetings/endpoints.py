"""The meeting about a round: what is to be decided, what was decided by whom, who was there.

Who was there is put on the list that is printed, and kept nowhere (docs/decisions/0017)."""

from collections.abc import Sequence
from typing import Annotated, NamedTuple
from uuid import UUID

from fastapi import Query
from fastapi.responses import Response
from pydantic import Field
from sqlalchemy.orm import Session

from service import reading
from service.codelists.decisions import ProposalState
from service.models import Decision, Round
from service.pages.forms import Form
from service.pages.proposals.cards import cards_with
from service.pages.route import page_router
from service.pages.visitor import Db, OwnForm, SignedInVisitor, Visitor
from service.proposals import repository, views
from service.proposals.beside import Facts, beside
from service.proposals.schemas import DecisionOut
from service.rounds.schemas import RoundOut
from service.wire import Asked

AT_ONCE = 25
DECIDED_AT_ONCE = 10
"""What was decided last; what was before is a step away, and all of it is on the printed list."""
ON_PAPER = 1_000
"""So many are on one list to print: a round of a region, and its decisions."""
LONGEST_NAME = 120
MOST_PRESENT = 40
Number = Annotated[int, Field(ge=1, le=100_000)]

router = page_router()


class PartsAsked(Asked):
    """From which number on the agenda is asked for, and the decisions, the last one first."""

    start: Number = 1
    decided: Number = 1
    of: Annotated[int, Field(ge=0, le=100_000)] | None = None
    """How many stood on the agenda when this part was led to."""
    whole: bool = False
    """Whether all of it is asked for, to print."""

    @property
    def at_once(self) -> int:
        """How many stand on the agenda's part."""
        return ON_PAPER if self.whole else AT_ONCE

    @property
    def decided_at_once(self) -> int:
        """How many decisions stand under it."""
        return ON_PAPER if self.whole else DECIDED_AT_ONCE


class Decided(NamedTuple):
    """A decision, and what stood beside it: who sees a decision sees the whole proposal."""

    decision: DecisionOut
    facts: Facts


@router.get("/rounds/{id}/meeting")
def read(
    id: UUID, asked: Annotated[PartsAsked, Query()], visitor: SignedInVisitor, db: Db
) -> Response:
    """The agenda and what was decided."""
    return _page(visitor, db, id, asked, Form())


@router.post("/rounds/{id}/meeting", name="listWhoIsPresent")
def with_names(
    id: UUID, asked: Annotated[PartsAsked, Query()], visitor: SignedInVisitor, form: OwnForm
) -> Response:
    """The same, with those who are there: to print and sign."""
    with visitor.working() as db:
        return _page(visitor, db, id, asked, form)


def _page(visitor: Visitor, db: Session, id: UUID, asked: PartsAsked, form: Form) -> Response:
    row = reading.one(db, Round, id)
    counts = repository.counted_by_state(db, id)
    open = counts.get(ProposalState.PROPOSED, 0)
    begin = _begin(asked, open)
    agenda = repository.agenda(db, id, asked.at_once, begin - 1)
    first, decided = _decisions(db, id, asked)
    shown = decided[: asked.decided_at_once]
    facts = beside(db, {each.id for each in agenda} | {each.proposal_id for each in shown})
    todo = list(cards_with(db, visitor.actor, agenda, facts).values())
    return visitor.shows(
        db,
        "meetings/one.html",
        round=RoundOut.model_validate(row),
        agenda=todo,
        begin=begin,
        last=begin - 1 + len(todo),
        decided=[Decided(each, facts[each.proposal_id]) for each in views.decided(db, shown)],
        first=first,
        earlier=first + asked.decided_at_once if len(decided) > len(shown) else None,
        whole=asked.whole,
        on_paper=ON_PAPER,
        counts=counts,
        open=open,
        present=_present(form),
        form=form,
    )


def _begin(asked: PartsAsked, open: int) -> int:
    """What was decided meanwhile has left the agenda, and the rest has moved up: rather some twice
    than one that nobody sees."""
    gone = max(0, (asked.of or open) - open)
    begin = asked.start - gone
    return begin if 1 <= begin <= open else 1


def _decisions(db: Session, id: UUID, asked: PartsAsked) -> tuple[int, Sequence[Decision]]:
    """From the asked number on, with one more than are shown; from the first one where there are
    fewer, as when one was withdrawn meanwhile."""
    for first in sorted({asked.decided, 1}, reverse=True):
        found = repository.decisions_in(db, id, asked.decided_at_once + 1, first - 1)
        if found:
            return first, found
    return 1, []


def _present(form: Form) -> Sequence[str]:
    """One on a line."""
    written = (line.strip()[:LONGEST_NAME] for line in form.one("present").splitlines())
    return [line for line in written if line][:MOST_PRESENT]
