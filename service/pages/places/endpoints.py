"""Places: one's own, and the form to register one."""

from collections.abc import Sequence
from typing import Annotated
from uuid import uuid4

from fastapi import Query
from fastapi.responses import Response
from pydantic import Field
from sqlalchemy.orm import Session

from matching.codes.care import CareLevel, CareType
from matching.codes.contracts import ContractForm, TenureTitle
from matching.codes.places import Accessibility, PlaceKind
from matching.tenure import WITH_PERMIT
from service.actor import Actor
from service.codelists.organisations import OWNERS
from service.codelists.places import PlaceState, PropertyKind
from service.geography import located
from service.geography.suggesting import Suggestion
from service.municipalities import repository as municipalities
from service.pages.asked import Chosen, PartAsked
from service.pages.explained import FORMS, TITLES
from service.pages.forms import Form, parsed
from service.pages.places.form import place_body, property_body
from service.pages.places.lookup import asks, looked_up, map_of
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
from service.registry import service
from service.requirements import by_code

AT_ONCE = 30
RULES = by_code(TERMS, ADDRESS_RULES)

router = page_router()


class PlacesAsked(PartAsked):
    """Which of one's places."""

    state: Annotated[PlaceState | None, Chosen] = None
    registered: Annotated[str | None, Chosen, Field(exclude=True)] = None


@router.get("/places")
def listed(asked: Annotated[PlacesAsked, Query()], visitor: SignedInVisitor, db: Db) -> Response:
    """One's own places, with their state."""
    actor = visitor.actor
    permit(actor, OWNERS, "look at its places here")
    query = PlaceListing(
        organisationId=actor.organisation_id, state=asked.state, cursor=asked.cursor, limit=AT_ONCE
    )
    found = located.page(db, PLACES, query)
    return visitor.shows(
        db,
        "places/list.html",
        places=[PlaceOut.model_validate(row) for row in found.rows],
        asked=asked,
        states=list(PlaceState),
        next_cursor=found.next_cursor,
    )


@router.get("/places/new")
def new(visitor: SignedInVisitor, db: Db) -> Response:
    """The form."""
    permit(visitor.actor, OWNERS, "register a place")
    return _form(visitor, db, Form())


@router.post("/places/new")
def register(visitor: SignedInVisitor, form: OwnForm) -> Response:
    """Registers the address and the place at it: both, or nothing. With the button to look the
    address up, it does that alone."""
    if asks(form):
        with visitor.working() as db:
            permit(visitor.actor, OWNERS, "register a place")
            return _form(visitor, db, *looked_up(db, form))
    try:
        with at_fields(RULES, conflict=("ownerReference", "reference_taken")):
            check(
                (PropertyIn, property_body(form), {"kind": "propertyKind", "geometry": "point"}),
                (PlaceIn, place_body(form, str(uuid4())), NOT_RENAMED),
            )
            with visitor.working() as db:
                reference = _registered(db, visitor.actor, form)
    except Refused as refused:
        with visitor.working() as db:
            return _form(visitor, db, form.refused(refused.wrong), status=refused.status)
    return visitor.to(f"/places?registered={reference}")


def _registered(db: Session, actor: Actor, form: Form) -> str:
    at = service.create(db, actor, PROPERTIES, parsed(PropertyIn, property_body(form)))
    body = parsed(PlaceIn, place_body(form, str(at.id)))
    return service.create(db, actor, PLACES, body).owner_reference


def _form(
    visitor: Visitor,
    db: Session,
    form: Form,
    found: Sequence[Suggestion] = (),
    status: int = 200,
) -> Response:
    return visitor.shows(
        db,
        "places/new.html",
        status,
        form=form,
        found=found,
        map=map_of(db, form, found, form.one("street") or form.one("ownerReference")),
        asking=WITH_PERMIT,
        municipalities=municipalities.names(db),
        property_kinds=visitor.options(PropertyKind),
        kinds=visitor.options(PlaceKind),
        forms=visitor.explained(ContractForm, FORMS),
        titles=visitor.explained(TenureTitle, TITLES),
        accessibilities=visitor.options(Accessibility),
        care_types=[each for each in visitor.unexplained(CareType) if each[0] != CareType.NONE],
        care_levels=visitor.options(CareLevel),
    )
