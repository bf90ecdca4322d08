"""Several decisions at once: looked at first, exactly as they would be taken, and nothing kept."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from service.actor import Actor
from service.audit import service as audit
from service.database_errors import as_error
from service.database_roles import supposing
from service.errors import WoonplekError
from service.proposals import service
from service.proposals.schemas import DecisionIn

MOST = 50
"""So many are looked at in one transaction."""


class Asked(NamedTuple):
    """A decision on a proposal."""

    proposal_id: UUID
    decision: DecisionIn


class Line(NamedTuple):
    """What comes of it: done, or the refusal."""

    proposal_id: UUID
    refusal: WoonplekError | None


def looked_at(db: Session, actor: Actor, asked: Sequence[Asked]) -> list[Line]:
    """What each decision would meet, one after the other: who goes first takes the place, and the
    room under every limit. They are taken and all undone, and in the audit is only that they were
    looked at."""
    with audit.undone(db), supposing(db):
        lines = [*_one_by_one(db, actor, asked)]
    audit.record_each(db, "preview", "proposals", [each.proposal_id for each in asked])
    return lines


def _one_by_one(db: Session, actor: Actor, asked: Sequence[Asked]) -> Iterator[Line]:
    for each in asked:
        yield Line(each.proposal_id, _refusal(db, actor, each))


def _refusal(db: Session, actor: Actor, asked: Asked) -> WoonplekError | None:
    try:
        with supposing(db, keep=True):
            service.decide(db, actor, asked.proposal_id, asked.decision)
    except WoonplekError as refusal:
        return refusal
    except SQLAlchemyError as error:
        if known := as_error(error):
            return known
        raise
    return None
