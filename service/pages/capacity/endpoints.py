"""What the teams of a care provider can carry: to see, register and change."""

from typing import Annotated, Any

from fastapi import Query
from fastapi.responses import Response
from sqlalchemy.orm import Session

from matching.codes.care import CareType
from service.capacity.endpoints import SUPPORT_CAPACITIES
from service.capacity.schemas import (
    SupportCapacityListing,
    SupportCapacityOut,
)
from service.pages.asked import KeptUpAsked
from service.pages.capacity.short import CASELOAD, enough_for
from service.pages.forms import Form
from service.pages.route import page_router
from service.pages.upkeep import Upkeep
from service.pages.visitor import Db, SignedInVisitor, Visitor
from service.pages.written import number, period
from service.regions import repository as regions
from service.registry import repository
from service.rounds.scope_repository import region_names
from service.rounds.standing_repository import asked_for

AT_ONCE = 30
LIST = "/capacity"
LOOKING = "look at the capacity of its teams here"
WORDS = ("team", "regionId", "careType")
FOR_GOOD = frozenset({"regionId", "careType"})
"""Another region or kind of support is another capacity."""

router = page_router()


@router.get(LIST)
def listed(asked: Annotated[KeptUpAsked, Query()], visitor: SignedInVisitor, db: Db) -> Response:
    """Each team with its slots, and whose place failed for one slot in the last round."""
    actor = visitor.actor
    KEPT.permit(visitor)
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


def _registering(form: Form) -> dict[str, Any]:
    filled: dict[str, Any] = {name: form.one(name) for name in WORDS if form.one(name)}
    slots = {"slots": number(form.one("slots"))} if form.one("slots") else {}
    return filled | slots | {"period": period(form)}


def _changing(form: Form) -> dict[str, Any]:
    written = {name: each for name, each in _registering(form).items() if name not in FOR_GOOD}
    return {"team": "", "slots": ""} | written


def _beside(
    visitor: Visitor, db: Session, _: Form, row: SupportCapacityOut | None
) -> dict[str, Any]:
    return {
        "region": region_names(db, [row.region_id])[row.region_id] if row else "",
        "regions": [(str(id), name) for id, name in regions.names(db).items()],
        "care_types": [each for each in visitor.options(CareType) if each[0] != CareType.NONE],
    }


KEPT = Upkeep(SUPPORT_CAPACITIES, LIST, LOOKING, _registering, _changing, _beside)
KEPT.add_to(router)
