"""An edition of a policy that a page is about, or the platform's own."""

import json
from uuid import UUID

from sqlalchemy.orm import Session

from matching.policy import Policy
from service.errors import NotFound
from service.models import MatchingPolicy
from service.policies import repository


def one(db: Session, id: UUID | None) -> MatchingPolicy | None:
    """None for the platform's own."""
    if id is None:
        return None
    row = repository.one_registered(db, id)
    if row is None:
        raise NotFound("There is no policy with this id.")
    return row


def content(row: MatchingPolicy | None) -> Policy:
    """What it says."""
    return Policy() if row is None else Policy.from_json(json.dumps(row.content))
