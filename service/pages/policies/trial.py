"""A policy tried on a round that is done, and what the round would have been under it."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from fastapi.responses import Response
from sqlalchemy.orm import Session

from service.codelists.organisations import DECIDERS
from service.errors import NotFound
from service.pages.asked import Chosen
from service.pages.forms import Form, parsed
from service.pages.route import page_router
from service.pages.tried import tried
from service.pages.visitor import Db, OwnForm, SignedInVisitor, Visitor
from service.permission import permit
from service.policies import repository as policies
from service.policies.schemas import PolicyOut
from service.proposals.beside import places
from service.rounds import policy_trials, repository
from service.rounds.policy_trial_schemas import PolicyTrialIn, PolicyTrialOut
from service.rounds.schemas import RoundOut
from service.rounds.tried import trial_turn
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
    return _page(visitor, db, Form({name: [str(id)] for name, id in chosen.items() if id}))


@router.post("/policies/trials", name="tryPolicy", dependencies=[Depends(trial_turn)])
def try_out(visitor: SignedInVisitor, form: OwnForm) -> Response:
    """What the round would have been; nothing of it changes."""

    def of_policy(db: Session) -> PolicyTrialOut:
        body = parsed(PolicyTrialIn, {"policyId": form.one("policyId") or None})
        return policy_trials.try_policy(db, _round_id(form), body)

    return tried(visitor, form, of_policy, partial(_page, visitor))


def _round_id(form: Form) -> UUID:
    try:
        return UUID(form.one("roundId"))
    except ValueError:
        raise NotFound("There is no round with this id.") from None


def _page(
    visitor: Visitor,
    db: Session,
    form: Form,
    status: int = 200,
    found: PolicyTrialOut | None = None,
) -> Response:
    permit(visitor.actor, DECIDERS, "try a policy")
    rows = repository.newest_done(db, ROUNDS)
    moves = found.moves if found else []
    seats = [seat for move in moves for seat in (move.before, move.after) if seat]
    return visitor.shows(
        db,
        "policies/trial.html",
        status,
        rounds=[RoundOut.model_validate(row) for row in rows],
        region_names=repository.region_names(db, {row.region_id for row in rows}),
        policies=[PolicyOut.model_validate(row) for row in policies.registered(db)],
        form=form,
        found=found,
        asked_for=repository.asked_for(db, {move.request_id for move in moves}),
        where=places(db, {seat.place_id for seat in seats}),
    )
