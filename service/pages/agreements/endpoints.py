"""In which contract forms an owner lets with which care provider: to see, register and change."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from fastapi.responses import Response
from sqlalchemy.orm import Session

from matching.codes.contracts import ContractForm
from matching.rules.declaration import BY_AGREEMENT
from service.agreements.endpoints import AGREEMENTS
from service.agreements.schemas import (
    AgreementChange,
    AgreementIn,
    AgreementListing,
    AgreementOut,
)
from service.organisations import repository as organisations
from service.organisations.parties import CARE_PROVIDERS
from service.pages.asked import KeptUpAsked
from service.pages.explained import FORMS
from service.pages.filled import form_of
from service.pages.forms import Form, parsed
from service.pages.kept import Kept
from service.pages.refusals import Refused, at_fields
from service.pages.route import page_router
from service.pages.visitor import Db, OwnForm, SignedInVisitor, Visitor
from service.pages.written import period
from service.permission import permit
from service.registry import repository, service

AT_ONCE = 30
LIST = "/agreements"
FORM = f"{LIST}/new"
SAVED = f"{LIST}?saved=1"
SIGNED = ContractForm.from_mask(BY_AGREEMENT)
"""The forms that a care provider signs too: nobody needs to agree on others."""
LOOKING = "look at what it agreed with care providers here"

router = page_router()


@router.get(LIST)
def listed(asked: Annotated[KeptUpAsked, Query()], visitor: SignedInVisitor, db: Db) -> Response:
    """With whom, on which forms and until when."""
    actor = visitor.actor
    permit(actor, AGREEMENTS.writers, LOOKING)
    query = AgreementListing(
        organisationId=actor.organisation_id, cursor=asked.cursor, limit=AT_ONCE
    )
    found = repository.listed(db, AGREEMENTS, query)
    return visitor.shows(
        db,
        "agreements/list.html",
        agreements=[AgreementOut.model_validate(row) for row in found.rows],
        providers=organisations.names_of(db, {row.provider_id for row in found.rows}),
        asked=asked,
        next_cursor=found.next_cursor,
    )


@router.get(FORM)
def new(visitor: SignedInVisitor, db: Db) -> Response:
    """The form."""
    return _form(visitor, db, visitor.sent_before())


@router.post(FORM, name="registerAgreement")
def register(visitor: SignedInVisitor, form: OwnForm) -> Response:
    """Registers what was agreed with whom."""
    given = {"providerId": form.one("providerId")} if form.one("providerId") else {}
    try:
        with at_fields(), visitor.working() as db:
            body = parsed(AgreementIn, given | _body(form))
            service.create(db, visitor.actor, AGREEMENTS, body)
    except Refused as refused:
        sent = refused.of(form)
        return visitor.again(FORM, sent, lambda db, sent: _form(visitor, db, sent))
    return visitor.to(SAVED)


@router.get(f"{LIST}/{{id}}")
def read(id: UUID, visitor: SignedInVisitor, db: Db) -> Response:
    """The form, filled in with how it stands."""
    return _form(visitor, db, visitor.sent_before(), id)


@router.post(f"{LIST}/{{id}}", name="changeAgreement")
def change(id: UUID, visitor: SignedInVisitor, form: OwnForm) -> Response:
    """Changes on which forms, or until when."""
    try:
        with at_fields(), visitor.working() as db:
            asked = parsed(AgreementChange, _body(form))
            service.change(db, visitor.actor, AGREEMENTS, id, asked, form.if_match())
    except Refused as refused:
        return _again(visitor, id, refused.of_row(form))
    return visitor.to(SAVED)


@router.post(f"{LIST}/{{id}}/withdrawal", name="withdrawAgreement")
def withdraw(id: UUID, visitor: SignedInVisitor, form: OwnForm) -> Response:
    """Takes it out of the next round; the leases that there are stand."""
    try:
        with at_fields(), visitor.working() as db:
            service.withdraw(db, visitor.actor, AGREEMENTS, id, form.if_match())
    except Refused as refused:
        return _again(visitor, id, refused.of(Form()))
    return visitor.to(SAVED)


def _body(form: Form) -> dict[str, Any]:
    return {"contractForms": form.all("contractForms"), "period": period(form)}


def _again(visitor: Visitor, id: UUID, sent: Kept) -> Response:
    return visitor.again(f"{LIST}/{id}", sent, lambda db, sent: _form(visitor, db, sent, id))


def _form(visitor: Visitor, db: Session, sent: Kept, id: UUID | None = None) -> Response:
    permit(visitor.actor, AGREEMENTS.writers, LOOKING)
    row = None
    providers = organisations.called(db, *CARE_PROVIDERS)
    if id:
        row = AgreementOut.model_validate(repository.own(db, AGREEMENTS, visitor.actor, id))
        sent = sent.over(form_of(row))
        providers |= organisations.names_of(db, [row.provider_id])
    asked = {each.value for each in SIGNED} | set(sent.form.all("contractForms"))
    return visitor.shows(
        db,
        "agreements/one.html",
        sent.status,
        form=sent.form,
        row=row,
        providers=[(str(each), name) for each, name in providers.items()],
        forms=[each for each in visitor.explained(ContractForm, FORMS) if each[0] in asked],
    )
