"""What is tried out on a page: asked there, worked out by a worker, and told at its own address."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from service.codelists.trials import TrialKind
from service.pages.forms import Form, parsed
from service.pages.refusals import at_fields
from service.pages.visitor import Visitor
from service.rounds.trial_kinds import KINDS
from service.trials import service
from service.trials.schemas import TrialStateOut


@dataclass(frozen=True)
class Tried:
    """How far a trial is, on which round, what was asked, and what came of it: the answer of its
    kind, as soon as there is one."""

    trial: TrialStateOut
    round_id: UUID
    asked: Form
    found: Any


def ask(visitor: Visitor, kind: TrialKind, round_id: UUID, fields: Mapping[str, Any]) -> UUID:
    """The id of a trial that was asked for; raises Refused where it cannot be. Nothing is
    decided."""
    with at_fields(), visitor.working() as db:
        body = parsed(KINDS[kind].body, fields)
        return service.ask(db, visitor.actor, kind, round_id, body).id


def tried(db: Session, kind: TrialKind, id: UUID) -> Tried:
    """One that was asked for."""
    row = service.one(db, kind, id)
    fields = {"roundId": row.round_id} | row.asked
    asked = Form({name: [str(value)] for name, value in fields.items() if value is not None})
    state = TrialStateOut.model_validate(row)
    return Tried(state, row.round_id, asked, service.answer_of(row))
