"""How many leases a care provider may hold in its own name: to see, register and change."""

from typing import Annotated, Any

from fastapi import Query
from fastapi.responses import Response

from service.capacity.endpoints import LEASE_BUDGETS
from service.capacity.rules import leases_held
from service.capacity.schemas import (
    LeaseBudgetListing,
    LeaseBudgetOut,
)
from service.pages.asked import KeptUpAsked
from service.pages.capacity.short import LEASES, enough_for
from service.pages.forms import Form
from service.pages.route import page_router
from service.pages.upkeep import Upkeep
from service.pages.visitor import Db, SignedInVisitor
from service.pages.written import number, period
from service.registry import repository
from service.rounds.standing_repository import asked_for

AT_ONCE = 30
LIST = "/lease-budgets"
LOOKING = "look at the leases that it may hold here"

router = page_router()


@router.get(LIST)
def listed(asked: Annotated[KeptUpAsked, Query()], visitor: SignedInVisitor, db: Db) -> Response:
    """How many in which time, how many there are, and for whom one more was enough."""
    actor = visitor.actor
    KEPT.permit(visitor)
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


def _registering(form: Form) -> dict[str, Any]:
    leases = {"leases": number(form.one("leases"))} if form.one("leases") else {}
    return leases | {"period": period(form)}


def _changing(form: Form) -> dict[str, Any]:
    return {"leases": ""} | _registering(form)


KEPT = Upkeep(LEASE_BUDGETS, LIST, LOOKING, _registering, _changing, lambda *_: {})
KEPT.add_to(router)
