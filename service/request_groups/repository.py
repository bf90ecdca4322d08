"""Queries on groups of requests that are more than the registry's own."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from service.actor import Actor
from service.codelists.requests import RequestState
from service.models import Request, RequestGroup
from service.requests.workflow import OPEN


def has_open_requests(db: Session, group: RequestGroup) -> bool:
    """Whether open requests are in the group."""
    found = exists().where(Request.group_id == group.id, Request.state.in_(OPEN))
    return bool(db.scalar(select(found)))


def locked(db: Session, actor: Actor, group_ids: Collection[UUID]) -> Sequence[UUID]:
    """Those of the groups that are the actor's; nobody else can lock them before this transaction
    ends."""
    mine = select(RequestGroup.id).where(
        RequestGroup.id.in_(group_ids), RequestGroup.organisation_id == actor.organisation_id
    )
    return db.scalars(mine.order_by(RequestGroup.id).with_for_update(key_share=True)).all()


def has_offer(db: Session, group_ids: Collection[UUID]) -> bool:
    """Whether a place is on offer to somebody of these groups."""
    found = exists().where(Request.group_id.in_(group_ids), Request.state == RequestState.OFFERED)
    return bool(db.scalar(select(found)))
