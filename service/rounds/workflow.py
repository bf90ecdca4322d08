"""The life of a round."""

from sqlalchemy.orm import Session

from service.codelists.decisions import RoundState
from service.models import Round
from service.workflow import Moves, step

MOVES: Moves = {
    (RoundState.QUEUED, RoundState.SOLVING): "solve",
    (RoundState.QUEUED, RoundState.CANCELLED): "cancel",
    (RoundState.QUEUED, RoundState.FAILED): "fail",
    (RoundState.SOLVING, RoundState.DONE): "finish",
    (RoundState.SOLVING, RoundState.CANCELLED): "cancel",
    (RoundState.SOLVING, RoundState.FAILED): "fail",
}

ACTIVE = (RoundState.QUEUED, RoundState.SOLVING)
"""As long as a round is in one of these, no other can start in its region."""


def move(db: Session, round: Round, to: RoundState) -> None:
    """One step; any other than those in `MOVES` is a conflict."""
    step(db, "round", MOVES, round, to)
