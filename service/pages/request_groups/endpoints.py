"""Groups of requests: who lives together, all or none, and who never in one complex."""

from collections.abc import Collection
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from fastapi.responses import Response
from sqlalchemy.orm import Session

from matching.codes.households import GroupKind
from service.pages.asked import KeptUpAsked
from service.pages.forms import Form
from service.pages.route import page_router
from service.pages.upkeep import Upkeep
from service.pages.visitor import Db, SignedInVisitor, Visitor
from service.registry import repository
from service.request_groups.endpoints import REQUEST_GROUPS
from service.request_groups.repository import asking_in
from service.request_groups.schemas import (
    RequestGroupListing,
    RequestGroupOut,
)
from service.rounds.schemas import AskedFor
from service.rounds.standing_repository import asked_for

AT_ONCE = 30
LIST = "/request-groups"
LOOKING = "look at its groups of requests here"

router = page_router()


@router.get(LIST)
def listed(asked: Annotated[KeptUpAsked, Query()], visitor: SignedInVisitor, db: Db) -> Response:
    """One's own groups, each with the requests in it."""
    KEPT.permit(visitor)
    query = RequestGroupListing(cursor=asked.cursor, limit=AT_ONCE)
    found = repository.listed(db, REQUEST_GROUPS, query)
    return visitor.shows(
        db,
        "request_groups/list.html",
        groups=[RequestGroupOut.model_validate(row) for row in found.rows],
        asking=_asking(db, [row.id for row in found.rows]),
        asked=asked,
        next_cursor=found.next_cursor,
    )


def _asking(db: Session, group_ids: Collection[UUID]) -> dict[UUID | None, list[AskedFor]]:
    """Who is in each of the groups."""
    asking = asking_in(db, group_ids)
    known = asked_for(db, [id for ids in asking.values() for id in ids])
    return {group: [known[id] for id in ids if id in known] for group, ids in asking.items()}


def _registering(form: Form) -> dict[str, Any]:
    return {name: form.one(name) for name in ("kind", "name") if form.one(name)}


def _changing(form: Form) -> dict[str, Any]:
    return {"kind": "", "name": ""} | _registering(form)


def _beside(visitor: Visitor, db: Session, _: Form, row: RequestGroupOut | None) -> dict[str, Any]:
    asking = _asking(db, [row.id]).get(row.id, []) if row else []
    return {"kinds": visitor.unexplained(GroupKind), "asking": asking}


KEPT = Upkeep(REQUEST_GROUPS, LIST, LOOKING, _registering, _changing, _beside)
KEPT.add_to(router)
