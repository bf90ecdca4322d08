"""At the table: what a pin, a veto or a hold would bring and cost, on a round's own snapshot."""

import json
import time
from collections.abc import AsyncIterator, Iterator
from tempfile import TemporaryFile
from uuid import UUID

from fastapi import Request
from sqlalchemy.orm import Session

from matching.codes.rounds import TierCode
from matching.policy import Policy
from matching.problem import Problem
from matching.repair import Move, Seat
from matching.trial import Trial
from service import reading
from service.audit import service as audit
from service.codelists.decisions import MoveOutcome, RoundState
from service.database_roles import counting
from service.errors import Busy, Conflict, Fault, InvalidInput
from service.models import Round, RoundSnapshot
from service.rounds import engine_process, repository, wording
from service.rounds.engine_process import EngineStopped
from service.rounds.scarcity import gains
from service.rounds.seals import seals_now
from service.rounds.shifts import shifts
from service.rounds.snapshot_file import from_bytes, opened, path_of
from service.rounds.trial_schemas import MoveOut, SeatOut, TrialIn, TrialOut
from service.turns import turn_in

TRIALS_AT_ONCE = 2
SECONDS = 10
"""Then the best plan so far; its trial is not proven."""
PATIENCE_SECONDS = 20.0


async def trial_turn(request: Request) -> AsyncIterator[None]:
    """A few at once: each has a process of its own."""
    said = "Others are trying something out; try again."
    async with turn_in(request.app.state.trials, said):
        yield


def try_out(db: Session, round_id: UUID, body: TrialIn) -> TrialOut:
    """What would come of it. Only who tried which pair is stored: a place that cannot be may be one
    that is not safe, so trying place after place must be seen."""
    round = reading.one(db, Round, round_id)
    kept = repository.snapshot(db, round_id)
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
    problem, policy = from_bytes(kept.problem)
    if faults := list(_faults(problem, body)):
        raise InvalidInput("This cannot be tried.", faults)
    audit.record(db, f"try {body.act.value}", "requests", body.request_id, f"place {body.place_id}")
    found = _tried(db, kept, body)
    return _told(db, round, kept, policy, found)


def _faults(problem: Problem, body: TrialIn) -> Iterator[Fault]:
    for name, asked, ids, kind, subject in (
        ("requestId", body.request_id, problem.requests.id, "request", "Deze aanvraag"),
        ("placeId", body.place_id, problem.units.id, "place", "Deze woonplek"),
    ):
        if asked.bytes not in {row.tobytes() for row in ids}:
            says = f"is no {kind} that took part in this round"
            nl = f"{subject} deed niet mee in deze ronde."
            yield Fault(f"body.{name}", f"{kind}_not_in_round", says, nl)


def _tried(db: Session, kept: RoundSnapshot, body: TrialIn) -> Trial:
    """By the engine in a process of its own; the connection stays ours meanwhile."""
    until = time.monotonic() + PATIENCE_SECONDS

    def stopped() -> bool:
        repository.stay(db)
        return time.monotonic() > until

    solution = json.dumps(kept.solution).encode()
    with opened(kept.problem) as given, opened(solution) as plan, TemporaryFile() as result:
        files = (given, plan, result)
        words = [
            *(str(path_of(given)), str(path_of(plan)), "--out", str(path_of(result))),
            *("--act", body.act.value, "--seconds", str(SECONDS)),
            *("--request", str(body.request_id), "--place", str(body.place_id)),
        ]
        try:
            engine_process.run("matching.trial", words, files, lambda _: None, stopped)
        except EngineStopped:
            raise Busy(
                "This takes too long to try out now; try again.",
                nl="Dit uitproberen duurt nu te lang. Probeer het straks opnieuw.",
            ) from None
        result.seek(0)
        return Trial.from_json(result.read())


def _told(db: Session, round: Round, kept: RoundSnapshot, policy: Policy, found: Trial) -> TrialOut:
    tiers, gain = [tier.code for tier in policy.tiers], found.repair.gain
    moves = [_move(tiers, each) for each in found.repair.moves]
    changed = _changed(db, kept, found)
    return TrialOut(
        round_id=round.id,
        act=found.act,
        request_id=found.pair.request,
        place_id=found.pair.place,
        possible=found.repair.possible,
        proven=found.repair.proven,
        tiers=gains(tiers, gain),
        points=gain.points,
        moves=moves,
        minimums=shifts(found.repair.minimums),
        day_date=round.day_date,
        changed_since=changed,
        message=wording.of_trial_at_the_table(
            possible=found.repair.possible,
            outcomes=[each.outcome for each in moves],
            day=round.day_date if changed else None,
        ),
    )


def outcome_of(move: Move) -> MoveOutcome:
    """What a move is to the household."""
    if move.before is not None and move.after is not None:
        return MoveOutcome.CHANGES
    return MoveOutcome.WINS if move.before is None else MoveOutcome.LOSES


def _move(tiers: list[TierCode], move: Move) -> MoveOut:
    return MoveOut(
        request_id=move.request,
        tier=tiers[move.tier],
        outcome=outcome_of(move),
        before=_seat(move.before),
        after=_seat(move.after),
    )


def _seat(seat: Seat | None) -> SeatOut | None:
    if seat is None:
        return None
    return SeatOut(
        place_id=seat.place,
        contract_form=seat.contract_form,
        support_provider_id=seat.provider,
    )


def _changed(db: Session, kept: RoundSnapshot, found: Trial) -> bool:
    """Whether any request or place that it concerns is not as the round saw it, or not to be had
    any more."""
    moves = found.repair.moves
    seats = [seat for move in moves for seat in (move.before, move.after) if seat]
    requests = {found.pair.request, *(move.request for move in moves)}
    places = {found.pair.place, *(seat.place for seat in seats)}
    known: dict[UUID, str] = {UUID(id): seal for id, seal in kept.seals.items()}
    with counting(db):
        now = seals_now(db, requests, places)
        gone = repository.no_longer_open(db, requests, places)
    return gone or any(now.get(each) != known[each] for each in (*requests, *places))
