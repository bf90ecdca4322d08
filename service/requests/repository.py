"""Queries on requests that are more than the registry's own."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from service.actor import Actor
from service.codelists.decisions import PlacementState
from service.codelists.requests import AnchorKind
from service.models import Placement, Proposal, Request, RequestAnchor, RequestGroup
from service.placements.workflow import FOR_GOOD


class Tie(NamedTuple):
    """Something to live near; metres in EPSG:28992."""

    kind: AnchorKind
    x: float
    y: float


def lost_its_home(db: Session, request: Request) -> bool:
    """Whether the last placement on this request ended, and not with another home or a death."""
    last = (
        select(Placement.state, Placement.ending_reason)
        .join(Proposal, Proposal.id == Placement.proposal_id)
        .where(Proposal.request_id == request.id, Placement.state != PlacementState.CANCELLED)
        .order_by(Placement.created_at.desc())
        .limit(1)
    )
    found = db.execute(last).one_or_none()
    return (
        found is not None
        and found.state is PlacementState.ENDED
        and found.ending_reason not in FOR_GOOD
    )


def has_group(db: Session, actor: Actor, group_id: UUID) -> bool:
    """Whether the actor has this group of requests, not withdrawn."""
    found = exists().where(
        RequestGroup.id == group_id,
        RequestGroup.organisation_id == actor.organisation_id,
        RequestGroup.withdrawn_at.is_(None),
    )
    return bool(db.scalar(select(found)))


def ties(db: Session, request_id: UUID) -> Sequence[Tie]:
    """What the household of a request wants to live near, in its own order."""
    point = RequestAnchor.point
    statement = select(RequestAnchor.kind, func.ST_X(point), func.ST_Y(point))
    of_request = statement.where(RequestAnchor.request_id == request_id)
    return [Tie(*row) for row in db.execute(of_request.order_by(RequestAnchor.ordinal))]
