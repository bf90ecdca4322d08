"""Who comes to live in a place, for its landlord: opened for a purpose, after every yes."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Annotated
from uuid import UUID

from fastapi import Query
from fastapi.responses import Response
from sqlalchemy.orm import Session

from matching.codes.code import Code
from service import reading
from service.clock import now
from service.codelists.decisions import PlacementState
from service.codelists.organisations import OWNERS
from service.codelists.persons import HandOverPurpose
from service.errors import NotFound
from service.hand_overs import service
from service.hand_overs.schemas import (
    HandOverIn,
    HandOverListing,
    HandOverOut,
    PersonsHandedOver,
)
from service.hand_overs.service import READABLE
from service.models import HandOver, Placement
from service.pages.asked import Chosen, PartAsked
from service.pages.forms import Form, parsed
from service.pages.kept import Kept
from service.pages.languages import N_
from service.pages.refusals import Refused, at_fields
from service.pages.route import page_router
from service.pages.visitor import Db, OwnForm, SignedInVisitor, Visitor
from service.permission import permit
from service.placements import repository, views
from service.placements.schemas import PlacementListing
from service.placements.views import View
from service.proposals.beside import Facts, beside
from service.wire import Asked, Outbound

AT_ONCE = 30
OF_ONE = 100
"""So many times that somebody's identity was opened are shown."""
LOOKING = "look at who comes to live in its places here"
PURPOSES: Mapping[Code, str] = MappingProxyType(
    {
        HandOverPurpose.APPOINTMENT: N_("You see the name, the telephone number and the e-mail."),
        HandOverPurpose.CONTRACT: N_("You see the same, and the day of birth."),
    }
)

router = page_router("placements")


class StayCard(Outbound):
    """A placement as its landlord knows it, with its place."""

    placement: View
    facts: Facts


class PlacementsAsked(PartAsked):
    """Which placements."""

    state: Annotated[PlacementState | None, Chosen] = None
    proposal_id: Annotated[UUID | None, Chosen] = None


class PlacementAsked(Asked):
    """Which of the times that it was opened is read."""

    opened: Annotated[UUID | None, Chosen] = None


@router.get("/placements")
def listed(
    asked: Annotated[PlacementsAsked, Query()], visitor: SignedInVisitor, db: Db
) -> Response:
    """Who is to come or lives in one's own places: the place and the days, and nothing of them."""
    permit(visitor.actor, OWNERS, LOOKING)
    query = PlacementListing(
        state=asked.state, proposalId=asked.proposal_id, cursor=asked.cursor, limit=AT_ONCE
    )
    mine = Placement.owner_id == visitor.actor.organisation_id
    found = reading.many(db, Placement, query, mine)
    return visitor.shows(
        db,
        "placements/list.html",
        cards=_cards(db, visitor, found.rows),
        asked=asked,
        states=list(PlacementState),
        next_cursor=found.next_cursor,
    )


@router.get("/placements/{id}")
def read(id: UUID, asked: Annotated[PlacementAsked, Query()], visitor: SignedInVisitor) -> Response:
    """One placement, the form to open who comes, and who they are where that was opened."""
    try:
        with at_fields(), visitor.working() as db:
            return _page(visitor, db, id, visitor.sent_before(), asked.opened)
    except Refused as refused:
        with visitor.working() as db:
            return _page(visitor, db, id, refused.of(Form()))


@router.post("/placements/{id}/hand-overs", name="openIdentity")
def open_up(id: UUID, visitor: SignedInVisitor, form: OwnForm) -> Response:
    """Opens who comes, and goes to where it is read."""
    chosen = {"purpose": purpose} if (purpose := form.one("purpose")) else {}
    try:
        with at_fields(), visitor.working() as db:
            permit(visitor.actor, OWNERS, LOOKING)
            opened = service.open_up(db, visitor.actor, id, parsed(HandOverIn, chosen))
    except Refused as refused:
        sent = refused.of(form)
        return visitor.again(
            f"/placements/{id}", sent, lambda db, sent: _page(visitor, db, id, sent)
        )
    return visitor.to(f"/placements/{id}?opened={opened.id}")


def _cards(db: Session, visitor: Visitor, rows: Sequence[Placement]) -> list[StayCard]:
    facts = beside(db, [row.proposal_id for row in rows])
    shown = views.shown(db, visitor.actor, rows)
    return [StayCard(placement=each, facts=facts[each.proposal_id]) for each in shown]


def _page(
    visitor: Visitor, db: Session, id: UUID, sent: Kept, opened: UUID | None = None
) -> Response:
    permit(visitor.actor, OWNERS, LOOKING)
    row = reading.one(db, Placement, id)
    if row.owner_id != visitor.actor.organisation_id:
        raise NotFound("There is no placement of yours with this id.")
    (card,) = _cards(db, visitor, [row])
    before = reading.many(db, HandOver, HandOverListing(placementId=id, limit=OF_ONE)).rows
    return visitor.shows(
        db,
        "placements/one.html",
        sent.status,
        card=card,
        form=sent.form,
        purposes=visitor.explained(HandOverPurpose, PURPOSES),
        can_open=repository.lived_in(db, Placement.id == row.id),
        until=now() + READABLE,
        before=[HandOverOut.model_validate(each) for each in before],
        readable={each.id: each.created_at + READABLE for each in before if _is_open(each)},
        told=_told(db, visitor, opened, before) if opened else None,
    )


def _is_open(row: HandOver) -> bool:
    return row.created_at > now() - READABLE


def _told(
    db: Session, visitor: Visitor, opened: UUID, before: Sequence[HandOver]
) -> PersonsHandedOver:
    """Who comes, of one of the times that it was opened here."""
    if opened not in {each.id for each in before}:
        raise NotFound("There is no hand-over with this id here.")
    found = service.persons(db, visitor.actor, opened)
    return PersonsHandedOver.model_validate({"hand_over_id": opened, "persons": found})
