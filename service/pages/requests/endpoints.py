"""Requests: a care provider's own, why one has no place yet, and the form to ask for one."""

from typing import Annotated, Literal
from uuid import UUID, uuid4

from fastapi import Query
from fastapi.responses import Response
from sqlalchemy.orm import Session

from service.actor import Actor
from service.clock import today
from service.codelists.requests import RequestState
from service.households.endpoints import HOUSEHOLDS
from service.households.requirements import REQUIREMENTS as OF_HOUSEHOLDS
from service.households.schemas import HouseholdIn
from service.municipalities import repository as municipalities
from service.pages.asked import Chosen, PartAsked
from service.pages.forms import Form, parsed
from service.pages.kept import Kept
from service.pages.refusals import NOT_RENAMED, Refused, at_fields, check
from service.pages.requests.form import household_body, request_body
from service.pages.requests.locations import SHOW, body_of, filled_in
from service.pages.requests.page import form_page
from service.pages.route import page_router
from service.pages.visitor import Db, OwnForm, SignedInVisitor, Visitor
from service.permission import permit
from service.persons.agreeing import REQUIREMENTS as OF_PERSONS
from service.proposals import repository as proposals
from service.registry import repository, service
from service.requests.endpoints import REQUESTS
from service.requests.requirements import REQUIREMENTS
from service.requests.schemas import RequestIn, RequestListing, RequestOut
from service.requirements import by_code
from service.wire import MunicipalityCode, Reference

AT_ONCE = 30
FORM = "/requests/new"
RULES = by_code(REQUIREMENTS, OF_HOUSEHOLDS, OF_PERSONS)

router = page_router("requests")


class RequestsAsked(PartAsked):
    """Which of one's requests."""

    state: Annotated[RequestState | None, Chosen] = None
    municipality_code: Annotated[MunicipalityCode | None, Chosen] = None
    search: Annotated[Reference | None, Chosen] = None
    sort: Literal["providerReference", "waitingSinceDate"] = "providerReference"


@router.get("/requests")
def listed(asked: Annotated[RequestsAsked, Query()], visitor: SignedInVisitor, db: Db) -> Response:
    """One's own requests, and where each stands."""
    actor = visitor.actor
    permit(actor, REQUESTS.writers, "look at its requests here")
    chosen = asked.model_dump(by_alias=True) | {"limit": AT_ONCE}
    found = repository.listed(db, REQUESTS, RequestListing.model_validate(chosen))
    return visitor.shows(
        db,
        "requests/list.html",
        requests=[REQUESTS.shown(db, actor, row) for row in found.rows],
        proposed=proposals.proposed_for(db, [row.id for row in found.rows]),
        asked=asked,
        states=list(RequestState),
        municipalities=municipalities.names(db),
        next_cursor=found.next_cursor,
    )


@router.get(FORM)
def new(visitor: SignedInVisitor, db: Db) -> Response:
    """The form."""
    permit(visitor.actor, REQUESTS.writers, "ask for a place")
    return shown(visitor, db, visitor.sent_before())


@router.post(FORM)
def ask(visitor: SignedInVisitor, form: OwnForm) -> Response:
    """Registers the household and its request: both, or nothing. With the button to look at the
    map, it does that alone."""
    if SHOW in form.fields:
        return _again(visitor, Kept(form))
    try:
        with at_fields(RULES, conflict=("providerReference", "reference_taken")):
            check(
                (HouseholdIn, household_body(form, today().isoformat()), NOT_RENAMED),
                (RequestIn, request_body(form, str(uuid4())), NOT_RENAMED),
            )
            with visitor.working() as db:
                made = _asked(db, visitor.actor, form)
    except Refused as refused:
        return _again(visitor, refused.of(form))
    return visitor.to(f"/requests/{made}?asked=1")


def _again(visitor: Visitor, sent: Kept) -> Response:
    return visitor.again(FORM, sent, lambda db, sent: shown(visitor, db, sent))


def shown(visitor: Visitor, db: Session, sent: Kept, request: RequestOut | None = None) -> Response:
    """The form, for a new request or for one that is corrected, with a map where that is asked
    for."""
    form = sent.form
    if SHOW not in form.fields:
        return form_page(visitor, db, form, sent.status, request=request)
    try:
        found = filled_in(db, form)
    except Refused as refused:
        again = form.refused(refused.wrong)
        return form_page(visitor, db, again, refused.status, request=request)
    return form_page(visitor, db, form, found=found, request=request)


def _asked(db: Session, actor: Actor, form: Form) -> UUID:
    located = body_of(form, filled_in(db, form))
    body = parsed(HouseholdIn, household_body(form, today().isoformat()))
    household = service.create(db, actor, HOUSEHOLDS, body)
    asking = parsed(RequestIn, {**request_body(form, str(household.id)), **located})
    return service.create(db, actor, REQUESTS, asking).id
