"""The meeting about a round: what is to be decided, what was decided by whom, who was there.

Who was there is put on the list that is printed, and kept nowhere (docs/decisions/0017)."""

from collections.abc import Sequence
from uuid import UUID

from fastapi.responses import Response
from sqlalchemy.orm import Session

from service import reading
from service.codelists.decisions import ProposalState
from service.models import Round
from service.pages.forms import Form
from service.pages.proposals.cards import cards_of
from service.pages.route import page_router
from service.pages.visitor import Db, OwnForm, SignedInVisitor, Visitor
from service.proposals import repository, views
from service.rounds.schemas import RoundOut

AT_ONCE = 60
LONGEST_NAME = 120
MOST_PRESENT = 40

router = page_router()


@router.get("/rounds/{id}/meeting")
def read(id: UUID, visitor: SignedInVisitor, db: Db) -> Response:
    """The agenda and what was decided."""
    return _page(visitor, db, id, Form())


@router.post("/rounds/{id}/meeting", name="listWhoIsPresent")
def with_names(id: UUID, visitor: SignedInVisitor, form: OwnForm) -> Response:
    """The same, with those who are there: to print and sign."""
    with visitor.working() as db:
        return _page(visitor, db, id, form)


def _page(visitor: Visitor, db: Session, id: UUID, form: Form) -> Response:
    row = reading.one(db, Round, id)
    decided = repository.decisions_in(db, id, AT_ONCE)
    agenda = repository.agenda(db, id, AT_ONCE)
    known = repository.all_of(db, {each.proposal_id for each in decided})
    cards = cards_of(db, visitor.actor, [*agenda, *known])
    todo = [cards[each.id] for each in agenda if each.id in cards]
    counts = repository.counted_by_state(db, id)
    codes = {each.proposal.municipality_code for each in todo}
    return visitor.shows(
        db,
        "meetings/one.html",
        round=RoundOut.model_validate(row),
        agenda=todo,
        decided=[
            (cards[each.proposal_id], each)
            for each in views.decided(db, decided)
            if each.proposal_id in cards
        ],
        may_decide=repository.decided_among(db, visitor.actor, codes),
        counts=counts,
        open=counts.get(ProposalState.PROPOSED, 0),
        present=_present(form),
        form=form,
    )


def _present(form: Form) -> Sequence[str]:
    """One on a line."""
    written = (line.strip()[:LONGEST_NAME] for line in form.one("present").splitlines())
    return [line for line in written if line][:MOST_PRESENT]
