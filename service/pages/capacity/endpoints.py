"""What the teams of a care provider can carry: to see, register and change."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from fastapi.responses import Response
from sqlalchemy.orm import Session

from matching.codes.care import CareType
from service.actor import Actor
from service.capacity.endpoints import SUPPORT_CAPACITIES
from service.capacity.schemas import (
    SupportCapacityChange,
    SupportCapacityIn,
    SupportCapacityListing,
    SupportCapacityOut,
)
from service.pages.asked import KeptUpAsked
from service.pages.capacity.short import CASELOAD, enough_for
from service.pages.filled import form_of
from service.pages.forms import Form, parsed
from service.pages.kept import Kept
from service.pages.refusals import Refused, at_fields
from service.pages.route import page_router
from service.pages.visitor import Db, OwnForm, SignedInVisitor, Visitor
from service.pages.written import number, period
from service.permission import permit
from service.regions import repository as regions
from service.registry import repository, service
from service.rounds.repository import asked_for, region_names

AT_ONCE = 30
FORM = "/capacity/new"
LOOKING = "look at the capacity of its teams here"
WORDS = ("team", "regionId", "careType")
FOR_GOOD = frozenset({"regionId", "careType"})
"""Another region or kind of support is another capacity."""

router = page_router()


@router.get("/capacity")
def listed(asked: Annotated[KeptUpAsked, Query()], visitor: SignedInVisitor, db: Db) -> Response:
    """Each team with its slots, and whose place failed for one slot in the last round."""
    actor = visitor.actor
    permit(actor, SUPPORT_CAPACITIES.writers, LOOKING)
    query = SupportCapacityListing(
        organisationId=actor.organisation_id, cursor=asked.cursor, limit=AT_ONCE
    )
    found = repository.listed(db, SUPPORT_CAPACITIES, query)
    short = enough_for(db, actor, CASELOAD)
    return visitor.shows(
        db,
        "capacity/list.html",
        teams=[SupportCapacityOut.model_validate(row) for row in found.rows],
        regions=region_names(db, {row.region_id for row in found.rows}),
        short=short,
        requests=asked_for(db, [id for each in short for id in each.request_ids]),
        asked=asked,
        next_cursor=found.next_cursor,
    )


@router.get(FORM)
def new(visitor: SignedInVisitor, db: Db) -> Response:
    """The form."""
    return _form(visitor, db, visitor.sent_before())


@router.post(FORM, name="registerCapacity")
def register(visitor: SignedInVisitor, form: OwnForm) -> Response:
    """Registers what a team can carry."""
    try:
        with at_fields(), visitor.working() as db:
            body = parsed(SupportCapacityIn, _body(form))
            service.create(db, visitor.actor, SUPPORT_CAPACITIES, body)
    except Refused as refused:
        sent = refused.of(form)
        return visitor.again(FORM, sent, lambda db, sent: _form(visitor, db, sent))
    return visitor.to("/capacity?saved=1")


@router.get("/capacity/{id}")
def read(id: UUID, visitor: SignedInVisitor, db: Db) -> Response:
    """The form, filled in with how it stands."""
    return _form(visitor, db, visitor.sent_before(), id)


@router.post("/capacity/{id}", name="changeCapacity")
def change(id: UUID, visitor: SignedInVisitor, form: OwnForm) -> Response:
    """Changes what a team can carry, or until when."""
    body = {"period": {}} | _body(form)
    sent = {name: value for name, value in body.items() if name not in FOR_GOOD}
    try:
        with at_fields(), visitor.working() as db:
            asked = parsed(SupportCapacityChange, {"team": "", "slots": ""} | sent)
            service.change(db, visitor.actor, SUPPORT_CAPACITIES, id, asked, form.if_match())
    except Refused as refused:
        return _again(visitor, id, refused.of_row(form))
    return visitor.to("/capacity?saved=1")


@router.post("/capacity/{id}/withdrawal", name="withdrawCapacity")
def withdraw(id: UUID, visitor: SignedInVisitor, form: OwnForm) -> Response:
    """Takes it out of the next round; what was given under it stands."""
    try:
        with at_fields(), visitor.working() as db:
            service.withdraw(db, visitor.actor, SUPPORT_CAPACITIES, id, form.if_match())
    except Refused as refused:
        return _again(visitor, id, refused.of(Form()))
    return visitor.to("/capacity?saved=1")


def _body(form: Form) -> dict[str, Any]:
    filled: dict[str, Any] = {name: form.one(name) for name in WORDS if form.one(name)}
    slots = {"slots": number(form.one("slots"))} if form.one("slots") else {}
    return filled | slots | {"period": period(form)}


def _again(visitor: Visitor, id: UUID, sent: Kept) -> Response:
    return visitor.again(f"/capacity/{id}", sent, lambda db, sent: _form(visitor, db, sent, id))


def _mine(db: Session, actor: Actor, id: UUID) -> SupportCapacityOut:
    """Others are seen through the API, by who may; here one keeps up one's own."""
    row = repository.own(db, SUPPORT_CAPACITIES, actor, id)
    return SupportCapacityOut.model_validate(row)


def _form(visitor: Visitor, db: Session, sent: Kept, id: UUID | None = None) -> Response:
    permit(visitor.actor, SUPPORT_CAPACITIES.writers, LOOKING)
    row = _mine(db, visitor.actor, id) if id else None
    filled = sent.over(form_of(row)) if row else sent
    return visitor.shows(
        db,
        "capacity/one.html",
        filled.status,
        form=filled.form,
        row=row,
        region=region_names(db, [row.region_id])[row.region_id] if row else "",
        regions=[(str(id), name) for id, name in regions.names(db).items()],
        care_types=[each for each in visitor.options(CareType) if each[0] != CareType.NONE],
    )
