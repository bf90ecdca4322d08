"""Groups of requests in a round: who is in them, and where somebody of them lives already."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import Session, aliased

from matching.codes.households import GroupKind
from service.codelists.decisions import PlacementState, ProposalState
from service.codelists.requests import RequestState
from service.models import Place, Placement, Property, Proposal, Request, RequestGroup
from service.placements.repository import living
from service.requests.workflow import OPEN
from service.rounds.conditions import Rows, among, lasts_after

_Mate, _Held = aliased(Request), aliased(Place)
LIVES_TOGETHER = (RequestGroup.kind == GroupKind.TOGETHER, RequestGroup.withdrawn_at.is_(None))
"""Of a group that is one: that its households live together or nowhere."""
_WAITS_FOR_A_MATE = (
    Request.state == RequestState.ACTIVE,
    _Mate.id != Request.id,
    _Mate.group_id == Request.group_id,
    _Mate.state == RequestState.OFFERED,
    RequestGroup.id == Request.group_id,
    *LIVES_TOGETHER,
)


def groups(db: Session, group_ids: Collection[UUID]) -> Rows:
    """The groups that still hold; by id."""
    statement = select(RequestGroup.id, RequestGroup.kind).where(
        among(RequestGroup.id, group_ids), RequestGroup.withdrawn_at.is_(None)
    )
    return db.execute(statement.order_by(RequestGroup.id)).all()


def looking_together(group_ids: Collection[UUID], day: date) -> Select[UUID, UUID]:
    """The requests, each with its group, that must get a place together: all that are open in
    groups that live together, but for a household that lives somewhere already."""
    housed = exists().where(Placement.household_id == Request.household_id, *living(day))
    return (
        select(Request.id, RequestGroup.id.label("group_id"))
        .join(RequestGroup, RequestGroup.id == Request.group_id)
        .where(
            among(RequestGroup.id, group_ids),
            *LIVES_TOGETHER,
            Request.state.in_(OPEN),
            ~housed,
        )
    )


def incomplete(
    db: Session, group_ids: Collection[UUID], request_ids: Collection[UUID], day: date
) -> set[UUID]:
    """The groups that live together of which somebody who must get a place is not among these
    requests."""
    missing = looking_together(group_ids, day).where(~among(Request.id, request_ids))
    return {row.group_id for row in db.execute(missing)}


def waits_for_its_group() -> ColumnElement[bool]:
    """Whether a request belongs to those who live together of whom one has a place on offer: the
    others are decided on with it, and no round starts over for them."""
    return exists(_Mate.id).where(*_WAITS_FOR_A_MATE)


def waiting(db: Session, request_ids: Collection[UUID]) -> set[UUID]:
    """Those of these requests that wait for their group, as it stands now."""
    mine = select(Request.id).where(among(Request.id, request_ids), waits_for_its_group())
    return set(db.scalars(mine))


def meant_for_a_group() -> ColumnElement[bool]:
    """Whether a place is proposed for such a request, in the property where the place on offer is,
    so that it is not to be given to others."""
    return exists(Proposal.id).where(
        Proposal.place_id == Place.id,
        Proposal.state == ProposalState.PROPOSED,
        Request.id == Proposal.request_id,
        *_WAITS_FOR_A_MATE,
        Placement.household_id == _Mate.household_id,
        Placement.state == PlacementState.HELD,
        _Held.id == Placement.place_id,
        _Held.property_id == Place.property_id,
    )


def homes_of_groups(db: Session, group_ids: Collection[UUID], day: date) -> Rows:
    """Where members of groups live already, or will if an offer is accepted. Whoever withdrew need
    no longer live together with the others, but apart all the same."""
    return db.execute(
        select(
            Request.group_id,
            RequestGroup.kind,
            Request.id.label("member_id"),
            Property.id.label("property_id"),
            Property.organisation_id,
            Property.complex_reference,
        )
        .join(RequestGroup, RequestGroup.id == Request.group_id)
        .join(Placement, Placement.household_id == Request.household_id)
        .join(Place, Place.id == Placement.place_id)
        .join(Property, Property.id == Place.property_id)
        .where(
            among(Request.group_id, group_ids),
            RequestGroup.withdrawn_at.is_(None),
            or_(RequestGroup.kind == GroupKind.APART, Request.state != RequestState.WITHDRAWN),
            Placement.state != PlacementState.CANCELLED,
            lasts_after(Placement.period, day),
        )
    ).all()
