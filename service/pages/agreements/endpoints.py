"""In which contract forms an owner lets with which care provider: to see, register and change."""

from typing import Annotated, Any

from fastapi import Query
from fastapi.responses import Response
from sqlalchemy.orm import Session

from matching.codes.contracts import ContractForm
from matching.rules.declaration import BY_AGREEMENT
from service.agreements.endpoints import AGREEMENTS
from service.agreements.schemas import (
    AgreementListing,
    AgreementOut,
)
from service.organisations import repository as organisations
from service.organisations.parties import CARE_PROVIDERS
from service.pages.asked import KeptUpAsked
from service.pages.explained import FORMS
from service.pages.forms import Form
from service.pages.route import page_router
from service.pages.upkeep import Upkeep
from service.pages.visitor import Db, SignedInVisitor, Visitor
from service.pages.written import period
from service.registry import repository

AT_ONCE = 30
LIST = "/agreements"
SIGNED = ContractForm.from_mask(BY_AGREEMENT)
"""The forms that a care provider signs too: nobody needs to agree on others."""
LOOKING = "look at what it agreed with care providers here"

router = page_router()


@router.get(LIST)
def listed(asked: Annotated[KeptUpAsked, Query()], visitor: SignedInVisitor, db: Db) -> Response:
    """With whom, on which forms and until when."""
    actor = visitor.actor
    KEPT.permit(visitor)
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


def _registering(form: Form) -> dict[str, Any]:
    given = {"providerId": form.one("providerId")} if form.one("providerId") else {}
    return given | _changing(form)


def _changing(form: Form) -> dict[str, Any]:
    return {"contractForms": form.all("contractForms"), "period": period(form)}


def _beside(visitor: Visitor, db: Session, form: Form, row: AgreementOut | None) -> dict[str, Any]:
    providers = organisations.called(db, *CARE_PROVIDERS)
    if row:
        providers |= organisations.names_of(db, [row.provider_id])
    asked = {each.value for each in SIGNED} | set(form.all("contractForms"))
    return {
        "providers": [(str(each), name) for each, name in providers.items()],
        "forms": [each for each in visitor.explained(ContractForm, FORMS) if each[0] in asked],
    }


KEPT = Upkeep(AGREEMENTS, LIST, LOOKING, _registering, _changing, _beside)
KEPT.add_to(router)
