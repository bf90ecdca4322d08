"""A new edition of a policy: chosen in a form, read as a difference, and then kept."""

import hashlib
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from fastapi.responses import Response
from pydantic import ValidationError
from sqlalchemy.orm import Session

from matching.policy import Policy
from service.actor import Actor
from service.clock import today
from service.pages import sure
from service.pages.asked import Chosen
from service.pages.forms import Form, Wrong, parsed
from service.pages.kept import Kept
from service.pages.policies.editions import content, one
from service.pages.policies.fields import parts
from service.pages.policies.form import form_of, policy_of
from service.pages.policies.told import differences
from service.pages.refusals import Refused, at_fields, wrong_in
from service.pages.route import page_router
from service.pages.visitor import Db, OwnForm, SignedInVisitor, Visitor
from service.pages.written import period
from service.permission import permit
from service.policies import repository
from service.policies.endpoints import POLICIES
from service.policies.schemas import PolicyIn, PolicyOut
from service.registry import service
from service.wire import Asked

NEW = "/policies/new"
SEEN = "seen"
"""The field with the digest of what was read before it is kept: what is changed after that is read
once more."""

router = page_router("policies")


class BasisAsked(Asked):
    """From which edition one begins; nothing for the platform's own."""

    basis: Annotated[UUID | None, Chosen] = None


Basis = Annotated[BasisAsked, Query()]


@router.get(NEW)
def new(asked: Basis, visitor: SignedInVisitor, db: Db) -> Response:
    """The form, filled in from the edition that one begins with."""
    return _page(visitor, db, asked.basis, visitor.sent_before())


@router.post(NEW, name="makePolicy")
def make(asked: Basis, visitor: SignedInVisitor, form: OwnForm) -> Response:
    """Shows what would change; keeps it once that was read."""
    at = f"{NEW}?basis={asked.basis or ''}"
    try:
        with at_fields(), visitor.working() as db:
            permit(visitor.actor, POLICIES.writers, "make a policy")
            made = _made(form, content(one(db, asked.basis)))
            read = sure.is_sure(form) and form.one(SEEN) == _digest(made)
            id = _kept(db, visitor.actor, made) if read else None
    except Refused as refused:
        sent = refused.of(form)
        return visitor.again(at, sent, lambda db, sent: _page(visitor, db, asked.basis, sent))
    if id is None:
        sent = Kept(form)
        return visitor.again(at, sent, lambda db, sent: _page(visitor, db, asked.basis, sent))
    return visitor.to(f"/policies/{id}?saved=1")


def _kept(db: Session, actor: Actor, made: PolicyIn) -> UUID:
    """The version that was made of it; the same one for who presses twice."""
    repository.next_edition(db, actor, made.name)  # from here on nobody else makes one
    digest, first = made.content.sha256(), made.period.start_date
    same = one(db, repository.with_content(db, actor, made.name, digest, first))
    if same and same.period == made.period:
        return same.id
    return service.create(db, actor, POLICIES, made).id


def _made(form: Form, basis: Policy) -> PolicyIn:
    """Raises Refused with all that is wrong, in what it says and around it."""
    wrong: dict[str, Wrong] = {}
    around: dict[str, Any] = {"name": form.one("name"), "period": period(form)}
    try:
        body = parsed(PolicyIn, around | {"content": {}})
    except ValidationError as error:
        wrong |= wrong_in(error, model=PolicyIn)
    try:
        policy = policy_of(form, basis)
    except Refused as refused:
        wrong |= refused.wrong
    if wrong:
        raise Refused(wrong, 400)
    return body.model_copy(update={"content": policy})


def _digest(made: PolicyIn) -> str:
    """Of its name and period too."""
    return hashlib.sha256(made.model_dump_json().encode()).hexdigest()


def _read(sent: Kept, basis: Policy) -> tuple[Kept, PolicyIn | None]:
    """What was sent, and what is made of it if that is all right."""
    if sent.form.wrong or not sent.form.fields:
        return sent, None
    try:
        return sent, _made(sent.form, basis)
    except Refused as refused:
        return refused.of(sent.form), None


def _page(visitor: Visitor, db: Session, id: UUID | None, sent: Kept) -> Response:
    permit(visitor.actor, POLICIES.writers, "make a policy")
    row = one(db, id)
    basis = content(row)
    sent, made = _read(sent, basis)
    stands = {
        "name": row.name if row else "",
        "period.startDate": f"{today():%d-%m-%Y}",
        **form_of(basis),
    }
    filled = sent.over(Form().filled(stands))
    before = row and PolicyOut.model_validate(row)
    return visitor.shows(
        db,
        "policies/new.html",
        filled.status,
        basis=before,
        form=filled.form,
        parts=parts(),
        made=made,
        renamed=made and (made.name, made.period) != (before and (before.name, before.period)),
        changes=differences(basis, made.content, visitor.language) if made else None,
        seen=_digest(made) if made else "",
    )
