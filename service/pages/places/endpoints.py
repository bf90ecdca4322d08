"""Places: one's own, and the form to register one."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import uuid4

from fastapi import Query
from fastapi.responses import Response
from pydantic import ValidationError
from sqlalchemy.orm import Session

from geo.errors import GeographyError
from matching.codes.care import CareLevel, CareType
from matching.codes.contracts import ContractForm, TenureTitle
from matching.codes.places import Accessibility, PlaceKind
from service.actor import Actor
from service.codelists.organisations import OWNERS
from service.codelists.places import PlaceState, PropertyKind
from service.errors import Conflict, InvalidInput
from service.geography import located
from service.municipalities import repository as municipalities
from service.pages.asked import Chosen, PartAsked
from service.pages.explained import FORMS, TITLES
from service.pages.forms import Form, Wrong, parsed, wrong_in
from service.pages.places.form import place_body, property_body
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
from service.requirements import Requirement

AT_ONCE = 30
_TABLES: tuple[Sequence[Requirement[Any]], ...] = (TERMS, ADDRESS_RULES)
RULES = {rule.code: rule for table in _TABLES for rule in table}

router = page_router()


class PlacesAsked(PartAsked):
    """Which of one's places."""

    state: Annotated[PlaceState | None, Chosen] = None
    registered: Annotated[str | None, Chosen] = None


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
    """Registers the address and the place at it: both, or nothing."""
    wrong = _faults(form)
    if not wrong:
        try:
            with visitor.working() as db:
                reference = _registered(db, visitor.actor, form)
            return visitor.to(f"/places?registered={reference}")
        except InvalidInput as error:
            wrong = {f.where.removeprefix("body."): RULES.get(f.code, f.code) for f in error.faults}
        except GeographyError as error:
            wrong = {"town": error}
        except Conflict:
            wrong = {"ownerReference": "reference_taken"}
    with visitor.working() as db:
        return _form(visitor, db, form.refused(wrong), 400)


def _faults(form: Form) -> dict[str, Wrong]:
    """What is wrong with the fields of either, all at once."""
    wrong: dict[str, Wrong] = {}
    for model, body in (
        (PropertyIn, property_body(form)),
        (PlaceIn, place_body(form, str(uuid4()))),
    ):
        try:
            parsed(model, body)
        except ValidationError as error:
            wrong |= wrong_in(error, {"kind": "propertyKind"} if model is PropertyIn else {})
    return wrong


def _registered(db: Session, actor: Actor, form: Form) -> str:
    at = service.create(db, actor, PROPERTIES, parsed(PropertyIn, property_body(form)))
    body = parsed(PlaceIn, place_body(form, str(at.id)))
    return service.create(db, actor, PLACES, body).owner_reference


def _form(visitor: Visitor, db: Session, form: Form, status: int = 200) -> Response:
    return visitor.shows(
        db,
        "places/new.html",
        status,
        form=form,
        municipalities=municipalities.names(db),
        property_kinds=visitor.options(PropertyKind),
        kinds=visitor.options(PlaceKind),
        forms=visitor.explained(ContractForm, FORMS),
        titles=visitor.explained(TenureTitle, TITLES),
        accessibilities=visitor.options(Accessibility),
        care_types=[each for each in visitor.unexplained(CareType) if each[0] != CareType.NONE],
        care_levels=visitor.options(CareLevel),
    )
