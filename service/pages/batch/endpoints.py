"""Several decisions at once: a look at what they would do, one confirmation, a result for each."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from fastapi.responses import Response
from sqlalchemy.orm import Session

from service import reading
from service.audit import service as audit
from service.audit.asking import REFUSED
from service.codelists.decisions import DecisionOutcome, RejectionReason
from service.errors import Conflict, InvalidInput, WoonplekError
from service.models import Round
from service.pages.batch.form import CHOSEN, NOT_YET, asked, chosen, filled_in
from service.pages.forms import Form
from service.pages.proposals.cards import CardInBrief, cards_of
from service.pages.refusals import Refused, at_fields
from service.pages.route import page_router
from service.pages.visitor import OwnForm, SignedInVisitor, Visitor
from service.proposals import batch, repository, service
from service.proposals.batch import Asked, Line
from service.rounds.schemas import RoundOut
from service.security import be_sure_enough

router = page_router()


class Shown(NamedTuple):
    """A line of the list: the proposal, if it is still in sight, and why not, if it is refused."""

    card: CardInBrief | None
    refusal: WoonplekError | None


@router.post("/rounds/{id}/batch", name="previewDecisions")
def look(id: UUID, visitor: SignedInVisitor, form: OwnForm) -> Response:
    """What deciding so on all that was chosen would meet; nothing is decided."""
    be_sure_enough(visitor.settings, visitor.signed_in.assurance)
    if not chosen(form):
        return visitor.to(f"/rounds/{id}/proposals?state=PROPOSED&nothingChosen=1")
    return _preview(visitor, id, form)


@router.post("/rounds/{id}/decisions", name="decideOnProposals")
def decide(id: UUID, visitor: SignedInVisitor, form: OwnForm) -> Response:
    """Decides on each by itself, as one does on a page of one: what is refused stays open."""
    be_sure_enough(visitor.settings, visitor.signed_in.assurance)
    try:
        with at_fields(whole="reasonCode"):
            wanted = asked(form, filled_in(form))
    except Refused as refused:
        return _preview(visitor, id, form.refused(refused.wrong), refused.status)
    if not wanted:
        return _preview(visitor, id, form.refused({CHOSEN: "missing"}), 400)
    lines = [_decided(visitor, each) for each in wanted]
    with visitor.working() as db:
        for line in lines:
            if line.refusal:
                said = f"{REFUSED} {line.refusal.status}"
                audit.record(db, "decideOnProposals", "proposals", line.proposal_id, said)
        return _page(visitor, db, id, form, "batch/done.html", lines)


def _decided(visitor: Visitor, wanted: Asked) -> Line:
    try:
        with visitor.working() as db:
            service.decide(db, visitor.actor, wanted.proposal_id, wanted.decision)
    except Conflict as refusal:
        return Line(wanted.proposal_id, None if _decided_so(visitor, wanted) else refusal)
    except WoonplekError as refusal:
        return Line(wanted.proposal_id, refusal)
    return Line(wanted.proposal_id, None)


def _decided_so(visitor: Visitor, wanted: Asked) -> bool:
    """Whether this very person decided just so already: a page that is loaded anew is no fault."""
    with visitor.working() as db:
        return any(
            (each.organisation_id, each.decided_by)
            == (visitor.actor.organisation_id, visitor.actor.user)
            and each.outcome is wanted.decision.outcome
            and each.withdrawn_at is None
            for each in repository.decisions_on(db, wanted.proposal_id)
        )


def _preview(visitor: Visitor, id: UUID, form: Form, status: int = 200) -> Response:
    wanted = asked(form, NOT_YET | {"outcome": _outcome(form)})
    with visitor.working() as db:
        lines = batch.looked_at(db, visitor.actor, wanted)
        return _page(visitor, db, id, form, "batch/preview.html", lines, status)


def _outcome(form: Form) -> str:
    """Chosen by the button; a form without is none of ours."""
    if form.one("outcome") not in set(DecisionOutcome):
        raise InvalidInput("This is not a form.")
    return form.one("outcome")


def _page(
    visitor: Visitor,
    db: Session,
    id: UUID,
    form: Form,
    template: str,
    lines: Sequence[Line],
    status: int = 200,
) -> Response:
    known = repository.all_of(db, [each.proposal_id for each in lines])
    cards = cards_of(db, visitor.actor, known)
    shown = [Shown(cards.get(each.proposal_id), each.refusal) for each in lines]
    return visitor.shows(
        db,
        template,
        status,
        round=RoundOut.model_validate(reading.one(db, Round, id)),
        outcome=form.one("outcome"),
        possible=[each for each in shown if not each.refusal],
        refused=[each for each in shown if each.refusal],
        reasons=visitor.options(RejectionReason),
        form=form,
    )
