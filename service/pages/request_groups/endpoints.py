"""Groups of requests: who lives together, all or none, and who never in one complex."""

from collections.abc import Collection
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from fastapi.responses import Response
from sqlalchemy.orm import Session

from matching.codes.households import GroupKind
from service.pages.asked import KeptUpAsked
from service.pages.filled import form_of
from service.pages.forms import Form, parsed
from service.pages.kept import Kept
from service.pages.refusals import Refused, at_fields
from service.pages.route import page_router
from service.pages.visitor import Db, OwnForm, SignedInVisitor, Visitor
from service.permission import permit
from service.registry import repository, service
from service.request_groups.endpoints import REQUEST_GROUPS
from service.request_groups.repository import asking_in
from service.request_groups.schemas import (
    RequestGroupChange,
    RequestGroupIn,
    RequestGroupListing,
    RequestGroupOut,
)
from service.rounds.repository import asked_for
from service.rounds.schemas import AskedFor

AT_ONCE = 30
LIST = "/request-groups"
FORM = f"{LIST}/new"
SAVED = f"{LIST}?saved=1"
LOOKING = "look at its groups of requests here"

router = page_router()


@router.get(LIST)
def listed(asked: Annotated[KeptUpAsked, Query()], visitor: SignedInVisitor, db: Db) -> Response:
    """One's own groups, each with the requests in it."""
    permit(visitor.actor, REQUEST_GROUPS.writers, LOOKING)
    query = RequestGroupListing(cursor=asked.cursor, limit=AT_ONCE)
    found = repository.listed(db, REQUEST_GROUPS, query)
    return visitor.shows(
        db,
        "request_groups/list.html",
        groups=[RequestGroupOut.model_validate(row) for row in found.rows],
        asking=_asking(db, [row.id for row in found.rows]),
        asked=asked,
        next_cursor=found.next_cursor,
    )


@router.get(FORM)
def new(visitor: SignedInVisitor, db: Db) -> Response:
    """The form."""
    return _form(visitor, db, visitor.sent_before())


@router.post(FORM, name="registerRequestGroup")
def register(visitor: SignedInVisitor, form: OwnForm) -> Response:
    """Registers a group; requests name it themselves."""
    try:
        with at_fields(), visitor.working() as db:
            service.create(db, visitor.actor, REQUEST_GROUPS, parsed(RequestGroupIn, _body(form)))
    except Refused as refused:
        sent = refused.of(form)
        return visitor.again(FORM, sent, lambda db, sent: _form(visitor, db, sent))
    return visitor.to(SAVED)


@router.get(f"{LIST}/{{id}}")
def read(id: UUID, visitor: SignedInVisitor, db: Db) -> Response:
    """The form, filled in with how it stands, and who is in it."""
    return _form(visitor, db, visitor.sent_before(), id)


@router.post(f"{LIST}/{{id}}", name="changeRequestGroup")
def change(id: UUID, visitor: SignedInVisitor, form: OwnForm) -> Response:
    """Changes its name, or what it is for."""
    try:
        with at_fields(), visitor.working() as db:
            asked = parsed(RequestGroupChange, {"kind": "", "name": ""} | _body(form))
            service.change(db, visitor.actor, REQUEST_GROUPS, id, asked, form.if_match())
    except Refused as refused:
        return _again(visitor, id, refused.of_row(form))
    return visitor.to(SAVED)


@router.post(f"{LIST}/{{id}}/withdrawal", name="withdrawRequestGroup")
def withdraw(id: UUID, visitor: SignedInVisitor, form: OwnForm) -> Response:
    """Takes it away, where no open request is in it."""
    try:
        with at_fields(), visitor.working() as db:
            service.withdraw(db, visitor.actor, REQUEST_GROUPS, id, form.if_match())
    except Refused as refused:
        return _again(visitor, id, refused.of(Form()))
    return visitor.to(SAVED)


def _body(form: Form) -> dict[str, Any]:
    return {name: form.one(name) for name in ("kind", "name") if form.one(name)}


def _asking(db: Session, group_ids: Collection[UUID]) -> dict[UUID | None, list[AskedFor]]:
    """Who is in each of the groups."""
    asking = asking_in(db, group_ids)
    known = asked_for(db, [id for ids in asking.values() for id in ids])
    return {group: [known[id] for id in ids if id in known] for group, ids in asking.items()}


def _again(visitor: Visitor, id: UUID, sent: Kept) -> Response:
    return visitor.again(f"{LIST}/{id}", sent, lambda db, sent: _form(visitor, db, sent, id))


def _form(visitor: Visitor, db: Session, sent: Kept, id: UUID | None = None) -> Response:
    permit(visitor.actor, REQUEST_GROUPS.writers, LOOKING)
    row = None
    if id:
        stands = repository.own(db, REQUEST_GROUPS, visitor.actor, id)
        row = RequestGroupOut.model_validate(stands)
        sent = sent.over(form_of(row))
    return visitor.shows(
        db,
        "request_groups/one.html",
        sent.status,
        form=sent.form,
        row=row,
        kinds=visitor.unexplained(GroupKind),
        asking=_asking(db, [id]).get(id, []) if id else [],
    )
