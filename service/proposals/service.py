"""A named official decides; what follows is one transaction, or nothing of it."""

from uuid import UUID

from sqlalchemy.orm import Session

from service import reading
from service.actor import Actor
from service.clock import now
from service.codelists.decisions import DecisionOutcome, ProposalState
from service.errors import Conflict, NotAllowed
from service.models import Decision, Proposal
from service.proposals import competence_repository, repository
from service.proposals.competence_repository import FirstLook
from service.proposals.lock_repository import Held, lock_for_decision
from service.proposals.recheck import recheck, refuse_gone, refuse_taken
from service.proposals.schemas import DecisionIn, WithdrawalIn
from service.proposals.settlement import free, hold, reject
from service.proposals.workflow import DECIDED, move

OTHER_SEEN = (
    "The proposal is not the one that you saw: its digest is another. Read it again, then decide."
)
OTHER_SEEN_NL = "Het voorstel is niet meer zoals u het zag. Lees het opnieuw en besluit dan."
NOT_COMPETENT = "Only the municipality that is competent for this request decides on it."


def decide(db: Session, actor: Actor, proposal_id: UUID, body: DecisionIn) -> Decision:
    """Approves or rejects exactly what was shown.

    Raises NotAllowed unless the actor decides for the municipality today, and Conflict when the
    proposal was decided on or no longer stands; nothing is written then.
    """
    look = _first_look(db, actor, proposal_id, ProposalState.PROPOSED)
    if body.digest != look.proposal.digest:
        raise Conflict(OTHER_SEEN, nl=OTHER_SEEN_NL)
    approved = body.outcome is DecisionOutcome.APPROVED
    if approved:
        refuse_gone(look)
    too_late = _refuse_too_late if approved else _refuse_decided
    held = lock_for_decision(db, actor, proposal_id, too_late)
    proposal = held.proposal
    _expect_competent(db, actor, proposal)
    decision = Decision(
        organisation_id=actor.organisation_id,
        proposal_id=proposal.id,
        outcome=body.outcome,
        reason_code=body.reason_code,
        motivation=body.motivation,
        another_person=body.another_person,
        leaves_other_home=body.leaves_other_home,
        decided_by=actor.user,
        decided_at=now(),
    )
    repository.add(db, decision)
    if approved:
        recheck(db, actor, held)
    move(db, proposal, DECIDED[body.outcome])
    if approved:
        hold(db, held)
    else:
        reject(db, held)
    return decision


def withdraw(db: Session, actor: Actor, proposal_id: UUID, body: WithdrawalIn) -> Decision:
    """Takes an approval back while not every answer is in, and frees everything."""
    _first_look(db, actor, proposal_id, ProposalState.APPROVED)
    held = lock_for_decision(db, actor, proposal_id)
    _expect_competent(db, actor, held.proposal)
    _expect(held.proposal, ProposalState.APPROVED)
    free(db, held, ProposalState.WITHDRAWN)
    decision = repository.decision_on(db, proposal_id)
    decision.withdrawal_motivation = body.motivation
    decision.withdrawn_by = actor.user
    decision.withdrawn_at = now()
    db.flush()
    return decision


def _first_look(db: Session, actor: Actor, proposal_id: UUID, needed: ProposalState) -> FirstLook:
    """At the proposal, if the actor may decide on it and it waits for that; before the lock, so
    that a crowd does not queue for what is gone."""
    look = competence_repository.first_look(db, actor, proposal_id)
    if look is None:
        raise reading.absent(Proposal)
    if not look.decides:
        raise NotAllowed(NOT_COMPETENT)
    _expect(look.proposal, needed)
    return look


def _expect_competent(db: Session, actor: Actor, proposal: Proposal) -> None:
    if not competence_repository.decides_for(db, actor, proposal.municipality_code):
        raise NotAllowed(NOT_COMPETENT)


def _refuse_decided(held: Held) -> None:
    _expect(held.proposal, ProposalState.PROPOSED)


def _refuse_too_late(held: Held) -> None:
    _refuse_decided(held)
    refuse_taken(held)


def _expect(proposal: Proposal, needed: ProposalState) -> None:
    if proposal.state is not needed:
        said = f"This proposal is {proposal.state.en}, not {needed.en}."
        raise Conflict(said, nl=f"Dit voorstel is {proposal.state.nl}, niet {needed.nl}.")
