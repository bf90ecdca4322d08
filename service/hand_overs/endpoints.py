"""Hand-overs over HTTP."""

from uuid import UUID

from fastapi import Response

from service.conditional import located
from service.db import Db
from service.hand_overs import service
from service.hand_overs.schemas import (
    HandOverIn,
    HandOverListing,
    HandOverOut,
    PersonsHandedOver,
)
from service.headers import API_PREFIX
from service.models import HandOver
from service.registry.readable import Readable, add_reading
from service.routing import Once, domain_router
from service.security import Caller
from service.wire import Body

router = domain_router("/hand-overs", tag="hand-overs")
of_placements = domain_router("/placements", tag="placements")


@of_placements.post(
    "/{id}/hand-overs",
    status_code=201,
    dependencies=[Once],
    operation_id="openIdentity",
    summary="Open who comes to live in a place",
    response_model=HandOverOut,
)
def open_up(
    id: UUID, body: Body[HandOverIn], response: Response, db: Db, actor: Caller
) -> HandOver:
    """The landlord opens who comes (overdracht van persoonsgegevens), for a purpose, once everybody
    has said yes; 409 before. The care provider is told, and it is on record. It is read with
    `GET /v1/hand-overs/{id}/persons`."""
    row = service.open_up(db, actor, id, body)
    located(response, f"{API_PREFIX}/hand-overs", row)
    return row


add_reading(
    router,
    Readable(
        HandOver,
        path="hand-overs",
        name="HandOver",
        noun="hand-over",
        out=HandOverOut,
        listing=HandOverListing,
        one="One time that a landlord opened who comes (overdracht); not who they are.",
        each="Each time that the caller opened who comes, or that it was opened of people of the "
        "caller's (overdrachten), by pages.",
    ),
)


@router.get(
    "/{id}/persons",
    operation_id="readPersonsHandedOver",
    summary="Read who comes to live in a place",
    response_model=PersonsHandedOver,
)
def persons(id: UUID, db: Db, actor: Caller) -> dict[str, object]:
    """Who comes (persoonsgegevens), for the landlord that opened it: for a day, and as long as they
    live there; 409 after. Each read is on record, and the household can see it."""
    return {"hand_over_id": id, "persons": service.persons(db, actor, id)}
