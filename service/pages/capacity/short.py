"""Whose place failed for one household more that could be supported, or one lease more, in the last
round."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from service.actor import Actor
from service.rounds.advising import as_heard_by
from service.rounds.schemas import ChangeOut, UnplacedOut
from service.rounds.shortage_repository import short_of

CASELOAD, LEASES = "E11_CASELOAD", "E06_LEASES"


@dataclass(frozen=True)
class Enough:
    """Requests of which the same is told: one more was enough."""

    changes: Sequence[ChangeOut]
    request_ids: list[UUID]
    day_date: date


def enough_for(db: Session, actor: Actor, rule: str) -> list[Enough]:
    """Requests of one's own for which one more of what this rule counts was enough, by what is told
    of it."""
    found: dict[str, Enough] = {}
    for row in short_of(db, actor.organisation_id, rule):
        told = as_heard_by(actor, row)
        if changes := _of_mine(actor, told, rule):
            same = " ".join(each.nl for each in changes)
            group = found.setdefault(same, Enough(changes, [], told.day_date))
            group.request_ids.append(told.request_id)
    return list(found.values())


def _of_mine(actor: Actor, told: UnplacedOut, rule: str) -> list[ChangeOut]:
    return [
        each
        for each in told.changes
        if each.rule == rule and each.support_provider_id == actor.organisation_id
    ]
