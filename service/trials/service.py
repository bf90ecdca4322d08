"""Asking for a trial, and reading what came of it."""

from uuid import UUID

from sqlalchemy.orm import Session

from service import jobs, reading
from service.actor import Actor
from service.codelists.trials import TrialKind
from service.errors import NotFound
from service.models import Trial
from service.rounds.trial_kinds import KINDS
from service.trials import repository
from service.trials.job import JOBS
from service.wire import Inbound, Outbound


def ask(db: Session, actor: Actor, kind: TrialKind, round_id: UUID, body: Inbound) -> Trial:
    """Puts the trial and its job in this transaction; what could never be tried is refused now."""
    KINDS[kind].asked(db, round_id, body)
    trial = Trial(
        organisation_id=actor.organisation_id,
        round_id=round_id,
        kind=kind,
        asked=body.model_dump(mode="json", by_alias=True),
        asked_by=actor.user,
    )
    repository.add(db, trial)
    jobs.put(db, JOBS[kind], trial.id)
    return trial


def one(db: Session, kind: TrialKind, trial_id: UUID) -> Trial:
    """A trial of this kind that the actor's organisation asked for."""
    trial = reading.one(db, Trial, trial_id)
    if trial.kind is not kind:
        raise NotFound("There is no trial with this id.")
    return trial


def answer_of(trial: Trial) -> Outbound | None:
    """What came of it, as the API tells it; None as long as nothing did."""
    if trial.answer is None:
        return None
    found: Outbound = KINDS[trial.kind].out.model_validate(trial.answer)
    return found
