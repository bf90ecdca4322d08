"""Queries on groups of requests that are more than the registry's own."""

from collections.abc import Collection, Mapping, Sequence
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


def names(db: Session, actor: Actor) -> dict[UUID, str]:
    """What the groups in use of the actor's own are called, by id, in the order of their names."""
    mine = select(RequestGroup.id, RequestGroup.name).where(
        RequestGroup.organisation_id == actor.organisation_id, RequestGroup.withdrawn_at.is_(None)
    )
    found = db.execute(mine.order_by(RequestGroup.name, RequestGroup.id))
    return {row.id: row.name for row in found}


def names_of(db: Session, group_ids: Collection[UUID]) -> dict[UUID, str]:
    """What groups are called, by id, withdrawn or not."""
    statement = select(RequestGroup.id, RequestGroup.name).where(RequestGroup.id.in_(group_ids))
    return {row.id: row.name for row in db.execute(statement)}


def asking_in(db: Session, group_ids: Collection[UUID]) -> Mapping[UUID | None, list[UUID]]:
    """The open requests of each of these groups, in the order of their references."""
    statement = select(Request.group_id, Request.id).where(
        Request.group_id.in_(group_ids), Request.state.in_(OPEN)
    )
    found: dict[UUID | None, list[UUID]] = {id: [] for id in group_ids}
    for group, request in db.execute(statement.order_by(Request.provider_reference, Request.id)):
        found[group].append(request)
    return found


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
