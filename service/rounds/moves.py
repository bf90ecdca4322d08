"""Who moves where another plan is made of a round, as it is told."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from matching.codes.rounds import TierCode
from matching.difference import Move
from service.database_roles import counting
from service.models import RoundSnapshot
from service.rounds import standing_repository
from service.rounds.seals import seals_now
from service.rounds.trial_schemas import MoveOut
from service.rounds.tried import outcome_of, seat_out


def moves_out(tiers: Sequence[TierCode], moves: Sequence[Move]) -> list[MoveOut]:
    """With the tiers by name."""
    return [
        MoveOut(
            request_id=move.request,
            tier=tiers[move.tier],
            outcome=outcome_of(move.before, move.after),
            before=seat_out(move.before),
            after=seat_out(move.after),
        )
        for move in moves
    ]


def places_of(moves: Sequence[MoveOut]) -> set[UUID]:
    """The places that somebody leaves or gets."""
    return {seat.place_id for move in moves for seat in (move.before, move.after) if seat}


def changed_since(
    db: Session, kept: RoundSnapshot, requests: Collection[UUID], places: Collection[UUID]
) -> bool:
    """Whether any of these is not as the round saw it, or not to be had any more; who was erased
    has no seal left."""
    known: dict[UUID, str] = {UUID(id): seal for id, seal in kept.seals.items()}
    with counting(db):
        now = seals_now(db, requests, places)
        gone = standing_repository.no_longer_open(db, requests, places)
    every = (*requests, *places)
    return gone or any(each not in known or now.get(each) != known[each] for each in every)
