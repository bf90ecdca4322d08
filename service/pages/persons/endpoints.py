"""Who belongs to a household, for its care provider: written down, corrected and removed."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Query
from fastapi.responses import Response
from sqlalchemy.orm import Session

from service.actor import Actor
from service.errors import NotFound
from service.households.endpoints import HOUSEHOLDS
from service.households.schemas import HouseholdOut
from service.models import Person, Request
from service.pages.asked import Chosen
from service.pages.filled import form_of
from service.pages.forms import Form, parsed
from service.pages.kept import Kept
from service.pages.refusals import Refused, at_fields
from service.pages.route import page_router
from service.pages.visitor import Db, OwnForm, SignedInVisitor, Visitor
from service.pages.written import day
from service.permission import permit
from service.persons import repository as persons
from service.persons.endpoints import PERSONS
from service.persons.schemas import PersonChange, PersonIn
from service.registry import repository, service
from service.requests.endpoints import REQUESTS
from service.wire import Asked

FIELDS = ("givenName", "familyName", "dateOfBirth", "phone", "email")
MAY_BE_EMPTY = frozenset({"phone", "email"})

router = page_router("requests")


SavedAs = Literal["", "written", "removed"]


class PersonsAsked(Asked):
    """Whom to correct, and what was just done."""

    correct: Annotated[UUID | None, Chosen] = None
    done: SavedAs = ""


@router.get("/requests/{id}/persons")
def read(
    id: UUID, asked: Annotated[PersonsAsked, Query()], visitor: SignedInVisitor, db: Db
) -> Response:
    """All that are written down, and the form for one more or for who is corrected."""
    return _page(visitor, db, id, visitor.sent_before(), asked)


@router.post("/requests/{id}/persons", name="writePersonDown")
def write(id: UUID, visitor: SignedInVisitor, form: OwnForm) -> Response:
    """Writes one down, or corrects who the form was filled in from."""
    try:
        with at_fields(), visitor.working() as db:
            _write(db, visitor.actor, _request(db, visitor, id), form)
    except Refused as refused:
        return _again(visitor, id, form, refused.of_row(form))
    return visitor.to(f"/requests/{id}/persons?done=written")


@router.post("/requests/{id}/persons/withdrawal", name="removePerson")
def remove(id: UUID, visitor: SignedInVisitor, form: OwnForm) -> Response:
    """Nothing of them is kept."""
    try:
        with at_fields(), visitor.working() as db:
            row = _person(db, _request(db, visitor, id), form)
            service.withdraw(db, visitor.actor, PERSONS, row.id, form.if_match())
    except Refused as refused:
        return _again(visitor, id, form, refused.of(Form()))
    return visitor.to(f"/requests/{id}/persons?done=removed")


def _request(db: Session, visitor: Visitor, id: UUID) -> Request:
    permit(visitor.actor, PERSONS.writers, "look at who its households are")
    return repository.get(db, REQUESTS, id)


def _person(db: Session, request: Request, form: Form) -> Person:
    """Whom a form names, of the household of the request."""
    for row in persons.of_household(db, request.household_id):
        if str(row.id) == form.one("person"):
            return row
    raise NotFound(f"There is no {PERSONS.noun} with this id.")


def _write(db: Session, actor: Actor, request: Request, form: Form) -> None:
    filled = {name: text for name in FIELDS if (text := form.one(name))}
    if "dateOfBirth" in filled:
        filled["dateOfBirth"] = day(filled["dateOfBirth"])
    if not form.one("person"):
        said = {"anotherPerson": True} if form.one("anotherPerson") else {}
        body = parsed(PersonIn, filled | said | {"householdId": str(request.household_id)})
        service.create(db, actor, PERSONS, body)
        return
    emptied: dict[str, Any] = dict.fromkeys(MAY_BE_EMPTY)
    change = parsed(PersonChange, dict.fromkeys(FIELDS, "") | emptied | filled)
    row = _person(db, request, form)
    service.change(db, actor, PERSONS, row.id, change, form.if_match())


def _again(visitor: Visitor, id: UUID, form: Form, sent: Kept) -> Response:
    """The page, with the form about whom it was about."""
    asked = PersonsAsked.model_validate({"correct": form.one("person")})
    about = f"?correct={asked.correct}" if asked.correct else ""
    return visitor.again(
        f"/requests/{id}/persons{about}",
        sent,
        lambda db, sent: _page(visitor, db, id, sent, asked),
    )


def _page(visitor: Visitor, db: Session, id: UUID, sent: Kept, asked: PersonsAsked) -> Response:
    request = _request(db, visitor, id)
    household = repository.get(db, HOUSEHOLDS, request.household_id)
    found = persons.of_household(db, household.id)
    shown = {row.id: PERSONS.shown(db, visitor.actor, row) for row in found}
    correcting = shown.get(asked.correct) if asked.correct else None
    filled = sent.over(form_of(correcting)) if correcting else sent
    return visitor.shows(
        db,
        "persons/list.html",
        filled.status,
        request=REQUESTS.shown(db, visitor.actor, request),
        household=HouseholdOut.model_validate(household),
        persons=list(shown.values()),
        correcting=asked.correct if correcting else None,
        form=filled.form,
        done=asked.done,
        can_keep=db.info["marker"] is not None,
    )
