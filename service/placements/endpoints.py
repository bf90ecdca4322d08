"""Placements over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from service import reading
from service.conditional import located, tagged
from service.db import Db
from service.headers import API_PREFIX
from service.models import Placement
from service.placements import service, views
from service.placements.schemas import (
    EndingIn,
    PlacementListing,
    PlacementPage,
    PlacementShown,
)
from service.placements.views import View
from service.routing import Once, domain_router
from service.security import Caller
from service.wire import Body

router = domain_router("/placements", tag="placements")


@router.get(
    "", operation_id="listPlacements", summary="List each placement", response_model=PlacementPage
)
def listed(query: Annotated[PlacementListing, Query()], db: Db, actor: Caller) -> PlacementPage:
    """Each placement (plaatsing) that the caller is a party to or decided on, by pages. Owners and
    receiving municipalities see the place and the period, not the household."""
    return views.shown_page(db, actor, reading.many(db, Placement, query))


@router.get(
    "/{id}",
    operation_id="readPlacement",
    summary="Read a placement",
    response_model=PlacementShown,
)
def read(id: UUID, response: Response, db: Db, actor: Caller) -> View:
    """One placement (plaatsing), as far as the caller may see it."""
    row = reading.one(db, Placement, id)
    tagged(response, row)
    return views.shown(db, actor, [row])[0]


@router.post(
    "/{id}/endings",
    status_code=201,
    dependencies=[Once],
    operation_id="endPlacement",
    summary="End a placement",
    response_model=PlacementShown,
)
def end(id: UUID, body: Body[EndingIn], response: Response, db: Db, actor: Caller) -> View:
    """Ends a placement and its lease on a day; the place is free again from the day after, and who
    goes back to a shelter waits again with the turn it had."""
    row = service.end(db, actor, id, body)
    located(response, f"{API_PREFIX}/placements", row)
    return views.shown(db, actor, [row])[0]
