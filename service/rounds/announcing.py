"""What is told to those who follow a round: the same from the stored row and from a message."""

from uuid import UUID

from sqlalchemy.orm import Session

from service.models import Round
from service.rounds import repository
from service.rounds.schemas import RoundEvent


def event_of(round: Round) -> RoundEvent:
    """Where the round stands."""
    return RoundEvent.model_validate(round)


def announce(db: Session, round_id: UUID, event: RoundEvent) -> None:
    """Tells every process, when this transaction is committed, where the round stands now."""
    repository.notify(db, f"{round_id} {event.model_dump_json(by_alias=False)}")
