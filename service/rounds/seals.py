"""Seals on requests and places: a proposal falls when what it rests on changes, and stands when
something else does."""

import json
from collections import defaultdict
from collections.abc import Collection
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from service.rounds import input_repository as repository
from service.rounds.conditions import Rows

Seals = dict[UUID, str]
"""By the id of a request (with its household and the points it wants to live near) or a place
(with its property): a SHA-256."""


def seals_of(requests: Rows, places: Rows, anchors: Rows) -> Seals:
    """The seals of what a round is given."""
    near = defaultdict(list)
    for row in anchors:
        near[row.request_id].append(list(row)[1:])
    return {
        **{row.id: _seal(row, near[row.id]) for row in requests},
        **{row.id: _seal(row) for row in places},
    }


def seals_now(db: Session, request_ids: Collection[UUID], place_ids: Collection[UUID]) -> Seals:
    """The seals of these requests and places as they are now."""
    return seals_of(
        repository.these_requests(db, request_ids),
        repository.these_places(db, place_ids),
        repository.anchors_of(db, request_ids),
    )


def _seal(row: Any, *more: Any) -> str:
    seen = {name: _in_order(value) for name, value in row._asdict().items()}
    text = json.dumps([seen, *more], default=str, sort_keys=True)
    return sha256(text.encode()).hexdigest()


def _in_order(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else value
