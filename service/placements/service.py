"""How a placement ends."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from service import reading
from service.actor import Actor
from service.clock import DAY, last_planned, too_far
from service.codelists.decisions import EndingReason, PlacementState
from service.codelists.places import PlaceState
from service.codelists.requests import RequestState
from service.errors import Fault, InvalidInput, NotAllowed
from service.leases import service as leases
from service.models import Place, Placement, Proposal
from service.period import Period
from service.placements import repository
from service.placements.schemas import EndingIn
from service.placements.workflow import RECORDERS, Recorder, move
from service.places import workflow as place_moves
from service.proposals.competence_repository import decides_for
from service.proposals.lock_repository import Held, lock_for_decision
from service.requests import workflow as request_moves


def end(db: Session, actor: Actor, placement_id: UUID, body: EndingIn) -> Placement:
    """Ends it on the last day that is given; the place is free from the day after.

    Raises NotAllowed when the reason is not the actor's to record, InvalidInput when the day does
    not lie in the placement, Conflict when there is nothing to end.
    """
    placement = reading.one(db, Placement, placement_id)
    _check_recorder(db, actor, placement, body.reason)
    held = lock_for_decision(db, actor, placement.proposal_id)
    _check_recorder(db, actor, placement, body.reason)
    repository.refresh(db, placement)
    _check_term(placement, body)
    move(db, placement, PlacementState.ENDED)
    placement.ending_reason = body.reason
    placement.period = _cut(placement.period, body.end_date)
    leases.end(db, placement, body.end_date)
    _free_place(db, held.place, body.end_date)
    if body.reason is EndingReason.BACK_TO_SHELTER:
        _take_up_again(db, held)
    db.flush()
    return placement


def _check_recorder(db: Session, actor: Actor, placement: Placement, reason: EndingReason) -> None:
    mine = _recorders(db, actor, placement)
    if not mine:
        raise NotAllowed("Only the owner, the care providers and the municipality end a placement.")
    if not mine & RECORDERS[reason]:
        known = ", ".join(each for each, by in RECORDERS.items() if mine & by)
        fault = Fault("body.reason", "not_yours_to_record", f"is not yours; yours are {known}")
        raise InvalidInput("The ending cannot be recorded.", [fault])


def _check_term(placement: Placement, body: EndingIn) -> None:
    """A term is over on its own last day; what was agreed without one has none."""
    if body.reason is EndingReason.TERM_OVER and body.end_date != placement.period.end_date:
        last = placement.period.end_date
        until = f"ends on {last}" if last else "has no last day"
        fault = Fault("body.reason", "term_not_over", f"is not so: what was agreed {until}")
        raise InvalidInput("The ending cannot be recorded.", [fault])


def _recorders(db: Session, actor: Actor, placement: Placement) -> set[Recorder]:
    found = set()
    if actor.organisation_id == placement.owner_id:
        found.add(Recorder.OWNER)
    if actor.organisation_id in {placement.provider_id, placement.support_provider_id}:
        found.add(Recorder.PROVIDER)
    proposal = db.get_one(Proposal, placement.proposal_id)
    if decides_for(db, actor, proposal.municipality_code):
        found.add(Recorder.MUNICIPALITY)
    return found


def _cut(period: Period, last_day: date) -> Period:
    if faults := [*_impossible(period, last_day)]:
        raise InvalidInput("The ending cannot be recorded.", faults)
    return Period.of(period.start_date, last_day)


def _impossible(period: Period, last_day: date) -> Iterator[Fault]:
    if not period.covers(last_day):
        says = "does not lie in the placement's period"
        yield Fault("body.endDate", "outside_placement", says)
    if last_day > last_planned():
        yield Fault("body.endDate", "too_far_ahead", too_far())


def _free_place(db: Session, place: Place, last_day: date) -> None:
    """A place whose own time is over by then has no days left to give."""
    place_moves.move(db, place, PlaceState.AVAILABLE)
    if place.period.covers(last_day + DAY):
        place.period = Period.of(last_day + DAY, place.period.end_date)


def _take_up_again(db: Session, held: Held) -> None:
    """Who is without a home again waits with the turn it had, unless it asked anew already or its
    provider withdrew it."""
    gone = held.household.withdrawn_at is not None
    if not gone and not repository.has_open_request(db, held.household.id):
        request_moves.move(db, held.request, RequestState.ACTIVE)
