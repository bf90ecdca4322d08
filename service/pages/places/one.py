"""One of one's own places: to look at, correct, withdraw and bring back."""

from uuid import UUID

from fastapi.responses import Response
from sqlalchemy.orm import Session

from geo.crs import to_rd
from matching.codes.households import AgeBand
from service.actor import Actor
from service.codelists.organisations import OWNERS
from service.codelists.places import PlaceState
from service.errors import NotFound
from service.geography import located
from service.pages.forms import Form, parsed
from service.pages.kept import Kept
from service.pages.places.endpoints import OF_PROPERTY, RULES
from service.pages.places.form import place_change, place_form, property_change
from service.pages.places.lookup import asks, looked_up, map_at
from service.pages.places.page import form_page
from service.pages.refusals import NOT_RENAMED, Refused, at_fields, check
from service.pages.route import page_router
from service.pages.visitor import Db, OwnForm, SignedInVisitor, Visitor
from service.permission import permit
from service.places.endpoints import PLACES
from service.places.schemas import PlaceChange, PlaceOut
from service.places.standing_still import WHILE_LIVED_IN, WHILE_OFFERED
from service.properties.endpoints import PROPERTIES
from service.properties.schemas import PropertyChange, PropertyOut
from service.registry import service

STANDS_STILL = {
    PlaceState.OFFERED: (WHILE_OFFERED,),
    PlaceState.OCCUPIED: WHILE_LIVED_IN,
}

router = page_router()


@router.get("/places/{id}")
def read(id: UUID, visitor: SignedInVisitor, db: Db, saved: bool = False) -> Response:
    """One place, what of it stands still, and what can be done with it."""
    return _page(visitor, db, id, visitor.sent_before(), saved=saved)


@router.get("/places/{id}/correction")
def correct(id: UUID, visitor: SignedInVisitor, db: Db) -> Response:
    """The form, filled in with how it stands."""
    return _form(visitor, db, id, visitor.sent_before())


@router.post("/places/{id}/correction", name="correctPlace")
def change(id: UUID, visitor: SignedInVisitor, form: OwnForm) -> Response:
    """Corrects the place and its address: both, or nothing. With the button to look the address up,
    it does that alone."""
    here = f"/places/{id}/correction"
    if asks(form):
        return visitor.again(here, Kept(form), lambda db, sent: _form(visitor, db, id, sent))
    try:
        with at_fields(RULES), visitor.working() as db:
            _change(db, visitor.actor, id, form)
    except Refused as refused:
        sent = refused.of_row(form)
        return visitor.again(here, sent, lambda db, sent: _form(visitor, db, id, sent))
    return visitor.to(f"/places/{id}?saved=1")


@router.post("/places/{id}/withdrawal", name="withdrawPlace")
def withdraw(id: UUID, visitor: SignedInVisitor, form: OwnForm) -> Response:
    """Takes it out of every round to come."""
    try:
        with at_fields(), visitor.working() as db:
            service.withdraw(db, visitor.actor, PLACES, id, form.if_match())
    except Refused as refused:
        return _again(visitor, id, refused)
    return visitor.to(f"/places/{id}?saved=1")


@router.post("/places/{id}/return", name="bringPlaceBack")
def bring_back(id: UUID, visitor: SignedInVisitor, form: OwnForm) -> Response:
    """A place that was withdrawn is a draft again."""
    try:
        with at_fields(), visitor.working() as db:
            draft = parsed(PlaceChange, {"draft": True})
            service.change(db, visitor.actor, PLACES, id, draft, form.if_match())
    except Refused as refused:
        return _again(visitor, id, refused)
    return visitor.to(f"/places/{id}?saved=1")


def _mine(db: Session, actor: Actor, id: UUID) -> tuple[PlaceOut, PropertyOut]:
    permit(actor, OWNERS, "look at its places here")
    place = PlaceOut.model_validate(located.read(db, PLACES, id))
    if place.organisation_id != actor.organisation_id:
        raise NotFound("There is no place of yours with this id.")
    at = located.read(db, PROPERTIES, place.property_id)
    return place, PropertyOut.model_validate(at)


def _change(db: Session, actor: Actor, id: UUID, form: Form) -> None:
    place, at = _mine(db, actor, id)
    where, terms = property_change(form, at), place_change(form, place)
    check((PropertyChange, where, OF_PROPERTY), (PlaceChange, terms, NOT_RENAMED))
    moved = parsed(PropertyChange, where)
    service.change(db, actor, PROPERTIES, at.id, moved, form.if_match("propertyVersion"))
    service.change(db, actor, PLACES, id, parsed(PlaceChange, terms), form.if_match())


def _form(visitor: Visitor, db: Session, id: UUID, sent: Kept) -> Response:
    """As it was sent, with what was found where the address is looked up; else as it stands."""
    place, at = _mine(db, visitor.actor, id)
    if asks(sent.form):
        return form_page(visitor, db, *looked_up(db, sent.form), place=place)
    filled = sent.over(place_form(place, at))
    return form_page(visitor, db, filled.form, status=filled.status, place=place)


def _again(visitor: Visitor, id: UUID, refused: Refused) -> Response:
    sent = refused.of(Form())
    return visitor.again(f"/places/{id}", sent, lambda db, sent: _page(visitor, db, id, sent))


def _page(visitor: Visitor, db: Session, id: UUID, sent: Kept, *, saved: bool = False) -> Response:
    place, at = _mine(db, visitor.actor, id)
    longitude, latitude = at.geometry.coordinates
    return visitor.shows(
        db,
        "places/one.html",
        sent.status,
        place=place,
        at=at,
        form=sent.form,
        bands=len(AgeBand),
        map=map_at(db, to_rd((longitude, latitude)), "#where", place.owner_reference),
        still=STANDS_STILL.get(place.state, ()),
        saved=saved,
    )
