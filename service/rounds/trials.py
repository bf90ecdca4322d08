"""At the table: what a pin, a veto or a hold would bring and cost, on a round's own snapshot."""

import json
from collections.abc import Iterator
from tempfile import TemporaryFile
from uuid import UUID

from sqlalchemy.orm import Session

from matching.codes.rounds import TierCode
from matching.policy import Policy
from matching.problem import Problem
from matching.repair import Move
from matching.trial import Trial
from service.audit import service as audit
from service.database_roles import counting
from service.errors import Fault, InvalidInput
from service.models import Round, RoundSnapshot
from service.rounds import engine_process, repository, wording
from service.rounds.engine_process import EngineStopped
from service.rounds.scarcity import gains
from service.rounds.seals import seals_now
from service.rounds.shifts import shifts
from service.rounds.snapshot_file import from_bytes, opened, path_of
from service.rounds.trial_schemas import MoveOut, TrialIn, TrialOut
from service.rounds.tried import SECONDS, outcome_of, patience, planned, seat_out, too_long


def try_out(db: Session, round_id: UUID, body: TrialIn) -> TrialOut:
    """What would come of it. Only who tried which pair is stored: a place that cannot be may be one
    that is not safe, so trying place after place must be seen."""
    round, kept = planned(db, round_id)
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
    solution = json.dumps(kept.solution).encode()
    with opened(kept.problem) as given, opened(solution) as plan, TemporaryFile() as result:
        files = (given, plan, result)
        words = [
            *(str(path_of(given)), str(path_of(plan)), "--out", str(path_of(result))),
            *("--act", body.act.value, "--seconds", str(SECONDS)),
            *("--request", str(body.request_id), "--place", str(body.place_id)),
        ]
        try:
            engine_process.run("matching.trial", words, files, lambda _: None, patience(db))
        except EngineStopped:
            raise too_long() from None
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


def _move(tiers: list[TierCode], move: Move) -> MoveOut:
    return MoveOut(
        request_id=move.request,
        tier=tiers[move.tier],
        outcome=outcome_of(move.before, move.after),
        before=seat_out(move.before),
        after=seat_out(move.after),
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
