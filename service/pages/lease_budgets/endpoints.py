"""How many leases a care provider may hold in its own name: to see, register and change."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from fastapi.responses import Response
from sqlalchemy.orm import Session

from service.capacity.endpoints import LEASE_BUDGETS
from service.capacity.rules import leases_held
from service.capacity.schemas import (
    LeaseBudgetChange,
    LeaseBudgetIn,
    LeaseBudgetListing,
    LeaseBudgetOut,
)
from service.pages.asked import KeptUpAsked
from service.pages.capacity.short import LEASES, enough_for
from service.pages.filled import form_of
from service.pages.forms import Form, parsed
from service.pages.kept import Kept
from service.pages.refusals import Refused, at_fields
from service.pages.route import page_router
from service.pages.visitor import Db, OwnForm, SignedInVisitor, Visitor
from service.pages.written import number, period
from service.permission import permit
from service.registry import repository, service
from service.rounds.repository import asked_for

AT_ONCE = 30
LIST = "/lease-budgets"
FORM = f"{LIST}/new"
SAVED = f"{LIST}?saved=1"
LOOKING = "look at the leases that it may hold here"

router = page_router()


@router.get(LIST)
def listed(asked: Annotated[KeptUpAsked, Query()], visitor: SignedInVisitor, db: Db) -> Response:
    """How many in which time, how many there are, and for whom one more was enough."""
    actor = visitor.actor
    permit(actor, LEASE_BUDGETS.writers, LOOKING)
    query = LeaseBudgetListing(
        organisationId=actor.organisation_id, cursor=asked.cursor, limit=AT_ONCE
    )
    found = repository.listed(db, LEASE_BUDGETS, query)
    short = enough_for(db, actor, LEASES)
    return visitor.shows(
        db,
        "lease_budgets/list.html",
        budgets=[LeaseBudgetOut.model_validate(row) for row in found.rows],
        held=leases_held(db, actor.organisation_id),
        short=short,
        requests=asked_for(db, [id for each in short for id in each.request_ids]),
        asked=asked,
        next_cursor=found.next_cursor,
    )


@router.get(FORM)
def new(visitor: SignedInVisitor, db: Db) -> Response:
    """The form."""
    return _form(visitor, db, visitor.sent_before())


@router.post(FORM, name="registerLeaseBudget")
def register(visitor: SignedInVisitor, form: OwnForm) -> Response:
    """Registers how many it may hold in some time."""
    try:
        with at_fields(), visitor.working() as db:
            service.create(db, visitor.actor, LEASE_BUDGETS, parsed(LeaseBudgetIn, _body(form)))
    except Refused as refused:
        sent = refused.of(form)
        return visitor.again(FORM, sent, lambda db, sent: _form(visitor, db, sent))
    return visitor.to(SAVED)


@router.get(f"{LIST}/{{id}}")
def read(id: UUID, visitor: SignedInVisitor, db: Db) -> Response:
    """The form, filled in with how it stands."""
    return _form(visitor, db, visitor.sent_before(), id)


@router.post(f"{LIST}/{{id}}", name="changeLeaseBudget")
def change(id: UUID, visitor: SignedInVisitor, form: OwnForm) -> Response:
    """Changes how many, or until when."""
    try:
        with at_fields(), visitor.working() as db:
            asked = parsed(LeaseBudgetChange, {"leases": ""} | _body(form))
            service.change(db, visitor.actor, LEASE_BUDGETS, id, asked, form.if_match())
    except Refused as refused:
        return _again(visitor, id, refused.of_row(form))
    return visitor.to(SAVED)


@router.post(f"{LIST}/{{id}}/withdrawal", name="withdrawLeaseBudget")
def withdraw(id: UUID, visitor: SignedInVisitor, form: OwnForm) -> Response:
    """Takes it out of the next round; the leases that there are stand."""
    try:
        with at_fields(), visitor.working() as db:
            service.withdraw(db, visitor.actor, LEASE_BUDGETS, id, form.if_match())
    except Refused as refused:
        return _again(visitor, id, refused.of(Form()))
    return visitor.to(SAVED)


def _body(form: Form) -> dict[str, Any]:
    leases = {"leases": number(form.one("leases"))} if form.one("leases") else {}
    return leases | {"period": period(form)}


def _again(visitor: Visitor, id: UUID, sent: Kept) -> Response:
    return visitor.again(f"{LIST}/{id}", sent, lambda db, sent: _form(visitor, db, sent, id))


def _form(visitor: Visitor, db: Session, sent: Kept, id: UUID | None = None) -> Response:
    permit(visitor.actor, LEASE_BUDGETS.writers, LOOKING)
    row = None
    if id:
        stands = repository.own(db, LEASE_BUDGETS, visitor.actor, id)
        row = LeaseBudgetOut.model_validate(stands)
        sent = sent.over(form_of(row))
    return visitor.shows(db, "lease_budgets/one.html", sent.status, form=sent.form, row=row)
