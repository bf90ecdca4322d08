"""What is agreed about numbers, with an owner or for all: to see, register, change and end."""

from typing import Annotated, Any

from fastapi import Query
from fastapi.responses import Response
from sqlalchemy.orm import Session

from matching.codes.contracts import ContractForm
from service.codelists.organisations import OWNERS
from service.limits.endpoints import QUOTAS
from service.limits.rules import QUOTA_REQUIREMENTS
from service.limits.schemas import QuotaListing, QuotaOut
from service.municipalities import repository as municipalities
from service.organisations import repository as organisations
from service.pages.asked import KeptUpAsked
from service.pages.forms import Form
from service.pages.route import page_router
from service.pages.upkeep import Upkeep
from service.pages.visitor import Db, SignedInVisitor, Visitor
from service.pages.written import number, period
from service.registry import repository
from service.requirements import by_code

AT_ONCE = 30
LIST = "/quotas"
LOOKING = "look at what it agreed about numbers here"
WORDS = ("ownerId", "placeMunicipalityCode", "contractForm")
NUMBERS = ("minimum", "minimumPercent", "maximum")
TICKS = ("youthOnly", "fromShelterOnly")

router = page_router()


@router.get(LIST)
def listed(asked: Annotated[KeptUpAsked, Query()], visitor: SignedInVisitor, db: Db) -> Response:
    """What is agreed, with whom and until when."""
    KEPT.permit(visitor)
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


def _written(form: Form) -> dict[str, Any]:
    return {
        **{name: form.one(name) or None for name in WORDS},
        **{name: number(form.one(name)) if form.one(name) else None for name in NUMBERS},
        **{name: name in form.fields for name in TICKS},
        "period": period(form),
    }


def _beside(visitor: Visitor, db: Session, _: Form, row: QuotaOut | None) -> dict[str, Any]:
    owners = organisations.called(db, *OWNERS)
    if row and row.owner_id and row.owner_id not in owners:
        owners |= organisations.names_of(db, [row.owner_id])
    return {
        "owners": [(str(each), name) for each, name in owners.items()],
        "municipalities": municipalities.names(db),
        "forms": visitor.options(ContractForm),
    }


KEPT = Upkeep(QUOTAS, LIST, LOOKING, _written, _written, _beside, by_code(QUOTA_REQUIREMENTS))
KEPT.add_to(router)
