"""At the table: pin, veto or hold a pair, and see at once what that brings and costs whom."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query
from fastapi.responses import Response
from sqlalchemy.orm import Session

from service import reading
from service.errors import NotFound
from service.models import Round
from service.pages.asked import Chosen
from service.pages.forms import Form, parsed
from service.pages.route import page_router
from service.pages.trials.candidates import candidates
from service.pages.tried import tried
from service.pages.visitor import Db, OwnForm, SignedInVisitor, Visitor
from service.proposals.beside import places
from service.rounds import repository, trials
from service.rounds.schemas import RoundOut
from service.rounds.trial_schemas import TrialIn, TrialOut
from service.rounds.tried import trial_turn
from service.wire import Asked, Reference

NAMES = ("act", "requestId", "placeId")

router = page_router()


class TrialAsked(Asked):
    """For which request something is tried, and how a place is looked for."""

    request_id: UUID
    search: Annotated[Reference | None, Chosen] = None


@router.get("/rounds/{id}/trials")
def before(
    id: UUID, asked: Annotated[TrialAsked, Query()], visitor: SignedInVisitor, db: Db
) -> Response:
    """The form: which place, and what to do with it."""
    form = Form({"requestId": [str(asked.request_id)], "search": [asked.search or ""]})
    return _page(visitor, id, db, form)


@router.post("/rounds/{id}/trials", name="tryInRound", dependencies=[Depends(trial_turn)])
def try_out(id: UUID, visitor: SignedInVisitor, form: OwnForm) -> Response:
    """What would come of it; nothing is decided."""
    body = {name: form.one(name) for name in NAMES if form.one(name)}
    return tried(
        visitor,
        form,
        lambda db: trials.try_out(db, id, parsed(TrialIn, body)),
        partial(_page, visitor, id),
    )


def _page(
    visitor: Visitor,
    round_id: UUID,
    db: Session,
    form: Form,
    status: int = 200,
    found: TrialOut | None = None,
) -> Response:
    row = reading.one(db, Round, round_id)
    request_id = _id(form.one("requestId"))
    known = repository.asked_for(db, _requests(request_id, found))
    if request_id not in known:
        raise NotFound("There is no request with this id.")
    return visitor.shows(
        db,
        "trials/one.html",
        status,
        round=RoundOut.model_validate(row),
        request_id=request_id,
        asked_for=known,
        candidates=candidates(db, row, request_id, form.one("search"), form.one("placeId")),
        form=form,
        found=found,
        where=places(db, _places(found)),
    )


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("There is no request with this id.") from None


def _requests(request_id: UUID, found: TrialOut | None) -> set[UUID]:
    return {request_id, *(move.request_id for move in (found.moves if found else ()))}


def _places(found: TrialOut | None) -> set[UUID]:
    moves: list[Any] = list(found.moves) if found else []
    seats = [seat for move in moves for seat in (move.before, move.after) if seat]
    return {seat.place_id for seat in seats} | ({found.place_id} if found else set())
