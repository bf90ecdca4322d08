"""At the table: what a pin, a veto or a hold would bring and cost, on a round's own snapshot."""

from collections.abc import Callable, Iterator
from uuid import UUID

from sqlalchemy.orm import Session

from matching.policy import Policy
from matching.problem import Problem
from matching.trial import Trial
from service.audit import service as audit
from service.errors import Fault, InvalidInput
from service.models import Round, RoundSnapshot
from service.rounds import wording
from service.rounds.again import worked_out
from service.rounds.moves import changed_since, moves_out, places_of
from service.rounds.scarcity import gains
from service.rounds.shifts import shifts
from service.rounds.snapshot_file import from_bytes
from service.rounds.trial_schemas import TrialIn, TrialOut
from service.rounds.tried import Limit, Read, planned


def read(db: Session, round_id: UUID, body: TrialIn) -> Read[TrialOut]:
    """A trial of this pair. Raises InvalidInput where one of them took no part in the round."""
    round, kept = planned(db, round_id)
    problem, policy = from_bytes(kept.problem)
    if faults := list(_faults(problem, body)):
        raise InvalidInput("This cannot be tried.", faults)
    words = ["--act", body.act.value, "--request", str(body.request_id)]
    words += ["--place", str(body.place_id)]

    def work_out(limit: Limit) -> Callable[[Session], TrialOut]:
        found = Trial.from_json(worked_out(kept, "matching.trial", words, limit))
        return lambda db: _told(db, round, kept, policy, found)

    return work_out


def note(db: Session, _: UUID, body: TrialIn) -> None:
    """Writes down who tries which pair: a place that cannot be may be one that is not safe, so
    trying place after place must be seen."""
    audit.record(db, f"try {body.act.value}", "requests", body.request_id, f"place {body.place_id}")


def _faults(problem: Problem, body: TrialIn) -> Iterator[Fault]:
    for name, asked, ids, kind, subject in (
        ("requestId", body.request_id, problem.requests.id, "request", "Deze aanvraag"),
        ("placeId", body.place_id, problem.units.id, "place", "Deze woonplek"),
    ):
        if asked.bytes not in {row.tobytes() for row in ids}:
            says = f"is no {kind} that took part in this round"
            nl = f"{subject} deed niet mee in deze ronde."
            yield Fault(f"body.{name}", f"{kind}_not_in_round", says, nl)


def _told(db: Session, round: Round, kept: RoundSnapshot, policy: Policy, found: Trial) -> TrialOut:
    tiers, gain = [tier.code for tier in policy.tiers], found.repair.gain
    moves = moves_out(tiers, found.repair.moves)
    requests = {found.pair.request, *(move.request_id for move in moves)}
    changed = changed_since(db, kept, requests, {found.pair.place, *places_of(moves)})
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
