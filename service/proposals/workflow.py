"""The life of a proposal."""

from sqlalchemy.orm import Session

from service.codelists.decisions import DecisionOutcome, ProposalState
from service.models import Proposal
from service.workflow import Moves, step

MOVES: Moves = {
    (ProposalState.PROPOSED, ProposalState.APPROVED): "approve",
    (ProposalState.PROPOSED, ProposalState.REJECTED): "reject",
    (ProposalState.PROPOSED, ProposalState.EXPIRED): "expire",
    (ProposalState.APPROVED, ProposalState.PLACED): "place",
    (ProposalState.APPROVED, ProposalState.DECLINED): "decline",
    (ProposalState.APPROVED, ProposalState.WITHDRAWN): "withdraw",
}

DECIDED = {
    DecisionOutcome.APPROVED: ProposalState.APPROVED,
    DecisionOutcome.REJECTED: ProposalState.REJECTED,
}
"""The state to which a decision leads."""


def move(db: Session, proposal: Proposal, to: ProposalState) -> None:
    """One step; any other than those in `MOVES` is a conflict."""
    step(db, "proposal", MOVES, proposal, to)
