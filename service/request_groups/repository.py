"""Queries on groups of requests that are more than the registry's own."""

from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from service.codelists.requests import RequestState
from service.models import Request, RequestGroup
from service.requests.workflow import OPEN


def has_open_requests(db: Session, group: RequestGroup) -> bool:
    """Whether open requests are in the group."""
    found = exists().where(Request.group_id == group.id, Request.state.in_(OPEN))
    return bool(db.scalar(select(found)))


def has_offer(db: Session, group_id: UUID) -> bool:
    """Whether a place is on offer to somebody of the group."""
    found = exists().where(Request.group_id == group_id, Request.state == RequestState.OFFERED)
    return bool(db.scalar(select(found)))
