"""One request: why it has no place yet, to correct, to pause, to take up again and to withdraw."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from fastapi.responses import Response
from sqlalchemy.orm import Session

from service.clock import today
from service.codelists.organisations import DECIDERS
from service.codelists.requests import RequestState
from service.errors import NotFound
from service.households.endpoints import HOUSEHOLDS
from service.households.schemas import HouseholdChange, HouseholdOut
from service.pages.forms import Form, parsed
from service.pages.kept import Kept
from service.pages.refusals import NOT_RENAMED, Refused, at_fields, check
from service.pages.requests.correction import (
    household_change,
    located_change,
    request_change,
    request_form,
)
from service.pages.requests.endpoints import RULES, shown
from service.pages.requests.locations import SHOW, filled_in
from service.pages.requests.others import named
from service.pages.route import page_router
from service.pages.visitor import Db, OwnForm, SignedInVisitor, Visitor
from service.pages.written import day
from service.permission import permit
from service.proposals import repository as proposals
from service.registry import repository, service
from service.requests.endpoints import REQUESTS
from service.requests.schemas import RequestChange, RequestOut
from service.requests.workflow import CHANGEABLE, MOVES, Mover
from service.rounds.advising import as_heard_by, in_short
from service.rounds.schemas import UnplacedOut
from service.rounds.unplaced_repository import last_unplaced

router = page_router("requests")


@router.get("/requests/{id}")
def read(
    id: UUID, visitor: SignedInVisitor, db: Db, asked: bool = False, saved: bool = False
) -> Response:
    """One request, and why the last round had nothing for it: for who asked, who can change it, and
    for who decides."""
    return _page(visitor, db, id, visitor.sent_before(), registered=asked, saved=saved)


@router.get("/requests/{id}/correction")
def correct(id: UUID, visitor: SignedInVisitor, db: Db) -> Response:
    """The form, filled in with how it stands."""
    return _form(visitor, db, id, visitor.sent_before())


@router.post("/requests/{id}/correction", name="correctRequest")
def change(id: UUID, visitor: SignedInVisitor, form: OwnForm) -> Response:
    """Corrects the household and its request: both, or nothing. With the button to look at the map,
    it does that alone."""
    here = f"/requests/{id}/correction"
    if SHOW in form.fields:
        return visitor.again(here, Kept(form), lambda db, sent: _form(visitor, db, id, sent))
    try:
        with at_fields(RULES), visitor.working() as db:
            _change(db, visitor, id, form)
    except Refused as refused:
        sent = refused.of_row(form)
        return visitor.again(here, sent, lambda db, sent: _form(visitor, db, id, sent))
    return visitor.to(f"/requests/{id}?saved=1")


@router.post("/requests/{id}/moves", name="moveRequest")
def move(id: UUID, visitor: SignedInVisitor, form: OwnForm) -> Response:
    """Pauses it until a day, takes it up again, or withdraws it."""
    body = {"state": form.one("state")}
    if body["state"] == RequestState.PARKED:
        body["parkedUntilDate"] = day(form.one("parkedUntilDate"))
    try:
        with at_fields(RULES), visitor.working() as db:
            _move(db, visitor, id, parsed(RequestChange, body), form)
    except Refused as refused:
        sent = refused.of_row(form)
        return visitor.again(f"/requests/{id}", sent, lambda db, sent: _page(visitor, db, id, sent))
    return visitor.to(f"/requests/{id}?saved=1")


def _move(db: Session, visitor: Visitor, id: UUID, asked: Any, form: Form) -> None:
    if asked.state is RequestState.WITHDRAWN:
        service.withdraw(db, visitor.actor, REQUESTS, id, form.if_match())
    else:
        service.change(db, visitor.actor, REQUESTS, id, asked, form.if_match())


def _mine(db: Session, visitor: Visitor, id: UUID) -> tuple[RequestOut, HouseholdOut]:
    """The request with its household, of one's own."""
    permit(visitor.actor, REQUESTS.writers, "look at its requests here")
    row = repository.own(db, REQUESTS, visitor.actor, id)
    shown = REQUESTS.shown(db, visitor.actor, row)
    household = repository.get(db, HOUSEHOLDS, row.household_id)
    return RequestOut.model_validate(shown), HouseholdOut.model_validate(household)


def _form(visitor: Visitor, db: Session, id: UUID, sent: Kept) -> Response:
    """As it was sent; else as it stands."""
    request, household = _mine(db, visitor, id)
    return shown(visitor, db, sent.over(request_form(request, household)), request)


def _change(db: Session, visitor: Visitor, id: UUID, form: Form) -> None:
    request, household = _mine(db, visitor, id)
    before = request_form(request, household)
    who = household_change(form, household, today().isoformat())
    asked = request_change(form, before, request)
    check((HouseholdChange, who, NOT_RENAMED), (RequestChange, asked, NOT_RENAMED))
    asked |= located_change(form, before, request, filled_in(db, form))
    of_household = parsed(HouseholdChange, who)
    version = form.if_match("householdVersion")
    service.change(db, visitor.actor, HOUSEHOLDS, household.id, of_household, version)
    body = parsed(RequestChange, asked)
    service.change(db, visitor.actor, REQUESTS, id, body, form.if_match())


def _page(
    visitor: Visitor,
    db: Session,
    id: UUID,
    sent: Kept,
    *,
    registered: bool = False,
    saved: bool = False,
) -> Response:
    permit(visitor.actor, REQUESTS.writers | DECIDERS, "look at a request here")
    row = repository.get(db, REQUESTS, id)
    why: UnplacedOut | None = None
    with suppress(NotFound):
        why = in_short(as_heard_by(visitor.actor, last_unplaced(db, id)))
    return visitor.shows(
        db,
        "requests/one.html",
        sent.status,
        request=REQUESTS.shown(db, visitor.actor, row),
        household=HouseholdOut.model_validate(repository.get(db, HOUSEHOLDS, row.household_id)),
        mine=row.organisation_id == visitor.actor.organisation_id,
        can_change=row.state in CHANGEABLE,
        moves={to.value for to, by in MOVES[row.state].items() if Mover.PROVIDER in by},
        proposed=proposals.waits_for_decision(db, id),
        named=named(db, row),
        why=why,
        form=sent.form,
        registered=registered,
        saved=saved,
    )
