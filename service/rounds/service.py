"""Asking for a round, and asking to stop one."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from service import jobs
from service.actor import Actor
from service.audit import service as audit
from service.clock import last_planned, now, today, too_far
from service.codelists.audit import ProcessingActivity
from service.codelists.decisions import RoundState
from service.codelists.organisations import DECIDERS
from service.database_roles import counting
from service.errors import Conflict, Fault, InvalidInput, NotFound
from service.models import Round
from service.permission import permit
from service.rounds import repository, scope_repository, snapshot_repository
from service.rounds.announcing import announce, event_of
from service.rounds.running import RUN
from service.rounds.schemas import RoundIn
from service.rounds.snapshot import requests_of
from service.rounds.snapshot_file import from_bytes
from service.rounds.workflow import ACTIVE, move


def start(db: Session, actor: Actor, body: RoundIn) -> Round:
    """Puts the round and its job in this transaction; a worker takes it up after the commit."""
    permit(actor, DECIDERS, "start a round")
    day = body.day_date or today()
    if faults := list(_faults(db, body, day)):
        raise InvalidInput("The round cannot be started.", faults)
    round = Round(
        organisation_id=actor.organisation_id,
        region_id=body.region_id,
        policy_id=body.policy_id,
        day_date=day,
        seed=body.seed,
        state=RoundState.QUEUED,
        asked_by=actor.user,
    )
    db.add(round)
    db.flush()
    audit.record(db, "start", "rounds", round.id)
    jobs.put(db, RUN, round.id)
    return round


def _faults(db: Session, body: RoundIn, day: date) -> Iterator[Fault]:
    if day > last_planned():
        yield Fault("body.dayDate", "too_far_ahead", too_far())
    if not scope_repository.decides_in(db, body.region_id, day):
        says = "is not a region in which you decide for a municipality on this day"
        yield Fault("body.regionId", "region_elsewhere", says)
    if body.policy_id and scope_repository.policy(db, body.policy_id, day) is None:
        says = "is not a policy of yours that is valid on this day"
        yield Fault("body.policyId", "policy_not_valid", says)


def take_snapshot(db: Session, round_id: UUID) -> bytes:
    """The file that replays the round. It tells whom which place was not safe for, as no other
    answer does: so it stands in the audit who took it."""
    return _taken(db, round_id, snapshot_repository.snapshot_bytes(db, round_id))


def take_any_snapshot(db: Session, round_id: UUID) -> bytes:
    """The same file of anybody's round, for who runs the program; so it stands in the audit too."""
    with counting(db):
        kept = snapshot_repository.snapshot(db, round_id)
    return _taken(db, round_id, None if kept is None else kept.problem)


def _taken(db: Session, round_id: UUID, data: bytes | None) -> bytes:
    if not data:
        raise NotFound("There is no round with this id, or its snapshot is not there.")
    audit.record(db, "take snapshot", "rounds", round_id)
    shown = requests_of(from_bytes(data)[0])
    audit.read_each(db, "requests", shown, ProcessingActivity.MATCHING)
    return data


def cancel(db: Session, round_id: UUID) -> Round:
    """A waiting round ends at once, one that runs by the next worker that is free; the one that
    runs it stops and writes nothing."""
    round = repository.locked(db, round_id)
    if round.state not in ACTIVE:
        said = f"This round has ended already: it is {round.state.en}."
        raise Conflict(said, nl=f"Deze ronde is al afgelopen: zij is {round.state.nl}.")
    if round.state is RoundState.QUEUED:
        round.finished_at = now()
        move(db, round, RoundState.CANCELLED)
    elif not round.cancel_requested:
        audit.record(db, "ask_to_cancel", "rounds", round.id)
        jobs.put(db, RUN, round.id)
    round.cancel_requested = True
    announce(db, round.id, event_of(round))
    return round
