"""After a no: the next offers, or a plan that moves few; nothing is decided."""

from uuid import UUID

from fastapi.responses import Response
from sqlalchemy.orm import Session

from service import reading
from service.codelists.trials import TrialKind
from service.models import Round
from service.pages.kept import Kept
from service.pages.refusals import Refused
from service.pages.route import page_router
from service.pages.tried import Tried, ask, tried
from service.pages.visitor import Db, OwnForm, SignedInVisitor, Visitor
from service.proposals.beside import places
from service.rounds import standing_repository
from service.rounds.moves import places_of
from service.rounds.repair_schemas import RepairOut
from service.rounds.schemas import RoundOut

router = page_router()


@router.get("/rounds/{id}/repairs")
def before(id: UUID, visitor: SignedInVisitor, db: Db) -> Response:
    """The form: how much may change."""
    return _page(visitor, id, db, visitor.sent_before())


@router.post("/rounds/{id}/repairs", name="repairRound")
def repair(id: UUID, visitor: SignedInVisitor, form: OwnForm) -> Response:
    """Has it worked out who and what comes next for the proposals that will not be."""
    way = {"way": form.one("way")} if form.one("way") else {}
    try:
        trial = ask(visitor, TrialKind.REPAIR, id, way)
    except Refused as refused:
        at = f"/rounds/{id}/repairs"
        return visitor.again(at, refused.of(form), lambda db, sent: _page(visitor, id, db, sent))
    return visitor.to(f"/rounds/repairs/{trial}")


@router.get("/rounds/repairs/{id}")
def read(id: UUID, visitor: SignedInVisitor, db: Db) -> Response:
    """How far it is, and then what would come next."""
    found = tried(db, TrialKind.REPAIR, id)
    return _page(visitor, found.round_id, db, Kept(found.asked), found)


def _page(
    visitor: Visitor, round_id: UUID, db: Session, sent: Kept, of: Tried | None = None
) -> Response:
    row, found = reading.one(db, Round, round_id), of.found if of else None
    return visitor.shows(
        db,
        "repairs/result.html" if of and visitor.in_place else "repairs/one.html",
        sent.status,
        round=RoundOut.model_validate(row),
        form=sent.form,
        trial=of.trial if of else None,
        found=found,
        asked_for=standing_repository.asked_for(db, _requests(found)),
        where=places(db, _places(found)),
    )


def _requests(found: RepairOut | None) -> set[UUID]:
    if found is None:
        return set()
    refused = {each.request_id for each in found.refusals}
    return refused | {move.request_id for move in found.moves}


def _places(found: RepairOut | None) -> set[UUID]:
    if found is None:
        return set()
    refused = {each.place_id for each in found.refusals}
    following = {each.next.place_id for each in found.refusals if each.next}
    return refused | following | places_of(found.moves)
