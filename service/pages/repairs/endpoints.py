"""After a no: the next offers, or a plan that moves few, worked out at once; nothing is decided."""

from functools import partial
from uuid import UUID

from fastapi import Depends
from fastapi.responses import Response
from sqlalchemy.orm import Session

from service import reading
from service.models import Round
from service.pages.forms import Form, parsed
from service.pages.route import page_router
from service.pages.tried import tried
from service.pages.visitor import OwnForm, SignedInVisitor, Visitor
from service.proposals.beside import places
from service.rounds import repairs, repository
from service.rounds.moves import places_of
from service.rounds.repair_schemas import RepairIn, RepairOut
from service.rounds.schemas import RoundOut
from service.rounds.tried import trial_turn

router = page_router()


@router.post("/rounds/{id}/repairs", name="repairRound", dependencies=[Depends(trial_turn)])
def repair(id: UUID, visitor: SignedInVisitor, form: OwnForm) -> Response:
    """Who and what comes next for the proposals of the round that will not be."""
    way = {"way": form.one("way")} if form.one("way") else {}
    return tried(
        visitor,
        form,
        lambda db: repairs.repair(db, id, parsed(RepairIn, way)),
        partial(_page, visitor, id),
    )


def _page(
    visitor: Visitor,
    round_id: UUID,
    db: Session,
    form: Form,
    status: int = 200,
    found: RepairOut | None = None,
) -> Response:
    row = reading.one(db, Round, round_id)
    return visitor.shows(
        db,
        "repairs/one.html",
        status,
        round=RoundOut.model_validate(row),
        form=form,
        found=found,
        asked_for=repository.asked_for(db, _requests(found)),
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
