"""Places: one's own, and the form to register one."""

from typing import Annotated
from uuid import UUID, uuid4

from fastapi import Query
from fastapi.responses import Response
from pydantic import Field
from sqlalchemy.orm import Session

from matching.codes.places import PlaceKind
from service.actor import Actor
from service.codelists.organisations import OWNERS
from service.codelists.places import PlaceState
from service.geography import located
from service.municipalities import repository as municipalities
from service.pages.asked import Chosen, PartAsked
from service.pages.forms import Form, parsed
from service.pages.kept import Kept
from service.pages.places.form import place_body, property_body
from service.pages.places.lookup import asks, looked_up
from service.pages.places.page import form_page
from service.pages.refusals import NOT_RENAMED, Refused, at_fields, check
from service.pages.route import page_router
from service.pages.visitor import Db, OwnForm, SignedInVisitor, Visitor
from service.permission import permit
from service.places.endpoints import PLACES
from service.places.schemas import PlaceIn, PlaceListing, PlaceOut
from service.places.terms import TERMS
from service.properties.address_rules import ADDRESS_RULES
from service.properties.endpoints import PROPERTIES
from service.properties.schemas import PropertyIn
from service.registry import repository, service
from service.requirements import by_code
from service.wire import MunicipalityCode, Reference

AT_ONCE = 30
FORM = "/places/new"
BY_REFERENCE = {"sort": "ownerReference", "limit": AT_ONCE}
RULES = by_code(TERMS, ADDRESS_RULES)
OF_PROPERTY = {"kind": "propertyKind", "geometry": "point"}
"""How the form calls fields of a property that a place has too."""

router = page_router()


class PlacesAsked(PartAsked):
    """Which of one's places."""

    state: Annotated[PlaceState | None, Chosen] = None
    kind: Annotated[PlaceKind | None, Chosen] = None
    municipality_code: Annotated[MunicipalityCode | None, Chosen] = None
    search: Annotated[Reference | None, Chosen] = None
    registered: Annotated[UUID | None, Chosen, Field(exclude=True)] = None


@router.get("/places")
def listed(asked: Annotated[PlacesAsked, Query()], visitor: SignedInVisitor, db: Db) -> Response:
    """One's own places, with their state."""
    actor = visitor.actor
    permit(actor, OWNERS, "look at its places here")
    chosen = asked.model_dump(by_alias=True) | {"organisationId": actor.organisation_id}
    found = located.page(db, PLACES, PlaceListing.model_validate(chosen | BY_REFERENCE))
    registered = repository.own(db, PLACES, actor, asked.registered) if asked.registered else None
    return visitor.shows(
        db,
        "places/list.html",
        registered=registered,
        places=[PlaceOut.model_validate(row) for row in found.rows],
        asked=asked,
        states=list(PlaceState),
        kinds=list(PlaceKind),
        municipalities=municipalities.names(db),
        next_cursor=found.next_cursor,
    )


@router.get(FORM)
def new(visitor: SignedInVisitor, db: Db) -> Response:
    """The form."""
    permit(visitor.actor, OWNERS, "register a place")
    return _shown(visitor, db, visitor.sent_before())


@router.post(FORM)
def register(visitor: SignedInVisitor, form: OwnForm) -> Response:
    """Registers the address and the place at it: both, or nothing. With the button to look the
    address up, it does that alone."""
    if asks(form):
        return _again(visitor, Kept(form))
    try:
        with at_fields(RULES, conflict=("ownerReference", "reference_taken")):
            check(
                (PropertyIn, property_body(form), OF_PROPERTY),
                (PlaceIn, place_body(form, str(uuid4())), NOT_RENAMED),
            )
            with visitor.working() as db:
                place = _registered(db, visitor.actor, form)
    except Refused as refused:
        return _again(visitor, refused.of(form))
    return visitor.to(f"/places?registered={place}")


def _again(visitor: Visitor, sent: Kept) -> Response:
    return visitor.again(FORM, sent, lambda db, sent: _shown(visitor, db, sent))


def _shown(visitor: Visitor, db: Session, sent: Kept) -> Response:
    """The form, with what was found where the address is looked up."""
    if asks(sent.form):
        return form_page(visitor, db, *looked_up(db, sent.form))
    return form_page(visitor, db, sent.form, status=sent.status)


def _registered(db: Session, actor: Actor, form: Form) -> UUID:
    at = service.create(db, actor, PROPERTIES, parsed(PropertyIn, property_body(form)))
    body = parsed(PlaceIn, place_body(form, str(at.id)))
    return service.create(db, actor, PLACES, body).id
