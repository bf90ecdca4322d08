"""What can be tried out on a round: the body and the answer of each, and the way between."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from service import reading
from service.codelists.trials import TrialKind
from service.models import Round
from service.rounds import policy_trials, repairs, trials
from service.rounds.policy_trial_schemas import PolicyTrialIn, PolicyTrialOut
from service.rounds.repair_schemas import RepairIn, RepairOut
from service.rounds.trial_schemas import TrialIn, TrialOut
from service.rounds.tried import Read, at_once
from service.wire import Inbound, Outbound

In = TypeVar("In", bound=Inbound)
Out = TypeVar("Out", bound=Outbound)


@dataclass(frozen=True)
class Tries(Generic[In, Out]):
    """One kind of trial: `read` checks what is asked, `note` writes down that it was."""

    body: type[In]
    out: type[Out]
    read: Callable[[Session, UUID, In], Read[Out]]
    note: Callable[[Session, UUID, In], None]

    def asked(self, db: Session, round_id: UUID, body: In) -> Read[Out]:
        """A trial that may be worked out. Raises InvalidInput, NotFound or Conflict."""
        read = self.read(db, round_id, body)
        self.note(db, round_id, body)
        return read

    def at_once(self, db: Session, round_id: UUID, body: In) -> Out:
        """What comes of it, within the request. Busy where that takes too long, Conflict where
        somebody of the round was erased meanwhile."""
        read = self.asked(db, round_id, body)
        return at_once(db, reading.one(db, Round, round_id), read)


PAIR = Tries(TrialIn, TrialOut, trials.read, trials.note)
POLICY = Tries(PolicyTrialIn, PolicyTrialOut, policy_trials.read, policy_trials.note)
REPAIR = Tries(RepairIn, RepairOut, repairs.read, repairs.note)

KINDS: Mapping[TrialKind, Tries[Any, Any]] = MappingProxyType(
    {TrialKind.PAIR: PAIR, TrialKind.POLICY: POLICY, TrialKind.REPAIR: REPAIR}
)
