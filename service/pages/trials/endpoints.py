"""At the table: pin, veto or hold a pair, and see what that brings and costs whom."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from fastapi.responses import Response
from sqlalchemy.orm import Session

from service import reading
from service.codelists.trials import TrialKind
from service.errors import NotFound
from service.models import Round
from service.pages.asked import Chosen
from service.pages.forms import Form
from service.pages.kept import Kept
from service.pages.refusals import Refused
from service.pages.route import page_router
from service.pages.trials.candidates import candidates
from service.pages.tried import Tried, ask, tried
from service.pages.visitor import Db, OwnForm, SignedInVisitor, Visitor
from service.proposals.beside import places
from service.rounds import standing_repository
from service.rounds.moves import places_of
from service.rounds.schemas import RoundOut
from service.rounds.trial_schemas import TrialOut
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
    return _page(visitor, id, db, visitor.sent_before().over(form))


@router.post("/rounds/{id}/trials", name="tryInRound")
def try_out(id: UUID, visitor: SignedInVisitor, form: OwnForm) -> Response:
    """Has it worked out; nothing is decided."""
    request_id = _id(form.one("requestId"))
    fields = {name: form.one(name) for name in NAMES if form.one(name)}
    try:
        trial = ask(visitor, TrialKind.PAIR, id, fields)
    except Refused as refused:
        at = f"/rounds/{id}/trials?requestId={request_id}"
        return visitor.again(at, refused.of(form), lambda db, sent: _page(visitor, id, db, sent))
    return visitor.to(f"/rounds/trials/{trial}")


@router.get("/rounds/trials/{id}")
def read(id: UUID, visitor: SignedInVisitor, db: Db) -> Response:
    """How far it is, and then what would come of it."""
    found = tried(db, TrialKind.PAIR, id)
    return _page(visitor, found.round_id, db, Kept(found.asked), found)


def _page(
    visitor: Visitor, round_id: UUID, db: Session, sent: Kept, of: Tried | None = None
) -> Response:
    row, form = reading.one(db, Round, round_id), sent.form
    request_id, found = _id(form.one("requestId")), of.found if of else None
    known = standing_repository.asked_for(db, _requests(request_id, found))
    if request_id not in known:
        raise NotFound("There is no request with this id.")
    return visitor.shows(
        db,
        "trials/result.html" if of and visitor.in_place else "trials/one.html",
        sent.status,
        round=RoundOut.model_validate(row),
        request_id=request_id,
        asked_for=known,
        candidates=candidates(db, row, request_id, form.one("search"), form.one("placeId")),
        form=form,
        trial=of.trial if of else None,
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
    return places_of(found.moves) | {found.place_id} if found else set()
