"""What is agreed about numbers, with an owner or for all: to see, register, change and end."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from fastapi.responses import Response
from sqlalchemy.orm import Session

from matching.codes.contracts import ContractForm
from service.codelists.organisations import OWNERS
from service.limits.endpoints import QUOTAS
from service.limits.rules import QUOTA_REQUIREMENTS
from service.limits.schemas import QuotaChange, QuotaIn, QuotaListing, QuotaOut
from service.municipalities import repository as municipalities
from service.organisations import repository as organisations
from service.pages.asked import KeptUpAsked
from service.pages.filled import form_of
from service.pages.forms import Form, parsed
from service.pages.kept import Kept
from service.pages.refusals import Refused, at_fields
from service.pages.route import page_router
from service.pages.visitor import Db, OwnForm, SignedInVisitor, Visitor
from service.pages.written import number, period
from service.permission import permit
from service.registry import repository, service
from service.requirements import by_code

AT_ONCE = 30
LIST = "/quotas"
FORM = f"{LIST}/new"
SAVED = f"{LIST}?saved=1"
LOOKING = "look at what it agreed about numbers here"
RULES = by_code(QUOTA_REQUIREMENTS)
WORDS = ("ownerId", "placeMunicipalityCode", "contractForm")
NUMBERS = ("minimum", "minimumPercent", "maximum")
TICKS = ("youthOnly", "fromShelterOnly")

router = page_router()


@router.get(LIST)
def listed(asked: Annotated[KeptUpAsked, Query()], visitor: SignedInVisitor, db: Db) -> Response:
    """What is agreed, with whom and until when."""
    permit(visitor.actor, QUOTAS.writers, LOOKING)
    found = repository.listed(db, QUOTAS, QuotaListing(cursor=asked.cursor, limit=AT_ONCE))
    return visitor.shows(
        db,
        "quotas/list.html",
        quotas=[QuotaOut.model_validate(row) for row in found.rows],
        owners=organisations.names_of(db, {row.owner_id for row in found.rows if row.owner_id}),
        municipalities=dict(municipalities.names(db)),
        asked=asked,
        next_cursor=found.next_cursor,
    )


@router.get(FORM)
def new(visitor: SignedInVisitor, db: Db) -> Response:
    """The form."""
    return _form(visitor, db, visitor.sent_before())


@router.post(FORM, name="registerQuota")
def register(visitor: SignedInVisitor, form: OwnForm) -> Response:
    """Registers what was agreed."""
    try:
        with at_fields(RULES), visitor.working() as db:
            service.create(db, visitor.actor, QUOTAS, parsed(QuotaIn, _body(form)))
    except Refused as refused:
        sent = refused.of(form)
        return visitor.again(FORM, sent, lambda db, sent: _form(visitor, db, sent))
    return visitor.to(SAVED)


@router.get(f"{LIST}/{{id}}")
def read(id: UUID, visitor: SignedInVisitor, db: Db) -> Response:
    """The form, filled in with how it stands."""
    return _form(visitor, db, visitor.sent_before(), id)


@router.post(f"{LIST}/{{id}}", name="changeQuota")
def change(id: UUID, visitor: SignedInVisitor, form: OwnForm) -> Response:
    """Changes what was agreed, or until when."""
    try:
        with at_fields(RULES), visitor.working() as db:
            asked = parsed(QuotaChange, _body(form))
            service.change(db, visitor.actor, QUOTAS, id, asked, form.if_match())
    except Refused as refused:
        return _again(visitor, id, refused.of_row(form))
    return visitor.to(SAVED)


@router.post(f"{LIST}/{{id}}/withdrawal", name="withdrawQuota")
def withdraw(id: UUID, visitor: SignedInVisitor, form: OwnForm) -> Response:
    """Takes it out of the next round; what was decided stands."""
    try:
        with at_fields(), visitor.working() as db:
            service.withdraw(db, visitor.actor, QUOTAS, id, form.if_match())
    except Refused as refused:
        return _again(visitor, id, refused.of(Form()))
    return visitor.to(SAVED)


def _body(form: Form) -> dict[str, Any]:
    return {
        **{name: form.one(name) or None for name in WORDS},
        **{name: number(form.one(name)) if form.one(name) else None for name in NUMBERS},
        **{name: name in form.fields for name in TICKS},
        "period": period(form),
    }


def _again(visitor: Visitor, id: UUID, sent: Kept) -> Response:
    return visitor.again(f"{LIST}/{id}", sent, lambda db, sent: _form(visitor, db, sent, id))


def _form(visitor: Visitor, db: Session, sent: Kept, id: UUID | None = None) -> Response:
    permit(visitor.actor, QUOTAS.writers, LOOKING)
    row, owners = None, organisations.called(db, *OWNERS)
    if id:
        row = QuotaOut.model_validate(repository.own(db, QUOTAS, visitor.actor, id))
        sent = sent.over(form_of(row))
        if row.owner_id and row.owner_id not in owners:
            owners |= organisations.names_of(db, [row.owner_id])
    return visitor.shows(
        db,
        "quotas/one.html",
        sent.status,
        form=sent.form,
        row=row,
        owners=[(str(each), name) for each, name in owners.items()],
        municipalities=municipalities.names(db),
        forms=visitor.options(ContractForm),
    )
