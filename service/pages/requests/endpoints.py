"""Requests: a care provider's own, why one has no place yet, and the form to ask for one."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import Query
from fastapi.responses import Response
from sqlalchemy.orm import Session

from matching.codes.care import CareLevel, CareType
from matching.codes.contracts import ContractForm, TemporaryGround
from matching.codes.households import AgeBand, IncomeBand, Trait
from matching.codes.places import Accessibility
from service.actor import Actor
from service.clock import today
from service.codelists.requests import AnchorKind, EthosLight, FundingRegime, RequestState
from service.errors import NotFound
from service.households.endpoints import HOUSEHOLDS
from service.households.requirements import REQUIREMENTS as OF_HOUSEHOLDS
from service.households.schemas import HouseholdIn
from service.municipalities import repository as municipalities
from service.pages.asked import Chosen, PartAsked
from service.pages.explained import FOR_CARERS
from service.pages.forms import Form, parsed
from service.pages.languages import N_, translations
from service.pages.refusals import NOT_RENAMED, Refused, at_fields, check
from service.pages.requests.form import household_body, request_body
from service.pages.requests.locations import AREAS, SHOW, TIES, Where, body_of, filled_in, map_of
from service.pages.route import page_router
from service.pages.visitor import Db, OwnForm, SignedInVisitor, Visitor
from service.permission import permit
from service.registry import repository, service
from service.requests.endpoints import REQUESTS
from service.requests.requirements import REQUIREMENTS
from service.requests.schemas import RequestIn, RequestListing
from service.requirements import by_code
from service.rounds.advising import as_heard_by, in_short
from service.rounds.repository import last_unplaced
from service.rounds.schemas import UnplacedOut

AT_ONCE = 30
RULES = by_code(REQUIREMENTS, OF_HOUSEHOLDS)

NEAR, AWAY = N_("near here"), N_("not here")

router = page_router("requests")


class RequestsAsked(PartAsked):
    """Which of one's requests."""

    state: Annotated[RequestState | None, Chosen] = None


@router.get("/requests")
def listed(asked: Annotated[RequestsAsked, Query()], visitor: SignedInVisitor, db: Db) -> Response:
    """One's own requests, and where each stands."""
    actor = visitor.actor
    permit(actor, REQUESTS.writers, "look at its requests here")
    query = RequestListing(state=asked.state, cursor=asked.cursor, limit=AT_ONCE)
    found = repository.listed(db, REQUESTS, query)
    return visitor.shows(
        db,
        "requests/list.html",
        requests=[REQUESTS.shown(db, actor, row) for row in found.rows],
        asked=asked,
        states=list(RequestState),
        next_cursor=found.next_cursor,
    )


@router.get("/requests/new")
def new(visitor: SignedInVisitor, db: Db) -> Response:
    """The form."""
    permit(visitor.actor, REQUESTS.writers, "ask for a place")
    return _form(visitor, db, Form())


@router.get("/requests/{id}")
def read(id: UUID, visitor: SignedInVisitor, db: Db, asked: bool = False) -> Response:
    """One request, and why the last round had nothing for it."""
    actor = visitor.actor
    permit(actor, REQUESTS.writers, "look at its requests here")
    row = repository.get(db, REQUESTS, id)
    why: UnplacedOut | None = None
    with suppress(NotFound):
        why = in_short(as_heard_by(actor, last_unplaced(db, id)))
    request = REQUESTS.shown(db, actor, row)
    return visitor.shows(db, "requests/one.html", request=request, why=why, registered=asked)


@router.post("/requests/new")
def ask(visitor: SignedInVisitor, form: OwnForm) -> Response:
    """Registers the household and its request: both, or nothing. With the button to look at the
    map, it does that alone."""
    if SHOW in form.fields:
        with visitor.working() as db:
            permit(visitor.actor, REQUESTS.writers, "ask for a place")
            return _on_the_map(visitor, db, form)
    try:
        with at_fields(RULES, conflict=("providerReference", "reference_taken")):
            check(
                (HouseholdIn, household_body(form, today().isoformat()), NOT_RENAMED),
                (RequestIn, request_body(form, str(uuid4())), NOT_RENAMED),
            )
            with visitor.working() as db:
                made = _asked(db, visitor.actor, form)
    except Refused as refused:
        with visitor.working() as db:
            return _form(visitor, db, form.refused(refused.wrong), refused.status)
    return visitor.to(f"/requests/{made}?asked=1")


def _on_the_map(visitor: Visitor, db: Session, form: Form) -> Response:
    try:
        found = filled_in(db, form)
    except Refused as refused:
        return _form(visitor, db, form.refused(refused.wrong), refused.status)
    return _form(visitor, db, form, found=found)


def _asked(db: Session, actor: Actor, form: Form) -> UUID:
    located = body_of(form, filled_in(db, form))
    body = parsed(HouseholdIn, household_body(form, today().isoformat()))
    household = service.create(db, actor, HOUSEHOLDS, body)
    asking = parsed(RequestIn, {**request_body(form, str(household.id)), **located})
    return service.create(db, actor, REQUESTS, asking).id


def _form(
    visitor: Visitor,
    db: Session,
    form: Form,
    status: int = 200,
    found: Sequence[Where] | None = None,
) -> Response:
    told = translations(visitor.language).gettext
    says = {each.field: told(NEAR if each.is_tie else AWAY) for each in found or ()}
    return visitor.shows(
        db,
        "requests/new.html",
        status,
        form=form,
        shown=found is not None,
        map=map_of(db, found or (), says),
        ties=TIES,
        areas=AREAS,
        anchor_kinds=visitor.options(AnchorKind),
        municipalities=municipalities.names(db),
        bands=visitor.options(AgeBand),
        traits=visitor.unexplained(Trait),
        ethos=visitor.options(EthosLight),
        forms=visitor.explained(ContractForm, FOR_CARERS),
        grounds=visitor.unexplained(TemporaryGround),
        incomes=visitor.options(IncomeBand),
        accessibilities=visitor.options(Accessibility),
        care_types=visitor.options(CareType),
        care_levels=visitor.options(CareLevel),
        fundings=visitor.options(FundingRegime),
    )
