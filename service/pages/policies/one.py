"""One edition of a policy: what it says, and until when rounds may use it."""

from uuid import UUID

from fastapi.responses import Response
from sqlalchemy.orm import Session

from service.clock import today
from service.pages.forms import Form, parsed
from service.pages.kept import Kept
from service.pages.policies.editions import content, one
from service.pages.policies.told import told
from service.pages.refusals import Refused, at_fields
from service.pages.route import page_router
from service.pages.visitor import Db, OwnForm, SignedInVisitor, Visitor
from service.pages.written import day
from service.policies.endpoints import POLICIES
from service.policies.schemas import PolicyChange, PolicyOut
from service.registry import service

LAST_DAY = "endDate"

router = page_router("policies")


@router.get("/policies/{id}")
def read(id: UUID, visitor: SignedInVisitor, db: Db, saved: bool = False) -> Response:
    """What each choice does, and what was chosen."""
    return _page(visitor, db, id, visitor.sent_before(), saved)


@router.post("/policies/{id}", name="endPolicy")
def end(id: UUID, visitor: SignedInVisitor, form: OwnForm) -> Response:
    """Moves its last day; without one it is valid until further notice."""
    last = day(form.one(LAST_DAY)) or None
    try:
        with at_fields(), visitor.working() as db:
            asked = parsed(PolicyChange, {LAST_DAY: last})
            service.change(db, visitor.actor, POLICIES, id, asked, form.if_match())
    except Refused as refused:
        sent = refused.of_row(form)
        return visitor.again(
            f"/policies/{id}", sent, lambda db, sent: _page(visitor, db, id, sent, False)
        )
    return visitor.to(f"/policies/{id}?saved=1")


def _page(visitor: Visitor, db: Session, id: UUID, sent: Kept, saved: bool) -> Response:
    row = one(db, id)
    assert row is not None
    policy = PolicyOut.model_validate(row)
    ends = policy.period.end_date
    stands = {"version": str(policy.version), LAST_DAY: f"{ends:%d-%m-%Y}" if ends else ""}
    filled = sent.over(Form().filled(stands))
    return visitor.shows(
        db,
        "policies/one.html",
        filled.status,
        policy=policy,
        mine=row.organisation_id == visitor.actor.organisation_id,
        valid=row.period.covers(today()),
        hash=row.content_hash,
        parts=told(content(row), visitor.language),
        form=filled.form,
        saved=saved,
    )
