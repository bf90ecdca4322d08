"""Policies: all of them, the platform's own, and two compared."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from fastapi.responses import Response

from matching.policy import Policy
from service.clock import today
from service.codelists.organisations import DECIDERS
from service.pages.asked import Chosen
from service.pages.policies.editions import content, one
from service.pages.policies.told import differences, told
from service.pages.route import page_router
from service.pages.visitor import Db, SignedInVisitor
from service.permission import permit
from service.policies import repository
from service.policies.schemas import PolicyOut
from service.wire import Asked

router = page_router()


class TwoAsked(Asked):
    """Which two policies; nothing for the platform's own."""

    before: Annotated[UUID | None, Chosen] = None
    after: Annotated[UUID | None, Chosen] = None


@router.get("/policies")
def listed(visitor: SignedInVisitor, db: Db) -> Response:
    """All policies of one's own and that of the platform."""
    permit(visitor.actor, DECIDERS, "look at policies")
    rows = repository.registered(db)
    return visitor.shows(
        db,
        "policies/list.html",
        policies=[PolicyOut.model_validate(row) for row in rows],
        valid={row.id for row in rows if row.period.covers(today())},
        own_hash=Policy().sha256(),
    )


@router.get("/policies/platform")
def read_own(visitor: SignedInVisitor, db: Db) -> Response:
    """The platform's own."""
    permit(visitor.actor, DECIDERS, "look at policies")
    return visitor.shows(
        db,
        "policies/one.html",
        policy=None,
        valid=True,
        hash=Policy().sha256(),
        parts=told(Policy(), visitor.language),
        mine=False,
        saved=False,
    )


@router.get("/policies/compared")
def compare(asked: Annotated[TwoAsked, Query()], visitor: SignedInVisitor, db: Db) -> Response:
    """In what two of them differ."""
    permit(visitor.actor, DECIDERS, "look at policies")
    rows = [one(db, each) for each in (asked.before, asked.after)]
    before, after = (content(row) for row in rows)
    return visitor.shows(
        db,
        "policies/compared.html",
        before=rows[0] and PolicyOut.model_validate(rows[0]),
        after=rows[1] and PolicyOut.model_validate(rows[1]),
        hashes=(before.sha256(), after.sha256()),
        parts=differences(before, after, visitor.language),
    )
