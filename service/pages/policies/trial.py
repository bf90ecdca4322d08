"""A policy tried on a round that is done, and what the round would have been under it."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from fastapi.responses import Response
from sqlalchemy.orm import Session

from service.codelists.organisations import DECIDERS
from service.codelists.trials import TrialKind
from service.errors import NotFound
from service.pages.asked import Chosen
from service.pages.forms import Form
from service.pages.kept import Kept
from service.pages.refusals import Refused
from service.pages.route import page_router
from service.pages.tried import Tried, ask, tried
from service.pages.visitor import Db, OwnForm, SignedInVisitor, Visitor
from service.permission import permit
from service.policies import repository as policies
from service.policies.schemas import PolicyOut
from service.proposals.beside import places
from service.rounds import repository, scope_repository, standing_repository
from service.rounds.schemas import RoundOut
from service.wire import Asked

ROUNDS = 10

router = page_router()


class TrialAsked(Asked):
    """What is chosen already."""

    policy_id: Annotated[UUID | None, Chosen] = None
    round_id: Annotated[UUID | None, Chosen] = None


@router.get("/policies/trials")
def before(asked: Annotated[TrialAsked, Query()], visitor: SignedInVisitor, db: Db) -> Response:
    """The form: which policy, and on which round."""
    chosen = {"policyId": asked.policy_id, "roundId": asked.round_id}
    form = Form({name: [str(id)] for name, id in chosen.items() if id})
    return _page(visitor, db, visitor.sent_before().over(form))


@router.post("/policies/trials", name="tryPolicy")
def try_out(visitor: SignedInVisitor, form: OwnForm) -> Response:
    """Has it worked out; nothing of the round changes."""
    fields = {"policyId": form.one("policyId") or None}
    try:
        trial = ask(visitor, TrialKind.POLICY, _round_id(form), fields)
    except Refused as refused:
        at = "/policies/trials"
        return visitor.again(at, refused.of(form), lambda db, sent: _page(visitor, db, sent))
    return visitor.to(f"/policies/trials/{trial}")


@router.get("/policies/trials/{id}")
def read(id: UUID, visitor: SignedInVisitor, db: Db) -> Response:
    """How far it is, and then what the round would have been."""
    found = tried(db, TrialKind.POLICY, id)
    return _page(visitor, db, Kept(found.asked), found)


def _round_id(form: Form) -> UUID:
    try:
        return UUID(form.one("roundId"))
    except ValueError:
        raise NotFound("There is no round with this id.") from None


def _page(visitor: Visitor, db: Session, sent: Kept, of: Tried | None = None) -> Response:
    permit(visitor.actor, DECIDERS, "try a policy")
    rows = repository.newest_done(db, ROUNDS)
    found = of.found if of else None
    moves = found.moves if found else []
    seats = [seat for move in moves for seat in (move.before, move.after) if seat]
    return visitor.shows(
        db,
        "policies/tried.html" if of and visitor.in_place else "policies/trial.html",
        sent.status,
        rounds=[RoundOut.model_validate(row) for row in rows],
        region_names=scope_repository.region_names(db, {row.region_id for row in rows}),
        policies=[PolicyOut.model_validate(row) for row in policies.registered(db)],
        form=sent.form,
        trial=of.trial if of else None,
        found=found,
        asked_for=standing_repository.asked_for(db, {move.request_id for move in moves}),
        where=places(db, {seat.place_id for seat in seats}),
    )
