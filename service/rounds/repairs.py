"""After a no: the next offers, or a new plan that moves few, on a round's own snapshot.

What was decided since stays as it is, and who or what is gone since takes no part. It is shown and
not stored: a proposal comes of a round, and a named official decides on it.
"""

from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from matching.canonical import to_json
from matching.policy import Policy
from matching.problem import Problem
from matching.refusals import Answer
from matching.repair import Pair, Since
from service.audit import service as audit
from service.codelists.decisions import ProposalState
from service.models import Round, RoundSnapshot
from service.rounds import repair_repository, wording
from service.rounds.again import worked_out
from service.rounds.moves import changed_since, moves_out, places_of
from service.rounds.repair_schemas import RefusalOut, RepairIn, RepairOut
from service.rounds.scarcity import gains
from service.rounds.shifts import shifts
from service.rounds.snapshot import requests_of
from service.rounds.snapshot_file import from_bytes
from service.rounds.trial_schemas import MoveOut
from service.rounds.tried import Limit, Read, planned

REFUSED = {ProposalState.REJECTED, ProposalState.DECLINED}
KEPT = {ProposalState.APPROVED, ProposalState.PLACED}


def read(db: Session, round_id: UUID, body: RepairIn) -> Read[RepairOut]:
    """What would be proposed next, for all of the round's proposals that will not be."""
    round, kept = planned(db, round_id)
    problem, policy = from_bytes(kept.problem)
    since = to_json(_since(db, round, problem))
    words = ["--way", body.way.value]

    def work_out(limit: Limit) -> Callable[[Session], RepairOut]:
        found = Answer.from_json(worked_out(kept, "matching.refusals", words, limit, since))
        return lambda db: _told(db, round, kept, policy, found)

    return work_out


def note(db: Session, round_id: UUID, body: RepairIn) -> None:
    """Writes down that it was asked."""
    audit.record(db, f"repair {body.way.value}", "rounds", round_id)


def _since(db: Session, round: Round, problem: Problem) -> Since:
    """How the round's proposals and all that took part in it stand now."""
    proposals = repair_repository.proposals_of(db, round.id)
    kept = {row.request_id: row.place_id for row in proposals if row.state in KEPT}
    units = {UUID(bytes=row.tobytes()) for row in problem.units.id}
    gone = repair_repository.asking_no_more(db, set(requests_of(problem)) - kept.keys())
    taken = repair_repository.not_to_be_had(db, units - set(kept.values()))
    refused = [
        Pair(row.request_id, row.place_id)
        for row in proposals
        if row.state in REFUSED or (row.state not in KEPT and row.place_id in taken)
    ]
    return Since(
        refused=tuple(refused),
        kept=tuple(Pair(*each) for each in sorted(kept.items())),
        gone=tuple(sorted(gone)),
        taken=tuple(sorted(taken)),
    )


def _told(
    db: Session, round: Round, kept: RoundSnapshot, policy: Policy, found: Answer
) -> RepairOut:
    tiers, gain = [tier.code for tier in policy.tiers], found.repair.gain
    every = moves_out(tiers, found.repair.moves)
    refusals = list(_refusals(found.since, every))
    own = {each.request_id for each in refusals}
    moves = [move for move in every if move.request_id not in own]
    changed = changed_since(db, kept, *_concerned(every))
    return RepairOut(
        round_id=round.id,
        way=found.way,
        refusals=refusals,
        moves=moves,
        proven=found.repair.proven,
        tiers=gains(tiers, gain),
        points=gain.points,
        minimums=shifts(found.repair.minimums),
        day_date=round.day_date,
        changed_since=changed,
        message=wording.of_repair(
            refused=len(refusals),
            again=sum(each.next is not None for each in refusals),
            in_turn=sum(each.next_request_id is not None for each in refusals),
            others=sum(move.before is not None for move in moves),
            day=round.day_date if changed else None,
        ),
    )


def _refusals(since: Since, moves: Sequence[MoveOut]) -> Iterator[RefusalOut]:
    """Who is gone since has no next offer; its place has."""
    after = {move.request_id: move.after for move in moves}
    of_place = {move.after.place_id: move.request_id for move in moves if move.after}
    for pair in since.refused:
        yield RefusalOut(
            request_id=pair.request,
            place_id=pair.place,
            next=after.get(pair.request),
            next_request_id=of_place.get(pair.place),
        )


def _concerned(moves: Sequence[MoveOut]) -> tuple[set[UUID], set[UUID]]:
    """The requests and places that would get something: what somebody leaves is known to change."""
    getting = [move.model_copy(update={"before": None}) for move in moves if move.after]
    return {move.request_id for move in getting}, places_of(getting)
