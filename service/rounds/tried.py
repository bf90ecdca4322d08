"""What each trial on a round needs: a plan to try it on, a turn, and only so much patience.

A trial is read with the database, worked out without it, and told with it again: within a request,
or by a worker (`service/trials`), who keeps no connection while the engine is at work.
"""

import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from fastapi import Request
from sqlalchemy.orm import Session

from matching.difference import Seat
from service import reading
from service.codelists.decisions import MoveOutcome, RoundState
from service.errors import Busy, Conflict
from service.models import Round, RoundSnapshot
from service.rounds import snapshot_repository
from service.rounds.engine_process import EngineStopped
from service.rounds.trial_schemas import SeatOut
from service.turns import turn_in

TRIALS_AT_ONCE = 2
SECONDS = 10
"""Of a trial within a request; then the best plan so far, and the trial is not proven."""
PATIENCE_SECONDS = 20.0


@dataclass(frozen=True)
class Limit:
    """After so many seconds the engine gives the best plan so far; `stopped` is asked a few times a
    second, and a yes ends it without one."""

    seconds: int
    stopped: Callable[[], bool]


T = TypeVar("T")
Read = Callable[[Limit], Callable[[Session], T]]
"""A trial that was read: it is worked out within the limit (raises EngineStopped), and what comes
of it is told in a transaction."""


def at_once(db: Session, round: Round, read: Read[T]) -> T:
    """The same within this transaction, whose connection stays ours. Busy where it takes too long,
    Conflict where somebody of the round was erased meanwhile: the answer would tell of them."""
    try:
        worked_out = read(Limit(SECONDS, patience(db)))
    except EngineStopped:
        raise Busy(
            "This takes too long to try out now; try again.",
            nl="Dit uitproberen duurt nu te lang. Probeer het straks opnieuw.",
        ) from None
    if snapshot_repository.held_hash(db, round.id) != round.snapshot_hash:
        raise Conflict(
            "Somebody of this round was erased meanwhile; try it again.",
            nl="Intussen is iemand uit deze ronde gewist. Probeer het opnieuw.",
        )
    return worked_out(db)


async def trial_turn(request: Request) -> AsyncIterator[None]:
    """A few at once: each has a process of its own."""
    said = "Others are trying something out; try again."
    async with turn_in(said, request.app.state.trials):
        yield


def planned(db: Session, round_id: UUID) -> tuple[Round, RoundSnapshot]:
    """A round that is done, and what it was solved from. Raises Conflict where it has no plan."""
    round = reading.one(db, Round, round_id)
    kept = snapshot_repository.snapshot(db, round_id)
    if round.state is not RoundState.DONE:
        said = f"This round is {round.state.en}; only one that is done has a plan."
        raise Conflict(
            said,
            nl=f"Deze ronde is {round.state.nl}; alleen een ronde die klaar is, heeft een plan.",
        )
    if kept is None or not kept.problem:
        raise Conflict(
            "The snapshot of this round is not kept any more.",
            nl="De gegevens van deze ronde worden niet meer bewaard.",
        )
    return round, kept


def patience(db: Session) -> Callable[[], bool]:
    """Says when the engine must stop; each time it is asked the connection stays ours."""
    until = time.monotonic() + PATIENCE_SECONDS

    def over() -> bool:
        snapshot_repository.stay(db)
        return time.monotonic() > until

    return over


def outcome_of(before: Seat | None, after: Seat | None) -> MoveOutcome:
    """What a move is to the household."""
    if before is not None and after is not None:
        return MoveOutcome.CHANGES
    return MoveOutcome.WINS if before is None else MoveOutcome.LOSES


def seat_out(seat: Seat | None) -> SeatOut | None:
    """A seat on the wire."""
    if seat is None:
        return None
    return SeatOut(
        place_id=seat.place,
        contract_form=seat.contract_form,
        support_provider_id=seat.provider,
    )
